"""Each role at its desk, without script: accessible, small, on a telephone; confirming, delegating, entering a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from app.accounts import queries as accounts
from app.accounts.service import sessions
from app.core.actor import Role
from app.core.signing import signed
from app.home.service import home
from app.records import service as records
from app.records.rules import Action, Kind
from app.registry import queries as registry
from app.subscriptions.service import reminders
from tests.app.accounts.browser import an_account, service_context
from tests.app.factories import a_need, an_offer
from tests.browser import assert_accessible
from tests.journeys.shots import keep
from tests.journeys.site import AGENCY, FOCAL_POINT, Site, open_site

pytestmark = pytest.mark.browser
COORDINATOR, ADMINISTRATOR, SUBMITTER = "coordinacion@example.org", "admin@example.org", "fundacion@ong.example"
ENDING = "Control de calidad del café tostado"
WAYS: dict[str, dict[str, Any]] = {
    "es": {},
    "pt": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    "fr": {"color_scheme": "dark"},
    "en": {"viewport": {"width": 800, "height": 600}},
}
#: A page should be quick on a slow line; the style sheet comes with the first.
HEAVIEST = 60_000
Open = Callable[..., Any]


@dataclass(frozen=True)
class Desks:
    """A site in which something waits and something runs out, and whoever is to be signed in."""

    site: Site
    renewal: str
    off: str

    def enter(self, page: Any, email: str) -> Any:
        """Sign in by a session made by hand; how to sign in is told elsewhere."""
        with self.site.house.database.writing() as session:
            ctx = service_context(self.site.house, session)
            account = registry.account_by_email(session, email)
            assert account is not None
            entered = sessions.enter_fully(ctx, account, None)
        page.context.add_cookies([{"name": "tcdc", "value": entered.secret, "url": self.site.url}])
        return page


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with open_site(tmp_path_factory.mktemp("desks")) as site:
        institution = ("Fundación Agua Clara", "22")
        an_account(site.house, SUBMITTER, Role.SUBMITTER, institution=institution)
        with site.house.database.writing() as session:
            ctx = service_context(site.house, session)
            submitter = registry.account_by_email(session, SUBMITTER)
            focal_point = registry.account_by_email(session, FOCAL_POINT)
            assert submitter is not None
            assert focal_point is not None
            ngo = sessions.as_account(ctx, submitter)
            entry = records.create_record(ngo, Kind.OFFER, an_offer("HND", title="Filtros de agua para escuelas"))
            records.act(ngo, Kind.OFFER, entry.id, Action.SUBMIT)
            records.create_record(ngo, Kind.NEED, a_need("HND", title="Un borrador de la fundación"))
            since = ctx.now - timedelta(days=300)
            for title in (ENDING, "Sala de lactancia en un hospital"):
                old = records.enter(sessions.as_account(ctx, focal_point), Kind.NEED, a_need("HND", title=title))
                records.move(sessions.as_account(ctx, focal_point), old, Action.PUBLISH, since=since)
            reminder = reminders._remember(ctx, old)
            assert reminder is not None
            key = ctx.settings.key
            yielded = Desks(
                site,
                f"/renew/{signed(key, reminders.PURPOSE, f'{reminder.id}.{focal_point.id}')}",
                f"/letters/off/{signed(key, 'letters-off', focal_point.id)}",
            )
        with site.house.database.reading() as session:  # as serving does before the first reader comes
            home(service_context(site.house, session), site.house.index)
        yield yielded


@pytest.fixture(scope="module")
def base_url(desks: Desks) -> str:
    return desks.site.url


@pytest.mark.parametrize("email", [FOCAL_POINT, COORDINATOR, SUBMITTER, AGENCY, ADMINISTRATOR])
@pytest.mark.parametrize("language", WAYS)
def test_the_desk_of_every_role_is_accessible_light_and_small(
    desks: Desks, open_page: Open, language: str, email: str
) -> None:
    page = desks.enter(open_page(locale=language, **WAYS[language]), email)
    look_at(page, f"/{language}/desk")
    keep(page, f"desk {email.split('@', maxsplit=1)[0]} {language}")


@pytest.mark.parametrize("language", WAYS)
def test_the_pages_around_the_desk_are_too(desks: Desks, open_page: Open, language: str) -> None:
    page = open_page(locale=language, **WAYS[language])
    for path in (desks.renewal, desks.off):
        look_at(page, f"/{language}{path}")
    keep(page, f"letters off {language}")
    desks.enter(page, FOCAL_POINT)
    for path in ("/delegations", "/account/letters", "/handover"):
        look_at(page, f"/{language}{path}")


def look_at(page: Any, path: str) -> None:
    answer = page.goto(path)
    assert answer.status == 200
    style = page.request.get(page.locator("link[rel=stylesheet]").get_attribute("href"))
    assert len(answer.body()) + len(style.body()) < HEAVIEST
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)


def test_a_focal_point_sees_who_can_answer_and_confirms_without_script(desks: Desks, open_page: Open) -> None:
    page = desks.enter(open_page(locale="es", java_script_enabled=False), FOCAL_POINT)
    page.goto("/es/desk")
    answered = page.locator("article.meets", has=page.locator(".strength.good, .strength.strong")).first
    assert answered.locator("ol.lines li").count() <= 3
    answered.locator("ol.lines a").first.click()
    assert page.locator("mark").count() > 0
    page.go_back()
    page.get_by_role("button", name=f"Sigue siendo cierto : {ENDING}").or_(
        page.get_by_role("button", name=f"Sigue siendo cierto: {ENDING}")
    ).click()
    assert ENDING in page.get_by_role("status").inner_text()
    assert page.get_by_role("button", name=ENDING).count() == 0
    page.get_by_role("link", name="Filtros de agua para escuelas", exact=True).click()
    assert page.url.split("/")[-2] == "offers"


def test_a_delegate_enters_a_draft_and_the_country_finds_it_marked(desks: Desks, open_page: Open) -> None:
    focal_point = desks.enter(open_page(locale="es", java_script_enabled=False), FOCAL_POINT)
    coordinator = desks.enter(open_page(locale="es", java_script_enabled=False), COORDINATOR)
    assert coordinator.goto("/es/needs/new?country=HND").status == 403
    focal_point.goto("/es/desk")
    focal_point.get_by_role("link", name="Quién puede ingresar borradores por nosotros").click()
    with desks.site.house.database.reading() as session:
        sela = registry.organization_by_acronym(session, "SELA")
        assert sela is not None
        focal_point.locator("#organization").select_option(sela.id)
        until = service_context(desks.site.house, session).today + timedelta(days=30)
    focal_point.locator("#until").fill(until.isoformat())
    focal_point.get_by_role("button", name="Permitir que ingresen borradores").click()
    assert "SELA" in focal_point.locator("table.list").inner_text()

    coordinator.goto("/es/desk")
    coordinator.get_by_role("link", name="Ingresar una necesidad").click()
    coordinator.locator("#title").fill("Un borrador de la coordinación")
    coordinator.locator("button[value=save]").first.click()
    coordinator.goto("/es/desk")
    assert coordinator.get_by_role("link", name="Un borrador de la coordinación").count() == 1

    focal_point.goto("/es/desk")
    waiting = focal_point.locator("#waiting + ul li", has_text="Un borrador de la coordinación")
    assert "Ingresado por SELA" in waiting.inner_text()
    focal_point.goto("/es/delegations")
    focal_point.get_by_role("button", name="Ponerle fin ahora").click()
    assert coordinator.goto("/es/needs/new?country=HND").status == 403


def test_a_record_is_confirmed_by_the_link_without_signing_in(desks: Desks, open_page: Open) -> None:
    page = open_page(locale="es", java_script_enabled=False)
    page.goto(f"/es{desks.renewal}")
    page.get_by_role("button", name="Sí, sigue siendo cierto").click()
    assert "No hay nada más que hacer" in page.get_by_role("status").inner_text()
    assert page.get_by_role("button", name="Sí, sigue siendo cierto").count() == 0


def test_the_submitter_finds_where_its_entries_stand(desks: Desks, open_page: Open) -> None:
    page = desks.enter(open_page(locale="es", java_script_enabled=False), SUBMITTER)
    page.goto("/es/desk")
    row = page.get_by_role("row", name="Filtros de agua para escuelas")
    assert "Enviad" in row.inner_text() or "Presentad" in row.inner_text()
    page.get_by_role("link", name="Seguir").or_(
        page.get_by_role("link", name="Un borrador de la fundación")
    ).first.click()
    assert "/needs/ned_" in page.url


def test_an_agency_goes_from_a_need_near_its_offer_to_the_match(desks: Desks, open_page: Open) -> None:
    page = desks.enter(open_page(locale="fr", java_script_enabled=False), AGENCY)
    page.goto("/fr/desk")
    page.locator("article.meets a[href*='/matches/mat_']").first.click()
    assert "/fr/matches/mat_" in page.url


def test_accounts_of_everyone_at_the_desk_exist(desks: Desks) -> None:
    """The desks above are those of the roles that they are named after."""
    with desks.site.house.database.reading() as session:
        ctx = service_context(desks.site.house, session)
        roles = {account.email: account.role for account, _, _ in accounts.accounts(ctx, None)}
    wanted = {FOCAL_POINT: "focal_point", COORDINATOR: "coordinator", SUBMITTER: "submitter", AGENCY: "agency"}
    assert wanted.items() <= roles.items()
