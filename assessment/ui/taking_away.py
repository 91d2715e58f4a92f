"""Files of assessments to download, where they may leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import streamlit as st

from assessment.errors import AssessmentError
from assessment.model import Assessment
from assessment.ui.plain import plain
from assessment.ui.session import service


def refusal(assessments: Iterable[Assessment]) -> str:
    """Why nothing of these may leave, as a sentence; empty when all of it may."""
    use_cases = service()
    try:
        for assessment in assessments:
            use_cases.check_export(assessment)
    except AssessmentError as error:
        return str(error)
    return ""


def download(
    assessments: Iterable[Assessment],
    label: str,
    data: bytes | Callable[[], bytes],
    *,
    file_name: str,
    mime: str,
    key: str | None = None,
    kind: Literal["primary", "secondary"] = "secondary",
) -> None:
    """A button that downloads a file of these assessments; without the right to, one that says why it does not.

    What may not leave is not made, and no address is given out under which it could be had.
    """
    if reason := refusal(assessments):
        st.button(label, disabled=True, help=plain(reason), icon=":material/lock:", key=key or f"kept-{file_name}")
        return
    st.download_button(
        label,
        data,
        file_name=file_name,
        mime=mime,
        on_click="ignore",
        icon=":material/download:",
        key=key,
        type=kind,
    )
