"""The one argument that every use case takes first."""

from dataclasses import dataclass
from datetime import date, datetime

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
