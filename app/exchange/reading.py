"""Starting the reading process and taking down what it says; the service itself never parses an upload."""

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.core.settings import Settings

log = logging.getLogger(__name__)
ROOT = Path(__file__).parent.parent.parent
#: Bytes that the process may write: ten times the largest upload.
MOST_OUTPUT = 256 * 1024 * 1024
#: A process that was stopped by a limit says nothing more.
STOPPED = {"failed": "too-large", "reason": "limits", "facts": {}}


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of a file: ``lines`` in number, ``last`` of them, and where they are."""

    lines: int
    last: dict[str, Any]
    _file: IO[bytes]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Every line but the last."""
        self._file.seek(0)
        for _ in range(self.lines):
            yield json.loads(self._file.readline())


@contextmanager
def read_upload(settings: Settings, data: bytes) -> Iterator[Told]:
    """What ``app.exchange.reader`` says of an upload, within the limits of the settings. Never raises for what is in
    the file: the last line then says why it could not be read."""
    with tempfile.TemporaryFile() as upload, tempfile.TemporaryFile() as told:
        upload.write(data)
        upload.seek(0)
        _run(settings, upload, told)
        yield _taken_down(told)


def _run(settings: Settings, upload: IO[bytes], told: IO[bytes]) -> None:
    limits = {
        "memory": settings.import_memory_mb * 1024 * 1024,
        "seconds": settings.import_seconds,
        "output": MOST_OUTPUT,
        "rows": settings.import_rows,
    }
    # An environment of its own: the process needs no setting, and must not know a secret.
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-s", "-m", "app.exchange.reader", json.dumps(limits)]
    with tempfile.TemporaryFile() as said:
        try:
            ended = subprocess.run(  # noqa: S603 - our own module with our own numbers
                command,
                stdin=upload,
                stdout=told,
                stderr=said,
                cwd=ROOT,
                env=environment,
                check=False,
                timeout=settings.import_seconds * 2 + 5,
            )
        except subprocess.TimeoutExpired:
            log.warning("reading an upload took too long")
            return
        if ended.returncode:
            said.seek(0)
            log.warning("reading an upload ended with %s: %s", ended.returncode, said.read()[-2000:])


def _taken_down(told: IO[bytes]) -> Told:
    told.seek(0)
    count, last = 0, b""
    for line in told:
        count, last = count + 1, line
    try:
        document = json.loads(last)
    except ValueError:
        return Told(max(count - 1, 0), STOPPED, told)
    if {"end", "failed"} & document.keys():
        return Told(count - 1, document, told)
    return Told(count, STOPPED, told)
