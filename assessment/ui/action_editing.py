"""Changing one action: from which revision, and what happens when a colleague was faster.

The form names the revision that it was drawn from. A save from a stale form is refused by the store; then both forms of
the action are shown and the reader decides. Nothing typed is lost: the form stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assessment.action_words import status_sign
from assessment.errors import ActionConflict, AssessmentError
from assessment.model import Action, KeptAction
from assessment.texts import translate as _
from assessment.ui.action_form import action_form
from assessment.ui.opened import opened
from assessment.ui.plain import plain
from assessment.ui.session import service

_EDITED = "edited_action"


@dataclass
class Edited:
    """The action whose form is open.

    Attributes:
        shown: as it was when the form was opened.
        mine, theirs: what the last save met: the action as sent, and as stored by somebody else.
    """

    shown: KeptAction
    mine: Action | None = None
    theirs: KeptAction | None = None


def edit_button(kept: KeptAction) -> None:
    """Opens the form of an action."""
    text = " ".join(kept.action.text.split())
    if st.button(
        _("Change"),
        key=f"edit-{kept.action.id}",
        icon=":material/edit:",
        help=plain(_("Change “{action}”").format(action=text[:80])),
    ):
        st.session_state[_EDITED] = Edited(kept)
        st.rerun()


def edit_what_is_open(assessment_id: str) -> None:
    """Draw the open form of an action of this assessment over the page, until it is saved or closed."""
    found: Edited | None = st.session_state.get(_EDITED)
    if found and found.shown.assessment_id == assessment_id:
        st.dialog(_("Change an action"), width="large", on_dismiss=_forget)(_editor)()


def _editor() -> None:
    """The form of an action with its save, its way out and, after a clash, the choice between two forms of it."""
    seen = opened()
    open_form: Edited | None = st.session_state.get(_EDITED)
    if open_form is None:
        return
    shown = open_form.shown
    if open_form.theirs and open_form.mine:
        _conflict(open_form, open_form.mine, open_form.theirs)
    sent = action_form(
        seen, shown.action, f"edit-{shown.assessment_id}-{shown.action.id}-{shown.revision}", _("Save the action")
    )
    if isinstance(sent, str):
        _not_saved(sent)
    elif sent is not None:
        _save(open_form, sent, shown.revision)
    if st.button(_("Close without saving"), key=f"close-{shown.action.id}"):
        _close()


def _save(open_form: Edited, sent: Action, based_on: int) -> None:
    try:
        service().change_action(open_form.shown.assessment_id, sent, based_on)
    except ActionConflict as conflict:
        open_form.mine, open_form.theirs = sent, conflict.current
        st.rerun()
    except AssessmentError as error:
        _not_saved(str(error))
    else:
        st.toast(_("Saved"), icon=":material/check:")
        _close()


def _conflict(open_form: Edited, mine: Action, theirs: KeptAction) -> None:
    when = theirs.at.strftime("%Y-%m-%d %H:%M")
    st.error(
        _("NOT saved: this action was changed at {when} UTC, after this page showed it to you.").format(when=when),
        icon=":material/sync_problem:",
    )
    _version(_("Yours"), mine)
    if st.button(_("Save mine"), key=f"mine-{mine.id}"):
        _save(open_form, mine, theirs.revision)
    _version(_("Theirs, saved"), theirs.action)
    if st.button(_("Keep theirs"), key=f"theirs-{mine.id}"):
        _close()


def _version(title: str, action: Action) -> None:
    parts = [action.text, status_sign(action.status), action.owner, action.due.isoformat() if action.due else ""]
    st.markdown(f"**{title}:** " + plain(" · ".join(filter(None, parts))))


def _not_saved(reason: str) -> None:
    st.error(_("NOT saved. {reason}").format(reason=plain(reason)))


def _close() -> None:
    _forget()
    st.rerun()


def _forget() -> None:
    st.session_state.pop(_EDITED, None)
