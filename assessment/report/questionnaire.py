"""The blank questionnaire for paper, as PDF: what is asked of a stakeholder type, to be ticked and written on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from assessment.palette import ALERT_COLOUR, SCORE_COLOUR
from assessment.report.content import Paper
from assessment.report.typesetting import typeset
from assessment.results import plan_of
from assessment.texts import is_right_to_left, translate_count
from assessment.texts import translate as _
from assessment.validation import type_titles
from assessment.words import MIGRANT, role_word
from questions.model import Instrument, Practice, Topic
from scoring.plan import ScoringPlan


@dataclass(frozen=True)
class PracticeBlock:
    """One practice: what it asks, and what can be ticked.

    Attributes:
        notes: role, and whether it is a safeguard.
        criteria: when it is in place.
        evidence: what could be cited.
        options: levels from the lowest, then "don't know".
        reasons: why it may not apply.
    """

    id: str
    statement: str
    notes: str
    criteria: tuple[str, ...]
    evidence: tuple[str, ...]
    options: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class RecommendationBlock:
    """One recommendation with the practices asked of it."""

    title: str
    practices: tuple[PracticeBlock, ...]


@dataclass(frozen=True)
class TopicBlock:
    """One topic with its recommendations; ``count`` says how many practices are asked."""

    title: str
    count: str
    recommendations: tuple[RecommendationBlock, ...]


@dataclass(frozen=True)
class QuestionnaireContent:
    """A whole questionnaire, in the reader's language.

    Attributes:
        language: of the texts, a code such as ``en``; ``direction`` is ``ltr`` or ``rtl``.
        fields: who is assessed and when, to be written by hand.
        answers: what can be ticked, each with what it means.
        terms: words that a respondent needs, each with what it means.
        labels: fixed words, by key.
    """

    language: str
    direction: str
    paper: Paper
    title: str
    instrument: str
    version: str
    introduction: str
    fields: tuple[str, ...]
    fields_note: str
    steps: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str], ...]
    topics: tuple[TopicBlock, ...]
    labels: dict[str, str]
    accent: str = SCORE_COLOUR
    alert: str = ALERT_COLOUR


def questionnaire_pdf(
    instrument: Instrument, types: Sequence[str], topic: str | None = None, paper: Paper = "a4"
) -> bytes:
    """The questionnaire for these types, tagged (PDF/UA-1). Arguments as for :func:`questionnaire`."""
    return typeset("questionnaire", asdict(questionnaire(instrument, types, topic, paper)))


def questionnaire(
    instrument: Instrument, types: Sequence[str], topic: str | None = None, paper: Paper = "a4"
) -> QuestionnaireContent:
    """What the questionnaire says.

    Args:
        instrument: in the language of the questionnaire.
        types: known to the instrument, in any order.
        topic: id of the only topic to ask.
    """
    plan = plan_of(instrument, instrument.ordered_types(tuple(types)))
    return QuestionnaireContent(
        language=instrument.language,
        direction="rtl" if is_right_to_left(instrument.language) else "ltr",
        paper=paper,
        title=_("Questionnaire: {types}").format(types=type_titles(instrument, plan.stakeholder_types)),
        instrument=instrument.title,
        version=_("{id}, version {version}").format(id=instrument.id, version=instrument.version),
        introduction=instrument.introduction or "",
        fields=(_("Organization"), _("Country (optional)"), _("Contingency plan"), _("Date of the assessment")),
        fields_note=_("Leave the plan empty when the organization as a whole is assessed. Name no individual people."),
        steps=_steps(),
        answers=_answers(plan),
        terms=tuple((term.title, term.meaning) for term in instrument.glossary if term.id == MIGRANT),
        topics=tuple(block for one in instrument.topics if topic in (None, one.id) for block in _topic(plan, one)),
        labels=_labels(),
    )


def _steps() -> tuple[str, ...]:
    """How to fill it in."""
    return (
        _("Write who is assessed above. Then go through the practices in any order; several people can share them."),
        _("Read what “in place” means for a practice, then tick one box. Leave it open rather than guess."),
        _("Where a practice does not apply, tick the reason printed below it. Without such a line, it always applies."),
        _("Name policies, dates and documents as evidence; never write about individual people or cases."),
        _("Then copy the answers into the tool or its workbook, where each practice has the same number."),
    )


def _labels() -> dict[str, str]:
    return {
        "who": _("Who is assessed, and when"),
        "how": _("How to fill it in"),
        "answers": _("The answers"),
        "terms": _("Who is meant"),
        "contents": _("Contents"),
        "criteria": _("In place means:"),
        "could_be": _("Evidence could be:"),
        "reasons": _("Not applicable, because:"),
        "evidence": _("Evidence"),
        "evidence_date": _("Date of the evidence"),
        "responsible": _("Responsible unit"),
        "comment": _("Comment"),
        "page": _("Page"),
        "footer": _("Self-assessed; the recommendations are not binding."),
    }


def _answers(plan: ScoringPlan) -> tuple[tuple[str, str], ...]:
    """Each level of the scales that are used, and the two answers that are no level."""
    used = {practice.scale for practice in plan.practices}
    levels = [level for scale in plan.instrument.scales if scale.id in used for level in scale.levels]
    found = [(f"{level.code} – {level.title}", level.description or "") for level in levels]
    found.append((_("Don't know"), _("Nobody here can tell yet; it counts as open.")))
    if any(practice.na_reasons for practice in plan.practices):
        found.append((_("Not applicable"), _("One of a few reasons applies; it leaves the calculation.")))
    return tuple(dict.fromkeys(found))


def _topic(plan: ScoringPlan, topic: Topic) -> list[TopicBlock]:
    """The topic, where something of it is asked."""
    blocks = []
    for group in topic.working_groups:
        for recommendation in group.recommendations:
            if practices := plan.practices_of(recommendation.id):
                asked = tuple(_practice(plan, practice) for practice in practices)
                blocks.append(RecommendationBlock(f"{recommendation.id} {recommendation.title}", asked))
    number = sum(len(block.practices) for block in blocks)
    count = translate_count("{number} practice", "{number} practices", number).format(number=number)
    return [TopicBlock(f"{topic.id} {topic.title}", count, tuple(blocks))] if blocks else []


def _practice(plan: ScoringPlan, practice: Practice) -> PracticeBlock:
    role = plan.role_of(practice.id)
    notes = [role_word(role), *([_("Safeguard")] if practice.safeguard else [])]
    levels = plan.instrument.scale_of(practice).levels
    return PracticeBlock(
        id=practice.id,
        statement=practice.statement(role),
        notes=" · ".join(notes),
        criteria=practice.criteria(role),
        evidence=practice.evidence,
        options=(*(f"{level.code} {level.title}" for level in levels), _("Don't know")),
        reasons=tuple(reason.text for reason in practice.na_reasons),
    )
