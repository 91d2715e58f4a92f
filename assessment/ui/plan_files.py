"""The comparison of plans as files; each is made only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from assessment.exchange.portfolio_report import matrix_csv, portfolio_csv, portfolio_json, ranking_csv
from assessment.texts import translate as _
from assessment.ui.compared import Seen


def files(seen: Seen) -> None:
    """Offer everything that is shown."""
    st.markdown(
        _("They hold the plans that are compared above. The command `micic portfolio` writes the first two, too.")
    )
    csv, json = "text/csv", "application/json"
    with st.container(horizontal=True):
        _offer(_("Recommendations (CSV)"), "portfolio.csv", csv, lambda: portfolio_csv(seen.instrument, seen.compared))
        _offer(_("Everything (JSON)"), "portfolio.json", json, lambda: [portfolio_json(seen.instrument, seen.compared)])
        _offer(_("Ranking (CSV)"), "portfolio-ranking.csv", csv, lambda: ranking_csv(seen.compared))
        _offer(_("Plans by recommendations (CSV)"), "portfolio-matrix.csv", csv, lambda: matrix_csv(seen.compared))


def _offer(label: str, name: str, mime: str, chunks: Callable[[], Iterable[bytes]]) -> None:
    st.download_button(
        label,
        lambda: b"".join(chunks()),
        file_name=name,
        mime=mime,
        on_click="ignore",
        icon=":material/download:",
        key=f"download-{name}",
    )
