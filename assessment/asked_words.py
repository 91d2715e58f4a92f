"""Why a practice is asked, in words: the role, the place in the report, the phases, what the report names."""

from __future__ import annotations

from assessment.texts import translate as _
from questions.model import Instrument, Practice, Role, recommendation_of


def why_asked(instrument: Instrument, practice: Practice, stakeholder_types: tuple[str, ...]) -> tuple[str, ...]:
    """Why a practice is asked of these stakeholder types, one sentence a reason.

    Args:
        instrument: in the reader's language.
        practice: one that is asked of them.
        stakeholder_types: codes as an assessment has them, ``io:humanitarian`` among them.

    Returns:
        The role, the recommendation with its source, the scope, and as far as there are any that it is a safeguard,
        the phases, the Guidelines and the named references, in this order.
    """
    recommendation = instrument.recommendations[recommendation_of(practice.id)]
    reasons = [
        *_role(instrument, practice, stakeholder_types),
        _("It is part of recommendation {id}: {title}").format(id=recommendation.id, title=recommendation.title),
    ]
    if recommendation.source:
        reasons.append(_("It stands in: {source}").format(source=recommendation.source))
    if practice.scope == "plan":
        reasons.append(_("Each contingency plan answers it for itself."))
    else:
        reasons.append(_("It is about the organization as a whole; its contingency plans take the answer."))
    if practice.safeguard:
        reasons.append(_("It is a safeguard: a good average elsewhere must not hide that it is missing."))
    if practice.phases:
        phases = [phase.title for phase in instrument.phases if phase.id in practice.phases]
        reasons.append(_("It matters: {phases}").format(phases=", ".join(phases)))
    for guideline in instrument.guidelines:
        if guideline.id in practice.guidelines:
            reasons.append(_("Guideline {id}: {title}").format(id=guideline.id, title=guideline.title))
    named = [reference.title for reference in instrument.references if reference.id in practice.references]
    if named:
        reasons.append(_("It names: {references}").format(references="; ".join(named)))
    return tuple(reasons)


def _role(instrument: Instrument, practice: Practice, stakeholder_types: tuple[str, ...]) -> list[str]:
    strongest = practice.strongest_role(stakeholder_types)
    if strongest is None:
        return []
    asked = {code.partition(":")[0] for code in stakeholder_types if practice.role_of(code) == strongest}
    mine = ", ".join(kind.title for kind in instrument.stakeholder_types if kind.id in asked)
    if strongest == "lead":
        return [_("You lead here as: {types}").format(types=mine)]
    return [
        _("You support here as: {types}").format(types=mine),
        _("Those who lead: {types}").format(types=_kinds(instrument, practice, "lead")),
    ]


def _kinds(instrument: Instrument, practice: Practice, role: Role) -> str:
    return ", ".join(kind.title for kind in instrument.stakeholder_types if practice.roles.get(kind.id) == role)
