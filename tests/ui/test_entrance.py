"""Who sees the pages, and what everybody else sees instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessment.access import Rights
from assessment.errors import NotSignedIn, StoreUnavailable
from assessment.ui import entrance, navigation, session
from assessment.ui.identity import SignedIn
from assessment.ui.navigation import EVERY_ADDRESS
from tests.test_sign_in import ENVIRONMENT

APP = str(Path(__file__).parents[2] / "app.py")
AMA = SignedIn("https://login.example.org", "0042", "Ama *Mensah*", "a" * 64, datetime.now(UTC))
ASKED = "Sign in with login\\.example\\.org"


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MICIC_DATA_DIR", str(tmp_path))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An installation that people sign in to."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def is_signed_in(patch: pytest.MonkeyPatch, person: SignedIn | None) -> None:
    for module in (entrance, navigation, session):
        patch.setattr(module, "signed_in", lambda: person)


def opened(**query: str) -> AppTest:
    test = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def buttons(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def test_alone_nobody_is_asked_who_they_are() -> None:
    test = opened()
    assert "Start an assessment" in buttons(test)
    assert not {"Sign out", ASKED} & {*buttons(test)}
    assert session.rights() is None


def test_whoever_has_not_signed_in_sees_one_button_and_reaches_no_database(shared: pytest.MonkeyPatch) -> None:
    def no_database(_: str) -> None:
        raise AssertionError

    shared.setattr(session, "open_store", no_database)
    test = opened(a="0" * 32)
    assert buttons(test) == [ASKED]
    assert [title.value for title in test.title] == ["Readiness self-assessment"]
    with pytest.raises(NotSignedIn):
        session.service()


def test_a_member_of_nothing_is_told_what_to_do(shared: pytest.MonkeyPatch) -> None:
    is_signed_in(shared, AMA)
    test = opened()
    assert [title.value for title in test.title] == ["No organization yet"]
    assert buttons(test) == ["Sign out", "Look again"]
    assert any("Ama \\*Mensah\\*" in text.value for text in test.markdown)


def test_an_invitation_is_asked_about_used_once_and_gone_from_the_address(shared: pytest.MonkeyPatch) -> None:
    is_signed_in(shared, AMA)
    token = session.teams().invite_administrator(None)
    test = opened(invitation=token)
    assert buttons(test) == ["Sign out", "Accept", "Not now"]
    test.button[1].click().run()
    assert session.rights() is not None
    assert session.rights().person.is_administrator  # type: ignore[union-attr]
    assert "invitation" not in test.query_params
    is_signed_in(shared, replace(AMA, subject="0043", session="b" * 64))
    second = opened(invitation=token)
    second.button[1].click().run()
    assert "This invitation was used already" in second.error[0].value


def test_an_invitation_may_wait(shared: pytest.MonkeyPatch) -> None:
    is_signed_in(shared, AMA)
    token = session.teams().invite_administrator(None)
    test = opened(invitation=token)
    test.button[2].click().run()
    assert not session.rights().person.is_administrator  # type: ignore[union-attr]
    assert "invitation" not in test.query_params


def test_who_signed_out_elsewhere_or_long_ago_is_asked_again(shared: pytest.MonkeyPatch) -> None:
    is_signed_in(shared, AMA)
    session.teams().accept(session.rights(), session.teams().invite_administrator(None))  # type: ignore[arg-type]
    test = opened()
    assert "Skip the tour" in buttons(test)
    session.teams().leave(AMA.session)
    test.run()
    assert buttons(test) == [ASKED]
    assert [warning.value for warning in test.warning] == ["You are signed out\\. Sign in again\\."]
    is_signed_in(shared, replace(AMA, session="c" * 64, since=datetime.now(UTC) - timedelta(days=1)))
    assert buttons(opened()) == [ASKED]


def test_signing_out_ends_the_session_for_every_tab(shared: pytest.MonkeyPatch) -> None:
    is_signed_in(shared, AMA)
    left: list[bool] = []
    shared.setattr(st, "logout", lambda: left.append(True))
    test = opened()
    test.button[0].click().run()
    assert left == [True]
    with pytest.raises(NotSignedIn):
        session.rights()


def test_a_database_that_is_gone_lets_nobody_in_and_out_only_with_the_truth(shared: pytest.MonkeyPatch) -> None:
    is_signed_in(shared, AMA)
    test = opened()

    def gone(*_: Any) -> Rights:
        raise StoreUnavailable("It is locked.")

    shared.setattr(type(session.teams()), "leave", gone)
    test.button[0].click().run()
    assert test.error[0].value == "You are NOT signed out. It is locked\\."
    shared.setattr(type(session.teams()), "enter", gone)
    assert "The database cannot be used just now" in opened().error[0].value


def test_where_others_can_reach_it_nothing_is_shown_without_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", lambda _: None)
    test = opened()
    assert EVERY_ADDRESS in test.error[0].value.replace("\\", "")
    assert (buttons(test), len(test.title)) == ([], 0)


def test_settings_that_cannot_be_used_are_told_without_their_values(shared: pytest.MonkeyPatch) -> None:
    shared.setenv("MICIC_SIGN_IN_COOKIE_SECRET", "canary")
    test = opened()
    assert "is too short" in test.error[0].value
    assert not any("canary" in error.value for error in test.error)
    assert buttons(test) == []


def test_only_what_has_words_for_a_reader_is_told() -> None:
    assert entrance.tell(NotSignedIn())
    assert not entrance.tell(RuntimeError("canary"))
