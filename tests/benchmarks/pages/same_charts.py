"""The charts of a comparison that are already made, and nothing else: what the page costs before it compares."""

from __future__ import annotations

import os
from pathlib import Path

import plotly.io
import streamlit as st

from assessment.chart_style import CONFIG
from assessment.ui.theme import page_style

st.set_page_config(page_title="Same charts", layout="wide")
page_style()
st.title("Compare")
for path in sorted(Path(os.environ["MICIC_DATA_DIR"]).glob("*.json")):
    st.plotly_chart(plotly.io.from_json(path.read_text(encoding="utf-8")), key=path.stem, config=CONFIG)
