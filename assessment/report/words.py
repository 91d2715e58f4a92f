"""What stands in every report, whoever is assessed: its fixed words, and how the figures come about."""

from __future__ import annotations

from assessment.texts import translate as _
from questions.model import Instrument


def method_text(instrument: Instrument) -> tuple[str, ...]:
    """How the figures come about, a paragraph an element."""
    return (
        _(
            "Each recommendation is asked as practices. A practice is answered with a level; levels are worth from 0 "
            "to 100. The score of a recommendation is the weighted mean of its answered practices: one in which the "
            "organization leads counts more than one that it supports."
        ),
        _(
            "What does not apply leaves the calculation. What is unanswered or not known is never counted as zero: "
            "the score then stands with a range, from the case that everything open is not in place to the case that "
            "it is at the highest level."
        ),
        _(
            "A recommendation is met when even the low end of its range reaches its target ({target}, unless set "
            "otherwise) and every safeguard is in place. Safeguards are practices that an average must not hide."
        ).format(target=f"{instrument.target:g}"),
        _(
            "The overall score is the mean over the recommendations that apply, weighted in the same way. Gaps are "
            "ordered by their size times that weight, safeguards first."
        ),
        _("Scores of different types of stakeholders cannot be compared, because they are asked different things."),
    )


def fixed_words() -> dict[str, str]:
    """Words that every report needs, by key."""
    return {
        "summary": _("Summary"),
        "overall": _("Overall readiness, 0 to 100"),
        "overall_range": _("Score and range"),
        "footer": _("Self-assessed; the recommendations are not binding."),
        "statuses": _("Recommendations by status"),
        "alerts": _("Safeguards that are not in place"),
        "top": _("The greatest gaps"),
        "unfinished": _("Finish these first"),
        "steps": _("What to do next"),
        "topic": _("Topic"),
        "topics": _("By topic"),
        "recommendation": _("Recommendation"),
        "practice": _("Practice"),
        "answer": _("Answer"),
        "role": _("Role"),
        "status": _("Status"),
        "safeguard": _("Safeguard"),
        "evidence": _("Evidence, reason and comments"),
        "score": _("Score"),
        "low": _("Low"),
        "high": _("High"),
        "coverage": _("Answered"),
        "target": _("Target"),
        "gap": _("Gap"),
        "rank": _("Rank"),
        "step": _("Step"),
        "raises": _("From and to"),
        "brings": _("Recommendation after it"),
        "plan": _("Plan of action"),
        "action": _("Action"),
        "owner": _("Owner"),
        "due": _("Due"),
        "warnings": _("A second look at the answers"),
        "method": _("How this is computed"),
        "about": _("About"),
        "contents": _("Contents"),
        "page": _("Page"),
        "none_unmet": _("No recommendation is known to be unmet."),
        "legend": _("Bar: the score. Band: how far it can still move. Line: the target."),
    }
