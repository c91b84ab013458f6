"""Health answers."""

from typing import Literal

from schemas.base import Schema


class Health(Schema):
    """All is well; anything else is a 503 problem."""

    status: Literal["ok"]
