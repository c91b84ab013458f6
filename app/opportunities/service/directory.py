"""The directory of focal points, with the countries that lack an active one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.context import Context
from app.opportunities.service.finding import vacancies
from app.registry import queries as registry
from app.registry.models import FocalPoint
from app.reports import queries as reports


@dataclass(frozen=True, slots=True)
class Directory:
    """``offices``: by country; ``vacant``: countries of the region, and those that take part, without an active focal
    point, each with the day it was last confirmed."""

    offices: Sequence[FocalPoint]
    vacant: tuple[tuple[str, date | None], ...]


def directory(ctx: Context) -> Directory:
    """The public directory; names of persons are not in it."""
    return Directory(registry.focal_points(ctx, None), vacancies(ctx, reports.entries_now(ctx), None, None))
