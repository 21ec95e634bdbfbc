"""Prints HTML with Firefox, told what to do over its Marionette protocol: JSON on a socket."""

import base64
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedRWPair
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..producers import program

PATIENCE = 60  # seconds
PREFERENCES = 'user_pref("marionette.port", 0);\nuser_pref("app.update.enabled", false);\n'


def firefox(source: Path, target: Path, page: dict[str, Any]) -> None:
    """Print an HTML file; `page` is the settings of the command that prints."""
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        _started(Path(profile)) as port,
        socket.create_connection(("127.0.0.1", port), PATIENCE) as line,
        line.makefile("rwb") as talk,
    ):
        _heard(talk)  # its greeting
        _told(talk, "WebDriver:NewSession", {})
        _told(talk, "WebDriver:Navigate", {"url": source.as_uri()})
        printed = _told(talk, "WebDriver:Print", page)["value"]
        _told(talk, "Marionette:Quit", {"flags": ["eForceQuit"]})
    target.write_bytes(base64.b64decode(printed))


@contextmanager
def _started(profile: Path) -> Iterator[int]:
    """Start Firefox with an empty profile; the port at which it listens."""
    (profile / "user.js").write_text(PREFERENCES, encoding="utf-8")
    options = ["--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(
        [program("firefox-esr"), *options], stdin=nothing, stdout=nothing, stderr=nothing
    )
    try:
        yield _port(profile / "MarionetteActivePort")
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()


def _port(told: Path) -> int:
    """The port that Firefox chose, once it has written it down."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if told.exists() and (text := told.read_text(encoding="ascii").strip()):
            return int(text)
        time.sleep(0.05)
    raise TimeoutError("Firefox doesn't listen")


def _told(talk: BufferedRWPair, command: str, parameters: dict[str, Any]) -> Any:
    """Give a command, wait for its answer."""
    message = json.dumps([0, 1, command, parameters]).encode()
    talk.write(b"%d:%s" % (len(message), message))
    talk.flush()
    _, _, error, result = _heard(talk)
    if error:
        raise RuntimeError(f"{command}: {error}")
    return result


def _heard(talk: BufferedRWPair) -> Any:
    """One message: its length in bytes, a colon, JSON."""
    length = b""
    while (digit := talk.read(1)) != b":":
        if not digit:
            raise EOFError("Firefox ended")
        length += digit
    return json.loads(talk.read(int(length)))
