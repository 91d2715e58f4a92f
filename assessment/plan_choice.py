"""Whose plans there are, which of them are compared unless somebody chooses otherwise, and what they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.countries import country_name
from assessment.model import AnswerSheet, Assessment
from assessment.sharing import is_plan
from assessment.texts import translate as _

_SHORT_ID = 8


@dataclass(frozen=True)
class OrganisationPlans:
    """The assessments of one organisation, by what they are to a comparison of its plans.

    Attributes:
        name: of the organisation; may be empty.
        plans: the newest round of each plan, by name. Without any plan, of the organisation as a whole (country
            offices are assessed like that).
        earlier: rounds of these that a newer one was copied from.
        wholes: assessments of the organisation as a whole, where there are plans; they give the shared answers.
    """

    name: str
    plans: tuple[AnswerSheet, ...]
    earlier: tuple[AnswerSheet, ...]
    wholes: tuple[AnswerSheet, ...]

    @property
    def sheets(self) -> tuple[AnswerSheet, ...]:
        """All of them: plans, earlier rounds, the organisation as a whole."""
        return (*self.plans, *self.earlier, *self.wholes)


def plans_by_organisation(sheets: Sequence[AnswerSheet]) -> tuple[OrganisationPlans, ...]:
    """The organisations, the one with most plans first, equal ones by name; names that differ in spaces are one."""
    by_name: dict[str, list[AnswerSheet]] = {}
    for sheet in sheets:
        by_name.setdefault(sheet.assessment.organisation.strip(), []).append(sheet)
    found = [_plans_of(name, own) for name, own in by_name.items()]
    return tuple(sorted(found, key=lambda one: (-len(one.plans), one.name.casefold(), one.name)))


def plan_names(sheets: Sequence[AnswerSheet]) -> Mapping[str, str]:
    """What each is called, by id: the plan's name; where two share it, with the date, then with a part of the id."""
    names: Mapping[str, str] = {sheet.assessment.id: _name(sheet.assessment) for sheet in sheets}
    dates = {sheet.assessment.id: sheet.assessment.assessed_on for sheet in sheets}
    names = _told_apart(names, {id: day.isoformat() for id, day in dates.items() if day})
    return _told_apart(names, {id: id[:_SHORT_ID] for id in names})


def _plans_of(name: str, sheets: Sequence[AnswerSheet]) -> OrganisationPlans:
    replaced = {(sheet.assessment.baseline_id, _what(sheet.assessment)) for sheet in sheets}
    has_plans = any(is_plan(sheet.assessment) for sheet in sheets)
    plans: list[AnswerSheet] = []
    earlier: list[AnswerSheet] = []
    wholes: list[AnswerSheet] = []
    for sheet in sheets:
        if has_plans and not is_plan(sheet.assessment):
            wholes.append(sheet)
        else:
            is_replaced = (sheet.assessment.id, _what(sheet.assessment)) in replaced
            (earlier if is_replaced else plans).append(sheet)
    return OrganisationPlans(name, *(tuple(sorted(some, key=_place)) for some in (plans, earlier, wholes)))


def _what(assessment: Assessment) -> tuple[str, str]:
    """What is assessed: a copy that was given another name is no newer round."""
    return assessment.subject.strip(), assessment.country


def _place(sheet: AnswerSheet) -> tuple[str, str]:
    return _name(sheet.assessment).casefold(), sheet.assessment.id


def _name(assessment: Assessment) -> str:
    if is_plan(assessment):
        return " ".join(assessment.subject.split()) or _("Plan without a name")
    whole = _("The organization as a whole")
    return f"{whole}, {country_name(assessment.country)}" if assessment.country else whole


def _told_apart(names: Mapping[str, str], marks: Mapping[str, str]) -> Mapping[str, str]:
    shared = Counter(names.values())
    return {id: f"{name} ({marks[id]})" if shared[name] > 1 and id in marks else name for id, name in names.items()}
