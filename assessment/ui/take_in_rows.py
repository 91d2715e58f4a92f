"""What files say of each practice, beside what is here, and what is chosen of it: a tab a kind, with its count."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from assessment.model import NA, Answer
from assessment.taking_in import Beside, Kind, Taken
from assessment.texts import translate as _
from assessment.ui.levels import level_title
from assessment.ui.names import name_in, shown_names
from assessment.ui.plain import plain
from scoring.plan import ScoringPlan

HERE = -1
"""Chosen: what is here stays. Other choices are positions of sides."""

_BULK = 4


def rows(plan: ScoringPlan, found: Sequence[Beside], number: int) -> None:
    """Draw a tab for each kind that there is, those to be settled first; ``number`` is that of the preview."""
    drawn: dict[Kind, tuple[str, str, Callable[[ScoringPlan, Sequence[Beside], int], None]]] = {
        Kind.CONFLICT: (
            _("Conflicts"),
            _("Two files say different things, or the answer here was given after the file was made. Choose one each."),
            _conflicts,
        ),
        Kind.NEW: (_("New"), _("Nothing was answered here."), _ticks),
        Kind.CHANGED: (_("Changed"), _("Something else is here. It stays in the history."), _ticks),
        Kind.OLDER: (
            _("Older"),
            _(
                "The file repeats an answer that was replaced here since. What is here stays, unless you choose "
                "otherwise."
            ),
            _choices,
        ),
        Kind.SAME: (_("Same"), _("The files say nothing here that is not known."), _ids),
    }
    of_kind = {kind: [one for one in found if one.kind is kind] for kind in drawn}
    kinds = [kind for kind in drawn if of_kind[kind]]
    tabs = st.tabs([f"{drawn[kind][0]} ({len(of_kind[kind])})" for kind in kinds])
    for kind, tab in zip(kinds, tabs, strict=True):
        with tab:
            st.caption(drawn[kind][1])
            drawn[kind][2](plan, of_kind[kind], number)


def decided(found: Sequence[Beside], number: int) -> tuple[list[Taken], int]:
    """What is chosen to be taken in, after the rows were drawn, and how many conflicts nobody has settled."""
    taken: list[Taken] = []
    unsettled = 0
    for one in found:
        choice = st.session_state.get(_key(one, number))
        if one.kind is Kind.CONFLICT and choice is None:
            unsettled += 1
        elif one.kind in (Kind.NEW, Kind.CHANGED):
            choice = 0 if choice else HERE
        if choice is not None and choice != HERE:
            taken.append(Taken(one.sides[choice].answer, one.here.based_on))
    return taken, unsettled


def _conflicts(plan: ScoringPlan, found: Sequence[Beside], number: int) -> None:
    """All at once for those who trust one side, then each."""
    if len(found) > 1:
        sources = list(dict.fromkeys(source for one in found for side in one.sides for source in side.sources))
        with st.container(horizontal=True, gap="xsmall"):
            st.button(
                _("Keep what is here in all"),
                key=f"take-in-here-{number}",
                on_click=_choose_all,
                args=(found, number, ""),
            )
            for position, source in enumerate(sources[:_BULK]):
                st.button(
                    _("Take {file} in all that it answers").format(file=plain(source)),
                    key=f"take-in-source-{number}-{position}",
                    on_click=_choose_all,
                    args=(found, number, source),
                )
    _choose_each(plan, found, number, None)


def _choices(plan: ScoringPlan, found: Sequence[Beside], number: int) -> None:
    _choose_each(plan, found, number, 0)


def _choose_each(plan: ScoringPlan, found: Sequence[Beside], number: int, preselected: int | None) -> None:
    names = shown_names()
    for one in found:
        _choice(plan, one, number, preselected, names)


def _choice(plan: ScoringPlan, one: Beside, number: int, preselected: int | None, names: dict[str, str]) -> None:
    """One practice with each side's answer, who gave it and when; nothing is preselected in a conflict."""
    sides = [one.here.answer, *(side.answer for side in one.sides)]
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(one.practice_id)}** {plain(_statement(plan, one))}")
        st.radio(
            _("What counts for {id}?").format(id=one.practice_id),
            range(HERE, len(one.sides)),
            index=preselected,
            format_func=lambda position: _side(plan, one, position, names),
            captions=[_texts(plan, answer, [other for other in sides if other is not answer]) for answer in sides],
            key=_key(one, number),
        )


def _ticks(plan: ScoringPlan, found: Sequence[Beside], number: int) -> None:
    """A tick a practice, all ticked at first."""
    kind = found[0].kind
    with st.container(horizontal=True, gap="xsmall"):
        for is_taken, label in ((True, _("Take all of these")), (False, _("Take none of these"))):
            st.button(
                label, key=f"take-in-{kind}-{is_taken}-{number}", on_click=_tick_all, args=(found, number, is_taken)
            )
    for one in found:
        side = one.sides[0]
        st.session_state.setdefault(_key(one, number), True)
        st.checkbox(
            _("{id}: {before} → {after} ({files})").format(
                id=plain(one.practice_id),
                before=_level(plan, one.here.answer),
                after=f"**{_level(plan, side.answer)}**",
                files=plain(", ".join(side.sources)),
            ),
            key=_key(one, number),
        )
        parts = [plain(_statement(plan, one)), _texts(plan, side.answer, [one.here.answer])]
        st.caption("  \n".join(filter(None, parts)))


def _ids(_plan: ScoringPlan, found: Sequence[Beside], _number: int) -> None:
    st.markdown(plain(", ".join(one.practice_id for one in found)))


def _choose_all(found: Sequence[Beside], number: int, source: str) -> None:
    """Callback: settle all conflicts for what is here, or for a file, where it says something."""
    for one in found:
        positions = [position for position, side in enumerate(one.sides) if source in side.sources]
        if not source:
            st.session_state[_key(one, number)] = HERE
        elif positions:
            st.session_state[_key(one, number)] = positions[0]


def _tick_all(found: Sequence[Beside], number: int, is_taken: bool) -> None:
    """Callback: tick or untick all of a kind."""
    for one in found:
        st.session_state[_key(one, number)] = is_taken


def _key(one: Beside, number: int) -> str:
    return f"take-in-{number}-{one.practice_id}"


def _statement(plan: ScoringPlan, one: Beside) -> str:
    return plan.instrument.practices[one.practice_id].statement(plan.role_of(one.practice_id))


def _side(plan: ScoringPlan, one: Beside, position: int, names: dict[str, str]) -> str:
    """What a side answers, and who says so, as Markdown."""
    if position == HERE:
        newest = one.here.history[-1] if one.here.history else None
        here = _level(plan, one.here.answer)
        if newest is None:
            return _("Keep what is here: **{answer}**").format(answer=here)
        return _("Keep what is here: **{answer}** ({author}, {when} UTC)").format(
            answer=here,
            author=name_in(names, newest.author) or plain(newest.author),
            when=newest.at.strftime("%Y-%m-%d %H:%M"),
        )
    side = one.sides[position]
    text = _("Take an older answer: **{answer}** ({files})") if side.is_older else _("Take: **{answer}** ({files})")
    return text.format(answer=_level(plan, side.answer), files=plain(", ".join(side.sources)))


def _level(plan: ScoringPlan, answer: Answer) -> str:
    return plain(level_title(plan.instrument, plan.instrument.practices[answer.practice_id], answer.answer))


def _texts(plan: ScoringPlan, answer: Answer, others: Sequence[Answer]) -> str:
    """The reason and the texts of an answer in which another side differs, as Markdown."""
    reasons = {reason.id: reason.text for reason in plan.instrument.practices[answer.practice_id].na_reasons}
    written = {
        "na_reason": (_("Reason"), reasons.get(answer.na_reason, answer.na_reason) if answer.answer == NA else ""),
        "evidence": (_("Evidence"), answer.evidence),
        "evidence_date": (_("Date of the evidence"), answer.evidence_date),
        "responsible": (_("Responsible unit"), answer.responsible),
        "comment": (_("Comment"), answer.comment),
    }
    return " · ".join(
        f"{name}: {plain(text)}"
        for field, (name, text) in written.items()
        if text and any(getattr(other, field) != getattr(answer, field) for other in others)
    )
