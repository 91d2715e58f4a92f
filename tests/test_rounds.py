"""Rounds over time: what is an earlier round, what can be compared, and the words and charts of a comparison."""

from __future__ import annotations

from datetime import UTC, datetime

import plotly.graph_objects as go
import pytest

from assessment.errors import OtherVersion
from assessment.model import Assessment
from assessment.round_charts import dumbbell_chart, rounds_chart
from assessment.round_words import (
    change_sentence,
    counts_text,
    finding_sentences,
    ids_text,
    practice_sentences,
    progress_text,
    reason_sentences,
    rounds_sentence,
    rounds_title,
    topic_sentence,
    topic_title,
)
from assessment.rounds import (
    ComparedRounds,
    EarlierRounds,
    compared_rounds,
    default_baseline,
    earlier_rounds,
    is_begun,
    obstacle,
    round_names,
    round_scores,
)
from assessment.tables import round_table, rounds_table
from scoring.progress import Progress, progress
from scoring.rounds import Movement, RecommendationChange
from tests.small import ANSWERS, small_instrument, small_sheet

SMALL = small_instrument()
# R1.1.1: a rises to the top, c is newly answered; R1.1.2: the safeguard falls; R1.2.1 applies again; R2.1.1 answered.
LATER = {**ANSWERS, "R1.1.1a": "4", "R1.1.1c": "1", "R1.1.2a": "1", "R1.2.1a": "3", "R2.1.1a": "0"}


def assessed(id: str, day: str | None = None, **details: object) -> Assessment:
    given = {"organisation": "Ministry", "stakeholder_types": ("origin",), "instrument_id": "small"}
    return Assessment.model_validate({"id": id, **given, "instrument_version": "1", "assessed_on": day, **details})


def compared(before: dict[str, str] = ANSWERS, after: dict[str, str] = LATER, **details: object) -> ComparedRounds:
    baseline = small_sheet(before, id="old", assessed_on="2025-03-01")
    return compared_rounds(SMALL, baseline, small_sheet(after, id="new", **details))


def change(found: ComparedRounds, id: str) -> RecommendationChange:
    return next(one for one in found.comparison.changes if one.id == id)


# Which can be compared


def test_earlier_rounds_are_those_of_the_same_organisation_and_subject_from_the_oldest() -> None:
    present = assessed("p", "2026-06-01")
    others = [
        present,
        assessed("b", "2025-06-01"),
        assessed("a", "2024-06-01", organisation=" ministry "),
        assessed("later", "2027-01-01"),
        assessed("other", "2025-01-01", organisation="Agency"),
        assessed("plan", "2025-01-01", subject="Plan North"),
    ]
    found = earlier_rounds(present, others)
    assert [one.id for one in found.comparable] == ["a", "b"]
    assert found.reasons == ()
    assert found.exist
    assert not earlier_rounds(others[2], others).exist


def test_a_round_without_a_day_counts_from_when_it_was_begun() -> None:
    first = assessed("first", "2026-06-01", created_at=datetime(2026, 6, 1, 8, tzinfo=UTC))
    second = assessed("second", created_at=datetime(2026, 6, 1, 9, tzinfo=UTC))
    assert [one.id for one in earlier_rounds(second, [first, second]).comparable] == ["first"]
    assert not earlier_rounds(first, [first, second]).exist
    assert round_names([first, second]) == {
        "first": "2026-06-01 (begun 2026-06-01 08:00:00 UTC)",
        "second": "2026-06-01 (begun 2026-06-01 09:00:00 UTC)",
    }


def test_the_one_it_was_copied_from_is_earlier_whatever_its_day_says() -> None:
    source = assessed("source", "2026-12-31")
    copy = assessed("copy", "2026-06-01", baseline_id="source")
    assert [one.id for one in earlier_rounds(copy, [source]).comparable] == ["source"]
    assert not earlier_rounds(source, [copy]).exist


def test_organisations_without_a_name_are_the_same_only_by_copy() -> None:
    nameless = {"organisation": " "}
    one, other = assessed("one", "2025-01-01", **nameless), assessed("other", "2025-02-01", **nameless)
    copy = assessed("copy", "2026-01-01", baseline_id="one", **nameless)
    assert [found.id for found in earlier_rounds(copy, [one, other]).comparable] == ["one"]


def test_names_of_rounds_differ_even_when_nothing_tells_them_apart() -> None:
    assert round_names([assessed("a", "2025-01-01"), assessed("b", "2025-01-01"), assessed("c")]) == {
        "a": "2025-01-01 [a]",
        "b": "2025-01-01 [b]",
        "c": "without a date",
    }


def test_other_versions_and_other_types_are_listed_with_the_reason() -> None:
    present = assessed("p", "2026-01-01")
    version = assessed("v", "2024-01-01", instrument_version="0")
    types = assessed("t", "2025-01-01", stakeholder_types=("host",))
    both = assessed("w", "2025-02-01", instrument_version="0", stakeholder_types=("host",))
    found = earlier_rounds(present, [both, types, version])
    assert found.comparable == ()
    assert found.exist
    assert default_baseline(present, found) is None
    carried = (
        "It was answered with small 0, this one with small 1: it can be compared only after it has been carried over."
    )
    denominators = (
        "Its stakeholder types are host, those of this one origin: they are asked different practices, so the "
        "denominators of their scores differ."
    )
    assert [(one.id, reason) for one, reason in found.reasons] == [
        ("v", carried),
        ("t", denominators),
        ("w", f"{carried} {denominators}"),
    ]
    assert obstacle(present, present) == ""


def test_the_default_baseline_is_the_source_else_the_oldest() -> None:
    rounds = EarlierRounds((assessed("a", "2024-01-01"), assessed("b", "2025-01-01")))
    for baseline_id, expected in (("b", "b"), ("gone", "a"), (None, "a")):
        found = default_baseline(assessed("p", "2026-01-01", baseline_id=baseline_id), rounds)
        assert found is not None
        assert found.id == expected


def test_another_version_or_other_types_are_never_compared() -> None:
    with pytest.raises(OtherVersion):
        compared_rounds(SMALL, small_sheet(instrument_id="small", instrument_version="0"), small_sheet(id="new"))
    other = small_sheet().model_copy(update={"assessment": assessed("x", stakeholder_types=("host",))})
    with pytest.raises(ValueError, match="denominators"):
        compared_rounds(SMALL, other, small_sheet())


def test_is_begun_needs_an_answer_to_a_practice_that_is_asked() -> None:
    assert is_begun(SMALL, small_sheet({"R1.1.1a": "dk"}))
    assert not is_begun(SMALL, small_sheet({}))
    assert not is_begun(SMALL, small_sheet({"R9.9.9a": "3"}))


# The comparison in words


def test_the_finding_of_the_worked_example() -> None:
    """R1.1.1: 58.33 to (1 + 0.5 x 0.25 + 0.5 x 0.25) / 2 = 62.5. R1.1.2: 75 to 62.5. R1.2.1: 75. R2.1.1: 0.

    Overall before 66.67 (METHOD 15), now (62.5 + 62.5 + 75 + 0.5 x 0) / 3.5 = 57.14. Like for like R1.1.1 rises from
    58.33 to 75, R1.1.2 falls from 75 to 62.5: 66.67 to 68.75.
    """
    assert finding_sentences(compared()) == [
        "Since 2025-03-01: 1 recommendation moved to met, 1 fell back.",
        "Overall: 67 (47 to 78) → 57, further from the target 75 than before.",
        "Over the practices answered with a level in both rounds alone: 67 → 69.",
    ]
    assert counts_text(compared().comparison.changes) == "1 fell back, 1 moved up, 2 other answers"


def test_the_sentences_of_each_recommendation() -> None:
    found = compared()
    one, two, three, four = found.comparison.changes
    assert change_sentence(one) == "◆ Partly met; score 58 (43 to 69) → 62; 25 % of the way to the target 75"
    assert practice_sentences(SMALL, one) == [
        "R1.1.1a moved up: 3 In place → 4 In place and tested",
        "R1.1.1c newly answered: 1 Planned",
    ]
    assert reason_sentences(one) == ["Over the practices answered with a level in both rounds alone: 58 → 75."]
    assert two.movement is Movement.FELL_BACK
    assert change_sentence(two) == "◆ Partly met; score 75 → 62; fell back below the target 75"
    assert reason_sentences(two) == []
    assert change_sentence(three) == "– Not applicable → ● Met; does not apply → 75; target 75"
    assert practice_sentences(SMALL, three) == ["R1.2.1a applies again: 3 In place"]
    assert change_sentence(four) == "□ Not assessed → ✕ Not met; no score yet (0 to 100) → 0; target 75"


def test_a_score_that_changed_by_more_answers_alone_says_so() -> None:
    found = change(compared({"R1.1.1a": "3"}, {"R1.1.1a": "3", "R1.1.1b": "0"}), "R1.1.1")
    assert found.movement is Movement.FELL_BACK
    assert reason_sentences(found) == ["No level changed: the score is another one because other practices count."]
    set_aside = change(compared({"R1.1.1a": "3", "R1.1.1b": "3"}, {"R1.1.1a": "3", "R1.1.1b": "na"}), "R1.1.1")
    assert practice_sentences(SMALL, set_aside) == ["R1.1.1b newly set aside: 3 In place → Not applicable"]
    assert reason_sentences(set_aside) == []


def test_levels_that_brought_nothing_are_told_apart_from_answers_that_did() -> None:
    before = {"R1.1.2a": "3", "R1.1.2b": "2"}
    overall = compared({**before, "R1.1.1a": "2"}, {**before, "R1.1.1a": "2", "R1.2.1a": "0"})
    assert finding_sentences(overall)[2] == (
        "Over the practices answered with a level in both rounds the score is the same, 56."
    )


def test_a_safeguard_that_was_lost_is_named() -> None:
    found = change(compared({"R1.1.2a": "3", "R1.1.2b": "0"}, {"R1.1.2a": "2", "R1.1.2b": "0"}), "R1.1.2")
    assert change_sentence(found).endswith(
        "further from the target 75 than before; safeguard no longer in place: R1.1.2a"
    )


def test_nothing_changed_is_said() -> None:
    found = compared(ANSWERS, ANSWERS)
    assert finding_sentences(found)[0] == "Since 2025-03-01: no answer has changed."
    assert finding_sentences(compared_rounds(SMALL, small_sheet(), small_sheet(id="new")))[0].startswith(
        "Since the baseline:"
    )


def test_targets_that_were_other_ones_are_told() -> None:
    found = compared(ANSWERS, ANSWERS, target=50.0, targets={"R1.1.2": 75.0})
    assert found.retargeted == {"R1.1.1": 75.0, "R1.2.1": 75.0, "R2.1.1": 75.0}
    assert finding_sentences(found)[-1] == (
        "The targets of 3 recommendations were other ones in the baseline; both rounds are judged by the present "
        "ones: R1.1.1, R1.2.1, R2.1.1."
    )
    assert found.comparison.target == 50


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (progress(60, 50, 75), "40 % of the way to the target 75"),
        (progress(74.999, 50, 75), "99 % of the way to the target 75"),
        (progress(75, 50, 75), "the score is at the target 75 or above"),
        (progress(80, 90, 75), "the score is at the target 75 or above"),
        (progress(70, 90, 75), "fell back below the target 75"),
        (progress(50, 50, 75), "no nearer to the target 75"),
        (progress(40, 50, 75), "further from the target 75 than before"),
        (Progress(None), ""),
    ],
)
def test_progress_in_words(given: Progress, words: str) -> None:
    assert progress_text(given, 75) == words


def test_of_many_ids_the_first_are_named() -> None:
    assert ids_text(["R1", "R2", "R3"], most=2) == "R1, R2 and 1 more"


# Charts and tables


def trace(figure: go.Figure, name: str) -> go.Scatter:
    (found,) = [trace for trace in figure.data if trace.name == name]
    return found


def test_the_dumbbell_chart_shows_both_ends_and_leaves_out_what_is_undefined() -> None:
    changes = compared().comparison.changes
    figure = dumbbell_chart(SMALL, "1 Knowing", changes[:3])
    assert figure.layout.title.text == "1 Knowing: 1 fell back, 1 moved up, 1<br>other answers"
    baseline = trace(figure, "Baseline")
    assert dict(zip(baseline.ids, baseline.x, strict=True)) == {
        "R1.1.1": pytest.approx(58.3333, abs=5e-5),
        "R1.1.2": 75,
    }
    present = {
        id: (x, trace.meta["movement"], trace.marker.symbol)
        for trace in figure.data
        if (trace.meta or {}).get("figure") == "present"
        for id, x in zip(trace.ids, trace.x, strict=True)
    }
    assert present == {
        "R1.1.1": (62.5, "up", "triangle-right"),
        "R1.1.2": (62.5, "fell_back", "x"),
        "R1.2.1": (75, "other_answers", "diamond"),
    }
    assert set(trace(figure, "Way").y) == {"R1.1.1", "R1.1.2", None}
    assert list(trace(figure, "Target").x) == [75, 75, 75]
    assert trace(figure, "Movement").text[2] == "<b>± Other answers</b><br>– → 75"
    assert [note.name for note in figure.layout.annotations] == ["R1.1.1", "R1.1.2", "R1.2.1"]


def test_the_dumbbell_chart_of_some_rows_keeps_the_finding_of_all() -> None:
    changes = compared().comparison.changes[:3]
    figure = dumbbell_chart(SMALL, "1 Knowing", changes, changes[:1])
    assert "1 fell back" in figure.layout.title.text
    assert list(trace(figure, "Baseline").ids) == ["R1.1.1"]
    assert topic_title("1 Knowing", changes) == "1 Knowing: 1 fell back, 1 moved up, 1 other answers"
    assert topic_sentence("1 Knowing", changes, changes[:1]) == (
        "1 Knowing: 1 fell back, 1 moved up, 1 other answers. From baseline to present: R1.1.1 moved up, 58 → 62."
    )


def test_the_line_over_all_rounds_is_interrupted_where_there_is_no_score() -> None:
    sheets = [
        small_sheet(LATER, id="c", assessed_on="2026-01-01"),
        small_sheet({}, id="b", assessed_on="2025-01-01"),
        small_sheet(ANSWERS, id="a", assessed_on="2024-01-01"),
    ]
    rounds = round_scores(SMALL, sheets)
    names = list(round_names([one.assessment for one in rounds]).values())
    assert names == ["2024-01-01", "2025-01-01", "2026-01-01"]
    figure = rounds_chart(names, rounds, 75)
    assert list(trace(figure, "Score").y) == [pytest.approx(66.6667, abs=5e-5), None, pytest.approx(57.1429, abs=5e-5)]
    assert list(trace(figure, "Low").y) == [47.5, 0, pytest.approx(57.1429, abs=5e-5)]
    assert list(trace(figure, "High").y) == [77.5, 100, pytest.approx(57.1429, abs=5e-5)]
    assert list(trace(figure, "Target").y) == [75, 75, 75]
    assert rounds_title(rounds) == "Overall over 3 rounds: 67 → 57"
    assert rounds_sentence(names, rounds) == (
        "Overall score with its range, round by round. 2024-01-01: 67 (47 to 78); "
        "2025-01-01: no score yet (0 to 100); 2026-01-01: 57."
    )
    table = rounds_table(names, rounds)
    assert list(table.columns) == ["round", "score", "low", "high"]
    assert table["score"].isna().tolist() == [False, True, False]


def test_the_table_has_a_row_a_recommendation() -> None:
    table = round_table(SMALL, compared().comparison).set_index("recommendation_id")
    assert table["movement"].to_dict() == {
        "R1.1.1": "up",
        "R1.1.2": "fell_back",
        "R1.2.1": "other_answers",
        "R2.1.1": "other_answers",
    }
    row = table.loc["R1.1.1"]
    assert (row["practices_up"], row["practices_down"], row["other_answers"]) == ("R1.1.1a", "", "R1.1.1c")
    assert row["progress"] == pytest.approx(0.25)
    assert table["progress"].isna().tolist() == [False, True, True, True]
