"""Everybody's part in every recommendation: the matrix, its table, and the practices behind one row."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assessment.chart_style import CONFIG
from assessment.corridor import Corridor
from assessment.corridor_charts import cover_matrix
from assessment.corridor_words import COVER_GLYPHS, cover_label, matrix_sentence, role_letter, state_word
from assessment.tables import cover_table
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.compare_actors_lists import answer_lines, would_lead
from assessment.ui.header import kinds
from assessment.ui.levels import level_title
from assessment.ui.plain import plain
from assessment.ui.session import choose_language
from assessment.words import role_word
from scoring.corridor import Cover, PracticeCover, RecommendationCover

_COLUMNS = 12
_MATRIX_WIDTH = 880


def parts_matrix(found: Corridor) -> None:
    """One topic's rows, and one recommendation's practices; a fragment, so that choosing redraws nothing else."""
    choose_language()
    _who_is_who(found)
    topics = {topic.id: topic.title for topic in found.instrument.topics}
    topic = st.segmented_control(
        _("Topic"),
        list(topics),
        default=next(iter(topics)),
        format_func=lambda key: _topic_label(found, key),
        key="corridor-topic",
        required=True,
    )
    rows = _rows(found, topic or next(iter(topics)))
    st.markdown(f"**{plain(topics[topic or next(iter(topics))])}**")
    actors = _columns(found)
    st.caption(_how_to_read())
    with st.container(width=_MATRIX_WIDTH):
        st.plotly_chart(
            cover_matrix(found, rows, actors), key="corridor-matrix", config=CONFIG, alt=matrix_sentence(rows)
        )
    with st.expander(_("All recommendations as a table")):
        _table(found)
    _recommendation(found, rows)


def _who_is_who(found: Corridor) -> None:
    """The numbers of the columns, with name and kind."""
    lines = []
    for sheet in found.sheets:
        number, _space, name = found.names[sheet.assessment.id].partition(" ")
        lines.append(f"{number}. {plain(name)} · {plain(kinds(sheet.assessment.stakeholder_types))}")
    if len(lines) <= _COLUMNS:
        st.markdown("\n".join(lines))
        return
    with st.expander(
        translate_count("Who is who: {number}", "Who is who: {number}", len(lines)).format(number=len(lines))
    ):
        st.markdown("\n".join(lines))


def _topic_label(found: Corridor, topic: str) -> str:
    """Number of the topic, and of its recommendations with something that nobody covers."""
    number = sum(1 for cover in _rows(found, topic) if cover.status is Cover.UNCOVERED)
    label = _("Topic {id}").format(id=topic)
    return f"{label} ({COVER_GLYPHS[Cover.UNCOVERED]} {number})" if number else label


def _rows(found: Corridor, topic: str) -> list[RecommendationCover]:
    return [cover for cover in found.covers if cover.id.startswith(f"R{topic}.")]


def _columns(found: Corridor) -> list[str]:
    """As many actors as fit a chart; of more, those that the reader turns to."""
    ids = list(found.names)
    if len(ids) <= _COLUMNS:
        return ids
    pages = [ids[start : start + _COLUMNS] for start in range(0, len(ids), _COLUMNS)]
    page = st.segmented_control(
        _("Columns to show"),
        list(range(len(pages))),
        default=0,
        format_func=lambda number: _("{first} to {last}").format(
            first=number * _COLUMNS + 1, last=number * _COLUMNS + len(pages[number])
        ),
        key=f"corridor-columns-{len(pages)}",
        required=True,
    )
    return pages[page or 0]


def _how_to_read() -> str:
    roles = [f"{role_letter(role)} {role_word(role).lower()}" for role in ("lead", "support")]
    states = [
        f"{COVER_GLYPHS[state]} {state_word(state)}"
        for state in (Cover.COVERED, Cover.PARTIAL, Cover.UNKNOWN, Cover.UNCOVERED, Cover.NOT_APPLICABLE)
    ]
    return " ".join(
        [
            _("In a cell: {marks}.").format(marks=" · ".join([*roles, *states])),
            _(
                "A cell takes all of an actor's practices together; a recommendation stands as the worst of its "
                "practices, each at its best answer. Only those who lead, in colour, can cover it."
            ),
        ]
    )


def _table(found: Corridor) -> None:
    columns: dict[str, Any] = {
        "recommendation_id": st.column_config.TextColumn(_("Id"), width="small", pinned=True),
        "recommendation": st.column_config.TextColumn(_("Recommendation"), width="medium"),
        "status": st.column_config.TextColumn(_("Status")),
        **{actor: st.column_config.TextColumn(name) for actor, name in found.names.items()},
    }
    st.dataframe(
        cover_table(found, found.covers),
        column_config=columns,
        hide_index=True,
        alt=_("Every recommendation with its status and the part of each who is at the table"),
    )


def _recommendation(found: Corridor, rows: list[RecommendationCover]) -> None:
    """One recommendation down to what each answered to its practices."""
    by_id = {cover.id: cover for cover in rows}
    worst = next((cover.id for cover in rows if cover.status is Cover.UNCOVERED), rows[0].id)
    titles = found.instrument.recommendations
    chosen = st.selectbox(
        _("Practices of a recommendation"),
        list(by_id),
        index=list(by_id).index(worst),
        format_func=lambda key: f"{key} {titles[key].title}",
        key=f"corridor-recommendation-{rows[0].id}",
    )
    for practice in by_id[chosen].practices:
        _practice(found, practice)


def _practice(found: Corridor, practice: PracticeCover) -> None:
    asked = found.instrument.practices[practice.id]
    with st.container(border=True, gap="xsmall", key=f"corridor-{practice.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(practice.id, width="content")
            st.markdown(f"**{cover_label(practice.status)}**", width="content")
            if asked.safeguard:
                st.badge(_("Safeguard"), color="red", icon=":material/shield:")
        st.markdown(plain(asked.text))
        if practice.best:
            best = {lead.actor for lead in practice.leads if lead.position == practice.best.position}
            st.markdown(
                _("Best answer of those who lead: **{answer}**, {names}").format(
                    answer=plain(level_title(found.instrument, asked, practice.best.answer)),
                    names=plain(", ".join(name for actor, name in found.names.items() if actor in best)),
                )
            )
        if not practice.leads:
            st.markdown(would_lead(found, practice))
        lines = (
            answer_lines(found, practice, practice.leads),
            answer_lines(found, practice, practice.supporters),
        )
        st.markdown("\n".join(line for line in lines if line))
