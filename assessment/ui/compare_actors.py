"""Who covers what: assessments around one crisis side by side, as one view of the Compare page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.corridor import Corridor, corridor_of, newest_of_each
from assessment.corridor_words import corridor_finding
from assessment.exchange.corridor_report import corridor_csv, corridor_json
from assessment.model import AnswerSheet, Assessment
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.compare_actors_lists import between_leads, cover_counts, missing_from_the_table, uncovered
from assessment.ui.compare_actors_matrix import parts_matrix
from assessment.ui.header import kinds
from assessment.ui.links import link_to
from assessment.ui.plain import assessment_name, plain
from assessment.ui.session import instrument, service
from assessment.ui.taking_away import download

_CHOSEN = "corridor-assessments"
_FEW = 12


def view() -> None:
    """Choose who is at the table; then what nobody covers, who is missing, and everybody's part."""
    st.markdown(
        _(
            "Put the assessments of those with a part in one crisis or migration corridor side by side: for each "
            "practice, whether somebody who leads in it has it in place."
        )
    )
    offered = {sheet.assessment.id: sheet for sheet in service().sheets()}
    if not offered:
        st.info(_("There is no assessment yet. Start one on the Home page."), icon=":material/hourglass_empty:")
        link_to("home", _("Go to Home"), icon=":material/home:")
        return
    chosen = _chosen(offered)
    if not chosen:
        _nobody_yet(list(offered.values()))
        return
    found = corridor_of(instrument(), chosen, {sheet.assessment.id: _name(sheet.assessment) for sheet in chosen})
    _notices(found)
    st.header(_("What nobody covers"), anchor="uncovered")
    st.markdown(f"**{corridor_finding(found)}**")
    uncovered(found)
    cover_counts(found)
    between_leads(found)
    missing_from_the_table(found)
    st.header(_("Everybody's part"), anchor="parts")
    st.fragment(parts_matrix)(found)
    _downloads(found)


def _chosen(offered: Mapping[str, AnswerSheet]) -> list[AnswerSheet]:
    """Those that the reader chose, from all by name; nobody is preselected."""
    labels = _labels(list(offered.values()))
    ids = sorted(offered, key=lambda key: labels[key].casefold())
    # What was deleted meanwhile is chosen no longer.
    kept = [id for id in st.session_state.get(_CHOSEN, []) if id in offered]
    if kept != st.session_state.get(_CHOSEN, []):
        st.session_state[_CHOSEN] = kept
    chosen = st.multiselect(
        _("Who is at the table"),
        ids,
        format_func=lambda key: labels.get(key, ""),
        key=_CHOSEN,
        placeholder=_("Type to search by name, kind or day"),
        persist_state="session",
    )
    return [offered[id] for id in chosen]


def _labels(sheets: Sequence[AnswerSheet]) -> Mapping[str, str]:
    """What each is called in the list: name, kind and day; a number where these are the same."""
    labels: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for sheet in sheets:
        assessment = sheet.assessment
        parts = [_name(assessment), kinds(assessment.stakeholder_types)]
        if assessment.assessed_on:
            parts.append(assessment.assessed_on.isoformat())
        label = " · ".join(parts)
        seen[label] += 1
        labels[assessment.id] = label if seen[label] == 1 else f"{label} ({seen[label]})"
    return labels


def _name(assessment: Assessment) -> str:
    name = assessment_name(assessment)
    return _("{name} (sample)").format(name=name) if assessment.is_sample else name


def _nobody_yet(offered: Sequence[AnswerSheet]) -> None:
    st.info(
        _(
            "Nobody is chosen yet. Choose States of origin, host and transit States, international organizations, "
            "civil society and companies that would have to act together."
        ),
        icon=":material/groups:",
    )
    newest = newest_of_each(offered)
    if len(newest) > _FEW:
        return
    st.button(
        translate_count(
            "Choose the only one there is", "Choose the newest of each, {number} in all", len(newest)
        ).format(number=len(newest)),
        on_click=_choose,
        args=([sheet.assessment.id for sheet in newest],),
        icon=":material/playlist_add_check:",
    )


def _choose(ids: list[str]) -> None:
    st.session_state[_CHOSEN] = ids


def _notices(found: Corridor) -> None:
    """What to know before reading: who is fictitious, alone or here twice."""
    if any(sheet.assessment.is_sample for sheet in found.sheets):
        st.warning(_("The sample is among them: a fictitious State."))
    if len(found.sheets) == 1:
        st.info(
            _(
                "Only one is chosen. This shows what it covers alone, and who is missing from the table; choose others "
                "to see what they cover together."
            ),
            icon=":material/person:",
        )
    for organisation, number in found.repeated.items():
        st.info(
            _("{organisation} is here {number} times. Of each practice the best of its answers counts.").format(
                organisation=plain(organisation), number=number
            ),
            icon=":material/content_copy:",
        )


def _downloads(found: Corridor) -> None:
    st.header(_("Take it away"), anchor="files")
    st.markdown(_("The same files as the command line writes: one row a practice (CSV), or everything (JSON)."))
    files = {
        "csv": (_("Who covers what (CSV)"), b"".join(corridor_csv(found.instrument, found.covers)), "text/csv"),
        "json": (
            _("Who covers what (JSON)"),
            corridor_json(found.instrument, found.sheets, found.covers),
            "application/json",
        ),
    }
    with st.container(horizontal=True):
        for ending, (title, data, mime) in files.items():
            download(
                [sheet.assessment for sheet in found.sheets],
                _("Download {title}").format(title=title),
                data,
                file_name=f"micic-corridor.{ending}",
                mime=mime,
                key=f"corridor-{ending}",
            )
