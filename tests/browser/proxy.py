"""The real nginx with the configuration of ``deploy``, on the loopback address, in front of workers."""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path

from tests.browser.conftest import free_port
from tests.programs import nginx_program

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NAME = "micic.example.org"
# What stands around the configuration in /etc/nginx/nginx.conf; the log says which worker answered.
AROUND = """
{user} daemon off; pid {folder}/pid; error_log {folder}/errors; worker_processes 1;
events {{ worker_connections 256; }}
http {{
    include {types};
    log_format workers '$upstream_addr $status $request_uri';
    access_log {folder}/answered workers;
    client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/replies;
    fastcgi_temp_path {folder}/1; uwsgi_temp_path {folder}/2; scgi_temp_path {folder}/3;
    include {folder}/micic.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A running nginx.

    Attributes:
        port: of the encrypted side.
        plain_port: of the side that only sends people to the encrypted one.
        folder: where its configuration, certificate and logs are.
    """

    port: int
    plain_port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def connection(self) -> HTTPSConnection:
        """To it, trusting nothing but its certificate."""
        trusting = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        return HTTPSConnection("localhost", self.port, context=trusting, timeout=20)

    def answered(self) -> list[tuple[str, str, str]]:
        """(worker, status, path) of each request that is done."""
        lines = (self.folder / "answered").read_text(encoding="utf-8").splitlines()
        return [(worker, status, path) for worker, status, path in (line.split(" ", 2) for line in lines)]


def configured(folder: Path, port: int, plain_port: int, workers: list[int]) -> str:
    """The configuration with what a person changes: the name, the certificate, the workers; and the ports."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    for one, other, count in (
        (NAME, "localhost", 2),
        ("listen 443 ", f"listen 127.0.0.1:{port} ", 1),
        ("listen 80;", f"listen 127.0.0.1:{plain_port};", 1),
        ("/etc/nginx/certificates", str(folder), 2),
        ("127.0.0.1:8501", f"127.0.0.1:{workers[0]}", 1),
        ("127.0.0.1:8502", f"127.0.0.1:{workers[1]}", 1),
    ):
        settings = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
        assert settings.count(one) == count, one
        text = text.replace(one, other)
    return text


@contextmanager
def proxy(folder: Path, workers: list[int]) -> Iterator[Proxy]:
    """nginx in front of two workers, until the end of the block."""
    program = nginx_program()
    assert program, "python -m tests.programs brings nginx"
    folder.chmod(0o755)
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )
    port, plain_port = free_port(), free_port()
    (folder / "micic.conf").write_text(configured(folder, port, plain_port, workers), encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    around = AROUND.format(folder=folder, types="/etc/nginx/mime.types", user=user)
    (folder / "nginx.conf").write_text(around, encoding="utf-8")
    command = [program, "-p", str(folder), "-e", str(folder / "errors"), "-c", str(folder / "nginx.conf")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        yield Proxy(port, plain_port, folder)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder / "replies", ignore_errors=True)
