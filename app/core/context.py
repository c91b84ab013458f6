"""The one argument that every use case takes first."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.settings import Settings
from app.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Context:
    """All a use case needs, whoever calls it: web, API, command line, worker or test.

    The transaction belongs to whoever opened the context; services never commit. ``language`` is the reader's.
    """

    session: Session
    actor: Actor
    now: datetime
    settings: Settings
    vocabulary: Vocabulary
    language: str = "en"

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self.now.date()


class Steps(Protocol):
    """Several short transactions in a row: for work that must hold none while it takes its time, or that keeps
    something although it refuses in the end."""

    def reading(self) -> AbstractContextManager[Context]:
        """A step that only reads."""

    def writing(self) -> AbstractContextManager[Context]:
        """A step that is committed when its block ends well, else rolled back."""
