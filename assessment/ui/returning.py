"""The way back after signing in: to the page one came for, or to a sentence that says what went wrong.

Streamlit always returns to the first page and says nothing about a failure. This sits in front of it, rewrites the
answers of its two sign-in addresses and leaves every other answer alone, but for marking cookies as secure. The page
that was wanted waits meanwhile in a cookie of its own, for ten minutes at most; whatever stands in it, the browser is
only ever sent on to a page of this application.
"""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.sign_in import CALLBACK

LOGIN = "/auth/login"
NOTICE = "sign-in"
UNREACHABLE, FAILED = "unreachable", "failed"
COOKIE = "micic_wanted"
_SECONDS = 600
_LONGEST = 2000
_PAGE = re.compile(r"/[a-z-]*(\?[!-~]*)?")
_SIGNED_IN = re.compile(r"_streamlit_user=\"?[^\";\s]")


class Returning:
    """Middleware around the application at ``address``, its public one."""

    def __init__(self, app: ASGIApp, address: str) -> None:
        self._app = app
        self._address = address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                if scope["path"] == LOGIN:
                    self._leave(Headers(scope=scope), message)
                elif scope["path"] == CALLBACK:
                    self._return(scope, message)
                self._secure(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, answer)

    def _leave(self, asked: Headers, message: Message) -> None:
        """On the way to the provider: keep the page that is wanted; where there is no way, say so on that page."""
        page = wanted_page(asked.get("referer", ""), self._address)
        headers = MutableHeaders(scope=message)
        if message["status"] >= 400:
            message["status"] = 303
            headers["location"] = self._address + with_notice(page, UNREACHABLE)
        else:
            headers.append("set-cookie", self._cookie(page, _SECONDS))

    def _return(self, scope: Scope, message: Message) -> None:
        """On the way back: to the page that was wanted, with a notice where nobody has signed in."""
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        headers = MutableHeaders(scope=message)
        if "state" not in asked and "error" not in asked:
            # Nobody tried to sign in: the provider sends those here, too, who have signed out.
            return
        page = _kept_page(Headers(scope=scope).get("cookie", ""))
        if not any(_SIGNED_IN.match(cookie) for cookie in headers.getlist("set-cookie")):
            page = with_notice(page, FAILED)
        message["status"] = 303
        headers["location"] = self._address + page
        headers.append("set-cookie", self._cookie("", 0))

    def _secure(self, headers: MutableHeaders) -> None:
        """Keep every cookie off connections in clear, where the public address has none."""
        if not self._address.startswith("https:"):
            return
        cookies = headers.getlist("set-cookie")
        del headers["set-cookie"]
        for cookie in cookies:
            is_secure = "secure" in (part.strip().lower() for part in cookie.split(";")[1:])
            headers.append("set-cookie", cookie if is_secure else f"{cookie}; Secure")

    @staticmethod
    def _cookie(page: str, seconds: int) -> str:
        return f"{COOKIE}={quote(page, safe='')}; Path={CALLBACK}; Max-Age={seconds}; HttpOnly; SameSite=Lax"


def wanted_page(referer: str, address: str) -> str:
    """The page of this application that a request came from, without an earlier notice; the first page otherwise.

    >>> wanted_page("https://a.example/answer?a=1&sign-in=failed", "https://a.example")
    '/answer?a=1'
    >>> wanted_page("https://b.example/answer", "https://a.example")
    '/'
    """
    if not referer.startswith(address + "/"):
        return "/"
    parts = urlsplit(referer)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != NOTICE])
    return _page_or_first(f"{parts.path}?{query}" if query else parts.path)


def with_notice(page: str, notice: str) -> str:
    """The page with a notice in its address: ``/answer?a=1&sign-in=failed``."""
    return f"{page}{'&' if '?' in page else '?'}{urlencode({NOTICE: notice})}"


def _kept_page(cookies: str) -> str:
    """The page in the cookie; the browser may have changed it, so it must look like one."""
    kept = SimpleCookie(cookies).get(COOKIE)
    return _page_or_first(unquote(kept.value)) if kept else "/"


def _page_or_first(page: str) -> str:
    return page if len(page) <= _LONGEST and _PAGE.fullmatch(page) else "/"
