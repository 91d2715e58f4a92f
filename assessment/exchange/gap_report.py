"""The gap report: one row a recommendation, the greatest gap first, as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assessment.exchange.spreadsheet_text import BOM, LINE_END, csv_text, decimal_text, guarded
from assessment.model import AnswerSheet
from assessment.results import scored_blocks
from questions.model import Instrument, recommendation_of
from scoring.assemble import ScoredBlock
from scoring.plan import ScoringPlan
from scoring.result import RecommendationResult

ENDINGS_KEPT = 1 << 16

# Columns in order, each with its HXL hashtag.
GAP_COLUMNS: Mapping[str, str] = {
    "assessment_id": "#meta+id",
    "organisation": "#org+name",
    "country": "#country+code+v_iso3",
    "stakeholder_types": "#org+type",
    "subject": "#meta+subject",
    "instrument_version": "#meta+version",
    "assessed_on": "#date+assessment",
    "rank": "#severity+rank",
    "recommendation_id": "#indicator+code",
    "recommendation": "#indicator+name",
    "topic": "#sector+code",
    "working_group": "#subsector+code",
    "role": "#org+role",
    "status": "#status",
    "safeguard_alert": "#status+alert",
    "score": "#indicator+value+pct",
    "score_low": "#indicator+value+min+pct",
    "score_high": "#indicator+value+max+pct",
    "coverage": "#indicator+coverage",
    "target": "#indicator+target+pct",
    "gap": "#indicator+gap+pct",
    "gap_low": "#indicator+gap+min+pct",
    "gap_high": "#indicator+gap+max+pct",
    "priority": "#severity+priority",
    "practices_asked": "#meta+asked+num",
    "practices_answered": "#meta+answered+num",
    "unmet_practices": "#meta+unmet",
    "open_practices": "#meta+open",
    "phases": "#crisis+phase",
    "micic_guidelines": "#meta+guidelines",
    "source": "#meta+source",
}


def gap_report(instrument: Instrument, sheets: Iterable[AnswerSheet], hxl: bool = False) -> bytes:
    """The whole report: assessments in the order given, recommendations in the order of METHOD 7.

    Args:
        instrument: in the language of the titles.
        hxl: add a second row of HXL hashtags.
    """
    return b"".join(gap_report_chunks(scored_blocks(instrument, sheets, ()), hxl))


def gap_report_chunks(
    blocks: Iterable[tuple[Sequence[AnswerSheet], ScoredBlock]], hxl: bool = False
) -> Iterator[bytes]:
    """The report of :func:`gap_report` piece by piece, for many assessments.

    Args:
        blocks: answer sheets and what :func:`assessment.results.scored_blocks` makes of them.
    """
    yield BOM + csv_text([tuple(GAP_COLUMNS), *([tuple(GAP_COLUMNS.values())] if hxl else [])]).encode()
    endings: dict[ScoringPlan, _RowEndings] = {}
    for sheets, block in blocks:
        if sum(map(len, endings.values())) > ENDINGS_KEPT:
            endings.clear()
        if block.plan not in endings:
            endings[block.plan] = _RowEndings(block.plan)
        for row, sheet in enumerate(sheets):
            beginning = csv_text([_identity(block.plan.instrument, sheet)]).removesuffix(LINE_END)
            own, ranks = endings[block.plan].of(block, row), block.gaps.rank[row].tolist()
            order = block.gaps.order[row].tolist()
            yield "".join([f"{beginning},{ranks[position] or ''},{own[position]}" for position in order]).encode()


class _RowEndings:
    """What stands behind the rank in a row of the report, for the assessments of one plan.

    It follows from the recommendation, the answers to its practices and its target alone, so among many assessments
    the same few come back, and each is written out once.
    """

    def __init__(self, plan: ScoringPlan) -> None:
        self._places = [_Place(plan, recommendation.id) for recommendation in plan.recommendations]
        self._known: dict[tuple[int, bytes, float], str] = {}

    def __len__(self) -> int:
        return len(self._known)

    def of(self, block: ScoredBlock, row: int) -> list[str]:
        """Those of one assessment, by recommendation in the order of ids."""
        codes, targets = block.codes[row].tobytes(), block.targets[row].tolist()
        keys = [
            (position, codes[asked.first : asked.end], targets[position]) for position, asked in enumerate(block.asked)
        ]
        known = self._known
        return [known.get(key) or known.setdefault(key, self._text(block, row, key[0])) for key in keys]

    def _text(self, block: ScoredBlock, row: int, position: int) -> str:
        found, place = block.recommendation(row, position), self._places[position]
        return csv_text([(*_judged(found, place), *_figures(found), *_practices(found), *place.last)])


class _Place:
    """Where a recommendation stands: what is the same in every assessment of these types."""

    def __init__(self, plan: ScoringPlan, recommendation_id: str) -> None:
        instrument = plan.instrument
        recommendation = instrument.recommendations[recommendation_id]
        asked = [practice for practice in plan.practices if recommendation_of(practice.id) == recommendation_id]
        phases = {phase for practice in asked for phase in practice.phases}
        guidelines = {guideline for practice in asked for guideline in practice.guidelines}
        topic, group, _number = recommendation_id.removeprefix("R").split(".")
        self.title = guarded(recommendation.title)
        self.topic = topic
        self.working_group = f"{topic}.{group}"
        self.last = (
            " ".join(phase.id for phase in instrument.phases if phase.id in phases),
            " ".join(str(guideline) for guideline in sorted(guidelines)),
            guarded(recommendation.source),
        )


def _identity(instrument: Instrument, sheet: AnswerSheet) -> tuple[str, ...]:
    assessment = sheet.assessment
    return (
        guarded(assessment.id),
        guarded(assessment.organisation),
        assessment.country,
        " ".join(assessment.stakeholder_types),
        guarded(assessment.subject),
        guarded(assessment.instrument_version or instrument.version),
        assessment.assessed_on.isoformat() if assessment.assessed_on else "",
    )


def _judged(row: RecommendationResult, place: _Place) -> tuple[str, ...]:
    return (
        row.id,
        place.title,
        place.topic,
        place.working_group,
        row.role,
        row.status.value,
        "yes" if row.safeguard_alert else "",
    )


def _figures(row: RecommendationResult) -> tuple[str, ...]:
    figures = (row.score, row.low, row.high, row.coverage, row.target, row.gap, row.gap_low, row.gap_high, row.priority)
    return tuple(decimal_text(figure) for figure in figures)


def _practices(row: RecommendationResult) -> tuple[str, ...]:
    return (
        str(row.practices_asked),
        str(row.practices_answered),
        " ".join(row.unmet_practices),
        " ".join(row.open_practices),
    )
