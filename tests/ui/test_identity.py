"""Who is signed in: by issuer and subject, one session for each sign-in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from assessment.ui.identity import identity_of, signed_in

CLAIMS: dict[str, Any] = {
    "is_logged_in": True,
    "iss": "https://login.example.org",
    "sub": "0042",
    "aud": "readiness",
    "iat": 1_780_000_000,
    "exp": 1_780_003_600,
    "nonce": "n",
    "name": "Ama Mensah",
    "email": "ama@agency.example",
    "provider": "default",
}


def test_a_person_is_issuer_and_subject() -> None:
    person = identity_of(CLAIMS)
    assert person is not None
    assert (person.issuer, person.subject, person.name) == ("https://login.example.org", "0042", "Ama Mensah")
    assert person.since == datetime(2026, 5, 28, 20, 26, 40, tzinfo=UTC)
    # echo -n '[["iss","https://login.example.org"],["sub","0042"],["iat",1780000000],["nonce","n"]]' | sha256sum
    assert person.session == "72ba584a734f343bd03989283899afbdafc19f931531c181b7078f524715df72"


def test_a_new_e_mail_address_or_name_is_the_same_sign_in() -> None:
    assert identity_of({**CLAIMS, "email": "new@agency.example", "exp": 1}) == identity_of(CLAIMS)


@pytest.mark.parametrize("claim", ["iss", "sub", "iat", "nonce", "sid", "at_hash", "jti"])
def test_another_sign_in_is_another_session(claim: str) -> None:
    first, second = identity_of(CLAIMS), identity_of({**CLAIMS, claim: 1_780_000_001 if claim == "iat" else "other"})
    assert first is not None
    assert second is not None
    assert first.session != second.session


@pytest.mark.parametrize(
    "changed",
    [
        {"is_logged_in": False},
        {"is_logged_in": "yes"},
        {"iss": None},
        {"iss": " "},
        {"sub": ""},
        {"sub": 42},
        {"sub": "x" * 201},
        {"iat": None},
        {"iat": True},
        {"iat": "1780000000"},
        {"iat": float("inf")},
    ],
)
def test_without_who_and_since_when_nobody_is_signed_in(changed: dict[str, Any]) -> None:
    assert identity_of({**CLAIMS, **changed}) is None


def test_nobody_is_signed_in_without_a_provider() -> None:
    assert identity_of({}) is None
    assert signed_in() is None


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"name": " Ama\n Mensah "}, "Ama Mensah"),
        ({"preferred_username": "ama", "email": "ama@agency.example"}, "ama"),
        ({"name": "  ", "email": "ama@agency.example"}, "ama@agency.example"),
        ({"name": 7}, "0042"),
        ({"name": "x" * 201}, "x" * 200),
    ],
)
def test_somebody_always_has_a_name(told: dict[str, Any], shown: str) -> None:
    without = {key: value for key, value in CLAIMS.items() if key not in ("name", "email")}
    person = identity_of({**without, **told})
    assert person is not None
    assert person.name == shown
