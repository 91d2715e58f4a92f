"""Who may answer what on the Answer page, and what colleagues save meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from assessment.access import Deed
from assessment.errors import AssessmentError
from assessment.model import Assessment, Stage
from assessment.texts import translate as _
from assessment.ui import saving
from assessment.ui.plain import plain
from assessment.ui.session import choose_language, instrument_of, rights, service
from questions.model import Practice

_EVERY = "3s"


@dataclass(frozen=True)
class Answering:
    """What a person may do on the Answer page now.

    Attributes:
        topics: ids of the topics that can be answered.
        may_change: the details too.
        others: titles of the topics that are assigned to others.
    """

    stage: Stage
    topics: frozenset[str]
    may_change: bool
    others: tuple[str, ...]

    def explain(self) -> None:
        """Say in words what cannot be answered, and why."""
        if self.stage.is_frozen:
            st.info(_("This assessment is submitted: its answers can be read and stand still."), icon=":material/lock:")
        elif not self.topics:
            st.info(_("You can read this assessment. To answer, ask a lead for another role."), icon=":material/lock:")
        elif self.others:
            st.info(
                _("You answer the topics assigned to you. To read only: {topics}.").format(
                    topics=plain(", ".join(self.others))
                ),
                icon=":material/lock:",
            )


def answering(assessment: Assessment) -> Answering:
    """What the person of this session may do with an assessment, as of now."""
    use_cases, topics = service(), instrument_of(assessment).topics
    stage = use_cases.stage(assessment.id)
    assigned = [topic for topic in topics if use_cases.may(Deed.ANSWER, assessment, topic.id)]
    others = tuple(f"{topic.id} {topic.title}" for topic in topics if topic not in assigned)
    is_open = not stage.is_frozen
    return Answering(
        stage=stage,
        topics=frozenset(topic.id for topic in assigned if is_open),
        may_change=is_open and use_cases.may(Deed.CHANGE, assessment),
        others=others if assigned else (),
    )


def follow_colleagues(assessment_id: str, practices: Sequence[Practice], shown: Answering) -> None:
    """Where several work together: bring what others save onto the page within a few seconds, without a reload."""
    if rights() is not None:
        st.fragment(_follow, run_every=_EVERY)(assessment_id, practices, shown)


def _follow(assessment_id: str, practices: Sequence[Practice], shown: Answering) -> None:
    choose_language()
    try:
        now = answering(service().assessment(assessment_id))
        stored = service().answers(assessment_id)
    except AssessmentError:
        # Signed out, removed from the team, or the database is away: the next click says which.
        return
    if saving.show_stored(assessment_id, practices, stored) or now != shown:
        st.rerun()
