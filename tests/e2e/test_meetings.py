"""Meetings and judicial files in a browser: the coordinator convenes, the minutes become tasks, a file stays closed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from portico.kernel.actor import acting
from portico.meetings.models import Meeting
from tests.architecture.story import tell
from tests.architecture.world import World, client_of

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def world(transactional_db):
    with transaction.atomic(), acting(None):
        made = World()
        tell(made)
    return made


@pytest.fixture
def working(open_page, world, axe, fits_width):
    """`working("coordinator", width=390)`: that person's browser; `look(page, address)` opens and checks a page."""

    def enter(who: str, **viewport: int) -> Page:
        with transaction.atomic():
            key = client_of(world, who).cookies["sessionid"].value
        page = open_page(**viewport)
        page.context.add_cookies([{"name": "sessionid", "value": key, "domain": "localhost", "path": "/"}])
        return page

    def look(page: Page, address: str = "") -> None:
        if address:
            assert page.goto(address).status == 200
        page.wait_for_load_state("networkidle")
        axe(page)
        fits_width(page)

    enter.look = look
    return enter


def test_the_coordinator_convenes_and_the_minutes_become_tasks(working, world):
    page = working("coordinator")
    working.look(page, f"/casi/{world.case.pk}/")
    page.get_by_role("link", name="Convoca").click()
    # Nobody called and nowhere: said beside the fields, nothing lost.
    page.locator("[name=kind]").select_option("verification")
    soon = timezone.localtime() + dt.timedelta(days=2)
    page.locator("[name=starts_on]").fill(soon.date().isoformat())
    page.locator("[name=starts_time]").fill("10:30")
    page.get_by_label("Ordine del giorno").fill("Com'è andata da settembre")
    page.get_by_role("button", name="Convoca").click()
    expect(page.get_by_role("alert")).to_contain_text("dove ci si trova")
    working.look(page)
    page.locator("[name=place]").fill("Sala del polo")
    tutor = world.memberships["tutor"].user
    page.get_by_role("checkbox", name=str(tutor)).check(force=True)
    page.get_by_label("Altre persone").fill("Marta Neri, Scuola Rodari, insegnante")
    page.get_by_role("button", name="Convoca").click()
    expect(page.get_by_text("Incontro convocato.")).to_be_visible()
    expect(page.get_by_text("Marta Neri, insegnante, Scuola Rodari", exact=True)).to_be_visible()
    working.look(page)
    with transaction.atomic(), acting(world.actor("social_worker")):
        # The day comes.
        Meeting.objects.filter(place="Sala del polo").update(starts_at=timezone.now() - dt.timedelta(minutes=5))

    page = working("social_worker", **PHONE)
    working.look(page, "/incontri/")
    page.get_by_role("link", name="Da verbalizzare").click()
    working.look(page, "/incontri/")
    with transaction.atomic(), acting(world.actor("social_worker")):
        key = Meeting.objects.get(place="Sala del polo").pk
    working.look(page, f"/incontri/{key}/")
    page.get_by_role("link", name="Scrivi il verbale").click()
    working.look(page)
    page.get_by_label("Che cosa ci siamo detti").fill("Sta meglio. Vuole riprendere la scuola serale.")
    page.locator("[name=d-0-text]").fill("Chiamare la scuola serale")
    page.locator("[name=d-0-membership]").select_option(value=str(world.memberships["tutor"].pk))
    page.get_by_role("button", name="Chiudi il verbale").click()
    expect(page.get_by_text("Verbale chiuso: le decisioni")).to_be_visible()
    working.look(page)

    page = working("tutor")
    working.look(page, "/cose-da-fare/")
    expect(page.get_by_text("Chiamare la scuola serale").first).to_be_visible()
    working.look(page, f"/incontri/{key}/")
    expect(page.get_by_text("Vuole riprendere la scuola serale.")).to_be_visible()


def test_a_judicial_file_opens_to_who_is_named(working, world):
    page = working("social_worker")
    working.look(page, f"/casi/{world.ward_case.pk}/")
    page.get_by_role("link", name="Apri il fascicolo").click()
    working.look(page)
    page.get_by_role("link", name="Segna un passaggio").click()
    page.get_by_role("radio", name="atti trasmessi alla procura").check(force=True)
    page.get_by_role("button", name="Segna").click()
    expect(page.get_by_text("nei termini")).to_be_visible()
    page.get_by_role("link", name="È partita").click()
    page.get_by_role("button", name="Registra l'invio").click()
    expect(page.get_by_role("alert")).to_contain_text("Protocollo")
    page.locator("[name=protocol]").fill("prot. 12/2026")
    page.get_by_role("button", name="Registra l'invio").click()
    expect(page.get_by_text("prot. 12/2026")).to_be_visible()
    page.get_by_role("link", name="Indica").click()
    page.get_by_label(str(world.memberships["coordinator"].user)).check()
    page.get_by_role("button", name="Indica").click()
    expect(page.get_by_text("Da adesso lo legge.")).to_be_visible()

    named = working("coordinator", **PHONE)
    working.look(named, f"/autorita/{world.file.pk}/")
    colleague = working("pole_colleague")
    assert colleague.goto(f"/autorita/{world.file.pk}/").status == 404
    working.look(colleague, f"/casi/{world.ward_case.pk}/")
    expect(colleague.get_by_text("Autorità giudiziaria")).to_have_count(0)


def test_who_accompanies_marks_who_came_on_a_phone(working, world):
    page = working("tutor", **PHONE)
    working.look(page, "/incontri-protetti/")
    page.get_by_role("link", name="Chi c'era").click()
    for mark in page.locator("input[type=radio][value=present]").all():
        mark.check(force=True)
    page.get_by_label("Com'è andata").fill("Hanno disegnato insieme.")
    working.look(page)
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_text("Hanno disegnato insieme.")).to_be_visible()
    working.look(page)


@pytest.mark.parametrize("viewport", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_of_meetings_and_files_fit_and_can_be_used_by_everybody(working, world, viewport):
    page = working("social_worker", **viewport)
    meeting, file = f"/incontri/{world.meeting.pk}/", f"/autorita/{world.file.pk}/"
    for address in (
        "/incontri/",
        f"/casi/{world.case.pk}/incontri/",
        f"/casi/{world.case.pk}/incontri/nuovo/",
        meeting,
        f"{meeting}invita/",
        f"{meeting}modifica/",
        f"{meeting}annulla/",
        f"{meeting}verbale/",
        "/autorita/",
        "/autorita/uffici/",
        file,
        f"{file}chi-legge/",
        f"{file}documenti/nuovo/",
        f"{file}provvedimenti/nuovo/",
        f"{file}relazioni/nuova/",
        f"{file}udienze/nuova/",
        f"{file}urgenza/nuova/",
        f"{file}incontri/nuovi/",
        f"/autorita/relazioni/{world.report.pk}/invio/",
        f"/autorita/udienze/{world.hearing.pk}/",
        f"/autorita/urgenza/{world.removal.pk}/passaggio/",
        f"/incontri-protetti/{world.protected.pk}/",
    ):
        working.look(page, address)
