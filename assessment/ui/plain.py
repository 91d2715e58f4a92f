"""Text of users stays text: never Markdown, HTML, a link or an icon on any screen."""

from __future__ import annotations

import re

from assessment.model import ORGANISATION_SUBJECT, Assessment
from assessment.texts import translate as _
from assessment.words import chart_text as chart_text

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: str) -> str:
    """The text for a place that reads Markdown: every punctuation mark escaped, on one line.

    >>> plain("![x](http://a.b) :red[*c*]")
    '\\\\!\\\\[x\\\\]\\\\(http\\\\:\\\\/\\\\/a\\\\.b\\\\) \\\\:red\\\\[\\\\*c\\\\*\\\\]'
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def assessment_name(assessment: Assessment) -> str:
    """What an assessment is called on screens, as plain text: organisation and, for a plan, its name."""
    organisation = assessment.organisation.strip() or _("Organisation without a name")
    if assessment.subject == ORGANISATION_SUBJECT:
        return organisation
    return f"{organisation}, {assessment.subject}"
