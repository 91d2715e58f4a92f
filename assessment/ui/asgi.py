"""The web application as ``micic run`` serves it: the pages, compressed and with the headers that protect them."""

from __future__ import annotations

import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from streamlit import config
from streamlit.starlette import App

from assessment.ui.delivery import DELIVERY
from assessment.ui.server import ENTRY


@asynccontextmanager
async def opened(_app: App) -> AsyncIterator[dict[str, Any] | None]:
    """While it is served. Where there is a screen, a browser opens; the port is listened on already."""
    if not config.get_option("server.headless"):
        webbrowser.open(f"http://{config.get_option('server.address')}:{config.get_option('server.port')}")
    yield None


app = App(ENTRY, lifespan=opened, middleware=DELIVERY)
