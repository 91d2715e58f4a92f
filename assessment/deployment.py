"""What would be unsafe about serving the application to others, each in a sentence.

It looks at the settings of this tool, at the options that ``micic run`` gives Streamlit, and at what the environment
and Streamlit's configuration files say otherwise: whoever starts the pages with ``streamlit run`` gets those.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assessment.sign_in import is_loopback
from assessment.texts import translate as _

MOST_UPLOAD_MB = 10
SHORTEST_SECRET = 32
FEWEST_CHARACTERS = 10
ANY = "*"
OFF = ("false", "0", "no", "off")
COOKIE_SECRETS = ("MICIC_SIGN_IN_COOKIE_SECRET", "STREAMLIT_SERVER_COOKIE_SECRET")
SIGN_IN_ADDRESS = "MICIC_SIGN_IN_ADDRESS"
FROM_FILE = "_FILE"
_WAL = b"\x02\x02"
_VERSIONS_AT = 18
_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True)
class Option:
    """One of Streamlit's options.

    Attributes:
        value: as text, or the texts of a list.
        where: who says so: a file, a variable of the environment, or ``micic run``.
    """

    value: str | list[str]
    where: str

    @property
    def is_off(self) -> bool:
        """Is it switched off?"""
        return str(self.value).strip().lower() in OFF


@dataclass(frozen=True)
class Deployment:
    """What is looked at.

    Attributes:
        options: Streamlit's options by name, as they are in force.
        environment: variables by name.
        max_upload_mb: what this tool accepts, in megabytes.
        unsafe_wal: path of a SQLite database in write-ahead mode that this build of SQLite could lose answers of.
        missing: packages that guard against hostile files and are not installed.
    """

    options: Mapping[str, Option]
    environment: Mapping[str, str]
    max_upload_mb: int
    unsafe_wal: Path | None = None
    missing: tuple[str, ...] = ()


def options_in_force(
    given: Mapping[str, str | list[str]], files: Iterable[Path], environment: Mapping[str, str]
) -> dict[str, Option]:
    """The options that ``micic run`` gives, and over them what files and then the environment say.

    Raises:
        ValueError: a file is not TOML; the message names it.
    """
    options = {name: Option(value, "micic run") for name, value in given.items()}
    for file in files:
        for section, values in _tables(file).items():
            if isinstance(values, dict):
                options |= {f"{section}.{name}": Option(_text(value), str(file)) for name, value in values.items()}
    for name in (*given, "server.cookieSecret"):
        if value := environment.get(variable(name), "").strip():
            is_list = isinstance(given.get(name), list)
            options[name] = Option(value.split() if is_list else value, variable(name))
    return options


def variable(option: str) -> str:
    """The variable of the environment that sets one of Streamlit's options.

    >>> variable("server.enableXsrfProtection"), variable("server.enableCORS")
    ('STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION', 'STREAMLIT_SERVER_ENABLE_CORS')
    """
    words = "".join(
        f"_{letter}" if letter.isupper() and before.islower() else letter
        for before, letter in zip(" " + option, option, strict=False)
    )
    return f"STREAMLIT_{words.replace('.', '_').upper()}"


def findings(deployment: Deployment) -> Iterator[str]:
    """Everything that is unsafe, one sentence or two each: where it is set, what is wrong, what to do."""
    for look in _LOOKS:
        yield from look(deployment)


def _cookie_secret(deployment: Deployment) -> Iterator[str]:
    found = _secret(deployment)
    if found is None:
        message = _("{name} is missing: with a restart everybody is signed out. Give it {number} random characters.")
        yield message.format(name=" / ".join(COOKIE_SECRETS), number=SHORTEST_SECRET)
        return
    where, secret = found
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS:
        message = _("{where}: the cookie secret can be guessed. Give it {number} random characters.")
        yield message.format(where=where, number=SHORTEST_SECRET)


def _secret(deployment: Deployment) -> tuple[str, str] | None:
    """Where the cookie secret stands, and what it is; it goes into no message."""
    for name in COOKIE_SECRETS:
        if value := deployment.environment.get(name, "").strip():
            return name, value
        if file := deployment.environment.get(name + FROM_FILE, "").strip():
            try:
                return name + FROM_FILE, Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                return name + FROM_FILE, ""
    option = deployment.options.get("server.cookieSecret")
    return (option.where, str(option.value)) if option else None


def _telemetry(deployment: Deployment) -> Iterator[str]:
    if (option := deployment.options.get("browser.gatherUsageStats")) is None or not option.is_off:
        message = _("{where}: browser.gatherUsageStats is on, so browsers send usage figures away. Set it to false.")
        yield message.format(where=_where(option))


def _protections(deployment: Deployment) -> Iterator[str]:
    for name, danger in (
        ("server.enableXsrfProtection", _("other sites could upload files in a visitor's name")),
        ("server.enableCORS", _("pages of other sites could connect")),
    ):
        option = deployment.options.get(name)
        if option is not None and option.is_off:
            message = _("{where}: {option} is off, so {danger}. Set it to true.")
            yield message.format(where=option.where, option=name, danger=danger)


def _hosts(deployment: Deployment) -> Iterator[str]:
    option = deployment.options.get("server.allowedHosts")
    hosts = option.value if option else []
    names = [hosts] if isinstance(hosts, str) else hosts
    if not any(name.strip() for name in names) or ANY in names:
        message = _("{where}: server.allowedHosts lets any name lead here. Name the hosts that are yours.")
        yield message.format(where=_where(option))


def _error_details(deployment: Deployment) -> Iterator[str]:
    option = deployment.options.get("client.showErrorDetails")
    if option is None or str(option.value).strip().lower() not in ("none", *OFF):
        message = _("{where}: client.showErrorDetails shows visitors the inside of errors. Set it to none.")
        yield message.format(where=_where(option))


def _upload(deployment: Deployment) -> Iterator[str]:
    option = deployment.options.get("server.maxUploadSize")
    limits = [("MICIC_MAX_UPLOAD_MB", str(deployment.max_upload_mb))]
    if option is None or option.where != "micic run":
        limits.append((f"{_where(option)}: server.maxUploadSize", str(option.value) if option else "200"))
    for where, limit in limits:
        if not limit.strip().isdigit() or int(limit) > MOST_UPLOAD_MB:
            message = _("{where} is {limit}: files may be larger than {most} MB, and a few fill the memory. Lower it.")
            yield message.format(where=where, limit=limit, most=MOST_UPLOAD_MB)


def _wal(deployment: Deployment) -> Iterator[str]:
    if deployment.unsafe_wal:
        message = _(
            "{path} is in write-ahead mode, in which this build of SQLite can lose answers. "
            "Open it once with: micic db migrate"
        )
        yield message.format(path=deployment.unsafe_wal)


def _packages(deployment: Deployment) -> Iterator[str]:
    for name in deployment.missing:
        yield _("{name} is not installed, so hostile files are not refused. Install it.").format(name=name)


def _sign_in(deployment: Deployment) -> Iterator[str]:
    if deployment.environment.get(SIGN_IN_ADDRESS, "").strip():
        return
    option = deployment.options.get("server.address")
    hosts = deployment.options.get("server.allowedHosts")
    reachable = [(_where(option), str(option.value) if option else "0.0.0.0")]  # noqa: S104 - Streamlit's own default
    if hosts and isinstance(hosts.value, list):
        reachable += [(hosts.where, name) for name in hosts.value if name.strip() != ANY]
    for where, name in reachable:
        if not is_loopback(name):
            message = _(
                "{where}: others reach the application as {name}, and nobody signs in. Set {variable} and the rest."
            )
            yield message.format(where=where, name=name, variable=SIGN_IN_ADDRESS)


def is_in_wal_mode(file: Path) -> bool:
    """Is this a SQLite database in write-ahead mode? Its header says so; nothing is opened or changed."""
    try:
        with file.open("rb") as opened:
            header = opened.read(_VERSIONS_AT + len(_WAL))
    except OSError:
        return False
    return header.startswith(_SQLITE) and header[_VERSIONS_AT:] == _WAL


def _where(option: Option | None) -> str:
    return option.where if option else "Streamlit"


def _text(value: object) -> str | list[str]:
    return [str(one) for one in value] if isinstance(value, list) else str(value)


def _tables(file: Path) -> dict[str, object]:
    if not file.is_file():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(_("{file} cannot be read: {reason}.").format(file=file, reason=error)) from error


_LOOKS: tuple[Callable[[Deployment], Iterator[str]], ...] = (
    *(_sign_in, _cookie_secret, _protections, _hosts, _telemetry),
    *(_error_details, _upload, _wal, _packages),
)
