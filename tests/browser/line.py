"""A line between a browser and a server that counts what comes over it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Line:
    """Passes connections on to a port of this machine, as they are.

    Attributes:
        port: to connect to instead.
        received: bytes that the server has sent, headers, files and the socket's messages.
    """

    def __init__(self, to: int) -> None:
        self.received = 0
        self._to = to
        self._counting = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                asking, _ = self._listener.accept()
            except OSError:
                return
            answering = socket.create_connection(("127.0.0.1", self._to))
            for one, other, counts in ((asking, answering, False), (answering, asking, True)):
                threading.Thread(target=self._pass_on, args=(one, other, counts), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, counts: bool) -> None:
        try:
            while data := one.recv(65_536):
                if counts:
                    with self._counting:
                        self.received += len(data)
                other.sendall(data)
        except OSError:
            pass
        finally:
            for end in (one, other):
                end.close()


@contextmanager
def line(to: int) -> Iterator[Line]:
    """A line to a port, until the end of the block."""
    laid = Line(to)
    try:
        yield laid
    finally:
        laid.close()
