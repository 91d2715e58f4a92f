"""Writing output: nothing is seen of it until it is complete, and an old file stays until then."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

KEPT_IN_MEMORY = 8 << 20
CHUNK = 1 << 20


def complete(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, handed on once the last of them has been made without an error; until then they wait aside."""
    with tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY) as aside:
        aside.writelines(chunks)
        aside.seek(0)
        while chunk := aside.read(CHUNK):
            yield chunk


def replace_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write the pieces to ``path``; when anything fails, an existing file stays as it was.

    A link is followed; a device or a pipe is written to when all pieces are there.

    Raises:
        OSError: the folder or the file cannot be written.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            file.writelines(complete(chunks))
        return
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
