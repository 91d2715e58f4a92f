BEGIN TRANSACTION;
CREATE TABLE actions (
	assessment_id VARCHAR(64) NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	revision INTEGER NOT NULL, 
	recommendation_id VARCHAR(64) NOT NULL, 
	text VARCHAR(4000) NOT NULL, 
	aims JSON NOT NULL, 
	owner VARCHAR(200) NOT NULL, 
	partner VARCHAR(64) NOT NULL, 
	start DATE, 
	due DATE, 
	status VARCHAR(20) NOT NULL, 
	effort VARCHAR(20), 
	note VARCHAR(4000) NOT NULL, 
	author VARCHAR(200) NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_actions PRIMARY KEY (assessment_id, id), 
	CONSTRAINT ck_actions_revision_from_1 CHECK (revision >= 1), 
	CONSTRAINT fk_actions_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
INSERT INTO "actions" VALUES('a1','p1',1,'R1.1.1','Write the contingency plan','[{"practice_id": "R1.1.1a", "start": "1", "level": "3"}, {"practice_id": "R1.1.1b", "start": "", "level": "2"}]','Emergency unit','io','2026-03-01','2026-09-30','under_way','large','Été','ana','2026-03-01 12:01:00.123456');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE answers (
	assessment_id VARCHAR(64) NOT NULL, 
	practice_id VARCHAR(64) NOT NULL, 
	revision INTEGER NOT NULL, 
	answer VARCHAR(20) NOT NULL, 
	na_reason VARCHAR(200) NOT NULL, 
	evidence VARCHAR(4000) NOT NULL, 
	evidence_date VARCHAR(200) NOT NULL, 
	responsible VARCHAR(200) NOT NULL, 
	comment VARCHAR(4000) NOT NULL, 
	author VARCHAR(200) NOT NULL, 
	at DATETIME NOT NULL, 
	operation_id VARCHAR(100) NOT NULL, 
	CONSTRAINT pk_answers PRIMARY KEY (assessment_id, practice_id, revision), 
	CONSTRAINT uq_answers_operation_id UNIQUE (operation_id, practice_id), 
	CONSTRAINT ck_answers_revision_from_1 CHECK (revision >= 1), 
	CONSTRAINT fk_answers_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
INSERT INTO "answers" VALUES('a1','R1.1.1a',1,'2','','','','','','ana','2026-03-01 12:01:00.123456','a1-R1.1.1a-1-2');
INSERT INTO "answers" VALUES('a1','R1.1.1a',2,'2','','','','','Été','ana','2026-03-01 12:02:00.123456','a1-R1.1.1a-2-2');
INSERT INTO "answers" VALUES('a1','R1.1.1b',1,'dk','','Circular 12','','','','ana','2026-03-01 12:01:00.123456','a1-R1.1.1b-1-dk');
CREATE TABLE assessments (
	id VARCHAR(64) NOT NULL, 
	organisation_id VARCHAR(64), 
	country VARCHAR(3) NOT NULL, 
	stakeholder_types JSON NOT NULL, 
	subject VARCHAR(200) NOT NULL, 
	instrument_id VARCHAR(200) NOT NULL, 
	instrument_version VARCHAR(200) NOT NULL, 
	assessed_on DATE, 
	target FLOAT, 
	lead_first BOOLEAN NOT NULL, 
	baseline_id VARCHAR(64), 
	is_sample BOOLEAN NOT NULL, 
	created_at DATETIME, marking VARCHAR(200) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_assessments PRIMARY KEY (id), 
	CONSTRAINT fk_assessments_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id) ON DELETE CASCADE
);
INSERT INTO "assessments" VALUES('a1','0c95fad9824d4f6997dafb8f7d3c4d05','PHL','["origin", "io:humanitarian"]','Evacuation plan','micic','1.0','2026-02-28',80.0,1,'a0',0,'2026-03-01 12:00:00.123456','Official');
CREATE TABLE events (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	author VARCHAR(200) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	assessment_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (id)
);
INSERT INTO "events" VALUES(1,'2026-11-24 11:00:24.890281','local','created','a1');
INSERT INTO "events" VALUES(2,'2026-11-24 17:49:11.146850','local','updated','a1');
INSERT INTO "events" VALUES(3,'2026-11-24 17:49:11.155470','local','submitted','a1');
INSERT INTO "events" VALUES(4,'2026-11-24 17:49:11.157498','local','reopened','a1');
INSERT INTO "events" VALUES(5,'2026-03-01 12:00:00.123456','local','signed in','572a6ccb83b84f6789fde231a04429ce');
CREATE TABLE invitations (
	digest VARCHAR(64) NOT NULL, 
	organisation_id VARCHAR(64), 
	role VARCHAR(20), 
	topics JSON NOT NULL, 
	inviter VARCHAR(200) NOT NULL, 
	made_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	used_by VARCHAR(64), 
	used_at DATETIME, 
	CONSTRAINT pk_invitations PRIMARY KEY (digest), 
	CONSTRAINT fk_invitations_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id) ON DELETE CASCADE
);
CREATE TABLE memberships (
	organisation_id VARCHAR(64) NOT NULL, 
	person_id VARCHAR(64) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	topics JSON NOT NULL, 
	clears BOOLEAN NOT NULL, 
	CONSTRAINT pk_memberships PRIMARY KEY (organisation_id, person_id), 
	CONSTRAINT fk_memberships_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id) ON DELETE CASCADE, 
	CONSTRAINT fk_memberships_person_id FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE
);
CREATE TABLE organisations (
	id VARCHAR(64) NOT NULL, 
	name VARCHAR(200) NOT NULL, is_enrolled BOOLEAN DEFAULT 0 NOT NULL, needs_clearance BOOLEAN DEFAULT 0 NOT NULL, keep_days INTEGER, 
	CONSTRAINT pk_organisations PRIMARY KEY (id), 
	CONSTRAINT uq_organisations_name UNIQUE (name)
);
INSERT INTO "organisations" VALUES('0c95fad9824d4f6997dafb8f7d3c4d05','Ministry of Labour',0,0,NULL);
CREATE TABLE people (
	id VARCHAR(64) NOT NULL, 
	issuer VARCHAR(200) NOT NULL, 
	subject VARCHAR(200) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	is_administrator BOOLEAN NOT NULL, 
	CONSTRAINT pk_people PRIMARY KEY (id), 
	CONSTRAINT uq_people_issuer UNIQUE (issuer, subject)
);
INSERT INTO "people" VALUES('572a6ccb83b84f6789fde231a04429ce','https://id.example','1','Ana',0);
CREATE TABLE remarks (
	assessment_id VARCHAR(64) NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	practice_id VARCHAR(64) NOT NULL, 
	author VARCHAR(64) NOT NULL, 
	at DATETIME NOT NULL, 
	text VARCHAR(4000) NOT NULL, 
	mentions JSON NOT NULL, 
	resolved_by VARCHAR(64), 
	resolved_at DATETIME, 
	CONSTRAINT pk_remarks PRIMARY KEY (assessment_id, id), 
	CONSTRAINT fk_remarks_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
INSERT INTO "remarks" VALUES('a1','m1','R1.1.1a','ana','2026-03-01 12:00:00.123456','Look','["zoe"]',NULL,NULL);
CREATE TABLE sessions (
	digest VARCHAR(64) NOT NULL, 
	person_id VARCHAR(64) NOT NULL, 
	began_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_sessions PRIMARY KEY (digest), 
	CONSTRAINT fk_sessions_person_id FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE CASCADE
);
INSERT INTO "sessions" VALUES('ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff','572a6ccb83b84f6789fde231a04429ce','2026-03-01 12:00:00.123456',NULL);
CREATE TABLE stages (
	assessment_id VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	stage VARCHAR(20) NOT NULL, 
	author VARCHAR(200) NOT NULL, 
	at DATETIME NOT NULL, 
	note VARCHAR(4000) NOT NULL, 
	CONSTRAINT pk_stages PRIMARY KEY (assessment_id, number), 
	CONSTRAINT ck_stages_number_from_1 CHECK (number >= 1), 
	CONSTRAINT fk_stages_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
INSERT INTO "stages" VALUES('a1',1,'submitted','ana','2026-03-01 12:00:00.123456','');
INSERT INTO "stages" VALUES('a1',2,'draft','ana','2026-03-01 12:00:00.123456','Été');
CREATE TABLE targets (
	assessment_id VARCHAR(64) NOT NULL, 
	recommendation_id VARCHAR(64) NOT NULL, 
	target FLOAT NOT NULL, 
	CONSTRAINT pk_targets PRIMARY KEY (assessment_id, recommendation_id), 
	CONSTRAINT ck_targets_target_in_range CHECK (target > 0 AND target <= 100), 
	CONSTRAINT fk_targets_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
INSERT INTO "targets" VALUES('a1','R1.1.1',50.0);
INSERT INTO "targets" VALUES('a1','R3.1.10',99.5);
CREATE TABLE views (
	assessment_id VARCHAR(64) NOT NULL, 
	practice_id VARCHAR(64) NOT NULL, 
	person_id VARCHAR(64) NOT NULL, 
	revision INTEGER NOT NULL, 
	answer VARCHAR(20) NOT NULL, 
	na_reason VARCHAR(200) NOT NULL, 
	evidence VARCHAR(4000) NOT NULL, 
	evidence_date VARCHAR(200) NOT NULL, 
	responsible VARCHAR(200) NOT NULL, 
	comment VARCHAR(4000) NOT NULL, 
	at DATETIME NOT NULL, 
	settled_by VARCHAR(64), 
	CONSTRAINT pk_views PRIMARY KEY (assessment_id, practice_id, person_id, revision), 
	CONSTRAINT ck_views_revision_from_1 CHECK (revision >= 1), 
	CONSTRAINT fk_views_assessment_id FOREIGN KEY(assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
INSERT INTO "views" VALUES('a1','R1.1.1a','zoe',1,'0','','','','','','2026-03-01 12:00:00.123456',NULL);
CREATE INDEX ix_assessments_organisation_id ON assessments (organisation_id);
CREATE TRIGGER answers_unchanged BEFORE UPDATE ON answers
        BEGIN SELECT RAISE(ABORT, 'the history of answers is append-only'); END;
CREATE TRIGGER answers_complete BEFORE DELETE ON answers
        WHEN EXISTS (SELECT 1 FROM assessments WHERE id = OLD.assessment_id)
        BEGIN SELECT RAISE(ABORT, 'the history of answers is append-only'); END;
CREATE INDEX ix_sessions_person_id ON sessions (person_id);
CREATE INDEX ix_memberships_person_id ON memberships (person_id);
CREATE INDEX ix_invitations_organisation_id ON invitations (organisation_id);
CREATE TRIGGER events_unchanged BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER events_complete BEFORE DELETE ON events
        WHEN EXISTS (SELECT 1 FROM assessments)
        BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER views_unchanged BEFORE UPDATE ON views
                BEGIN SELECT RAISE(ABORT, 'the history of views is append-only'); END;
CREATE TRIGGER views_complete BEFORE DELETE ON views
                WHEN EXISTS (SELECT 1 FROM assessments WHERE id = OLD.assessment_id)
                BEGIN SELECT RAISE(ABORT, 'the history of views is append-only'); END;
CREATE TRIGGER stages_unchanged BEFORE UPDATE ON stages
                BEGIN SELECT RAISE(ABORT, 'the history of stages is append-only'); END;
CREATE TRIGGER stages_complete BEFORE DELETE ON stages
                WHEN EXISTS (SELECT 1 FROM assessments WHERE id = OLD.assessment_id)
                BEGIN SELECT RAISE(ABORT, 'the history of stages is append-only'); END;
COMMIT;
