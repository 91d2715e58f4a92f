"""Text of users stays text: never Markdown, HTML, a link or an icon on any screen."""

from __future__ import annotations

import re

from assessment.model import ORGANISATION_SUBJECT, Assessment
from assessment.texts import translate as _
from assessment.words import chart_text as chart_text

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# What turns into a link by itself, even with its punctuation escaped.
_LINK_MARK = re.compile(r"(https?:|www|@)", re.IGNORECASE)
_WORD_JOINER = "\u2060"


def plain(text: str) -> str:
    """The text for a place that reads Markdown: every punctuation mark escaped, on one line, no link in it.

    An invisible word joiner goes into addresses, because the page would make links of them otherwise.

    >>> plain("*a* [b](c) :red[d]")
    '\\\\*a\\\\* \\\\[b\\\\]\\\\(c\\\\) \\\\:red\\\\[d\\\\]'
    """
    return _PUNCTUATION.sub(r"\\\1", _LINK_MARK.sub(rf"\1{_WORD_JOINER}", " ".join(text.split())))


def assessment_name(assessment: Assessment) -> str:
    """What an assessment is called on screens, as plain text: organisation and, for a plan, its name."""
    organisation = assessment.organisation.strip() or _("Organization without a name")
    if assessment.subject == ORGANISATION_SUBJECT:
        return organisation
    return f"{organisation}, {assessment.subject}"
