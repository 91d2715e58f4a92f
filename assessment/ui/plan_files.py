"""The comparison of plans as files; each is made only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from assessment.exchange.portfolio_report import matrix_csv, portfolio_csv, portfolio_json, ranking_csv
from assessment.texts import translate as _
from assessment.ui.compared import Seen
from assessment.ui.taking_away import download


def files(seen: Seen) -> None:
    """Offer everything that is shown."""
    st.markdown(
        _("They hold the plans that are compared above. The command `micic portfolio` writes the first two, too.")
    )
    csv, json = "text/csv", "application/json"
    bank, plans = seen.instrument, seen.compared
    with st.container(horizontal=True):
        _offer(
            seen,
            _("Recommendations (CSV)"),
            "portfolio.csv",
            csv,
            lambda: portfolio_csv(bank, plans),
        )
        _offer(
            seen,
            _("Everything (JSON)"),
            "portfolio.json",
            json,
            lambda: [portfolio_json(bank, plans)],
        )
        _offer(seen, _("Ranking (CSV)"), "portfolio-ranking.csv", csv, lambda: ranking_csv(plans))
        _offer(seen, _("Plans by recommendations (CSV)"), "portfolio-matrix.csv", csv, lambda: matrix_csv(plans))


def _offer(seen: Seen, label: str, name: str, mime: str, chunks: Callable[[], Iterable[bytes]]) -> None:
    download(
        [sheet.assessment for sheet in seen.compared.sheets],
        label,
        lambda: b"".join(chunks()),
        file_name=name,
        mime=mime,
        key=f"download-{name}",
    )
