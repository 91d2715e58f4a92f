"""Plans of one organisation compared: whose, which of them, and what comes out, the finding first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.comparison import LinedUp, lined_up, reason_apart
from assessment.model import AnswerSheet
from assessment.plan_choice import OrganisationPlans, plan_names, plans_by_organisation
from assessment.plan_findings import gaps_title, listed, ranking_title
from assessment.texts import translate as _
from assessment.texts import translate_count
from assessment.ui.compared import Seen, compared
from assessment.ui.header import kinds
from assessment.ui.links import link_to
from assessment.ui.plain import plain
from assessment.ui.plan_files import files
from assessment.ui.plan_gaps import common_gaps, learning
from assessment.ui.plan_matrix import matrix
from assessment.ui.plan_ranking import ranking
from assessment.ui.session import instrument, service

_ALL, _BUT, _ONLY = "all", "but", "only"
_FEWEST = 2


def view() -> None:
    """Draw the view."""
    organisations = plans_by_organisation(service().sheets())
    if not organisations:
        st.info(_("Nothing is assessed yet, so there is nothing to compare."), icon=":material/hourglass_empty:")
        link_to("home", _("Go to Home"), icon=":material/home:")
        return
    organisation = _chosen_organisation(organisations)
    names = plan_names(organisation.sheets)
    sheets = _chosen_plans(organisation, names)
    if len(sheets) < _FEWEST:
        _too_few(organisation)
        return
    ready = lined_up(instrument(), sheets, organisation.wholes)
    _not_comparable(sheets, ready, names)
    if len(ready.sheets) < _FEWEST:
        _too_few(organisation)
        return
    seen = Seen(instrument(), organisation, names, compared(ready))
    _shared_answers(seen)
    _comparison(seen)


def _chosen_organisation(organisations: Sequence[OrganisationPlans]) -> OrganisationPlans:
    """The organisation that the reader chose; at first the one with most plans."""
    by_name = {organisation.name: organisation for organisation in organisations}

    def label(name: str) -> str:
        number = len(by_name[name].plans)
        plans = translate_count("{number} plan", "{number} plans", number).format(number=number)
        called = name or _("Organization without a name")
        return f"{called} ({plans})"

    chosen = st.selectbox(
        _("Organization"), list(by_name), format_func=label, key="compare-organisation", persist_state="session"
    )
    return by_name.get(str(chosen), organisations[0])


def _chosen_plans(organisation: OrganisationPlans, names: Mapping[str, str]) -> list[AnswerSheet]:
    """The plans to compare; a list holds the exceptions only, so that hundreds of plans need no hundreds of chips."""
    key = f"compare-{organisation.name}"
    labels = {
        _ALL: translate_count("The one plan", "All {number} plans", len(organisation.plans)).format(
            number=len(organisation.plans)
        ),
        _BUT: _("All but some"),
        _ONLY: _("Only some"),
    }
    way = st.segmented_control(
        _("Plans to compare"),
        list(labels),
        format_func=labels.__getitem__,
        default=_ALL,
        required=True,
        key=f"{key}-way",
        persist_state="session",
    )
    if way == _ONLY:
        chosen = _list_of(_("Plans to compare, by name"), organisation.sheets, names, f"{key}-only")
        return [sheet for sheet in organisation.sheets if sheet.assessment.id in chosen]
    _left_out_by_itself(organisation)
    if way == _BUT:
        left_out = _list_of(_("Plans to leave out"), organisation.plans, names, f"{key}-but")
        return [sheet for sheet in organisation.plans if sheet.assessment.id not in left_out]
    return list(organisation.plans)


def _list_of(label: str, sheets: Sequence[AnswerSheet], names: Mapping[str, str], key: str) -> set[str]:
    chosen = st.multiselect(
        label,
        [sheet.assessment.id for sheet in sheets],
        format_func=lambda plan: names.get(plan, plan),
        placeholder=_("Type to search"),
        key=key,
        persist_state="session",
    )
    return set(chosen)


def _left_out_by_itself(organisation: OrganisationPlans) -> None:
    parts = []
    if earlier := len(organisation.earlier):
        parts.append(
            translate_count(
                "{number} earlier round is left out, because a newer one was copied from it.",
                "{number} earlier rounds are left out, because newer ones were copied from them.",
                earlier,
            ).format(number=earlier)
        )
    if organisation.wholes:
        parts.append(_("The organization as a whole gives its answers to the plans and is not compared itself."))
    if parts:
        parts.append(_("To compare these too, choose **Only some**."))
        st.caption(" ".join(parts))


def _too_few(organisation: OrganisationPlans) -> None:
    st.info(
        _(
            "A comparison needs at least two plans that were answered as the same stakeholder types. "
            "**New plan from this one**, on the Home page, makes another plan out of one that is there."
        )
        if len(organisation.sheets) < _FEWEST
        else _("Choose at least two plans that were answered as the same stakeholder types."),
        icon=":material/compare_arrows:",
    )
    link_to("home", _("Go to Home"), icon=":material/home:")


def _not_comparable(sheets: Sequence[AnswerSheet], ready: LinedUp, names: Mapping[str, str]) -> None:
    """Those that stand apart, each with its reason; they hold nothing up."""
    apart = [sheet.assessment for sheet in sheets if sheet.assessment.id in ready.comparable.reasons]
    if not apart:
        return
    label = translate_count(
        "{number} plan cannot be compared with the others",
        "{number} plans cannot be compared with the others",
        len(apart),
    ).format(number=len(apart))
    with st.expander(label, icon=":material/block:"):
        found = ready.comparable
        for assessment in apart:
            reason = reason_apart(assessment, found.instrument, found.stakeholder_types, kinds)
            st.markdown(f"**{plain(names[assessment.id])}** {plain(reason)}")


def _shared_answers(seen: Seen) -> None:
    """Where answers about the organisation came from, and how many."""
    given: Counter[str] = Counter()
    taken_by: dict[str, set[str]] = {}
    for plan, sources in seen.compared.sources.items():
        for source in sources.values():
            given[source] += 1
            taken_by.setdefault(source, set()).add(plan)
    for source, number in given.most_common():
        text = translate_count(
            "Shared answers: {number}, in {plans} plan, from the assessment {source}.",
            "Shared answers: {number}, in {plans} plans, from the assessment {source}.",
            len(taken_by[source]),
        )
        st.caption(plain(text.format(plans=len(taken_by[source]), number=number, source=_dated(seen, source))))


def _dated(seen: Seen, id: str) -> str:
    assessment = next(sheet.assessment for sheet in seen.organisation.sheets if sheet.assessment.id == id)
    name = seen.names[id]
    return f"{name}, {assessment.assessed_on.isoformat()}" if assessment.assessed_on else name


def _comparison(seen: Seen) -> None:
    if not seen.portfolio.ranking:
        st.info(
            _("No practice of these plans has been answered with a level yet, so there is nothing to compare."),
            icon=":material/hourglass_empty:",
        )
        first = seen.compared.sheets[0].assessment.id
        link_to("answer", plain(_("Answer {plan}").format(plan=seen.names[first])), first, icon=":material/checklist:")
        return
    _safeguard_alerts(seen)
    st.subheader(plain(gaps_title(seen.portfolio)), anchor=False)
    st.markdown(plain(ranking_title(seen.portfolio, seen.names)) + ".")
    parts = {
        "gaps": (_("Common gaps"), common_gaps),
        "matrix": (_("Which plan has which gap"), matrix),
        "learn": (_("Who does best, to learn from"), learning),
        "ranking": (_("Ranking"), ranking),
    }
    st.markdown(" · ".join(f"[{title}](#{anchor})" for anchor, (title, _part) in parts.items()))
    for anchor, (title, part) in parts.items():
        st.header(title, anchor=anchor)
        part(seen)
    st.header(_("Files"), anchor="files")
    files(seen)


def _safeguard_alerts(seen: Seen) -> None:
    """Safeguards that are not in place, above every score."""
    plans_of: dict[str, list[str]] = {}
    for plan in seen.portfolio.plans:
        for id in seen.portfolio.alerts[plan.id]:
            plans_of.setdefault(id, []).append(plan.id)
    if not plans_of:
        return
    plans = sum(1 for alerts in seen.portfolio.alerts.values() if alerts)
    with st.container(border=True, key="safeguard-alerts"):
        st.error(
            translate_count(
                "**In {number} plan a safeguard is not in place.** No average makes up for it.",
                "**In {number} plans a safeguard is not in place.** No average makes up for it.",
                plans,
            ).format(number=plans),
            icon=":material/shield:",
        )
        for spread in seen.portfolio.recommendations:
            if spread.id in plans_of:
                title = seen.instrument.recommendations[spread.id].title
                where = _("in {number} of {all} plans: {plans}").format(
                    number=len(plans_of[spread.id]),
                    all=len(seen.portfolio.plans),
                    plans=listed(plans_of[spread.id], seen.names),
                )
                st.markdown(f"**{spread.id}** {plain(title)}, {plain(where)}")
