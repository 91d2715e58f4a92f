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
INSERT INTO "alembic_version" VALUES('0002');
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
	created_at DATETIME, 
	CONSTRAINT pk_assessments PRIMARY KEY (id), 
	CONSTRAINT fk_assessments_organisation_id FOREIGN KEY(organisation_id) REFERENCES organisations (id) ON DELETE CASCADE
);
INSERT INTO "assessments" VALUES('a1','0c95fad9824d4f6997dafb8f7d3c4d05','PHL','["origin", "io:humanitarian"]','Evacuation plan','micic','1.0','2026-02-28',80.0,1,'a0',0,'2026-03-01 12:00:00.123456');
CREATE TABLE events (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	author VARCHAR(200) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	assessment_id VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (id)
);
INSERT INTO "events" VALUES(1,'2026-11-24 11:00:24.890281','local','created','a1');
CREATE TABLE organisations (
	id VARCHAR(64) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	CONSTRAINT pk_organisations PRIMARY KEY (id), 
	CONSTRAINT uq_organisations_name UNIQUE (name)
);
INSERT INTO "organisations" VALUES('0c95fad9824d4f6997dafb8f7d3c4d05','Ministry of Labour');
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
CREATE INDEX ix_assessments_organisation_id ON assessments (organisation_id);
CREATE TRIGGER answers_unchanged BEFORE UPDATE ON answers
        BEGIN SELECT RAISE(ABORT, 'the history of answers is append-only'); END;
CREATE TRIGGER answers_complete BEFORE DELETE ON answers
        WHEN EXISTS (SELECT 1 FROM assessments WHERE id = OLD.assessment_id)
        BEGIN SELECT RAISE(ABORT, 'the history of answers is append-only'); END;
COMMIT;
