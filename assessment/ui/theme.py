"""Rules of style that the theme file cannot express, and the page's language. No text of users comes in here."""

from __future__ import annotations

import json

import streamlit as st

from assessment.texts import SOURCE_LANGUAGE, is_right_to_left

_STYLE = """
<style>
[data-testid="stMainBlockContainer"] { max-width: 75rem; padding-top: 5rem; padding-bottom: 6rem; }
.st-key-group-heading h2 { scroll-margin-top: 5rem; }
.st-key-group-heading h2:focus { outline: none; }
[class*="st-key-subtypes-"] { padding-left: 1.5rem; }
[data-testid="stDateInput"] [role="spinbutton"] {
  display: inline-block; min-width: 1.5rem; line-height: 1.5rem; text-align: center;
}
.st-key-page-links { margin-left: -.5rem; }
.st-key-signed-in { margin-block: -1.5rem -.75rem; column-gap: .75rem; }
.st-key-signed-in [data-testid="stCaptionContainer"] { overflow-wrap: anywhere; }
[class*="st-key-type-"] [data-testid="stCaptionContainer"] { padding-left: 1.6rem; }
@media (min-width: 768px) { .st-key-page-links { display: none !important; } }
[class*="st-key-levels-"] [role="radiogroup"] {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); gap: .5rem 1.25rem;
}
[data-testid="stMarkdownContainer"] :is(p, li) { max-width: 50rem; }
[class*="st-key-card-"] p { max-width: 46rem; }
[class*="st-key-taken-"] [data-testid="stPageLink-NavLink"] { background: none !important; padding-inline: 0; }
[class*="st-key-taken-"] [data-testid="stPageLink-NavLink"] * { font-weight: 400 !important; }
:is([data-testid="stRadio"], [data-testid="stCheckbox"]) label p { overflow-wrap: anywhere; }
[data-testid="stButtonGroup"] [data-selected="true"] { color: inherit !important; font-weight: 600; }
[data-testid="stCaptionContainer"] { opacity: .8 !important; }
.js-plotly-plot :is(.hovertext, .annotation-text, .gtitle, .xtick, .ytick, .xtitle) text,
.js-plotly-plot :is(.textpoint, .legendtext, .angularaxistick) text,
.js-plotly-plot text:is(.annotation-text, .gtitle, .xtitle, .ytitle, .legendtext) { fill: currentColor !important; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem; }
}
#connection:empty { display: none; }
#connection {
  position: fixed; inset-inline: 0; bottom: 0; z-index: 1000000; max-height: 40vh; overflow: auto; padding: .75rem 1rem;
  background: #7a1f12; color: #ffffff; font-family: "Source Sans", sans-serif; overflow-wrap: anywhere;
}
#connection p { max-width: 60rem; margin: 0 auto; }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
@page { margin: 15mm; }
@media print {
  :is([data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stPageLink"], [data-testid="stForm"]),
  button, #connection { display: none !important; }
  [data-testid="stMainBlockContainer"] { padding: 0; }
  .stApp, .stApp * { color: #000000 !important; background-color: transparent !important; }
  [data-testid="stElementContainer"]:has([data-testid="stPlotlyChart"]) { zoom: .76; }
  .st-key-status-bar, .st-key-phase-heatmap, .st-key-topic-radar, [class*="st-key-action-"] { break-inside: avoid; }
  :is(h1, h2, h3) { break-after: avoid; }
}
</style>
"""


def page_style() -> None:
    """Write the style into the page."""
    st.html(_STYLE)


def page_language(code: str) -> None:
    """Tell the browser the language of the page and its direction, for screen readers, hyphens and fonts.

    The page arrives as English, so nothing is written for that. ``code`` is one of the languages there are.
    """
    if code != SOURCE_LANGUAGE:
        told = {"lang": code.replace("_", "-"), "dir": "rtl" if is_right_to_left(code) else "ltr"}
        script = f"<script>Object.assign(document.documentElement, {json.dumps(told)});</script>"
        st.html(script, unsafe_allow_javascript=True)
