"""The Results page: safeguards first, then the whole, what to finish, the gaps, what next, and how it came about."""

from __future__ import annotations

import streamlit as st

from assessment.chart_style import CONFIG
from assessment.charts import status_bar
from assessment.findings import status_sentence
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.header import page_header
from assessment.ui.levels import level_title
from assessment.ui.links import link_to
from assessment.ui.opened import Opened, opened
from assessment.ui.plain import plain
from assessment.ui.result_charts import gaps, groups
from assessment.ui.result_explanation import explanation
from assessment.ui.result_steps import next_steps
from assessment.ui.taken import taken_from, taken_note
from assessment.words import range_text, score_sentence, warning_sentence
from scoring.result import RecommendationResult

_LISTED = 5


def page() -> None:
    """Draw the page for the open assessment."""
    seen = opened()
    _introduction(seen)
    if note := taken_note(seen.sheet):
        st.caption(note)
    if not seen.is_begun:
        _nothing_yet(seen)
        return
    _safeguard_alerts(seen)
    _overall(seen)
    _finish_first(seen)
    st.header(_("Where the gaps are"), anchor="gaps")
    st.fragment(gaps)()
    st.header(_("By phase and by topic") if seen.instrument.phases else _("By topic"), anchor="groups")
    groups(seen)
    st.header(_("What to do next"), anchor="next")
    st.fragment(next_steps)()
    _warnings(seen)
    st.header(_("How a number came about"), anchor="how")
    st.fragment(explanation)()


def _introduction(seen: Opened) -> None:
    """What this is: whose, when, and what it is not."""
    page_header(_("Results"), "results", seen.assessment)
    st.markdown(_("A self-assessment.") + " " + plain(seen.instrument.notice or ""))


def _nothing_yet(seen: Opened) -> None:
    st.info(
        _(
            "Nothing has been answered yet, so there is nothing to show. The first answers are enough for a first "
            "picture: every result says how far it can still move."
        ),
        icon=":material/hourglass_empty:",
    )
    link_to("answer", _("Answer the first questions"), seen.assessment.id, icon=":material/checklist:")


def _safeguard_alerts(seen: Opened) -> None:
    """Safeguards that are not in place, above every score."""
    alerts = [row for row in seen.result.in_gap_order if row.safeguard_alert]
    if not alerts:
        return
    count = sum(len(row.failed_safeguards) for row in alerts)
    with st.container(border=True, key="safeguard-alerts"):
        st.error(
            translate_count(
                "**{number} safeguard is not in place.** No average makes up for it.",
                "**{number} safeguards are not in place.** No average makes up for them.",
                count,
            ).format(number=count),
            icon=":material/shield:",
        )
        for row in alerts:
            st.markdown(_name(seen, row))
            for practice_id in row.failed_safeguards:
                practice = seen.instrument.practices[practice_id]
                statement = plain(practice.statement(seen.plan.role_of(practice_id)))
                answer = level_title(seen.instrument, practice, seen.sheet.answers[practice_id].answer)
                st.markdown(
                    f"{practice_id}: {statement} "
                    + _("Your answer: **{answer}**").format(answer=plain(answer))
                    + f" {taken_from(seen.sheet, practice_id)}".rstrip()
                )
            _questions_link(seen, row)
            _plan_link(seen, row)


def _overall(seen: Opened) -> None:
    """The overall score with its range in words, and the counts by status."""
    st.header(_("Overall"), anchor="overall")
    overall = seen.result.overall
    score, counts = st.columns([2, 3], gap="large")
    with score:
        st.metric(_("Score, 0 to 100"), range_text(overall))
        st.markdown(score_sentence(overall))
        st.caption(
            _("The mean over the recommendations that apply; one in which you lead counts more than one you support.")
        )
    with counts:
        sentence = status_sentence(seen.result)
        st.plotly_chart(status_bar(seen.result), key="status-bar", config=CONFIG, alt=sentence)
    places = {
        "gaps": _("The gaps"),
        "groups": _("By phase and topic") if seen.instrument.phases else _("By topic"),
        "next": _("What to do next"),
        "how": _("How a number came about"),
    }
    st.markdown(" · ".join(f"[{title}](#{anchor})" for anchor, title in places.items()))


def _finish_first(seen: Opened) -> None:
    """What must be answered before it can be judged; open safeguards first."""
    rows = seen.result.finish_first
    if not rows:
        return
    st.header(_("Finish these first"), anchor="finish")
    st.markdown(
        translate_count(
            "{number} recommendation cannot be judged until more is answered. It is not counted as unmet.",
            "{number} recommendations cannot be judged until more is answered. They are not counted as unmet.",
            len(rows),
        ).format(number=len(rows))
    )
    for row in rows[:_LISTED]:
        _unfinished(seen, row)
    if rest := rows[_LISTED:]:
        label = translate_count("Show {number} more", "Show {number} more", len(rest)).format(number=len(rest))
        with st.expander(label):
            for row in rest:
                _unfinished(seen, row)


def _unfinished(seen: Opened, row: RecommendationResult) -> None:
    open_count = len(row.open_practices)
    text = translate_count(
        "{open} of {asked} practice open", "{open} of {asked} practices open", row.practices_asked
    ).format(open=open_count, asked=row.practices_asked)
    if row.open_safeguards:
        text += _(", a safeguard among them: {ids}").format(ids=", ".join(row.open_safeguards))
    with st.container(gap=None):
        st.markdown(_name(seen, row))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(text, width="content")
            _questions_link(seen, row)


def _name(seen: Opened, row: RecommendationResult) -> str:
    return f"**{row.id}** {plain(seen.instrument.recommendations[row.id].title)}"


def _questions_link(seen: Opened, row: RecommendationResult) -> None:
    label = _("Go to the questions of {id}").format(id=row.id)
    link_to("answer", plain(label), seen.assessment.id, row.id, icon=":material/edit_note:")


def _plan_link(seen: Opened, row: RecommendationResult) -> None:
    label = _("Plan {id}").format(id=row.id)
    link_to("plan", plain(label), seen.assessment.id, row.id, icon=":material/flag:")


def _warnings(seen: Opened) -> None:
    """Doubts about the answers themselves, beside the score."""
    if not seen.result.warnings:
        return
    st.header(_("A second look at the answers"), anchor="warnings")
    st.caption(_("These change no score."))
    for warning in seen.result.warnings:
        sentence = plain(warning_sentence(warning))
        st.warning(f"{sentence} ({', '.join(warning.practices)})", icon=":material/visibility:")
