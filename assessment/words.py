"""Numbers and statuses in words, for screens, charts and reports: no false precision, nothing hidden by rounding.

Only the words are rounded; comparisons are made before, by the scoring.
"""

from __future__ import annotations

import html
import math
import textwrap

from assessment.texts import translate as _
from assessment.texts import translate_count
from questions.model import Role
from scoring.result import QualityWarning, RecommendationResult, Result, Score, Status

UNDEFINED = "–"
STATUS_GLYPHS = {
    Status.MET: "●",
    Status.PARTLY_MET: "◆",
    Status.NOT_MET: "✕",
    Status.UNDETERMINED: "○",
    Status.NOT_ASSESSED: "□",
    Status.NOT_APPLICABLE: UNDEFINED,
}
ALERT_GLYPH = "▲"
MIGRANT = "migrant"
"""Term of the glossary that says who is meant."""
_NEARLY = 1e-9
_MOST_DECIMALS = 6


def status_word(status: Status) -> str:
    """What a status is called."""
    words = {
        Status.MET: _("Met"),
        Status.PARTLY_MET: _("Partly met"),
        Status.NOT_MET: _("Not met"),
        Status.UNDETERMINED: _("Undetermined"),
        Status.NOT_ASSESSED: _("Not assessed"),
        Status.NOT_APPLICABLE: _("Not applicable"),
    }
    return words[status]


def status_label(status: Status) -> str:
    """Shape and word of a status: ``◆ Partly met``."""
    return f"{STATUS_GLYPHS[status]} {status_word(status)}"


def status_meaning(status: Status) -> str:
    """What a status says, in one sentence without numbers."""
    meanings = {
        Status.MET: _("Whatever is still open, the target is reached."),
        Status.PARTLY_MET: _("Something is in place, but less than the target asks for."),
        Status.NOT_MET: _("Little or nothing is in place."),
        Status.UNDETERMINED: _("Answers are missing: it could still turn out to be met."),
        Status.NOT_ASSESSED: _("No practice has been answered with a level yet."),
        Status.NOT_APPLICABLE: _("Every practice was answered as not applicable."),
    }
    return meanings[status]


def role_word(role: Role) -> str:
    """What a role is called."""
    return _("Lead") if role == "lead" else _("Support")


def number_text(value: float | None, against: float | None = None, decimals: int = 0) -> str:
    """A score with few decimals; ``–`` when undefined.

    Next to the target ``against`` it gets as many decimals as it takes not to look equal to it when it is not.

    >>> number_text(58.33), number_text(None), number_text(74.6), number_text(74.6, against=75)
    ('58', '–', '75', '74.6')
    >>> number_text(54.17, decimals=1), number_text(75.0, decimals=1)
    ('54.2', '75')
    """
    if value is None:
        return UNDEFINED
    if against is not None and abs(value - against) > _NEARLY:
        while decimals < _MOST_DECIMALS and f"{value:.{decimals}f}" == f"{against:.{decimals}f}":
            decimals += 1
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def target_text(target: float) -> str:
    """A target as it was set: ``75``, ``62.5``."""
    return f"{target:g}"


def gap_text(gap: float | None) -> str:
    """A gap without decimals; a small one never looks like none.

    >>> gap_text(16.67), gap_text(0.2), gap_text(0.0)
    ('17', 'under 1', '0')
    """
    if gap is not None and _NEARLY < gap < 1:
        return _("under 1")
    return number_text(gap)


def percent_text(share: float | None) -> str:
    """A share of 0-1 as whole per cent, whole or nothing only when it is so.

    >>> percent_text(0.7), percent_text(0.999), percent_text(1.0), percent_text(0.001)
    ('70 %', '99 %', '100 %', '1 %')
    """
    if share is None:
        return UNDEFINED
    rounded = round(100 * share)
    if _NEARLY < share < 1 - _NEARLY:
        rounded = min(99, max(1, rounded))
    return f"{rounded} %"


def bounds_text(score: Score) -> tuple[str, str]:
    """Low and high without decimals, rounded outwards so that the range holds the score."""
    if score.low is None or score.high is None:
        return UNDEFINED, UNDEFINED
    return str(math.floor(score.low + _NEARLY)), str(math.ceil(score.high - _NEARLY))


def range_text(score: Score) -> str:
    """A score with its range: ``62 (47 to 78)``; the range alone while there is no score."""
    low, high = bounds_text(score)
    if score.low is None or score.high is None:
        return UNDEFINED
    if score.score is None:
        return _("{low} to {high}").format(low=low, high=high)
    if score.high - score.low <= _NEARLY:
        return number_text(score.score)
    return _("{score} ({low} to {high})").format(score=number_text(score.score), low=low, high=high)


def progress_words(answered: int, asked: int, shared: int = 0) -> str:
    """How far an assessment is; ``shared`` of the answers are those of the organisation, taken by its plan.

    >>> progress_words(60, 167), progress_words(60, 167, 54)
    ('60 of 167 practices answered', '60 of 167 practices answered, 54 of them by the organization as a whole')
    """
    words = _("{done} of {asked} practices answered").format(done=answered, asked=asked)
    if shared:
        words += _(", {number} of them by the organization as a whole").format(number=shared)
    return words


def score_sentence(score: Score) -> str:
    """The four figures as a sentence."""
    low, high = bounds_text(score)
    if score.low is None:
        return _("Nothing asked here applies, so there is no score.")
    if score.score is None:
        return _("No score yet: nothing has been answered with a level.")
    if score.coverage is not None and score.coverage >= 1 - _NEARLY:
        return _("{score}: everything that applies has been answered.").format(score=number_text(score.score))
    return _("{score}, between {low} and {high}: {coverage} of what applies has been answered.").format(
        score=number_text(score.score), low=low, high=high, coverage=percent_text(score.coverage)
    )


def finding(result: Result) -> str:
    """What the gap chart shows, as its title: how many recommendations are unmet, and how many concern safeguards."""
    unmet = len(result.unmet)
    applicable = len(result.recommendations) - result.counts[Status.NOT_APPLICABLE]
    still_open = len(result.finish_first)
    if not applicable:
        return _("Nothing asked here applies")
    if still_open == applicable:
        return translate_count(
            "Nothing can be judged yet: {number} recommendation waits for answers",
            "Nothing can be judged yet: {number} recommendations wait for answers",
            still_open,
        ).format(number=still_open)
    if not unmet and still_open:
        return _("Nothing is known to be unmet so far; {number} of {all} are still open").format(
            number=still_open, all=applicable
        )
    if not unmet:
        return translate_count(
            "The one recommendation that applies is met", "All {number} recommendations that apply are met", applicable
        ).format(number=applicable)
    title = translate_count(
        "{unmet} of {all} recommendations is unmet", "{unmet} of {all} recommendations are unmet", unmet
    ).format(unmet=unmet, all=applicable)
    alerts = sum(1 for r in result.unmet if r.safeguard_alert)
    if alerts:
        title += translate_count("; {alerts} concerns a safeguard", "; {alerts} concern safeguards", alerts).format(
            alerts=alerts
        )
    return title


def recommendation_sentence(result: RecommendationResult) -> str:
    """Status and figures of one recommendation, for a hover or a list."""
    parts = [status_word(result.status)]
    if result.score is not None:
        parts.append(_("score {score}").format(score=number_text(result.score, against=result.target)))
    if result.low is not None and result.coverage is not None and result.coverage < 1 - _NEARLY:
        low, high = bounds_text(result)
        parts.append(_("can still lie between {low} and {high}").format(low=low, high=high))
    if result.low is not None:
        parts.append(_("target {target}").format(target=target_text(result.target)))
    if result.gap:
        parts.append(_("gap {gap}").format(gap=gap_text(result.gap)))
    if result.safeguard_alert:
        parts.append(_("a safeguard is not in place"))
    return ", ".join(parts)


def warning_sentence(warning: QualityWarning) -> str:
    """What a quality warning says, in the current language; text of the instrument stays as it stands there."""
    if isinstance(warning.sentence, str):
        return warning.sentence
    one, many = warning.sentence.one, warning.sentence.many
    return translate_count(one, many, warning.values["number"]).format(**warning.values)


def chart_text(text: str) -> str:
    """The text for a label, title or hover of a Plotly figure, which reads a kind of HTML."""
    return html.escape(" ".join(text.split()), quote=False)


def wrapped(text: str, width: int, bold: str = "") -> str:
    """The text for a Plotly figure in lines of at most ``width`` characters, a leading ``bold`` in bold.

    >>> wrapped("R1.1.1 Count & locate them", 16, bold="R1.1.1")
    '<b>R1.1.1</b> Count &amp;<br>locate them'
    """
    lines = "<br>".join(chart_text(line) for line in textwrap.wrap(text, width))
    return f"<b>{bold}</b>{lines[len(bold) :]}" if bold and lines.startswith(bold) else lines
