"""Nuovo ascolto and the desk's day in a browser: it saves itself, answers while one types, works without scripts."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from portico.desks.models import Encounter
from portico.directory.models import ServiceNeed
from portico.kernel.actor import acting, system_actor
from tests.architecture.story import tell
from tests.architecture.world import World, client_of

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def world(transactional_db):
    with transaction.atomic(), acting(None):
        made = World()
        tell(made)
        with acting(system_actor(made.ambito.pk)):
            ServiceNeed.objects.create(ambito=made.ambito, service=made.shelter_service, need_id="housing.eviction")
    return made


@pytest.fixture
def session(world):
    """The cookie of somebody signed in."""

    def cookie(who: str) -> dict[str, str]:
        with transaction.atomic():
            key = client_of(world, who).cookies["sessionid"].value
        return {"name": "sessionid", "value": key, "domain": "localhost", "path": "/"}

    return cookie


@pytest.fixture
def enter(open_page, session, axe, fits_width):
    """`enter("desk_operator", width=390)`: that person's browser; `enter.look(page)` checks the page one is on."""

    def entered(who: str, **viewport: int) -> Page:
        page = open_page(**viewport)
        page.context.add_cookies([session(who)])
        return page

    def look(page: Page) -> None:
        page.wait_for_load_state("networkidle")
        axe(page)
        fits_width(page)

    entered.look = look
    return entered


def heard(world, **values):
    with transaction.atomic(), acting(world.actor("desk_operator")):
        found = Encounter.objects.filter(**values).first()
        return found and {
            "people": [row.person_id for row in found.subjects.all()],
            "needs": {row.need_id for row in found.need_rows.all()},
            "row": found,
        }


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desk", "phone"])
def test_the_page_answers_while_one_types_and_a_draft_is_taken_up_again(enter, world, size):
    page = enter("desk_operator", **size)
    page.goto("/ascolti/nuovo/")
    enter.look(page)
    page.locator("[name=themes][value=housing]").check()
    page.locator("[name=needs][value='housing.eviction']").check()
    expect(page.locator(".l-beside")).to_contain_text("Stanza temporanea")
    page.get_by_label("Con parole sue").fill("Ha ricevuto lo sfratto per gennaio")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Bozza salvata")
    page.goto("/")
    page.goto("/ascolti/nuovo/")
    expect(page.get_by_text("Hai ascolti non finiti")).to_be_visible()
    enter.look(page)
    page.get_by_role("link", name=re.compile("Riprendi")).first.click()
    expect(page.get_by_label("Con parole sue")).to_have_value("Ha ricevuto lo sfratto per gennaio")
    expect(page.locator("[name=needs][value='housing.eviction']")).to_be_checked()
    page.get_by_text("Cerca o registra la persona").click()
    page.locator("[data-lookup]").get_by_label("Cognome", exact=True).first.fill("Altavilla")
    page.locator("[data-lookup]").get_by_role("button", name="Cerca").click()
    page.get_by_role("button", name=re.compile("Scegli")).first.click()
    expect(page.locator("#persone-dettagli")).to_contain_text("informativa non ancora data")
    page.get_by_role("button", name=re.compile("Invia qui")).first.click()
    expect(page.locator("[name=outcomes][value=referral]")).to_be_checked()
    expect(page.locator("[name='re-service']")).to_have_value(str(world.shelter_service.pk))
    page.locator("[name='re-asked']").fill("Un letto")
    expect(page.locator("[name='re-sections'][value=birth]")).to_be_visible()
    page.locator("[name=outcomes][value=appointment]").check()
    enter.look(page)
    # The services beside were renewed with the need: nothing of what was typed went.
    expect(page.get_by_label("Con parole sue")).to_have_value("Ha ricevuto lo sfratto per gennaio")
    page.locator("[name='ap-time']").fill("10:10")
    page.get_by_role("button", name="Concludi e salva").click()
    expect(page).to_have_url(re.compile(r"/ascolti/[0-9a-f-]{36}/$"))
    for said in ("Ascolto salvato", "Appuntamento fissato", "Invio mandato"):
        expect(page.get_by_text(said)).to_be_visible()
    enter.look(page)
    found = heard(world, request="Ha ricevuto lo sfratto per gennaio")
    assert found["people"] == [world.other_person.pk]
    assert found["needs"] == {"housing.eviction"}
    page.goto("/ascolti/nuovo/")
    expect(page.get_by_text("Hai ascolti non finiti")).to_have_count(0)


def test_what_is_wrong_takes_the_focus_and_the_text_stays(enter, world):
    page = enter("desk_operator")
    page.goto("/ascolti/nuovo/")
    page.get_by_label("Con parole sue").fill("Cerca casa")
    page.locator("[name=outcomes][value=referral]").check()
    page.get_by_role("button", name="Concludi e salva").click()
    expect(page.locator(".p-summary")).to_be_focused()
    enter.look(page)
    page.get_by_role("link", name=re.compile("Scegli il servizio")).click()
    expect(page.locator("[name='re-service']")).to_be_focused()
    expect(page.get_by_label("Con parole sue")).to_have_value("Cerca casa")


def test_with_the_keyboard_alone(enter, world):
    page = enter("desk_operator")
    page.goto("/ascolti/nuovo/")
    page.locator("[name=themes][value=digital]").focus()
    page.keyboard.press("Space")
    expect(page.locator("[name=themes][value=digital]")).to_be_checked()
    page.get_by_label("Con parole sue").focus()
    page.keyboard.type("Non entra con lo SPID")
    page.locator("[name=outcomes][value=information]").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Concludi e salva").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/ascolti/[0-9a-f-]{36}/$"))
    assert heard(world, request="Non entra con lo SPID")["row"].anonymous


def test_when_the_session_ends_while_typing_the_page_says_so_and_keeps_the_text(enter, world):
    page = enter("desk_operator")
    page.goto("/ascolti/nuovo/")
    page.context.clear_cookies()
    page.get_by_label("Con parole sue").fill("Cerca casa")
    expect(page.locator("[data-autosave-status]")).to_contain_text("La sessione è scaduta")
    expect(page.get_by_label("Con parole sue")).to_have_value("Cerca casa")


def test_without_scripts_it_is_a_plain_form(browser: Browser, live_server_url, session, world):
    context = browser.new_context(base_url=live_server_url, java_script_enabled=False, locale="it-IT")
    context.add_cookies([session("desk_operator")])
    page = context.new_page()
    page.goto("/ascolti/nuovo/")
    page.locator("[name=themes][value=housing]").check()
    page.get_by_label("Con parole sue").fill("Cerca casa")
    page.get_by_role("button", name="Mostra bisogni e servizi dei temi scelti").click()
    expect(page.get_by_label("Con parole sue")).to_have_value("Cerca casa")
    expect(page.locator(".l-beside")).to_contain_text("Stanza temporanea")
    page.locator("[name=needs][value='housing.eviction']").check()
    page.get_by_role("button", name="Salva la bozza e cerca la persona").click()
    expect(page).to_have_url(re.compile("/persone/nuova/"))
    page.goto(f"/ascolti/nuovo/?persona={world.other_person.pk}")
    page.get_by_role("link", name=re.compile("Riprendi")).first.click()
    expect(page.locator("#chosen-people")).to_contain_text("Altavilla")
    page.get_by_role("button", name="Concludi e salva").click()
    expect(page).to_have_url(re.compile(r"/ascolti/[0-9a-f-]{36}/$"))
    assert heard(world, request="Cerca casa")["people"] == [world.other_person.pk]
    context.close()


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desk", "phone"])
def test_a_day_at_the_desk(enter, world, size):
    page = enter("desk_operator", **size)
    page.goto("/sportello/")
    expect(page).to_have_url(re.compile(f"/sportello/{world.desk.pk}/"))
    page.get_by_label("Nome o iniziali").fill("il signore col cane")
    page.get_by_role("button", name="Aspetta qui").click()
    expect(page.get_by_role("link", name="il signore col cane", exact=True)).to_be_visible()
    enter.look(page)
    page.get_by_role("link", name="Fissa un appuntamento").first.click()
    day = dt.date.today() + dt.timedelta(days=3)
    page.get_by_label("Giorno", exact=True).fill(day.isoformat())
    expect(page.locator("#orari input[name=day]")).to_have_value(day.isoformat())
    page.get_by_label("Oppure un nome o le iniziali").fill("Sig.ra T.")
    page.locator("#orari input[name=slot]").first.check()
    enter.look(page)
    page.get_by_role("button", name="Fissa l'appuntamento").click()
    expect(page.get_by_text("Appuntamento fissato")).to_be_visible()
    page.get_by_role("link", name="Sig.ra T.", exact=True).click()
    enter.look(page)
    page.get_by_text("Disdici", exact=True).click()
    page.get_by_role("button", name="Disdici l'appuntamento").click()
    expect(page.get_by_text("l'orario è di nuovo libero")).to_be_visible()


def test_pages_of_a_listening_and_of_notices_are_accessible(enter, world):
    page = enter("desk_operator")
    base = f"/ascolti/{world.encounter.pk}"
    for address in ("/ascolti/", f"{base}/", f"{base}/correggi/", f"{base}/foglio/", f"/ascolti/{world.anonymous.pk}/chi-era/",
                    f"/persone/{world.person.pk}/informativa/", "/sportello/?tutti=1", f"/appuntamenti/{world.appointment.pk}/sposta/"):  # fmt: skip
        page.goto(address)
        enter.look(page)
    manager = enter("org_manager")
    manager.goto(f"/sportello/{world.desk.pk}/dati/")
    enter.look(manager)
