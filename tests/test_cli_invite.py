"""The first administrator of a shared installation is invited from the command line."""

from __future__ import annotations

import hashlib
import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assessment.access import Identity
from assessment.cli import main
from assessment.service import Teams
from assessment.store import directory_of, open_store
from questions.load import load_instrument
from tests.test_sign_in import ENVIRONMENT

LINK = "https://assessments.example.org/?invitation="


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MICIC_")]:
        monkeypatch.delenv(name)


def invite(data: Path, environment: dict[str, str]) -> Result:
    return CliRunner().invoke(main, ["invite", "--data", str(data)], env=environment, prog_name="micic")


def test_the_link_makes_whoever_opens_it_first_an_administrator(tmp_path: Path) -> None:
    done = invite(tmp_path, ENVIRONMENT)
    assert done.exit_code == 0, done.output
    assert "becomes an administrator" in done.stderr
    (link,) = done.stdout.splitlines()
    assert link.startswith(LINK)
    with closing(open_store(f"sqlite:///{tmp_path / 'assessments.db'}")) as store:
        teams = Teams(directory_of(store), store, load_instrument())
        identity, session = Identity(issuer="https://id.example", subject="1"), hashlib.sha256(b"1").hexdigest()
        rights = teams.enter(identity, session, datetime.now(UTC))
        assert not rights.person.is_administrator
        assert teams.accept(rights, link.removeprefix(LINK)) is None
        assert teams.enter(identity, session, datetime.now(UTC)).person.is_administrator


def test_where_nobody_signs_in_nobody_is_invited(tmp_path: Path) -> None:
    done = invite(tmp_path, {})
    assert done.exit_code == 2
    assert "MICIC_SIGN_IN_" in done.stderr
    assert not (tmp_path / "assessments.db").exists()


def test_settings_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    done = invite(tmp_path, {**ENVIRONMENT, "MICIC_SIGN_IN_CLIENT_ID": ""})
    assert done.exit_code == 2
    assert "MICIC_SIGN_IN_CLIENT_ID is missing" in done.stderr
    assert "canary" not in done.output


def test_a_database_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "assessments.db").write_text("this is no database" * 100, encoding="utf-8")
    done = invite(tmp_path, ENVIRONMENT)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
