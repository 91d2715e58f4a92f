"""Who is signed in, from what the provider of OpenID Connect said about them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from assessment.model import SHORT_TEXT

# What of an ID token differs from one sign-in to the next, as far as the provider says it.
_OF_A_SESSION = ("iss", "sub", "iat", "nonce", "sid", "at_hash", "jti")
_NAMES = ("name", "preferred_username", "email")


@dataclass(frozen=True)
class SignedIn:
    """A person who signed in. Who it is say issuer and subject together; a name or an e-mail address never does.

    Attributes:
        issuer: the provider that vouches for the person.
        subject: what the provider calls the person, for ever.
        name: to be shown; never empty.
        session: SHA-256 in hexadecimal, the same for one sign-in in every tab and another for each sign-in.
        since: when the person signed in, by the provider's clock, in UTC.
    """

    issuer: str
    subject: str
    name: str
    session: str
    since: datetime


def signed_in() -> SignedIn | None:
    """Who is signed in in this session; ``None`` when nobody is."""
    return identity_of(st.user.to_dict())


def identity_of(claims: Mapping[str, object]) -> SignedIn | None:
    """The person whom an ID token is about; ``None`` when nobody is signed in or the token does not say who it is."""
    issuer, subject, since = claims.get("iss"), claims.get("sub"), _moment(claims.get("iat"))
    if claims.get("is_logged_in") is not True or since is None:
        return None
    if not _is_id(issuer) or not _is_id(subject):
        return None
    told = [(name, claims[name]) for name in _OF_A_SESSION if claims.get(name) is not None]
    return SignedIn(
        issuer=str(issuer),
        subject=str(subject),
        name=_name(claims) or str(subject),
        session=hashlib.sha256(json.dumps(told, separators=(",", ":"), sort_keys=True).encode()).hexdigest(),
        since=since,
    )


def _name(claims: Mapping[str, object]) -> str:
    told = next((str(claims[key]) for key in _NAMES if _is_text(claims.get(key))), "")
    return " ".join(told.split())[:SHORT_TEXT]


def _moment(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_id(value: object) -> bool:
    return _is_text(value) and len(str(value)) <= SHORT_TEXT
