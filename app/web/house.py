"""What the front door hands to the border: one value in ``app.state.house``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.clock import Clock
from app.core.database import Database
from app.core.settings import Settings
from app.vocabulary import Vocabulary

FindActor = Callable[[Session, str, datetime], Actor | None]
SchemaCheck = Callable[[Session], bool]


@dataclass(frozen=True)
class House:
    """``find_actor``: whose token this is; it lives above the border, so ``main`` hands it over. ``index``: the
    matching index's keeper, known to the rooms that match. ``schema_is_current``: whether all migrations ran."""

    settings: Settings
    database: Database
    vocabulary: Vocabulary
    clock: Clock
    find_actor: FindActor
    schema_is_current: SchemaCheck
    index: Any


def house_of(request: Request) -> House:
    """The house that this application was made with."""
    house: House = request.app.state.house
    return house
