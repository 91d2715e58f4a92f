"""What a lead does for the organisation as a whole: inviting people, and the rules of clearance and keeping."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from pydantic import ValidationError

from assessment.access import Organisation, Role
from assessment.errors import AssessmentError
from assessment.texts import translate as _
from assessment.ui.concerned import not_saved, required_rights
from assessment.ui.invitations import show_invitation
from assessment.ui.plain import plain
from assessment.ui.role_words import role_word
from assessment.ui.session import choose_language, teams
from assessment.ui.team_changes import role_field, topics_field

_USUAL_DAYS, _MOST_DAYS = 730, 36_500


def invite(organisation: Organisation) -> None:
    """Role and topics of whoever is invited, and then the link; a fragment, so that a choice redraws nothing else."""
    choose_language()
    key = f"invite-{organisation.id}"
    role = role_field(key, Role.RESPONDENT)
    topics = topics_field(key, ()) if role is Role.RESPONDENT else ()
    if not st.button(_("Make an invitation link"), icon=":material/add_link:", key=f"{key}-make"):
        return
    try:
        token = teams().invite(required_rights(_("Team")), organisation.id, role, topics)
    except AssessmentError as error:
        not_saved(str(error))
        return
    show_invitation(token, _("{role} in {organization}").format(role=role_word(role), organization=organisation.name))


def rules(organisation: Organisation, named: Sequence[str]) -> None:
    """Clearance, and how long assessments are kept.

    Args:
        named: shown names of those who clear.
    """
    key = f"rules-{organisation.id}"
    needs_clearance = st.checkbox(
        _("A named person clears before anything is exported"),
        value=organisation.needs_clearance,
        key=f"{key}-clearance",
    )
    if named:
        st.caption(_("Named: {names}.").format(names=plain(", ".join(named))))
    elif needs_clearance:
        st.warning(
            _("Nobody is named, so nothing could be exported. Name somebody: Change, at a member above."),
            icon=":material/gavel:",
        )
    else:
        st.caption(_("Nobody is named to clear. A member is named by Change, above."))
    keep_days = _keep_days(organisation, key)
    if not st.button(_("Save the rules"), key=f"{key}-save"):
        return
    told = {"needs_clearance": needs_clearance, "keep_days": keep_days}
    try:
        changed = Organisation.model_validate({**organisation.model_dump(), **told})
        teams().change_rules(required_rights(_("Team")), changed)
    except ValidationError:
        not_saved(_("The number of days is too small or too large."))
        return
    except AssessmentError as error:
        not_saved(str(error))
        return
    st.toast(_("Saved"), icon=":material/check:")
    st.rerun()


def _keep_days(organisation: Organisation, key: str) -> int | None:
    """Days that assessments are kept after their last change; ``None`` for no end."""
    has_end = st.checkbox(
        _("Assessments are deleted some time after their last change"),
        value=organisation.keep_days is not None,
        key=f"{key}-has-end",
    )
    if not has_end:
        st.caption(_("They are kept until somebody deletes them."))
        return None
    days = st.number_input(
        _("Days that they are kept, 1 to {most}").format(most=_MOST_DAYS),
        min_value=1,
        max_value=_MOST_DAYS,
        value=organisation.keep_days or _USUAL_DAYS,
        key=f"{key}-days",
    )
    st.warning(
        _(
            "An assessment that nobody has changed for more than {days} days is deleted with its answers, their "
            "history, its plan and its remarks, at the next clearing-up of the installation. It cannot be undone, so "
            "export first what is to stay."
        ).format(days=days),
        icon=":material/auto_delete:",
    )
    return int(days)
