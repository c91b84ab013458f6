"""What a role belongs to."""

import pytest

from app.core.actor import Role
from app.core.errors import Invalid
from app.registry.rules import check_belonging


@pytest.mark.parametrize(
    ("role", "country", "organization"),
    [
        (Role.FOCAL_POINT, "HND", None),
        (Role.SUBMITTER, "HND", None),
        (Role.AGENCY, None, "org_1"),
        (Role.SYSTEM, "HND", None),
        (Role.SYSTEM, None, "org_1"),
        (Role.ADMINISTRATOR, None, None),
    ],
)
def test_a_role_with_what_it_belongs_to_is_accepted(role: Role, country: str | None, organization: str | None) -> None:
    check_belonging(role, country, organization)


@pytest.mark.parametrize(
    ("role", "country", "organization"),
    [
        (Role.FOCAL_POINT, None, None),
        (Role.FOCAL_POINT, "HND", "org_1"),
        (Role.COORDINATOR, "HND", None),
        (Role.SYSTEM, None, None),
        (Role.SYSTEM, "HND", "org_1"),
        (Role.ADMINISTRATOR, "HND", None),
        (Role.ANONYMOUS, None, None),
    ],
)
def test_any_other_is_refused(role: Role, country: str | None, organization: str | None) -> None:
    with pytest.raises(Invalid):
        check_belonging(role, country, organization)
