"""The line that says that the connection is gone, and the keeping of what was typed meanwhile.

The server cannot say that it is not there, so the page itself does. What was typed and not saved is put back into its
field when the connection is back; leaving the field saves it, as always.
"""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from assessment.texts import translate as _

_SCRIPT = (Path(__file__).parent / "connection.js").read_text(encoding="utf-8")


def connection_line() -> None:
    """Give the page the script and its words in the reader's language; the script starts once a page."""
    words = {
        "gone": _(
            "The connection is gone. What says Saved is saved. Leave this page open: it connects again by itself, and "
            "nothing that you typed is lost."
        ),
        "back": _(
            "The connection is back. Text that is not saved yet stands in its field again; leave the field to save it."
        ),
        "homeless": _("The connection is back. These texts are not saved, and their fields are gone; copy them:"),
    }
    script = f"<script>window.connectionWords = {json.dumps(words)};\n{_SCRIPT}</script>"
    st.html(script, unsafe_allow_javascript=True)
