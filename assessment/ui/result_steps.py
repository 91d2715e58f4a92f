"""What to do next: a goal, the steps that lead to it, and the same as a file."""

from __future__ import annotations

import streamlit as st

from assessment.exchange.steps_out import steps_csv
from assessment.next_steps import (
    LOW_DECIMALS,
    OVERALL_DECIMALS,
    Goal,
    StepRun,
    reach_to_try,
    step_runs,
    steps_sentence,
    steps_towards,
)
from assessment.report.write import file_stem
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.links import link_to
from assessment.ui.opened import Opened, opened
from assessment.ui.plain import plain
from assessment.ui.taking_away import download
from assessment.words import number_text, status_label
from scoring.steps import DEFAULT_STEPS, StepList

_MOST, _REACH, _ONE = "most", "reach", "one"
_LISTED = 10
_MOST_STEPS = 1000


def next_steps() -> None:
    """The steps to a goal that the reader chooses; a fragment, so that the choice redraws nothing else."""
    seen = opened()
    goal = _goal(seen)
    found = steps_towards(seen.instrument, seen.sheet, goal)
    st.markdown(f"**{plain(steps_sentence(seen.instrument, seen.sheet, goal, found))}**")
    if not found.steps:
        _instead_of_steps(seen)
        return
    runs = step_runs(seen.plan, found)
    st.caption(_how_far(seen, found))
    with st.container(key="steps", gap="small"):
        for run in runs[:_LISTED]:
            _run(seen, run)
        if rest := runs[_LISTED:]:
            label = translate_count("Show {number} more", "Show {number} more", len(rest)).format(number=len(rest))
            with st.expander(label):
                for run in rest:
                    _run(seen, run)
    download(
        [seen.assessment],
        _("Download the steps (CSV)"),
        b"".join(steps_csv(seen.instrument, [(seen.sheet, found)])),
        file_name=f"{file_stem(seen.sheet)}-next-steps.csv",
        mime="text/csv",
        key="download-steps",
    )


def _goal(seen: Opened) -> Goal:
    """What the steps are to bring, as the reader wants it."""
    titles = {
        _MOST: _("Most recommendations met"),
        _REACH: _("A higher overall score"),
        _ONE: _("One recommendation met"),
    }
    unmet = [row.id for row in seen.result.unmet]
    id = seen.assessment.id
    kind = st.segmented_control(
        _("What shall the steps bring?"),
        [kind for kind in titles if unmet or kind != _ONE],
        default=_MOST,
        format_func=titles.__getitem__,
        key=f"goal-{id}",
        required=True,
    )
    if kind == _ONE:
        return Goal(recommendation_id=_chosen_recommendation(seen, unmet))
    with st.container(width=320):
        if kind == _REACH:
            reach = st.number_input(
                _("Overall low to reach, 1 to 100"),
                min_value=1.0,
                max_value=100.0,
                value=reach_to_try(seen.result.overall.low),
                step=5.0,
                format="%g",
                key=f"goal-reach-{id}",
                help=_("Low is the score if everything still open were not in place."),
            )
            return Goal(reach=float(reach))
        steps = st.number_input(
            _("Steps at most"),
            min_value=1,
            max_value=_MOST_STEPS,
            value=DEFAULT_STEPS,
            step=5,
            key=f"goal-steps-{id}",
        )
    return Goal(steps=int(steps))


def _chosen_recommendation(seen: Opened, unmet: list[str]) -> str:
    titles = {id: f"{id} {seen.instrument.recommendations[id].title}" for id in unmet}
    chosen = st.selectbox(
        _("Unmet recommendation, the greatest gap first"),
        unmet,
        format_func=titles.__getitem__,
        key=f"goal-one-{seen.assessment.id}",
    )
    return str(chosen or unmet[0])


def _instead_of_steps(seen: Opened) -> None:
    """Where steps bring nothing, answers may."""
    if seen.result.finish_first:
        st.markdown(
            _("Some recommendations still wait for answers, not for steps: [{title}](#finish)").format(
                title=_("Finish these first")
            )
        )


def _how_far(seen: Opened, found: StepList) -> str:
    """What a step is, and how the whole moves."""
    return _(
        "A step raises one practice by one level. Together they lift the overall low, which is the score if "
        "everything still open were not in place, from {before} to {after}."
    ).format(
        before=number_text(seen.result.overall.low, decimals=OVERALL_DECIMALS),
        after=number_text(found.steps[-1].overall_low, decimals=OVERALL_DECIMALS),
    )


def _run(seen: Opened, run: StepRun) -> None:
    """One practice to be raised: how far, what for, and the way to its question."""
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{_numbers(run)}** · {run.practice_id} · {plain(run.statement)}")
        st.markdown(_levels(run))
        st.caption(plain(_after(seen, run)))
        label = _("Go to question {id}").format(id=run.practice_id)
        link_to("answer", plain(label), seen.assessment.id, run.recommendation_id, icon=":material/edit_note:")
        link_to(
            "plan",
            plain(_("Plan {id}").format(id=run.recommendation_id)),
            seen.assessment.id,
            run.recommendation_id,
            icon=":material/flag:",
        )


def _numbers(run: StepRun) -> str:
    if run.first == run.last:
        return _("Step {number}").format(number=run.first)
    return _("Steps {first} to {last}").format(first=run.first, last=run.last)


def _levels(run: StepRun) -> str:
    """From which level to which."""
    start = _("{level} (not answered yet)").format(level=run.from_title) if run.was_open else run.from_title
    return f"{plain(start)} → **{plain(run.to_title)}**"


def _after(seen: Opened, run: StepRun) -> str:
    """How the recommendation stands then, and the whole."""
    title = seen.instrument.recommendations[run.recommendation_id].title
    target = seen.result.by_id[run.recommendation_id].target
    return _("Then {recommendation}: {status}, low {low}; overall low {overall}").format(
        recommendation=f"{run.recommendation_id} {title}",
        status=status_label(run.status),
        low=number_text(run.low, against=target, decimals=LOW_DECIMALS),
        overall=number_text(run.overall_low, decimals=OVERALL_DECIMALS),
    )
