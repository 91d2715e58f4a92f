"""Rounds over time, on the Compare page: what fell back, what moved up, and how far the way to the target has been."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.exchange.progress_report import progress_csv
from assessment.model import AnswerSheet, Assessment
from assessment.round_words import (
    change_sentence,
    counts_text,
    finding_sentences,
    movement_label,
    movement_meaning,
    practice_sentences,
    reason_sentences,
)
from assessment.rounds import (
    ComparedRounds,
    EarlierRounds,
    compared_rounds,
    default_baseline,
    earlier_rounds,
    is_begun,
    round_names,
)
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.header import kinds
from assessment.ui.links import link_to
from assessment.ui.plain import assessment_name, plain
from assessment.ui.round_charts import rounds_line, topics
from assessment.ui.session import instrument, open_id, service
from assessment.ui.taking_away import download
from scoring.rounds import Movement, RecommendationChange

_LISTED = 5
_LISTS = (Movement.FELL_BACK, Movement.DOWN, Movement.UP, Movement.OTHER_ANSWERS)


def view() -> None:
    """Draw the view."""
    st.markdown(
        _("A later round beside an earlier one of the same organization: what moved, what fell back, what is left.")
    )
    everything = service().assessments()
    sheets = {sheet.assessment.id: sheet for sheet in service().sheets()}
    earlier = {id: earlier_rounds(sheet.assessment, everything, kinds) for id, sheet in sheets.items()}
    later = [sheets[id].assessment for id, found in earlier.items() if found.exist]
    if not later:
        _nothing_to_compare()
        return
    left, right = st.columns(2)
    with left:
        present = _present(later, earlier)
    found = earlier[present.id]
    with right:
        baseline = _baseline(present, found)
    _not_comparable(found)
    if baseline is not None:
        _comparison(sheets[baseline.id], sheets[present.id], [sheets[one.id] for one in found.comparable])


def _nothing_to_compare() -> None:
    st.info(
        _(
            "No assessment has an earlier round yet. On the Home page, New round copies the answers of an assessment "
            "into a new one; change there what has changed since, and both are compared here."
        ),
        icon=":material/history:",
    )
    link_to("home", _("Go to Home"), icon=":material/home:")


def _present(later: Sequence[Assessment], earlier: Mapping[str, EarlierRounds]) -> Assessment:
    """The round to look at: the open one if it has an earlier one, else the newest that can be compared."""
    by_id = {assessment.id: assessment for assessment in later}
    names = round_names(later)
    preferred = [
        *(assessment.id for assessment in later if assessment.id == open_id()),
        *(assessment.id for assessment in later if earlier[assessment.id].comparable),
        *by_id,
    ]
    chosen = st.selectbox(
        _("Present round"),
        list(by_id),
        index=list(by_id).index(preferred[0]),
        format_func=lambda key: f"{names[key]}, {assessment_name(by_id[key])}",
        key="rounds-present",
    )
    st.caption(plain(kinds(by_id[chosen].stakeholder_types)))
    return by_id[chosen]


def _baseline(present: Assessment, found: EarlierRounds) -> Assessment | None:
    """The round to start from; ``None`` when there is none that can be compared."""
    default = default_baseline(present, found)
    if default is None:
        st.info(_("No earlier round of this assessment can be compared with it."), icon=":material/history:")
        return None
    by_id = {assessment.id: assessment for assessment in found.comparable}
    names = round_names(found.comparable)
    chosen = st.selectbox(
        _("Baseline"),
        list(by_id),
        index=list(by_id).index(default.id),
        format_func=names.__getitem__,
        key=f"rounds-baseline-{present.id}",
    )
    return by_id[chosen]


def _not_comparable(found: EarlierRounds) -> None:
    """Earlier rounds that are left out, each with its reason."""
    names = round_names([assessment for assessment, _reason in found.reasons])
    for assessment, reason in found.reasons:
        st.caption(
            plain(_("The round of {name} is not compared. {reason}").format(name=names[assessment.id], reason=reason))
        )


def _comparison(baseline: AnswerSheet, present: AnswerSheet, earlier: Sequence[AnswerSheet]) -> None:
    empty = [sheet for sheet in (baseline, present) if not is_begun(instrument(), sheet)]
    if empty:
        st.info(
            _("Nothing is answered in one of the two rounds yet, so there is nothing to compare."),
            icon=":material/hourglass_empty:",
        )
        link_to("answer", _("Answer the first questions"), empty[0].assessment.id, icon=":material/checklist:")
        return
    compared = compared_rounds(instrument(), baseline, present)
    _finding(compared)
    for movement in _LISTS:
        _moved(compared, movement)
    _unchanged(compared)
    if len(earlier) > 1:
        rounds_line([*earlier, present], compared.comparison.target)
    topics(compared)


def _finding(compared: ComparedRounds) -> None:
    """What it comes to, and the file of it."""
    comparison = compared.comparison
    first, *more = finding_sentences(compared)
    st.subheader(plain(first), anchor=False)
    st.markdown(plain(" ".join(more)))
    places = {movement.value: movement_label(movement) for movement in _LISTS if comparison.moved(movement)}
    places["topics"] = _("Topic by topic")
    st.caption(plain(counts_text(comparison.changes)))
    st.markdown(" · ".join(f"[{title}](#{anchor})" for anchor, title in places.items()))
    download(
        [compared.baseline.assessment, compared.present.assessment],
        _("Download the comparison (CSV)"),
        progress_csv(instrument(), compared),
        file_name=f"micic-progress-{compared.present.assessment.id[:8]}.csv",
        mime="text/csv",
    )


def _moved(compared: ComparedRounds, movement: Movement) -> None:
    """The recommendations with one movement, the newly met and the greatest gaps first; of many, the first few."""
    changes = compared.comparison.moved(movement)
    if not changes:
        return
    st.header(f"{movement_label(movement)} ({len(changes)})", anchor=movement.value)
    st.caption(movement_meaning(movement))
    for change in changes[:_LISTED]:
        _change(compared, change)
    if rest := changes[_LISTED:]:
        label = translate_count("Show {number} more", "Show {number} more", len(rest)).format(number=len(rest))
        with st.expander(label):
            for change in rest:
                _change(compared, change)


def _change(compared: ComparedRounds, change: RecommendationChange) -> None:
    lines = [*practice_sentences(instrument(), change), *reason_sentences(change)]
    with st.container(gap=None):
        st.markdown(_name(change))
        st.markdown(plain(change_sentence(change)))
        if lines:
            st.markdown("\n".join(f"- {plain(line)}" for line in lines))
        link_to(
            "answer",
            plain(_("Go to the questions of {id}").format(id=change.id)),
            compared.present.assessment.id,
            change.id,
            icon=":material/edit_note:",
        )


def _unchanged(compared: ComparedRounds) -> None:
    """What did not move, folded away; folded, it still says how many."""
    changes = compared.comparison.moved(Movement.SAME)
    if not changes:
        return
    with st.expander(f"{movement_label(Movement.SAME)} ({len(changes)})"):
        st.caption(movement_meaning(Movement.SAME))
        for change in changes:
            _change(compared, change)


def _name(change: RecommendationChange) -> str:
    return f"**{change.id}** {plain(instrument().recommendations[change.id].title)}"
