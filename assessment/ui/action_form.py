"""The form of one action: its fields with what they hold, and the action that they make."""

from __future__ import annotations

from datetime import date

import streamlit as st
from pydantic import ValidationError

from assessment.action_words import effort_title, partner_title, status_sign
from assessment.model import BLANK, LONG_TEXT, SHORT_TEXT, Action, ActionStatus, Aim, Effort
from assessment.texts import translate as _
from assessment.ui.levels import level_title
from assessment.ui.opened import Opened
from assessment.ui.plain import plain
from questions.model import Practice


def action_form(seen: Opened, shown: Action, key: str, label: str) -> Action | str | None:
    """Draw the form; the action once it is sent, a sentence for what no action can hold, ``None`` until then.

    Args:
        shown: what the fields hold at first; its practices and levels are those suggested or chosen before.
        key: begins the keys of all widgets, so it names the action and the revision that it shows.
        label: of the button.
    """
    with st.form(key, enter_to_submit=False):
        text = st.text_area(
            _("What is to be done"), value=shown.text, max_chars=LONG_TEXT, height=100, key=f"{key}-text"
        )
        owner = st.text_input(
            _("Owner: the unit that does it"),
            value=shown.owner,
            max_chars=SHORT_TEXT,
            key=f"{key}-owner",
            help=_("A unit or an office. Do not name individual people."),
        )
        with st.container(horizontal=True):
            start = _day(_("Start"), shown.start, f"{key}-start")
            due = _day(_("Due"), shown.due, f"{key}-due")
        with st.container(horizontal=True):
            status = _status(shown, key)
            effort = _effort(shown, key)
        partner = _partner(seen, shown, key)
        aims = _aims(seen, shown, key)
        note = st.text_area(_("Note"), value=shown.note, max_chars=LONG_TEXT, height=80, key=f"{key}-note")
        if not st.form_submit_button(label, type="primary", icon=":material/save:", key=f"{key}-send"):
            return None
    filled_in = {
        "text": (text or "").strip(),
        "owner": (owner or "").strip(),
        "start": start,
        "due": due,
        "status": status,
        "effort": effort,
        "partner": partner,
        "aims": aims,
        "note": (note or "").strip(),
    }
    if not filled_in["text"]:
        return _("Say what is to be done.")
    try:
        return Action.model_validate({**dict(shown), **filled_in})
    except ValidationError:
        return _("One of the entries is too long or not allowed.")


def _day(label: str, shown: date | None, key: str) -> date | None:
    chosen = st.date_input(label, value=shown, format="YYYY-MM-DD", key=key)
    return chosen if isinstance(chosen, date) else None


def _status(shown: Action, key: str) -> ActionStatus:
    every = list(ActionStatus)
    chosen = st.selectbox(
        _("Status"), every, index=every.index(shown.status), format_func=status_sign, key=f"{key}-status"
    )
    return ActionStatus(chosen)


def _effort(shown: Action, key: str) -> Effort | None:
    every = list(Effort)
    chosen = st.selectbox(
        _("Effort (optional)"),
        every,
        index=every.index(shown.effort) if shown.effort else None,
        format_func=effort_title,
        placeholder=_("Choose"),
        key=f"{key}-effort",
    )
    return Effort(chosen) if chosen else None


def _partner(seen: Opened, shown: Action, key: str) -> str:
    codes = list(seen.instrument.stakeholders)
    chosen = st.selectbox(
        _("Partner: who is to help (optional)"),
        codes,
        index=codes.index(shown.partner) if shown.partner in codes else None,
        format_func=lambda code: partner_title(seen.instrument, code),
        placeholder=_("Choose a stakeholder type"),
        key=f"{key}-partner",
    )
    return str(chosen or "")


def _aims(seen: Opened, shown: Action, key: str) -> tuple[Aim, ...]:
    """A level for each practice asked in the recommendation; none leaves the practice out of the action."""
    st.markdown(_("**Practices that it raises, and to which level**"))
    before = {aim.practice_id: aim for aim in shown.aims}
    aims = []
    for practice in seen.instrument.recommendations[shown.recommendation_id].practices:
        if practice.id in seen.plan.column and (level := _level(seen, practice, before.get(practice.id), key)):
            kept = before.get(practice.id)
            start = kept.start if kept else _answer(seen, practice)
            aims.append(Aim(practice_id=practice.id, start=start, level=level))
    return tuple(aims)


def _level(seen: Opened, practice: Practice, aim: Aim | None, key: str) -> str | None:
    codes = [level.code for level in seen.instrument.scale_of(practice).levels][1:]
    now = level_title(seen.instrument, practice, _answer(seen, practice))
    statement = practice.statement(seen.plan.role_of(practice.id))
    chosen = st.selectbox(
        plain(_("{id} {statement} Now: {level}").format(id=practice.id, statement=statement, level=now)),
        codes,
        index=codes.index(aim.level) if aim and aim.level in codes else None,
        format_func=lambda code: level_title(seen.instrument, practice, code),
        placeholder=_("Not part of this action"),
        key=f"{key}-level-{practice.id}",
    )
    return str(chosen) if chosen else None


def _answer(seen: Opened, practice: Practice) -> str:
    answer = seen.sheet.answers.get(practice.id)
    return answer.answer if answer else BLANK
