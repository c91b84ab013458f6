"""Who calls in a test, as headers with a real token."""

from dataclasses import dataclass, field
from typing import Any

from app.core.actor import SERVICE, Role
from app.core.context import Context
from app.registry import service
from app.registry.service import Belonging
from app.web.house import House

Headers = dict[str, str]
VISITOR: Headers = {}


@dataclass
class Callers:
    """Makes each caller once per test."""

    house: House
    made: dict[tuple[Any, ...], Headers] = field(default_factory=dict)

    def focal_point(self, country: str) -> Headers:
        return self._headers(Belonging(Role.FOCAL_POINT, country=country))

    def country_admin(self, country: str) -> Headers:
        return self._headers(Belonging(Role.COUNTRY_ADMIN, country=country))

    def submitter(self, country: str, institution: str = "Fundación Agua Clara", kind: str = "22") -> Headers:
        return self._headers(Belonging(Role.SUBMITTER, country=country, institution=(institution, kind)))

    def agency(self, organization: str) -> Headers:
        return self._headers(Belonging(Role.AGENCY, organization=organization))

    def coordinator(self, organization: str) -> Headers:
        return self._headers(Belonging(Role.COORDINATOR, organization=organization))

    def system(self, country: str, *scopes: str) -> Headers:
        return self._headers(Belonging(Role.SYSTEM, country=country), frozenset(scopes))

    def system_of(self, organization: str, *scopes: str) -> Headers:
        return self._headers(Belonging(Role.SYSTEM, organization=organization), frozenset(scopes))

    def administrator(self) -> Headers:
        return self._headers(Belonging(Role.ADMINISTRATOR))

    def _headers(self, belonging: Belonging, scopes: frozenset[str] = frozenset()) -> Headers:
        key = (belonging, scopes)
        if key not in self.made:
            with self.house.database.writing() as session:
                ctx = Context(session, SERVICE, self.house.clock(), self.house.settings, self.house.vocabulary)
                _, secret = service.create_token(ctx, belonging, scopes)
            self.made[key] = {"Authorization": f"Bearer {secret}"}
        return self.made[key]
