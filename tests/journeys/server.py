"""The service as it is run: `python -m app serve` in a process of its own, on a free port and folder."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from app.core.clock import utc_now
from app.core.settings import Settings
from app.main import make_house
from app.web.house import House
from tests.app.callers import Callers

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What ``holds`` gives as soon as that is true. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.02)
    raise TimeoutError


@dataclass
class Server:
    """``environment``: the TCDC_ variables it is started with, above those of the folder and port."""

    folder: Path
    database_url: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def variables(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TCDC_", "COV_"))}
        ours = {
            "TCDC_DATA_DIR": str(self.folder / "data"),
            "TCDC_PORT": str(self.port),
            "TCDC_DATABASE_URL": self.database_url,
        }
        return kept | ours | self.environment

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "app", *words]

    def start(self, *words: str) -> "Server":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command("serve", *words),
                cwd=ROOT,
                env=self.variables(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    def is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        try:
            return bool(httpx2.get(f"{self.url}/health/ready", timeout=10).is_success)
        except httpx2.TransportError:
            return False

    def wait_until_ready(self) -> "Server":
        wait_until(self.is_ready)
        return self

    def send(self, signum: int) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signum)

    def kill(self) -> None:
        """The whole process group, at once."""
        if self.process is not None and self.process.poll() is None:
            self.send(signal.SIGKILL)
            self.process.wait(PATIENCE)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Another command on the same store."""
        return subprocess.run(
            self.command(*words),
            cwd=ROOT,
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    @contextmanager
    def house(self) -> Iterator[House]:
        """The same store from inside this process, beside the server."""
        settings = Settings(_env_file=None, data_dir=self.folder / "data", database_url=self.database_url)
        house = make_house(settings, utc_now)
        try:
            yield house
        finally:
            house.database.dispose()

    def headers(self, country: str) -> dict[str, str]:
        """A focal point's."""
        with self.house() as house:
            return Callers(house).focal_point(country)
