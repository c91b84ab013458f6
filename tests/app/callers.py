"""Who calls in a test, as headers with a real token."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.core.actor import SERVICE, Role
from app.core.context import Context
from app.registry import service
from app.registry.service import Belonging
from app.web.house import House

Headers = dict[str, str]
VISITOR: Headers = {}


def bearer(secret: str) -> Headers:
    return {"Authorization": f"Bearer {secret}"}


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

    def expired(self, country: str) -> Headers:
        """A focal point whose token ran out the moment it was made."""
        with self.writing() as ctx:
            _, secret = service.create_token(ctx, Belonging(Role.FOCAL_POINT, country=country), expires_days=0)
        return bearer(secret)

    def ended(self, country: str) -> Headers:
        """A focal point whose account was disabled."""
        belonging = Belonging(Role.FOCAL_POINT, country=country)
        with self.writing() as ctx:
            account = service.create_account(ctx, belonging, f"former@{country}.example", "Former", "es")
            _, secret = service.create_token(ctx, belonging, account_id=account.id)
            service.disable_account(ctx, account.email)
        return bearer(secret)

    @contextmanager
    def writing(self) -> Iterator[Context]:
        """The service's own context, committed at the end."""
        house = self.house
        with house.database.writing() as session:
            yield Context(session, SERVICE, house.clock(), house.settings, house.vocabulary)

    def _headers(self, belonging: Belonging, scopes: frozenset[str] = frozenset()) -> Headers:
        key = (belonging, scopes)
        if key not in self.made:
            with self.writing() as ctx:
                _, secret = service.create_token(ctx, belonging, scopes)
            self.made[key] = bearer(secret)
        return self.made[key]
