"""Headers on everything that is served, so that a browser runs, frames, keeps and tells nothing that it should not.

They need no proxy; what needs one (TLS, and HSTS with it) stands in ``deploy/nginx.conf``.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.ui.compression import is_for_ever

# Streamlit needs inline scripts and styles, and WebAssembly; nothing needs `eval`, and nothing comes from elsewhere.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
ON_ALL = {"X-Content-Type-Options": "nosniff"}
ON_PAGES = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # The address of a page names an assessment.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
REFUSED = 1008


class Protection:
    """Wraps an ASGI application: adds the headers, and refuses connections that a page of another site opens.

    Streamlit would refuse those too, but only after asking a server elsewhere for this machine's own address. Pages,
    downloads and all else are kept by no cache, but for files that never change under their name: those go out by the
    hundred and need little.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "websocket" and not is_from_here(Headers(scope=scope)):
            await receive()
            await send({"type": "websocket.close", "code": REFUSED})
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.update(ON_ALL)
                if not is_for_ever(scope["path"], headers):
                    headers.update(ON_PAGES)
            await send(message)

        await self._app(scope, receive, protected)


def is_from_here(asked: Headers) -> bool:
    """Is this opened by one of our own pages, or by no page at all? Browsers always say which page it is.

    >>> [is_from_here(Headers({"host": "here:8501", "origin": origin})) for origin in ("https://here:8501", "null")]
    [True, False]
    """
    origin = asked.get("origin")
    return origin is None or urlsplit(origin).netloc == asked.get("host")
