"""The comparison of plans that the Compare page shows, kept for the session as long as no answer changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from assessment.comparison import ComparedPlans, LinedUp, with_portfolio
from assessment.plan_choice import OrganisationPlans
from assessment.texts import translate as _
from questions.model import Instrument
from scoring.portfolio import Portfolio

_KEPT = "kept-portfolio"
_MANY = 60


@dataclass(frozen=True)
class Seen:
    """Plans as they are compared now, with texts in the reader's language.

    Attributes:
        names: of all assessments of the organisation, by id.
    """

    instrument: Instrument
    organisation: OrganisationPlans
    names: Mapping[str, str]
    compared: ComparedPlans

    @property
    def portfolio(self) -> Portfolio:
        """All figures."""
        return self.compared.portfolio


def compared(ready: LinedUp) -> ComparedPlans:
    """The comparison; many plans show how far the work is.

    Varying the weights takes its time, so the last comparison is kept: in the session of the one reader, and only
    for exactly these plans with these answers and targets.
    """
    fingerprint = ready.fingerprint
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != fingerprint:
        kept = st.session_state[_KEPT] = (fingerprint, _made(ready))
    return with_portfolio(ready, kept[1])


def _made(ready: LinedUp) -> Portfolio:
    if len(ready.sheets) < _MANY:
        return ready.portfolio()
    text = _("Comparing {number} plans").format(number=len(ready.sheets))
    bar = st.progress(0, text=text)
    told = 0

    def step(share: float) -> None:
        nonlocal told
        percent = min(100, int(100 * share))
        if percent >= told + 5:
            told = percent
            bar.progress(percent, text=text)

    found = ready.portfolio(step=step)
    bar.empty()
    return found
