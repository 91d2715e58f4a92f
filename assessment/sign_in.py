"""How people sign in: the provider of OpenID Connect that the environment names, or nobody does.

Without any ``MICIC_SIGN_IN_...`` variable the application runs *alone*: for one person, on this computer. With them it
runs *shared*: nobody sees anything before signing in.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from assessment.errors import SettingsUnusable
from assessment.texts import translate as _

PREFIX = "MICIC_SIGN_IN_"
FROM_FILE = "_FILE"
SECRETS = ("CLIENT_SECRET", "COOKIE_SECRET")
NEEDED = ("METADATA_URL", "CLIENT_ID", *SECRETS, "ADDRESS")
NAMES = (*NEEDED, "PROVIDER")
SHORTEST_COOKIE_SECRET = 32
CALLBACK = "/oauth2callback"
INVITATION = "invitation"


@dataclass(frozen=True)
class SignIn:
    """A provider of OpenID Connect, and where people reach this application.

    Attributes:
        metadata_url: the provider's description of itself, ``.../.well-known/openid-configuration``.
        client_id: what the provider calls this application.
        client_secret: what this application proves itself with to the provider.
        cookie_secret: signs the cookie of a person who signed in; the same in every process of an installation.
        address: what people type into the browser, ``https://assessments.example.org``: no path, no slash at the end.
        provider: what the provider is called on the button.
    """

    metadata_url: str
    client_id: str
    client_secret: SecretStr
    cookie_secret: SecretStr
    address: str
    provider: str

    @property
    def host(self) -> str:
        """The name in the public address, without the port."""
        return urlsplit(self.address).hostname or ""

    def invitation(self, token: str) -> str:
        """The link that carries the secret of an invitation: whoever opens it signs in and is asked to accept."""
        return f"{self.address}/?{INVITATION}={token}"

    @property
    def for_streamlit(self) -> dict[str, str]:
        """What ``st.login`` reads. It holds the secrets in clear: not for messages, files or logs."""
        return {
            "redirect_uri": self.address + CALLBACK,
            "cookie_secret": self.cookie_secret.get_secret_value(),
            "client_id": self.client_id,
            "client_secret": self.client_secret.get_secret_value(),
            "server_metadata_url": self.metadata_url,
        }


def sign_in_settings(environment: Mapping[str, str] = os.environ) -> SignIn | None:
    """The provider that the environment names; ``None`` where it names none.

    Every value may stand in a file instead, which ``..._FILE`` names.

    Raises:
        SettingsUnusable: some are given and cannot be used; it names each variable and what to do, and shows no value
            of a secret.
    """
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX) and value.strip()}
    if not given:
        return None
    problems = [
        _("{name} is not a setting. Known are {names}.").format(name=name, names=", ".join(_known()))
        for name in sorted(given)
        if name not in _known()
    ]
    values = {name: _value(given, PREFIX + name, problems) for name in NAMES}
    for name in ("METADATA_URL", "ADDRESS"):
        if values[name]:
            problems += _address_problems(PREFIX + name, values[name], is_origin=name == "ADDRESS")
    if values["COOKIE_SECRET"] and len(values["COOKIE_SECRET"]) < SHORTEST_COOKIE_SECRET:
        problems.append(
            _("{name} is too short to be safe. Give it at least {number} random characters.").format(
                name=PREFIX + "COOKIE_SECRET", number=SHORTEST_COOKIE_SECRET
            )
        )
    if problems:
        raise SettingsUnusable(problems)
    return SignIn(
        metadata_url=values["METADATA_URL"],
        client_id=values["CLIENT_ID"],
        client_secret=SecretStr(values["CLIENT_SECRET"]),
        cookie_secret=SecretStr(values["COOKIE_SECRET"]),
        address=values["ADDRESS"].rstrip("/"),
        provider=values["PROVIDER"] or urlsplit(values["METADATA_URL"]).hostname or "",
    )


def check_who_gets_in(address: str, sign_in: SignIn | None) -> None:
    """Where others could reach the application, people sign in; raises ``SettingsUnusable`` where they would not."""
    if sign_in is None and not is_loopback(address):
        message = _(
            "On {address} others can reach the application, so they must sign in. Set {names}, or leave --address out."
        )
        raise SettingsUnusable([message.format(address=address, names=", ".join(PREFIX + name for name in NEEDED))])
    if sign_in is not None and not all(find_spec(name) for name in ("authlib", "httpx")):
        raise SettingsUnusable(
            [_("Sign-in needs packages that are missing. Install {name}.").format(name="micic[shared]")]
        )


def is_loopback(host: str) -> bool:
    """Does this name or address lead to this computer only?

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "example.org")]
    [True, True, True, False, False]
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _known() -> tuple[str, ...]:
    return tuple(PREFIX + name + ending for name in NAMES for ending in ("", FROM_FILE))


def _value(given: Mapping[str, str], name: str, problems: list[str]) -> str:
    """A variable's value, or that of its file; what is wrong with it goes to ``problems``, and the value is empty."""
    file = given.get(name + FROM_FILE)
    if name in given and file:
        problems.append(_("{name} and {file} are both given. Leave one out.").format(name=name, file=name + FROM_FILE))
        return ""
    if not file:
        value = given.get(name, "").strip()
        if not value and name.removeprefix(PREFIX) in NEEDED:
            problems.append(_("{name} is missing. Sign-in needs it.").format(name=name))
        return value
    try:
        value = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is not text")
        problems.append(
            _("{name} names a file that cannot be read: {reason}.").format(name=name + FROM_FILE, reason=reason)
        )
        return ""
    if not value:
        problems.append(_("{name} names an empty file.").format(name=name + FROM_FILE))
    return value


def _address_problems(name: str, value: str, *, is_origin: bool) -> list[str]:
    """What is wrong with an address of the web, of this application (an origin: no path) or of the provider."""
    try:
        parts = urlsplit(value)
        has_port_that_can_be = parts.port is None or parts.port > 0
    except ValueError:
        parts, has_port_that_can_be = SplitResult("", "", "", "", ""), False
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or not has_port_that_can_be:
        return [_("{name} is not an address. It begins with https and names a host.").format(name=name)]
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        return [_("{name} must begin with https: what is sent in clear can be read on the way.").format(name=name)]
    if is_origin and (parts.path not in ("", "/") or parts.query or parts.fragment):
        return [_("{name} must end after the host and the port.").format(name=name)]
    return []
