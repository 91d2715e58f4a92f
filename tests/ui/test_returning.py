"""After signing in, back to the page one came for, and never to a page elsewhere."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any
from urllib.parse import quote

import pytest

from assessment.ui.returning import Returning, wanted_page

HERE = "https://assessments.example.org"
SIGNED_IN = ("set-cookie", '_streamlit_user="2|abc"; HttpOnly; Path=/; SameSite=lax')
NOT_SIGNED_IN = ("set-cookie", '_streamlit_user=""; Max-Age=0; Path=/')
Answer = tuple[int, list[tuple[str, str]]]


def run(waits_for_nothing: Coroutine[Any, Any, None]) -> None:
    """Run to the end, without a loop: one may be running already, for the browser."""
    with pytest.raises(StopIteration):
        waits_for_nothing.send(None)


def answer(
    path: str, query: str = "", asked: dict[str, str] | None = None, status: int = 302, *given: tuple[str, str]
) -> Answer:
    """What the browser gets, where the application behind answers with this status and these headers."""
    sent: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        del scope, receive
        headers = [(name.encode(), value.encode()) for name, value in given]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in (asked or {}).items()],
    }
    run(Returning(application, HERE)(scope, receive, send))
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    return sent[0]["status"], [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]


def location(found: Answer) -> str:
    (place,) = [value for name, value in found[1] if name == "location"]
    return place


def returned(kept: str, query: str = "code=1&state=2", *cookies: tuple[str, str]) -> str:
    """Where the browser is sent after the provider, with this page kept in its cookie."""
    asked = {"cookie": f"other=1; micic_wanted={kept}"}
    return location(answer("/oauth2callback", query, asked, 302, ("location", "/"), *(cookies or [SIGNED_IN])))


def test_on_the_way_out_the_page_is_kept_for_ten_minutes() -> None:
    page = f"{HERE}/answer?a=0123&r=R1.1.1"
    status, headers = answer("/auth/login", "provider=x", {"referer": page}, 302, ("location", "https://login.example"))
    assert (status, headers[0]) == (302, ("location", "https://login.example"))
    assert headers[1:] == [
        (
            "set-cookie",
            f"micic_wanted={quote('/answer?a=0123&r=R1.1.1', safe='')}; Path=/oauth2callback; Max-Age=600; HttpOnly; "
            "SameSite=Lax; Secure",
        )
    ]


def test_on_the_way_back_it_is_opened_and_forgotten() -> None:
    kept = {"cookie": f"micic_wanted={quote('/answer?a=0123', safe='')}"}
    found = answer("/oauth2callback", "code=1&state=2", kept, 302, ("location", "/"), SIGNED_IN)
    assert location(found) == f"{HERE}/answer?a=0123"
    assert any(value.startswith("micic_wanted=; ") and "Max-Age=0" in value for _, value in found[1])


def test_whoever_came_for_nothing_arrives_on_the_first_page() -> None:
    assert location(answer("/oauth2callback", "state=2", {}, 302, ("location", "/"), SIGNED_IN)) == f"{HERE}/"


@pytest.mark.parametrize(
    "kept",
    [
        *("//evil.example", "/\\evil.example", "https://evil.example", ".evil.example", "@evil.example", "evil", ""),
        *("/a/b", "/answer?a=\r\nset-cookie: x=1", "/answer?a=é", "/answer#x", "/" + "a" * 2000),
    ],
)
def test_no_cookie_leads_elsewhere(kept: str) -> None:
    assert returned(quote(kept, safe="")) == f"{HERE}/"


@pytest.mark.parametrize("query", ["error=access_denied&state=2", "code=1&state=2", "error=x"])
def test_where_nobody_has_signed_in_the_page_says_so(query: str) -> None:
    page = quote("/answer?a=0123", safe="")
    assert returned(page, query, NOT_SIGNED_IN) == f"{HERE}/answer?a=0123&sign-in=failed"
    assert returned("", query, ("x", "y")) == f"{HERE}/?sign-in=failed"


def test_after_signing_out_nothing_is_said() -> None:
    found = answer("/oauth2callback", "", {}, 302, ("location", "/"))
    assert found == (302, [("location", "/")])


def test_a_provider_that_cannot_be_reached_is_said_on_the_page() -> None:
    page = {"referer": f"{HERE}/results?a=0123&sign-in=failed"}
    status, headers = answer("/auth/login", "provider=x", page, 400, ("content-type", "text/plain"))
    assert status == 303
    assert ("location", f"{HERE}/results?a=0123&sign-in=unreachable") in headers


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        (f"{HERE}/answer?a=0123", "/answer?a=0123"),
        (f"{HERE}/?invitation=abc_-1", "/?invitation=abc_-1"),
        (f"{HERE}/?sign-in=failed", "/"),
        (f"{HERE}", "/"),
        ("", "/"),
        ("https://evil.example/answer?a=1", "/"),
        (f"{HERE}.evil.example/answer", "/"),
        (f"{HERE}//evil.example", "/"),
        (f"{HERE}/answer?a=%0d%0ax", "/answer?a=%0D%0Ax"),
    ],
)
def test_only_pages_of_this_application_are_wanted(referer: str, page: str) -> None:
    assert wanted_page(referer, HERE) == page


def test_other_answers_stay_as_they_are_but_for_their_cookies() -> None:
    found = answer("/", "", {}, 200, ("set-cookie", "a=1; Path=/"), ("set-cookie", "b=secure; secure"), ("x", "y"))
    assert found == (200, [("x", "y"), ("set-cookie", "a=1; Path=/; Secure"), ("set-cookie", "b=secure; secure")])


def test_a_websocket_passes_untouched() -> None:
    seen: list[Any] = []

    async def application(*call: Any) -> None:
        seen.append(call)

    call: tuple[Any, Any, Any] = ({"type": "websocket"}, object(), object())
    run(Returning(application, HERE)(*call))
    assert seen == [call]
