"""What to do next on the Results page: the goals, the steps, and what is said where there are none."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from assessment.service import AssessmentService
from scoring.steps import Limit, StepList
from tests.ui.test_results import INSTRUMENT, Open, opened, service, started

__all__ = ["opened", "service"]  # the page inside its navigation, over a store in memory

GOAL = 1  # the second group of buttons on the page


def texts(test: AppTest) -> str:
    """Everything in Markdown, without its escapes."""
    return "\n".join(block.value for block in (*test.markdown, *test.caption)).replace("\\", "")


def questions(test: AppTest) -> list[tuple[str, str]]:
    """The links of the steps: their practice, and the address that they lead to."""
    links = [link.proto for link in test.get("page_link") if "Go to question R" in link.proto.label.replace("\\", "")]
    return [(link.label.replace("\\", "").rpartition(" ")[2], link.query_string) for link in links]


def aimed(test: AppTest, goal: str) -> AppTest:
    """The page after the choice of another kind of goal."""
    test.get("button_group")[GOAL].set_value(goal).run()
    assert not test.exception
    return test


def downloads(test: AppTest) -> list[str]:
    return [button.proto.label for button in test.get("download_button")]


def test_ten_steps_to_most_met_are_the_default(service: AssessmentService, opened: Open) -> None:
    id = service.add_sample().id
    test = opened(id)
    said = texts(test)
    assert "**These 9 steps bring 9 recommendations to met. 23 are left unmet.**" in said
    assert "not in place, from 44.5 to 46.47." in said
    assert "**Step 1** · R2.1.2a · Our staff meet migrant communities regularly" in said
    assert "In place → **In place and tested**" in said
    assert "Then R2.1.2 Be known and trusted by migrants before a crisis: ● Met, low 75; overall low 44.79" in said
    links = questions(test)
    assert len(links) == 9
    assert links[0] == ("R2.1.2a", f"a={id}&r=R2.1.2")
    assert "Download the steps (CSV)" in downloads(test)


def test_more_steps_fold_what_belongs_to_one_practice(service: AssessmentService, opened: Open) -> None:
    test = opened(id := service.add_sample().id)
    test.number_input(f"goal-steps-{id}").set_value(200).run()
    said = texts(test)
    assert "**These 109 steps bring 32 recommendations to met.**" in said
    assert "**Steps " in said
    practices = [practice for practice, _address in questions(test)]
    assert 10 < len(practices) < 109
    (rest,) = [
        box.label for box in test.expander if box.label.startswith("Show") and str(len(practices) - 10) in box.label
    ]
    assert rest == f"Show {len(practices) - 10} more"


def test_an_overall_low_can_be_aimed_at_from_the_next_full_ten_on(service: AssessmentService, opened: Open) -> None:
    id = service.add_sample().id
    test = aimed(opened(id), "reach")
    assert test.number_input(f"goal-reach-{id}").value == 50
    assert "bring the overall low from 44.5 to" in texts(test)
    test.number_input(f"goal-reach-{id}").set_value(60.0).run()
    assert "**These 46 steps bring the overall low from 44.5 to 60.11, and so reach 60.**" in texts(test)


def test_one_of_the_unmet_recommendations_can_be_aimed_at(service: AssessmentService, opened: Open) -> None:
    id = service.add_sample().id
    test = aimed(opened(id), "one")
    chosen = test.selectbox(f"goal-one-{id}")
    unmet = [row.id for row in service.result(id).unmet]
    assert [option.partition(" ")[0] for option in chosen.options] == unmet
    chosen.set_value("R4.1.2").run()
    assert "**These 7 steps bring R4.1.2 to met.**" in texts(test)
    assert {address for _practice, address in questions(test)} == {f"a={id}&r=R4.1.2"}


def test_an_open_practice_starts_from_the_lowest_level_and_says_so(service: AssessmentService, opened: Open) -> None:
    practices = [p.id for p in INSTRUMENT.recommendations["R1.1.7"].practices if p.role_of("origin")]
    test = aimed(opened(started(service, {practices[0]: "0"})), "reach")
    assert "Not in place (not answered yet) → **" in texts(test)


def test_nothing_unmet_needs_no_step_and_leads_to_what_is_open(service: AssessmentService, opened: Open) -> None:
    test = opened(started(service, {"R1.1.8a": "4"}))
    said = texts(test)
    assert "**Nothing is known to be unmet, so no step is needed.**" in said
    assert "still wait for answers, not for steps: [Finish these first](#finish)" in said
    assert test.get("button_group")[GOAL].options == ["Most recommendations met", "A higher overall score"]
    assert questions(test) == []
    assert downloads(test) == []


def test_too_few_steps_are_told(service: AssessmentService, opened: Open) -> None:
    asked = [p.id for p in INSTRUMENT.recommendations["R1.1.8"].practices if p.role_of("origin")]
    id = started(service, dict.fromkeys(asked, "0"))
    test = opened(id)
    test.number_input(f"goal-steps-{id}").set_value(1).run()
    assert "**No unmet recommendation can be met with 1 step.**" in texts(test)
    assert questions(test) == []


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        (
            StepList((), False, Limit.UNEVEN_SCALE, uneven_scales=("yes_no",)),
            "**There are no steps, because not all levels are evenly spaced in: yes_no.**",
        ),
        (
            StepList((), False, Limit.OUT_OF_REACH, still_unmet=("R1.1.8",)),
            "**Steps cannot bring the 1 unmet recommendation to its target.**",
        ),
        (StepList((), False, Limit.NOT_APPLICABLE), "**Nothing asked here applies, so there are no steps.**"),
    ],
)
def test_why_there_are_no_steps_is_told(
    service: AssessmentService, opened: Open, monkeypatch: pytest.MonkeyPatch, limit: StepList, sentence: str
) -> None:
    monkeypatch.setattr("assessment.ui.result_steps.steps_towards", lambda *_: limit)
    assert sentence in texts(opened(service.add_sample().id))


def test_nothing_answered_has_no_section_of_steps(service: AssessmentService, opened: Open) -> None:
    test = opened(started(service, {}))
    assert "What to do next" not in [header.value for header in test.header]


def test_a_link_near_the_top_leads_there(service: AssessmentService, opened: Open) -> None:
    assert "[What to do next](#next)" in texts(opened(service.add_sample().id))
