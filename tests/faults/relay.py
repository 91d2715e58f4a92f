"""A line between a page and its server that can be cut and mended."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from tests.servers import free_port

_CHUNK = 1 << 16


@dataclass
class Relay:
    """Passes bytes on between its own port and the server's, for as long as the line is whole."""

    server: int
    port: int = field(default_factory=free_port)
    _listening: asyncio.Server | None = None
    _lines: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def mend(self) -> None:
        """Listen."""
        self._listening = await asyncio.start_server(self._pass_on, "127.0.0.1", self.port)

    async def cut(self) -> None:
        """Break every connection at once, in the middle of whatever is on its way, and take no new one."""
        if self._listening is not None:
            self._listening.close()
        for line in list(self._lines):
            line.transport.abort()
        self._lines.clear()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.server)
        except OSError:
            writer.transport.abort()
            return
        self._lines |= {writer, back}
        await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
        self._lines -= {writer, back}

    @staticmethod
    async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(_CHUNK):
                sink.write(data)
                await sink.drain()
        sink.transport.abort()
