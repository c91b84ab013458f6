"""Clients that write with an Idempotency-Key and repeat until they are answered, as a careful system does."""

import threading
import uuid
from dataclasses import dataclass, field
from typing import Self

import httpx2

from tests.app.factories import an_offer


@dataclass
class Load:
    """``acknowledged``: key → id of what was created; ``statuses``: everything that was answered."""

    url: str
    headers: dict[str, str]
    clients: int = 4
    acknowledged: dict[str, str] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    slowest: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=self._write) for _ in range(self.clients)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        with httpx2.Client(base_url=self.url, timeout=30) as client:
            while not self._stop.is_set():
                self._create(client, uuid.uuid4().hex)

    def _create(self, client: httpx2.Client, key: str) -> None:
        headers = self.headers | {"Idempotency-Key": key}
        while not self._stop.is_set():
            try:
                answer = client.post("/api/v1/offers", json=an_offer("CRI", plan_reference=key), headers=headers)
            except httpx2.TransportError:
                self._stop.wait(0.05)
                continue
            self.statuses.append(answer.status_code)
            self.slowest = max(self.slowest, answer.elapsed.total_seconds())
            if answer.status_code == 201:
                self.acknowledged[key] = answer.json()["id"]
                return
            self._stop.wait(0.05)
