"""The Plan page: from nothing to a plan, what it brings, changes, and colleagues who are faster."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from assessment.model import Action, ActionStatus, Aim
from assessment.service import NEW, AssessmentService
from assessment.ui import plan
from tests.ui import test_results
from tests.ui.test_results import HOSTILE, Open, opened, service, started

__all__ = ["opened", "service"]  # the page inside its navigation, over a store in memory


@pytest.fixture(autouse=True)
def front(monkeypatch: pytest.MonkeyPatch, service: AssessmentService) -> None:
    """The Plan page in front of the others."""
    import streamlit as st

    before = test_results.pages

    def pages() -> dict[str, st.Page]:
        others = {name: page for name, page in before().items() if name not in ("plan", "results")}
        return {
            "plan": st.Page(plan.page, title="Plan", url_path="plan", default=True),
            "results": st.Page(test_results.results.page, title="Results", url_path="results"),
            **others,
        }

    for module in ("links", "header"):
        monkeypatch.setattr(f"assessment.ui.{module}.pages", pages)
    for module in ("plan", "action_editing", "action_files", "action_views"):
        monkeypatch.setattr(f"assessment.ui.{module}.service", lambda: service)


def texts(test: AppTest) -> str:
    return "\n".join(
        str(block.value) for block in (*test.markdown, *test.caption, *test.info, *test.error, *test.subheader)
    ).replace("\\", "")


def an_action(recommendation: str = "R2.1.2", **fields: object) -> Action:
    return Action.model_validate({"id": NEW, "text": "Write the plan", "recommendation_id": recommendation, **fields})


def test_an_empty_plan_says_how_to_begin(service: AssessmentService, opened: Open) -> None:
    test = opened(started(service, {}))
    assert "Nothing is planned yet." in texts(test)
    assert "Gaps show once the first questions are answered." in texts(test)


def test_the_suggested_steps_become_a_plan_with_one_click(service: AssessmentService, opened: Open) -> None:
    id = service.add_sample().id
    test = opened(id)
    assert "The suggested steps meet 9 recommendations that are not in the plan yet: R2.1.2" in texts(test)
    test.button("plan-suggested").click().run()
    assert not test.exception
    kept = service.actions(id)
    assert len(kept) == 9
    said = texts(test)
    assert "9 actions, 0 done, none overdue." in said
    # The sample's low is 44.5, and its 9 suggested steps bring it to 46.47 and 9 more recommendations to met.
    assert "51 (44 to 59) to 53 (46 to 61), and " in said
    assert "○ Not started (9)" in said
    assert "plan-suggested" not in [button.key for button in test.button]


def test_an_action_of_ones_own_is_kept(service: AssessmentService, opened: Open) -> None:
    id = started(service, {"R2.1.2a": "1"})
    test = opened(id)
    key = f"new-{id}-{test.selectbox(f'plan-recommendation-{id}-').value}-0"
    test.text_area(f"{key}-text").set_value("Agree on the plan")
    test.text_input(f"{key}-owner").set_value("Emergency unit")
    test.date_input(f"{key}-due").set_value(date(2026, 5, 30))
    test.button(f"{key}-send").click().run()
    assert not test.exception
    (kept,) = service.actions(id)
    assert (kept.action.text, kept.action.owner, kept.action.due) == (
        "Agree on the plan",
        "Emergency unit",
        date(2026, 5, 30),
    )
    assert "Overdue by 2 days, since 2026-05-30" in texts(test)
    assert "1 action, 0 done, 1 overdue." in texts(test)


def test_an_action_without_words_or_with_crossed_dates_is_not_kept(service: AssessmentService, opened: Open) -> None:
    id = started(service, {"R2.1.2a": "1"})
    test = opened(id)
    key = f"new-{id}-{test.selectbox(f'plan-recommendation-{id}-').value}-0"
    test.text_area(f"{key}-text").set_value("   ")
    test.button(f"{key}-send").click().run()
    assert "NOT saved. Say what is to be done." in texts(test)
    test.text_area(f"{key}-text").set_value("Agree")
    test.date_input(f"{key}-start").set_value(date(2026, 6, 30))
    test.date_input(f"{key}-due").set_value(date(2026, 5, 30))
    test.button(f"{key}-send").click().run()
    assert "NOT saved. The action is due before it starts. Correct one of the dates." in texts(test)
    assert service.actions(id) == []


def changing(test: AppTest, id: str, action_id: str, revision: int = 1) -> str:
    """Open the form of an action; the beginning of its keys."""
    test.button(f"edit-{action_id}").click().run()
    assert not test.exception
    return f"edit-{id}-{action_id}-{revision}"


def test_a_change_is_saved_and_closes_the_form(service: AssessmentService, opened: Open) -> None:
    id = started(service, {"R2.1.2a": "1"})
    kept = service.add_action(id, an_action())
    test = opened(id)
    key = changing(test, id, kept.action.id)
    test.selectbox(f"{key}-status").set_value(ActionStatus.DONE)
    test.button(f"{key}-send").click().run()
    assert not test.exception
    (later,) = service.actions(id)
    assert (later.revision, later.action.status) == (2, ActionStatus.DONE)
    assert "● Done (1)" in texts(test)
    assert f"{key}-send" not in [button.key for button in test.button]


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_colleague_who_was_faster_is_shown_and_nothing_is_overwritten(
    service: AssessmentService, opened: Open, choice: str
) -> None:
    id = started(service, {"R2.1.2a": "1"})
    kept = service.add_action(id, an_action())
    test = opened(id)
    key = changing(test, id, kept.action.id)
    service.change_action(id, kept.action.model_copy(update={"owner": "Unit B"}), 1)
    test.text_input(f"{key}-owner").set_value("Unit A")
    test.button(f"{key}-send").click().run()
    assert "NOT saved: this action was changed at" in texts(test)
    assert service.actions(id)[0].action.owner == "Unit B"
    test.button(f"{choice}-{kept.action.id}").click().run()
    assert not test.exception
    owner, revision = ("Unit A", 3) if choice == "mine" else ("Unit B", 2)
    (stored,) = service.actions(id)
    assert (stored.action.owner, stored.revision) == (owner, revision)


def test_a_link_from_a_gap_chooses_its_recommendation(service: AssessmentService) -> None:
    id = service.add_sample().id
    test = AppTest.from_function(test_results.script, default_timeout=30)
    test.query_params["a"], test.query_params["r"] = id, "R3.1.10"
    test.run()
    assert test.selectbox(f"plan-recommendation-{id}-R3.1.10").value == "R3.1.10"


@pytest.mark.parametrize("view", ["table", "timeline"])
def test_every_view_can_be_chosen(service: AssessmentService, opened: Open, view: str) -> None:
    id = started(service, {"R2.1.2a": "1"})
    aims = (Aim(practice_id="R2.1.2a", start="1", level="3"),)
    service.add_action(id, an_action(due=date(2026, 7, 1), aims=aims))
    service.add_action(id, an_action(text="Given up", status="dropped"))
    test = opened(id)
    test.get("button_group")[0].set_value(view).run()
    assert not test.exception
    (frame,) = test.dataframe
    assert list(frame.value["text"]) == ["Write the plan", "Given up"]
    assert frame.value["due"][0] == "Due in 30 days, 2026-07-01"
    assert frame.value["aims"][0] == "R2.1.2a: Planned → In place"
    assert len(test.get("plotly_chart")) == (view == "timeline")


def test_a_timeline_without_dates_says_so(service: AssessmentService, opened: Open) -> None:
    id = started(service, {"R2.1.2a": "1"})
    service.add_action(id, an_action())
    test = opened(id)
    test.get("button_group")[0].set_value("timeline").run()
    assert "No action has a date yet, so there is no timeline." in texts(test)


def test_text_of_users_stays_text(service: AssessmentService, opened: Open) -> None:
    id = started(service, {"R2.1.2a": "1"})
    service.add_action(id, an_action(text=HOSTILE, owner=HOSTILE, note=HOSTILE))
    for block in (*opened(id).markdown, *opened(id).caption):
        assert HOSTILE not in block.value
