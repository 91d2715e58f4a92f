"""The Answer page: one working group at a time, a card for each practice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from assessment.errors import AssessmentError
from assessment.model import Assessment
from assessment.sharing import SharedAnswer
from assessment.texts import translate as _
from assessment.ui import saving
from assessment.ui.answering import Answering, answering, follow_colleagues
from assessment.ui.card import practice_card
from assessment.ui.carry_over import waiting_for_another_look
from assessment.ui.details import details
from assessment.ui.guidance import glossary
from assessment.ui.header import page_header
from assessment.ui.links import go_to, link_to
from assessment.ui.plain import plain
from assessment.ui.remarks import remarks_for_me
from assessment.ui.session import choose_language, plan_for, required_assessment, service
from assessment.ui.views import disputed
from assessment.words import progress_words
from questions.model import Instrument, Practice, Recommendation, WorkingGroup
from scoring.plan import ScoringPlan

_GROUP = "working_group"
_RECOMMENDATION = "r"
_UNANSWERED = "only_unanswered"
_EXPLAIN = "explain_levels"
_ARRIVED = "arrived_in_group"
_BRIEF = '<style>[class*="st-key-levels-"] [data-testid="stCaptionContainer"] { display: none; }</style>'
# Otherwise the next working group would begin at its end, where the button was.
_TO_THE_TOP = """
<script>
(() => {
  const heading = document.querySelector(".st-key-group-heading h2");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start" });
})();
</script>
"""


def page() -> None:
    """Draw the page for the open assessment."""
    assessment = required_assessment()
    plan = plan_for(assessment)
    stored = service().answers(assessment.id)
    shared = service().organisation_answers(assessment.id)
    access = answering(assessment)
    page_header(_("Answer"), "answer", assessment)
    st.fragment(_progress, key=saving.PROGRESS)(assessment, plan)
    access.explain()
    if access.may_change:
        st.fragment(details)(assessment)
    if access.topics:
        link_to("take-in", _("Take in answers from files"), assessment.id, icon=":material/move_to_inbox:")
    disputed(assessment)
    remarks_for_me(assessment)
    waiting_for_another_look(assessment, stored)
    groups = asked_groups(plan)
    group = _chosen_group(groups)
    _group_heading(plan.instrument, group)
    answered = {id for id, kept in stored.items() if kept.answer.is_answered} | shared.keys()
    practices = _filtered(_filters(assessment), plan, group, answered)
    saving.show_stored(assessment.id, practices, stored)
    _cards(plan, assessment, group, practices, shared, access)
    follow_colleagues(assessment.id, practices, access)
    _back_and_next(groups, group, assessment.id)
    _at_the_foot(group)


def asked_groups(plan: ScoringPlan) -> list[WorkingGroup]:
    """The working groups in which something is asked, in order."""
    asked = {recommendation.id for recommendation in plan.recommendations}
    return [g for g in plan.instrument.working_groups() if any(r.id in asked for r in g.recommendations)]


def _progress(assessment: Assessment, plan: ScoringPlan) -> None:
    """How much of the whole and of each topic has been answered, by the plan itself or by its organisation."""
    choose_language()
    try:
        sheet = service().sheet(assessment.id)
    except AssessmentError as error:
        st.caption(_("The progress cannot be read just now. {reason}").format(reason=plain(str(error))))
        return
    answered = {id for id, answer in sheet.answers.items() if answer.is_answered}
    asked = [practice.id for practice in plan.practices]
    done = sum(1 for id in asked if id in answered)
    text = progress_words(done, len(asked), len(sheet.sources))
    st.progress(done / len(asked) if asked else 0.0, text=text)
    parts = []
    for topic in plan.instrument.topics:
        inside = [id for id in asked if id.startswith(f"R{topic.id}.")]
        if inside:
            count = sum(1 for id in inside if id in answered)
            parts.append(_("Topic {id}: {done} of {asked}").format(id=topic.id, done=count, asked=len(inside)))
    st.caption(" · ".join(parts))


def _chosen_group(groups: list[WorkingGroup]) -> WorkingGroup:
    by_id = {group.id: group for group in groups}
    wanted = st.query_params.get(_RECOMMENDATION, "")
    linked = wanted.removeprefix("R").rpartition(".")[0]
    if st.session_state.get("linked_to") != wanted:
        st.session_state["linked_to"] = wanted
        if linked in by_id:
            st.session_state[_GROUP] = linked
    if st.session_state.get(_GROUP) not in by_id:
        st.session_state[_GROUP] = groups[0].id
    chosen = st.selectbox(
        _("Working group"),
        list(by_id),
        format_func=lambda key: f"{key} {by_id[key].title}",
        key=_GROUP,
        on_change=_forget_link,
        persist_state="session",
    )
    return by_id[chosen or groups[0].id]


def _forget_link() -> None:
    st.query_params.pop(_RECOMMENDATION, None)


def _group_heading(instrument: Instrument, group: WorkingGroup) -> None:
    topic = next(t for t in instrument.topics if t.id == group.id.partition(".")[0])
    with st.container(key="group-heading"):
        st.header(f"{group.id} {group.title}", anchor=False)
    st.caption(_("Topic {id}: {title}").format(id=topic.id, title=topic.title))
    if group.introduction:
        st.markdown(plain(group.introduction))


def _filters(assessment: Assessment) -> tuple[bool, bool]:
    with st.container(horizontal=True):
        unanswered = st.toggle(_("Only unanswered"), key=_UNANSWERED, persist_state="session")
        lead = st.toggle(
            _("Only where you lead"),
            key=_lead_key(assessment),
            value=assessment.lead_first,
            persist_state="session",
        )
        st.toggle(_("Explain the levels"), value=True, key=_EXPLAIN, persist_state="session")
    return unanswered, lead


def _filtered(filters: tuple[bool, bool], plan: ScoringPlan, group: WorkingGroup, answered: set[str]) -> list[Practice]:
    only_unanswered, only_lead = filters
    linked = st.query_params.get(_RECOMMENDATION)
    return [
        practice
        for recommendation in group.recommendations
        if linked in (None, recommendation.id) or linked not in {r.id for r in group.recommendations}
        for practice in plan.practices_of(recommendation.id)
        if not (only_lead and plan.role_of(practice.id) != "lead") and not (only_unanswered and practice.id in answered)
    ]


def _cards(
    plan: ScoringPlan,
    assessment: Assessment,
    group: WorkingGroup,
    practices: list[Practice],
    shared: Mapping[str, SharedAnswer],
    access: Answering,
) -> None:
    linked = st.query_params.get(_RECOMMENDATION)
    if linked in {r.id for r in group.recommendations}:
        st.button(
            _("Show all of working group {id}").format(id=group.id), on_click=_forget_link, icon=":material/list:"
        )
    if not practices:
        _nothing_left(plan, assessment, group)
    for recommendation in group.recommendations:
        inside = [practice for practice in practices if practice in recommendation.practices]
        if inside:
            _recommendation_heading(plan.instrument, recommendation)
        for practice in inside:
            is_locked = plan.instrument.topic_of[practice.id] not in access.topics
            practice_card(plan, assessment.id, practice, shared.get(practice.id), is_locked=is_locked)


def _nothing_left(plan: ScoringPlan, assessment: Assessment, group: WorkingGroup) -> None:
    asked = [
        practice.id for recommendation in group.recommendations for practice in plan.practices_of(recommendation.id)
    ]
    if not any(plan.role_of(id) == "lead" for id in asked) and st.session_state.get(_lead_key(assessment)):
        st.info(_("You lead nothing in this working group; what you support is hidden."), icon=":material/filter_alt:")
    else:
        st.success(_("Nothing is left to answer here with these filters."), icon=":material/done_all:")
    st.button(
        _("Show all practices of {id}").format(id=group.id),
        on_click=_show_all,
        args=(assessment,),
        icon=":material/filter_alt_off:",
    )


def _lead_key(assessment: Assessment) -> str:
    return f"only_lead-{assessment.id}"


def _show_all(assessment: Assessment) -> None:
    st.session_state[_UNANSWERED] = False
    st.session_state[_lead_key(assessment)] = False
    _forget_link()


def _recommendation_heading(questionnaire: Instrument, recommendation: Recommendation) -> None:
    st.subheader(f"{recommendation.id} {plain(recommendation.title)}", anchor=False)
    terms = glossary(term for term in questionnaire.glossary if term.id in recommendation.terms)
    if recommendation.why:
        st.markdown(plain(recommendation.why), help=terms or None)
    if not (terms or recommendation.examples):
        return
    folded = st.expander(
        _("Examples and terms · {id}").format(id=recommendation.id),
        key=f"examples-{recommendation.id}",
        on_change="rerun",
    )
    if folded.open:
        with folded:
            st.markdown("\n".join(f"- {plain(example)}" for example in recommendation.examples))
            st.markdown(terms)
            st.caption(recommendation.source)


def _back_and_next(groups: list[WorkingGroup], group: WorkingGroup, assessment_id: str) -> None:
    position = [g.id for g in groups].index(group.id)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if position > 0:
            before = groups[position - 1]
            st.button(
                _("Back to {id}").format(id=before.id),
                on_click=_go_to,
                args=(before.id,),
                icon=":material/arrow_back:",
            )
        if position + 1 < len(groups):
            after = groups[position + 1]
            st.button(
                _("Next: {id}").format(id=after.id),
                on_click=_go_to,
                args=(after.id,),
                icon=":material/arrow_forward:",
                type="primary",
            )
        is_last = position + 1 == len(groups)
        kind: Literal["primary", "secondary"] = "primary" if is_last else "secondary"
        if st.button(_("See the results"), type=kind, icon=":material/bar_chart:"):
            go_to("results", assessment_id)


def _go_to(group_id: str) -> None:
    st.session_state[_GROUP] = group_id
    st.session_state[_ARRIVED] = group_id
    _forget_link()


def _at_the_foot(group: WorkingGroup) -> None:
    """What acts on the whole page; last, so that nothing above it moves."""
    if st.session_state.pop(_ARRIVED, None):
        # The comment makes it another script for another group, so that it runs again.
        st.html(f"{_TO_THE_TOP}<!-- {group.id} -->", unsafe_allow_javascript=True)
    if not st.session_state.get(_EXPLAIN, True):
        st.html(_BRIEF)
