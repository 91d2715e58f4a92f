"""Who answered what: the values that the store keeps and the scoring reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SHORT_TEXT = 200
LONG_TEXT = 4000
ID = 64
AUTHOR = 200
OPERATION = 100
ORGANISATION_SUBJECT = "organisation"

ShortText = Annotated[str, StringConstraints(max_length=SHORT_TEXT)]
LongText = Annotated[str, StringConstraints(max_length=LONG_TEXT)]
Target = Annotated[float, Field(gt=0, le=100)]

NA = "na"
DONT_KNOW = "dk"
BLANK = ""


class Value(BaseModel):
    """Base of the values here: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(Value):
    """The answer to one practice.

    Attributes:
        answer: code of a level, ``na``, ``dk``, or empty for unanswered.
        na_reason: id of the reason; only with ``na``.
        evidence: what was cited; policies, dates and documents, never people.
        evidence_date: ISO date, month or year of the evidence, or any text.
    """

    practice_id: str
    answer: Annotated[str, StringConstraints(max_length=20)] = BLANK
    na_reason: ShortText = ""
    evidence: LongText = ""
    evidence_date: ShortText = ""
    responsible: ShortText = ""
    comment: LongText = ""

    @property
    def is_answered(self) -> bool:
        """A level, ``na`` or ``dk`` was chosen."""
        return self.answer != BLANK

    @property
    def is_empty(self) -> bool:
        """Nothing was chosen and nothing written."""
        return self == Answer(practice_id=self.practice_id)


class AnswerRevision(Value):
    """One entry of the append-only history of an answer. Revisions count from 1."""

    assessment_id: str
    answer: Answer
    revision: int
    author: str
    at: datetime
    operation_id: str


class ActionStatus(StrEnum):
    """How far an action is."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        """It is still to be finished."""
        return self in (ActionStatus.NOT_STARTED, ActionStatus.UNDER_WAY)


class Effort(StrEnum):
    """How much work an action is, roughly."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Aim(Value):
    """One practice that an action is to raise.

    Attributes:
        start: the answer code when the action was planned; empty or ``dk`` for open.
        level: code of the level aimed at.
    """

    practice_id: Annotated[str, StringConstraints(min_length=1, max_length=ID)]
    start: Annotated[str, StringConstraints(max_length=20)] = BLANK
    level: Annotated[str, StringConstraints(min_length=1, max_length=20)]


class Action(Value):
    """One entry of the plan of action: what is to be done about the gap of one recommendation.

    Attributes:
        aims: the practices that it is to raise, each to which level.
        owner: the unit that does it; never a person.
        partner: stakeholder type that is to help, or empty.
    """

    id: Annotated[str, StringConstraints(min_length=1, max_length=ID)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=LONG_TEXT)]
    recommendation_id: Annotated[str, StringConstraints(min_length=1, max_length=ID)]
    aims: tuple[Aim, ...] = ()
    owner: ShortText = ""
    partner: Annotated[str, StringConstraints(max_length=ID)] = ""
    start: date | None = None
    due: date | None = None
    status: ActionStatus = ActionStatus.NOT_STARTED
    effort: Effort | None = None
    note: LongText = ""


class KeptAction(Value):
    """An action as it is stored. Each change raises its revision by one, from 1; earlier ones are not kept."""

    assessment_id: str
    action: Action
    revision: Annotated[int, Field(ge=1)]
    author: str
    at: datetime


class Assessment(Value):
    """One pass of one organisation, or one of its plans, through one instrument version.

    Attributes:
        stakeholder_types: codes such as ``origin`` or ``io:humanitarian``, in METHOD's order.
        subject: ``organisation``, or the name of a contingency plan.
        country: ISO 3166 alpha-3 or empty.
        target: for all recommendations; ``None`` takes the instrument's.
        targets: for single recommendations, by id; these win over ``target``.
        lead_first: the questionnaire is taken lead practices first.
        baseline_id: the earlier round that this one was copied from.
        is_sample: fictitious, made by the tool to be looked at.
        marking: classification shown on every screen and export, such as "Official - Sensitive"; empty for none.
    """

    id: str
    organisation: ShortText = ""
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""
    stakeholder_types: tuple[str, ...]
    subject: ShortText = ORGANISATION_SUBJECT
    instrument_id: str = ""
    instrument_version: str = ""
    assessed_on: date | None = None
    target: Target | None = None
    targets: Mapping[str, Target] = {}
    lead_first: bool = False
    baseline_id: str | None = None
    is_sample: bool = False
    created_at: datetime | None = None
    marking: ShortText = ""


class Stage(StrEnum):
    """How far an assessment is on its way out of the organization."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CLEARED = "cleared"

    @property
    def is_frozen(self) -> bool:
        """Its answers and details stand still."""
        return self is not Stage.DRAFT


class StageChange(Value):
    """One step on that way: submitted, cleared, or reopened, which is a draft again. Steps count from 1.

    Attributes:
        note: why, in the words of who did it.
    """

    assessment_id: str
    number: Annotated[int, Field(ge=1)]
    stage: Stage
    author: str
    at: datetime
    note: LongText = ""


class View(Value):
    """One entry of the history of a differing view: what one respondent thinks the answer should be.

    Attributes:
        person_id: whose view it is.
        settled_by: the lead who decided about it; ``None`` while it is open. An empty answer takes a view back.
    """

    assessment_id: str
    person_id: str
    answer: Answer
    revision: Annotated[int, Field(ge=1)]
    at: datetime
    settled_by: str | None = None

    @property
    def is_open(self) -> bool:
        """Somebody still sees it differently, and nobody has decided."""
        return self.settled_by is None and self.answer.is_answered


class Remark(Value):
    """What a member says to the others about a practice.

    Attributes:
        author, resolved_by: ids of people.
        mentions: ids of the people it is meant for.
    """

    assessment_id: str
    id: Annotated[str, StringConstraints(min_length=1, max_length=ID)]
    practice_id: Annotated[str, StringConstraints(min_length=1, max_length=ID)]
    author: Annotated[str, StringConstraints(max_length=ID)]
    at: datetime
    text: Annotated[str, StringConstraints(min_length=1, max_length=LONG_TEXT)]
    mentions: tuple[str, ...] = ()
    resolved_by: str | None = None
    resolved_at: datetime | None = None


class AnswerSheet(Value):
    """What is scored and exported: an assessment with its current answers, by practice id.

    Attributes:
        sources: for each practice that a plan does not answer itself, the id of the assessment of its organisation
            that the answer was taken from (METHOD 9); empty when every answer is its own.
        actions: its plan of action, where that was read too.
    """

    assessment: Assessment
    answers: Mapping[str, Answer]
    sources: Mapping[str, str] = {}
    actions: tuple[Action, ...] = ()


class AssessmentHistory(Value):
    """All that is known of an assessment: its details, every revision of every answer, and its plan of action.

    Attributes:
        revisions: of all practices; those of one practice stand together, oldest first, counted from 1 without gaps.
        actions: as they are now, by id.
    """

    assessment: Assessment
    revisions: tuple[AnswerRevision, ...] = ()
    actions: tuple[KeptAction, ...] = ()

    @property
    def by_practice(self) -> Mapping[str, tuple[AnswerRevision, ...]]:
        """The history of each answer, oldest first, by practice id."""
        found: dict[str, list[AnswerRevision]] = {}
        for revision in self.revisions:
            found.setdefault(revision.answer.practice_id, []).append(revision)
        return {id: tuple(revisions) for id, revisions in found.items()}

    @property
    def sheet(self) -> AnswerSheet:
        """The assessment with its current answers and its plan of action."""
        answers = {id: revisions[-1].answer for id, revisions in self.by_practice.items()}
        actions = tuple(kept.action for kept in self.actions)
        return AnswerSheet(assessment=self.assessment, answers=answers, actions=actions)
