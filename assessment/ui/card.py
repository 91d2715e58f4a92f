"""One practice as a card: the statement, the levels, and what is folded away until wanted."""

from __future__ import annotations

import streamlit as st

from assessment.carry_over import TO_CONFIRM, is_to_confirm
from assessment.model import DONT_KNOW, LONG_TEXT, NA, SHORT_TEXT, Answer, AnswerRevision
from assessment.sharing import SharedAnswer
from assessment.texts import translate as _
from assessment.ui import saving
from assessment.ui.guidance import guidance
from assessment.ui.history import history
from assessment.ui.levels import level_title
from assessment.ui.links import link_to
from assessment.ui.names import by_and_when, name_in, shown_names
from assessment.ui.plain import plain
from assessment.ui.remarks import remarks
from assessment.ui.session import choose_language
from assessment.ui.taken import source_name
from assessment.ui.views import own_view
from questions.model import Instrument, Practice, Role, recommendation_of
from scoring.plan import ScoringPlan


def practice_card(
    plan: ScoringPlan,
    assessment_id: str,
    practice: Practice,
    shared: SharedAnswer | None = None,
    *,
    is_locked: bool = False,
) -> None:
    """Draw the card as a fragment of its own, so that an answer redraws nothing else.

    Args:
        plan: with texts in the reader's language.
        assessment_id: whose answer it is.
        practice: what is asked.
        shared: what the organisation answered for this plan; it counts while the plan gives no answer of its own.
        is_locked: it can be read, and not be answered.
    """
    fragment = st.fragment(_card, key=saving.card_key(practice.id))
    fragment(plan, assessment_id, practice, shared, is_locked)


def role_title(role: Role) -> str:
    """The word on the role badge."""
    return _("You lead") if role == "lead" else _("You support")


def _card(
    plan: ScoringPlan, assessment_id: str, practice: Practice, shared: SharedAnswer | None, is_locked: bool
) -> None:
    choose_language()
    instrument, role = plan.instrument, plan.role_of(practice.id)
    card = saving.shown(assessment_id, practice.id)
    with st.container(border=True, key=f"card-{practice.id}"):
        _heading(practice, role)
        st.markdown(f"**{plain(practice.statement(role))}**")
        if role == "support":
            st.caption(_("Those who lead are asked: {statement}").format(statement=plain(practice.text)))
        if shared:
            _taken(instrument, practice, card, shared)
        _levels(instrument, assessment_id, practice, is_locked)
        # Always there, so that nothing below it moves in the tree and loses the focus.
        with st.container(key=f"state-{practice.id}"):
            if card.answer.answer == NA:
                _reason(assessment_id, practice, is_locked)
            _state(instrument, assessment_id, practice, card, is_locked)
        _details(plan, assessment_id, practice, role, is_locked)


def _heading(practice: Practice, role: Role) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(practice.id, width="content")
        lead = role == "lead"
        st.badge(role_title(role), color="blue" if lead else "gray", icon=":material/flag:" if lead else None)
        if practice.safeguard:
            st.badge(_("Safeguard"), color="red", icon=":material/shield:")


def _taken(instrument: Instrument, practice: Practice, card: saving.Shown, shared: SharedAnswer) -> None:
    """What the organisation answered, and whether it counts; two elements in any case, so that nothing moves."""
    title = plain(level_title(instrument, practice, shared.answer.answer))
    source = source_name(shared.source)
    if card.answer.answer:
        text = _("For this plan only. The organization answered **{answer}** ({source}); clear to take that again.")
    else:
        text = _("Taken from {source}: **{answer}**. Choose a level here to answer for this plan only.")
    with st.container(key=f"taken-{practice.id}", gap=None):
        st.markdown(f":material/corporate_fare: {text.format(answer=title, source=source)}")
        link_to(
            "answer",
            plain(_("Go to the organization's answer to {id}").format(id=practice.id)),
            shared.source.id,
            recommendation_of(practice.id),
        )


def _levels(instrument: Instrument, assessment_id: str, practice: Practice, is_locked: bool) -> None:
    scale = instrument.scale_of(practice)
    captions = {level.code: level.description or "" for level in scale.levels}
    if practice.na_reasons:
        captions[NA] = _("One of a few reasons applies; it leaves the calculation.")
    captions[DONT_KNOW] = _("Nobody here can tell yet; it counts as open.")
    widget = saving.bind(assessment_id, practice.id, "answer")
    with st.container(key=f"levels-{practice.id}"):
        st.radio(
            _("Level of {id}").format(id=practice.id),
            list(captions),
            index=None,
            format_func=lambda code: level_title(instrument, practice, code),
            captions=list(captions.values()),
            key=widget,
            on_change=saving.save,
            args=(assessment_id, practice.id, "answer"),
            label_visibility="collapsed",
            width="stretch",
            disabled=is_locked,
        )


def _reason(assessment_id: str, practice: Practice, is_locked: bool) -> None:
    reasons = {reason.id: reason.text for reason in practice.na_reasons}
    st.radio(
        _("Why is {id} not applicable?").format(id=practice.id),
        list(reasons),
        index=None,
        format_func=lambda reason: plain(reasons.get(str(reason), "")),
        key=saving.bind(assessment_id, practice.id, "na_reason"),
        on_change=saving.save,
        args=(assessment_id, practice.id, "na_reason"),
        disabled=is_locked,
    )


def _state(instrument: Instrument, assessment_id: str, practice: Practice, card: saving.Shown, is_locked: bool) -> None:
    """Say whether what is on the card is stored, and offer the way on."""
    args = (assessment_id, practice.id)
    if card.theirs is not None:
        _conflict(instrument, practice, card, args)
    elif card.trouble:
        st.error(_("NOT saved. {reason}").format(reason=plain(card.trouble)), icon=":material/error:")
        st.button(_("Save again"), key=f"again-{practice.id}", on_click=saving.save_again, args=args, type="primary")
    elif card.waits_for_reason:
        st.warning(_("Not saved yet: choose the reason."), icon=":material/edit:")
    if card.newer is not None:
        _newer(instrument, practice, card.newer, args)
    if is_to_confirm(card.answer) and not (card.is_unsaved or is_locked):
        _another_look(card.answer, args)
    if card.answer.is_empty and not card.is_saved:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if card.answer.answer and card.theirs is None and not is_locked:
            st.button(
                _("Clear"),
                key=f"clear-{practice.id}",
                on_click=saving.clear,
                args=args,
                type="tertiary",
                help=_("Take the answer to {id} back").format(id=practice.id),
            )
        if card.is_saved and not card.is_unsaved:
            st.caption(_("Saved"), width="content")
        if _is_written(card.answer):
            st.caption(_("With evidence or a comment"), width="content")


def _another_look(answer: Answer, args: tuple[str, str]) -> None:
    """Why an answer that was carried over from an older version is to be looked at again."""
    st.info(plain(answer.comment.partition("\n")[0].removeprefix(TO_CONFIRM)), icon=":material/flag:")
    st.button(
        _("I have looked at it"),
        key=f"confirm-{answer.practice_id}",
        on_click=saving.confirm,
        args=args,
        help=_("Take the note out of the comment of {id}").format(id=answer.practice_id),
    )


def _conflict(instrument: Instrument, practice: Practice, card: saving.Shown, args: tuple[str, str]) -> None:
    theirs = card.theirs
    if theirs is None:
        return
    when = theirs.at.strftime("%Y-%m-%d %H:%M")
    said = _("NOT saved: another answer was saved at {when} UTC, after this page showed it to you.").format(when=when)
    if name := name_in(shown_names(), theirs.author):
        said = _("NOT saved: {name} saved another answer at {when} UTC, after this page showed it to you.").format(
            name=name, when=when
        )
    st.error(said, icon=":material/sync_problem:")
    mine_column, theirs_column = st.columns(2)
    with mine_column:
        _version(_("Yours"), instrument, practice, card.answer)
        st.button(_("Save mine"), key=f"mine-{practice.id}", on_click=saving.keep_mine, args=args)
    with theirs_column:
        _version(_("Theirs, saved"), instrument, practice, theirs.answer)
        st.button(_("Keep theirs"), key=f"theirs-{practice.id}", on_click=saving.keep_theirs, args=args)


def _newer(instrument: Instrument, practice: Practice, newer: AnswerRevision, args: tuple[str, str]) -> None:
    """What a colleague saved while somebody may be typing here; it is taken up when that is wished."""
    title = level_title(instrument, practice, newer.answer.answer)
    st.info(
        _("{who} saved: **{answer}**.").format(who=by_and_when(shown_names(), newer.author, newer.at), answer=title),
        icon=":material/group:",
    )
    st.button(_("Show it"), key=f"newer-{practice.id}", on_click=saving.take_up, args=args)


def _version(title: str, instrument: Instrument, practice: Practice, answer: Answer) -> None:
    st.markdown(f"**{title}:** {level_title(instrument, practice, answer.answer)}")
    for name, text in ((_("Evidence"), answer.evidence), (_("Comment"), answer.comment)):
        if text:
            st.caption(f"{name}: {plain(text)}")


def _details(plan: ScoringPlan, assessment_id: str, practice: Practice, role: Role, is_locked: bool) -> None:
    label = _("Criteria, evidence, comment · {id}").format(id=practice.id)
    folded = st.expander(label, key=f"details-{practice.id}", on_change=saving.redraw, args=(practice.id,))
    saving.shown(assessment_id, practice.id).is_unfolded = bool(folded.open)
    if not folded.open:
        return
    with folded:
        guidance(plan.instrument, practice, role, plan.stakeholder_types)
        if not is_locked:
            st.caption(_("Name policies, dates and documents. Never write about individual people or cases here."))
        _text(assessment_id, practice, "evidence", _("Evidence"), LONG_TEXT, is_locked)
        _line(assessment_id, practice, "evidence_date", _("Date of the evidence (such as 2026-05-31)"), is_locked)
        _line(assessment_id, practice, "responsible", _("Responsible unit"), is_locked)
        _text(assessment_id, practice, "comment", _("Comment"), LONG_TEXT, is_locked)
        if not is_locked:
            st.caption(_("A text is saved when you leave its field, or with Ctrl+Enter."))
        history(plan.instrument, assessment_id, practice, is_locked=is_locked)
        own_view(plan.instrument, assessment_id, practice)
        remarks(assessment_id, practice.id)


def _is_written(answer: Answer) -> bool:
    return any((answer.evidence, answer.evidence_date, answer.responsible, answer.comment))


def _text(assessment_id: str, practice: Practice, field: str, label: str, limit: int, is_locked: bool) -> None:
    st.text_area(
        f"{label} · {practice.id}",
        key=saving.bind(assessment_id, practice.id, field),
        max_chars=limit,
        on_change=saving.save,
        args=(assessment_id, practice.id, field),
        disabled=is_locked,
    )


def _line(assessment_id: str, practice: Practice, field: str, label: str, is_locked: bool) -> None:
    st.text_input(
        f"{label} · {practice.id}",
        key=saving.bind(assessment_id, practice.id, field),
        max_chars=SHORT_TEXT,
        on_change=saving.save,
        args=(assessment_id, practice.id, field),
        disabled=is_locked,
    )
