"""What the report says of the worked example, by hand."""

from __future__ import annotations

from assessment.report.content import ReportContent
from questions.model import Instrument
from tests.report.conftest import Reported


def test_the_summary_of_the_worked_example(reported: Reported) -> None:
    content = reported()
    assert content.overall_text == "67 (47 to 78)"
    assert content.finding == "2 of 3 recommendations are unmet; 1 concerns a safeguard"
    assert [(count.status, count.number) for count in content.counts] == [
        ("partly_met", 2),
        ("not_assessed", 1),
        ("not_applicable", 1),
    ]
    assert [(part.id, part.rank) for part in content.top] == [("R1.1.2", 1), ("R1.1.1", 2)]
    assert [part.id for part in content.alerts] == ["R1.1.2"]
    assert [part.id for part in content.unfinished] == ["R2.1.1"]


def test_the_steps_stand_folded_a_practice(reported: Reported) -> None:
    content = reported()
    assert content.steps_sentence == "These 5 steps bring 2 recommendations to met."
    assert [(step.practice_id, step.way) for step in content.steps] == [
        ("R1.1.2a", "Partly in place → In place"),
        ("R1.1.1a", "In place → In place and tested"),
        ("R1.1.1b", "Planned → In place and tested"),
    ]
    assert content.steps[-1].recommendation == "R1.1.1 Count migrants: met"


def test_every_practice_asked_stands_under_its_topic(reported: Reported, instrument: Instrument) -> None:
    content = reported()
    shown = [practice.id for part in content.recommendations for practice in part.practices]
    assert shown == list(instrument.practices)
    assert [topic.id for topic in content.topics] == ["1", "2"]


def details(content: ReportContent) -> str:
    return str([practice.details for part in content.recommendations for practice in part.practices])


def test_the_full_version_has_evidence_names_and_comments(reported: Reported) -> None:
    text = details(reported())
    assert all(word in text for word in ("Evidence-of-the-law · 2026-01", "Name-of-somebody", "Comment-text"))
    assert "It does not apply." in text


def test_the_version_to_share_leaves_them_out_and_says_so(reported: Reported) -> None:
    content = reported(is_shareable=True)
    text = details(content)
    assert not any(word in text for word in ("Evidence-of", "2026-01", "Name-of", "Comment-text"))
    assert "It does not apply." in text
    assert content.notices[-1] == "Evidence, comments and names are left out of this version."


def test_a_safeguard_says_how_it_stands(reported: Reported) -> None:
    marks = {practice.id: practice.mark for part in reported().recommendations for practice in part.practices}
    assert marks["R1.1.2a"] == "Safeguard, not in place"
    assert marks["R1.1.2b"] == ""


def test_the_cover_says_who_what_when_and_which_version(reported: Reported) -> None:
    identity = dict(reported(marking=" Official - Sensitive ").identity)
    assert identity["Assessed as"] == "State of origin"
    assert identity["Assessed on"] == "2026-06-01"
    assert identity["Report made on"] == "2026-11-24"
    assert identity["Questionnaire"] == "The worked example, version 1"
    assert reported(marking=" Official - Sensitive ").marking == "Official - Sensitive"


def test_the_plan_of_action_stands_in_it_with_what_it_brings(reported: Reported) -> None:
    content = reported()
    # R1.1.1b from 1 to 3 brings R1.1.1 to 75 (56.25 to 81.25), so the overall to 75 (52.5 to 82.5).
    # Ranges are rounded outwards.
    assert content.plan_sentences == (
        "1 action, 0 done, 1 overdue.",
        "When all of it is done, the overall score goes from 67 (47 to 78) to 75 (52 to 83), and 0 recommendations are "
        "met instead of 0.",
    )
    (part,) = content.actions
    assert (part.status, part.owner, part.due) == (
        "○ Not started",
        "Name-of-somebody",
        "Overdue by 23 days, since 2026-11-01",
    )
    assert part.about == (
        "R1.1.1 Count migrants",
        "R1.1.1b: Planned → In place",
        "Partner: State of origin",
        "0 of 1 practice is answered at the level aimed at.",
        "Comment-text",
    )
    assert "\x07" not in part.text


def test_the_version_to_share_names_no_owner_and_no_note(reported: Reported) -> None:
    (part,) = reported(is_shareable=True).actions
    assert part.owner == ""
    assert "Comment-text" not in part.about
