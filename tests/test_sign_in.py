"""How sign-in is set up: from the environment or from files, complete and safe, or refused; no secret is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.errors import SettingsUnusable
from assessment.sign_in import check_who_gets_in, sign_in_settings

CLIENT_SECRET = "canary-of-the-client"  # noqa: S105 - made up
COOKIE_SECRET = "canary-of-the-cookie-" + "x" * 20
ENVIRONMENT = {
    "MICIC_SIGN_IN_METADATA_URL": "https://login.example.org/.well-known/openid-configuration",
    "MICIC_SIGN_IN_CLIENT_ID": "readiness",
    "MICIC_SIGN_IN_CLIENT_SECRET": CLIENT_SECRET,
    "MICIC_SIGN_IN_COOKIE_SECRET": COOKIE_SECRET,
    "MICIC_SIGN_IN_ADDRESS": "https://assessments.example.org/",
}


def problems(environment: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsUnusable) as refusal:
        sign_in_settings(environment)
    assert "canary" not in str(refusal.value)
    assert "canary" not in repr(refusal.value)
    return refusal.value.problems


def test_nothing_set_means_alone() -> None:
    assert sign_in_settings({}) is None
    assert sign_in_settings({"MICIC_DATA_DIR": "x", "MICIC_SIGN_IN_ADDRESS": " "}) is None


def test_what_is_given_is_what_streamlit_reads() -> None:
    found = sign_in_settings(ENVIRONMENT)
    assert found is not None
    assert (found.address, found.host, found.provider) == (
        "https://assessments.example.org",
        "assessments.example.org",
        "login.example.org",
    )
    assert found.for_streamlit == {
        "redirect_uri": "https://assessments.example.org/oauth2callback",
        "cookie_secret": COOKIE_SECRET,
        "client_id": "readiness",
        "client_secret": CLIENT_SECRET,
        "server_metadata_url": "https://login.example.org/.well-known/openid-configuration",
    }
    assert found.invitation("t0k-en_") == "https://assessments.example.org/?invitation=t0k-en_"
    for shown in (repr(found), str(found), f"{found.client_secret} {found.cookie_secret!r}"):
        assert "canary" not in shown


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{CLIENT_SECRET}\n", encoding="utf-8")
    environment = {**ENVIRONMENT, "MICIC_SIGN_IN_CLIENT_SECRET_FILE": str(file)}
    assert problems(environment) == (
        "MICIC_SIGN_IN_CLIENT_SECRET and MICIC_SIGN_IN_CLIENT_SECRET_FILE are both given. Leave one out.",
    )
    del environment["MICIC_SIGN_IN_CLIENT_SECRET"]
    found = sign_in_settings(environment)
    assert found is not None
    assert found.client_secret.get_secret_value() == CLIENT_SECRET
    file.write_text(" \n", encoding="utf-8")
    assert problems(environment) == ("MICIC_SIGN_IN_CLIENT_SECRET_FILE names an empty file.",)
    file.write_bytes(b"canary\xff")
    assert problems(environment) == (
        "MICIC_SIGN_IN_CLIENT_SECRET_FILE names a file that cannot be read: it is not text.",
    )
    file.unlink()
    assert problems(environment) == (
        "MICIC_SIGN_IN_CLIENT_SECRET_FILE names a file that cannot be read: No such file or directory.",
    )


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_each_that_is_missing_is_named(name: str) -> None:
    rest = {other: value for other, value in ENVIRONMENT.items() if other != name}
    assert problems(rest) == (f"{name} is missing. Sign-in needs it.",)


def test_all_problems_are_told_at_once() -> None:
    assert len(problems({"MICIC_SIGN_IN_CLIENTID": "readiness"})) == 6


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("METADATA_URL", "login.example.org", "is not an address"),
        ("METADATA_URL", "http://login.example.org/x", "must begin with https"),
        ("ADDRESS", "http://assessments.example.org", "must begin with https"),
        ("ADDRESS", "https://assessments.example.org/tool", "must end after the host"),
        ("ADDRESS", "https://assessments.example.org?x", "must end after the host"),
        ("ADDRESS", "https://me:canary@assessments.example.org", "is not an address"),
        ("ADDRESS", "https://assessments.example.org:port", "is not an address"),
        ("ADDRESS", "https://[canary", "is not an address"),
        ("COOKIE_SECRET", "canary-of-31-characters-xxxxxxx", "is too short"),
    ],
)
def test_what_cannot_be_used_or_is_not_safe_is_refused(name: str, value: str, said: str) -> None:
    (problem,) = problems({**ENVIRONMENT, f"MICIC_SIGN_IN_{name}": value})
    assert problem.startswith(f"MICIC_SIGN_IN_{name} ")
    assert said in problem


def test_on_this_computer_the_connection_may_be_in_clear() -> None:
    local = {
        **ENVIRONMENT,
        "MICIC_SIGN_IN_METADATA_URL": "http://127.0.0.1:9000/.well-known/openid-configuration",
        "MICIC_SIGN_IN_ADDRESS": "http://localhost:8501",
        "MICIC_SIGN_IN_PROVIDER": "The Ministry",
    }
    found = sign_in_settings(local)
    assert found is not None
    assert found.provider == "The Ministry"
    check_who_gets_in("192.0.2.1", found)
