"""What the front door hands to the border: one value in ``app.state.house``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from app.core.actor import Actor, SignedIn
from app.core.clock import Clock
from app.core.database import Database
from app.core.settings import Settings
from app.vocabulary import Vocabulary

FindActor = Callable[[Session, str, datetime], Actor | None]
FindSession = Callable[[Session, str, datetime, Settings], SignedIn | None]
MarkSession = Callable[[Session, str, datetime], None]
SchemaCheck = Callable[[Session], bool]


@dataclass(frozen=True)
class House:
    """``find_actor``: whose token this is, ``find_session``: whose cookie, ``mark_session``: notes that it was used;
    they live above the border, so ``main`` hands them over. ``index``: the matching index's keeper, known to the
    rooms that match. ``schema_is_current``: whether all migrations ran. ``provider``: of single sign-on, known to the
    accounts; None when there is none."""

    settings: Settings
    database: Database
    vocabulary: Vocabulary
    clock: Clock
    find_actor: FindActor
    find_session: FindSession
    mark_session: MarkSession
    schema_is_current: SchemaCheck
    index: Any
    provider: Any


def house_of(request: Request) -> House:
    """The house that this application was made with."""
    house: House = request.app.state.house
    return house
