"""Diary and documents in a browser: a note from a phone, a scan, a paper that leaves, the dossier."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from portico.kernel.actor import acting
from tests.architecture.story import CANARIES, tell
from tests.architecture.world import World, client_of

PHONE = {"width": 390, "height": 844}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"


@pytest.fixture
def world(transactional_db):
    with transaction.atomic(), acting(None):
        made = World()
        tell(made)
    return made


@pytest.fixture
def working(open_page, world, axe, fits_width):
    """`working("tutor", width=390)`: that person's browser; `look(address)` opens and checks a page."""

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


def test_a_note_written_on_a_phone_is_read_by_the_team(working, world):
    page = working("tutor", **PHONE)
    working.look(page, "/nota/?cerca=zanz")
    # One person of that name: straight to the words.
    expect(page.get_by_label("Che cosa è successo")).to_be_visible()
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_role("alert")).to_contain_text("Scrivi qualcosa")
    working.look(page)
    page.get_by_label("Che cosa è successo").fill("Insieme in questura, due ore di fila.")
    page.get_by_label("Tipo").select_option(label="Accompagnamento")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_text("Scritto nel diario.")).to_be_visible()
    working.look(page)

    page = working("social_worker")
    working.look(page, f"/casi/{world.case.pk}/")
    expect(page.get_by_text("Insieme in questura, due ore di fila.")).to_be_visible()
    working.look(page, f"/persone/{world.person.pk}/?filtro=diario#filo")
    expect(page.get_by_text("Insieme in questura, due ore di fila.")).to_be_visible()
    expect(page.get_by_text(CANARIES["diary_private"])).to_be_visible()


def test_what_was_being_written_is_there_again(working, world):
    page = working("social_worker")
    address = f"/persone/{world.person.pk}/diario/nuovo/"
    working.look(page, address)
    page.get_by_label("Che cosa è successo").fill("Metà di un pensiero")
    with page.expect_response(re.compile("bozza")):
        page.get_by_label("Che cosa è successo").press("Tab")
    page.goto(address)
    expect(page.get_by_label("Che cosa è successo")).to_have_value("Metà di un pensiero")
    expect(page.get_by_text("Hai ritrovato quello che stavi scrivendo.")).to_be_visible()


def test_a_private_note_is_shared_with_the_team_when_its_author_decides(working, world):
    page = working("social_worker")
    working.look(page, f"/diario/{world.private_entry.pk}/")
    expect(page.get_by_text("La leggi solo tu")).to_be_visible()
    page.get_by_role("link", name="Correggi").click()
    page.get_by_label("Presa in carico").select_option(index=1)
    page.get_by_label("Équipe").check()
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_text("Corretto. Com'era resta nella storia.")).to_be_visible()
    page.get_by_text("Com'era prima").click()
    working.look(page)
    page = working("tutor")
    working.look(page, f"/diario/{world.private_entry.pk}/")
    expect(page.get_by_text(CANARIES["diary_private"])).to_be_visible()
    expect(page.get_by_text("Com'era prima")).to_have_count(0)


def test_a_scan_is_kept_numbered_and_given_another_version(working, world):
    page = working("social_worker")
    working.look(page, f"/persone/{world.person.pk}/fascicolo/nuovo/")
    page.get_by_label("File").set_input_files({"name": "nota.txt", "mimeType": "text/plain", "buffer": b"ciao"})
    page.get_by_label("Che documento è").select_option(label="Contratto di locazione")
    page.get_by_label("Titolo").fill("Contratto di via Prova")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_role("alert")).to_contain_text("Si possono caricare solo PDF")
    working.look(page)
    page.get_by_label("File").set_input_files({"name": "c.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="Salva").click()
    page.get_by_role("link", name="Contratto di via Prova").click()
    working.look(page)
    page.get_by_role("link", name="Protocolla").click()
    working.look(page)
    page.get_by_role("button", name="Protocolla").click()
    expect(page.get_by_text("/00001 del").first).to_be_visible()
    page.locator("main summary", has_text="Altro").click()
    page.get_by_role("link", name="Nuova versione").click()
    page.get_by_label("File").set_input_files({"name": "d.pdf", "mimeType": "application/pdf", "buffer": PDF + b"2"})
    page.get_by_label("Perché una nuova versione").fill("Firmato")
    page.get_by_role("button", name="Nuova versione").click()
    expect(page.get_by_role("link", name="Versione 2")).to_be_visible()
    working.look(page)


def test_a_paper_is_prepared_by_keyboard_and_kept_in_the_file(working, world):
    page = working("social_worker", **PHONE)
    working.look(page, f"/persone/{world.person.pk}/carte/")
    page.get_by_role("link", name="Convocazione").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Ora").fill("10:30")
    page.get_by_label("Dove").fill("Via Prova 1")
    working.look(page)
    page.get_by_role("button", name="Prepara").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Pronto: la copia è nel fascicolo.")).to_be_visible()
    working.look(page)


@pytest.mark.parametrize("viewport", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_fit_and_can_be_used_by_everybody(working, world, viewport):
    page = working("social_worker", **viewport)
    person, document = f"/persone/{world.person.pk}/", f"/documenti/{world.document.pk}/"
    for address in (
        "/nota/",
        f"{person}diario/",
        f"{person}diario/nuovo/",
        f"{person}fascicolo/",
        f"{person}fascicolo/nuovo/",
        f"{person}fascicolo/pdf/",
        f"{person}carte/relazione/",
        f"{person}carte/modello/{world.template.pk}/",
        f"/casi/{world.case.pk}/diario/",
        f"/diario/{world.entry.pk}/",
        f"/diario/{world.judicial_entry.pk}/correggi/",
        document,
        f"{document}correggi/",
        f"{document}annulla/",
    ):
        working.look(page, address)
    page = working("coordinator", **viewport)
    for address in ("/modelli/", "/modelli/nuovo/", f"/modelli/{world.template.pk}/"):
        working.look(page, address)
