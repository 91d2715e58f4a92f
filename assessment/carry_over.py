"""Carrying an assessment over to a newer version of its instrument (METHOD 13): what becomes of each answer, and why.

Nothing is made up on the way. An answer whose meaning may have changed is copied and marked for confirmation; one that
the new version does not allow, or that cannot be known from what was answered, becomes open, and its comment says what
it was. The old assessment is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessment.errors import CannotCarryOver
from assessment.model import BLANK, DONT_KNOW, LONG_TEXT, NA, SHORT_TEXT, Answer, AnswerSheet
from assessment.results import plan_of, result_of
from assessment.texts import translate as _
from questions.changes import Changes
from questions.model import Instrument, Practice
from scoring.plan import ScoringPlan
from scoring.result import Result

TO_CONFIRM = "⚑"
"""Begins the comment of an answer that somebody should look at again."""


class Fate(StrEnum):
    """What became of an answer."""

    KEPT = "kept"
    COPIED = "copied"
    MERGED = "merged"
    OPENED = "opened"
    DROPPED = "dropped"
    NOT_ASKED = "not_asked"
    NOW_ASKED = "now_asked"


@dataclass(frozen=True)
class Outcome:
    """What became of one answer.

    Attributes:
        old: the practices of the old version that it comes from; none when it is asked for the first time.
        new: the practice of the new version that it went to; ``None`` when it went nowhere.
        because: why, as a sentence; empty for an answer that is simply kept.
        to_confirm: somebody should look at it again; its comment begins with :data:`TO_CONFIRM` and says why.
    """

    fate: Fate
    old: tuple[str, ...]
    new: str | None
    because: str = ""
    to_confirm: bool = False


@dataclass(frozen=True)
class CarriedOver:
    """An assessment in the new version, with what happened on the way and what it does to the score.

    Attributes:
        changes: from the practices of the old version to those of the new one.
        before_types: stakeholder types in the old version.
        sheet: of the new version.
        outcomes: of the answers given and of the practices newly asked, by id of the new practice, those that went
            nowhere last.
        lost_types: stakeholder types that the new version does not have.
        lost_targets: recommendations with a target of their own that the new version does not ask.
    """

    old: Instrument
    new: Instrument
    changes: Changes
    before_types: tuple[str, ...]
    sheet: AnswerSheet
    outcomes: tuple[Outcome, ...]
    lost_types: tuple[str, ...]
    lost_targets: tuple[str, ...]
    before: Result
    after: Result

    @property
    def to_confirm(self) -> tuple[Outcome, ...]:
        """The answers that somebody should look at again."""
        return tuple(outcome for outcome in self.outcomes if outcome.to_confirm)


def carried_over(sheet: AnswerSheet, old: Instrument, new: Instrument, changes: Changes) -> CarriedOver:
    """The answer sheet in the new version; what was written with an answer goes with it.

    Args:
        sheet: answered with ``old``.
        changes: from the ids of ``old`` to those of ``new``.

    Raises:
        CannotCarryOver: the new version has none of the stakeholder types.
    """
    types = tuple(code for code in sheet.assessment.stakeholder_types if code in new.stakeholders)
    if not types:
        message = _("Version {version} does not have these stakeholder types: {types}.")
        raise CannotCarryOver(message.format(version=new.version, types=" ".join(sheet.assessment.stakeholder_types)))
    way = _Way(sheet, plan_of(old, old.ordered_types(sheet.assessment.stakeholder_types)), plan_of(new, types), changes)
    found = [way.to_practice(practice) for practice in way.new.practices]
    answers = {answer.practice_id: answer for answer, _outcome in found if not answer.is_empty}
    asked = {recommendation.id for recommendation in way.new.recommendations}
    update = {
        "stakeholder_types": way.new.stakeholder_types,
        "instrument_id": new.id,
        "instrument_version": new.version,
        "targets": {id: target for id, target in sheet.assessment.targets.items() if id in asked},
    }
    carried = AnswerSheet(assessment=sheet.assessment.model_copy(update=update), answers=answers)
    return CarriedOver(
        old=old,
        new=new,
        changes=changes,
        before_types=way.old.stakeholder_types,
        sheet=carried,
        outcomes=(*(outcome for _answer, outcome in found if outcome is not None), *way.left_behind()),
        lost_types=tuple(code for code in sheet.assessment.stakeholder_types if code not in types),
        lost_targets=tuple(id for id in sheet.assessment.targets if id not in asked),
        before=result_of(old, sheet),
        after=result_of(new, carried),
    )


def is_to_confirm(answer: Answer) -> bool:
    """Does the comment ask somebody to look at the answer again?"""
    return answer.comment.startswith(TO_CONFIRM)


def confirmed_comment(answer: Answer) -> str:
    """The comment without the line that asks somebody to look again."""
    return answer.comment.partition("\n")[2] if is_to_confirm(answer) else answer.comment


class _Way:
    """From the answers of one sheet to the practices of the new version."""

    def __init__(self, sheet: AnswerSheet, old: ScoringPlan, new: ScoringPlan, changes: Changes) -> None:
        self.old, self.new = old, new
        self._answers = sheet.answers
        self._changes = changes
        self._sources: dict[str, list[Practice]] = {}
        for practice in old.practices:
            for heir in changes.heirs(practice.id):
                self._sources.setdefault(heir, []).append(practice)

    def to_practice(self, practice: Practice) -> tuple[Answer, Outcome | None]:
        """The answer to a practice of the new version, and what happened; nothing did where nothing was answered."""
        sources = self._sources.get(practice.id, [])
        ids = tuple(source.id for source in sources)
        given = [self._answers.get(source.id) or Answer(practice_id=source.id) for source in sources]
        blank = Answer(practice_id=practice.id)
        if not sources:
            return blank, Outcome(Fate.NOW_ASKED, (), practice.id, _("It was not asked before."))
        if all(answer.is_empty for answer in given):
            return blank, None
        code, reason, trouble = self._joined(practice, sources, given)
        answer = _with_texts(blank.model_copy(update={"answer": code, "na_reason": reason}), given)
        doubt = trouble or self._doubt(practice, sources, code)
        if doubt:
            answer = _marked(answer, self._note(doubt, sources, given))
        fate, because = self._fate(practice, sources)
        if trouble:
            fate, because = Fate.OPENED, ""
        return answer, Outcome(fate, ids, practice.id, " ".join(filter(None, (because, doubt))), bool(doubt))

    def _fate(self, practice: Practice, sources: Sequence[Practice]) -> tuple[Fate, str]:
        """How the answer came here, and what is to be said of it."""
        if len(sources) > 1:
            ids = ", ".join(source.id for source in sources)
            return Fate.MERGED, _("Of {ids} the lowest level counts.").format(ids=ids)
        if len(self._changes.heirs(sources[0].id)) > 1:
            return Fate.COPIED, ""
        if sources[0].id != practice.id:
            return Fate.COPIED, _("It was answered as {id}.").format(id=sources[0].id)
        return Fate.KEPT, self._rewording(practice, sources[0])

    def left_behind(self) -> list[Outcome]:
        """The answers that no practice asked now takes up."""
        found = []
        for practice in self.old.practices:
            answer = self._answers.get(practice.id)
            heirs = self._changes.heirs(practice.id)
            if answer is None or answer.is_empty or any(heir in self.new.column for heir in heirs):
                continue
            if heirs:
                because = _("{ids} is not asked of these stakeholder types.").format(ids=", ".join(heirs))
                found.append(Outcome(Fate.NOT_ASKED, (practice.id,), None, because))
            else:
                found.append(Outcome(Fate.DROPPED, (practice.id,), None, _("The practice was dropped.")))
        return found

    def _joined(self, practice: Practice, sources: Sequence[Practice], given: Sequence[Answer]) -> tuple[str, str, str]:
        """The code and reason of several answers in one, and why it had to become open, if it had."""
        reasons = [answer.na_reason for answer in given if answer.answer == NA]
        applying = [(s, a) for s, a in zip(sources, given, strict=True) if a.answer != NA]
        if not applying:
            allowed = {reason.id for reason in practice.na_reasons}
            reason = next((reason for reason in reasons if reason in allowed), None)
            if reason is None:
                return BLANK, "", _("“Not applicable” is no longer allowed for this reason.")
            return NA, reason, ""
        levels = [(s, a) for s, a in applying if a.answer not in (BLANK, DONT_KNOW)]
        if not levels:
            return DONT_KNOW if any(a.answer == DONT_KNOW for _s, a in applying) else BLANK, "", ""
        source, lowest = min(levels, key=lambda pair: self._level(*pair))
        open_ids = [s.id for s, a in applying if a.answer in (BLANK, DONT_KNOW)]
        if open_ids and self._level(source, lowest)[1]:
            message = _("Without {ids} the lowest level is not known.")
            return BLANK, "", message.format(ids=", ".join(open_ids))
        if lowest.answer not in self.new.instrument.scale_of(practice).index:
            return BLANK, "", _("The response scale does not have this level any more.")
        return lowest.answer, "", ""

    def _level(self, source: Practice, answer: Answer) -> tuple[float, int]:
        """Value and position of the level that was answered."""
        scale = self.old.instrument.scale_of(source)
        position = scale.index[answer.answer]
        return scale.levels[position].value, position

    def _doubt(self, practice: Practice, sources: Sequence[Practice], code: str) -> str:
        """Why an answer that is taken over may not fit any more; empty when it does."""
        if code in (BLANK, DONT_KNOW):
            return ""
        parts = []
        for source in sources:
            heirs = self._changes.heirs(source.id)
            if len(heirs) > 1:
                message = _("{id} was split into {heirs}.")
                parts.append(message.format(id=source.id, heirs=", ".join(heirs)))
            if self.old.role_of(source.id) != self.new.role_of(practice.id):
                leads = self.new.role_of(practice.id) == "lead"
                other = _("You lead now, and supported before."), _("You support now, and led before.")
                parts.append(other[0] if leads else other[1])
            if code != NA and _meaning(self.old, source, code) != _meaning(self.new, practice, code):
                parts.append(_("The level has another meaning now."))
        return " ".join(dict.fromkeys(parts))

    def _rewording(self, practice: Practice, source: Practice) -> str:
        """Says that the statement which was answered reads differently now; empty when it does not."""
        before, now = source.statement(self.old.role_of(source.id)), practice.statement(self.new.role_of(practice.id))
        return "" if before == now else _("Its statement reads differently now.")

    def _note(self, because: str, sources: Sequence[Practice], given: Sequence[Answer]) -> str:
        """The line that asks somebody to look again: why, and what was answered before."""
        instrument = self.old.instrument
        before = "; ".join(
            f"{source.id}: {answer_words(instrument, source, answer)}"
            for source, answer in zip(sources, given, strict=True)
        )
        message = _("{because} Answered in version {version}: {before}.")
        return f"{TO_CONFIRM} " + message.format(because=because, version=instrument.version, before=before)


def answer_words(instrument: Instrument, practice: Practice, answer: Answer) -> str:
    """What was answered: the code and title of the level, or the word for the others with the reason."""
    if answer.answer == NA:
        reasons = {reason.id: reason.text.rstrip(".") for reason in practice.na_reasons}
        return _("not applicable ({reason})").format(reason=reasons.get(answer.na_reason, answer.na_reason))
    if answer.answer == DONT_KNOW:
        return _("don't know")
    scale = instrument.scale_of(practice)
    if answer.answer not in scale.index:
        return _("not answered")
    return f"{answer.answer} {scale.levels[scale.index[answer.answer]].title}"


def _meaning(plan: ScoringPlan, practice: Practice, code: str) -> tuple[str, float]:
    scale = plan.instrument.scale_of(practice)
    level = scale.levels[scale.index[code]]
    return level.title, level.value


def _with_texts(answer: Answer, given: Sequence[Answer]) -> Answer:
    """With what was written: of several, everything once, as far as there is room; the oldest date of evidence."""

    def together(name: str, between: str, limit: int) -> str:
        return between.join(dict.fromkeys(text for one in given if (text := getattr(one, name))))[:limit]

    return answer.model_copy(
        update={
            "evidence": together("evidence", "\n", LONG_TEXT),
            "evidence_date": min((one.evidence_date for one in given if one.evidence_date), default=""),
            "responsible": together("responsible", ", ", SHORT_TEXT),
            "comment": together("comment", "\n", LONG_TEXT),
        }
    )


def _marked(answer: Answer, note: str) -> Answer:
    comment = confirmed_comment(answer)
    return answer.model_copy(update={"comment": f"{note}\n{comment}".strip()[:LONG_TEXT]})
