"""A plan in a browser: written with the family, shared, signed on paper, printed; its pages for everybody."""

from __future__ import annotations

import io

import page as checker
import pytest
from django.db import transaction
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from portico.kernel.actor import acting
from tests.architecture.story import CANARIES, tell
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
    """`working("coordinator", width=390)`: that person's browser; `look(address)` opens and checks a page."""

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


def test_from_the_draft_to_the_signed_pdf(working, world, tmp_path):
    page = working("social_worker")
    page.goto(f"/casi/{world.case.pk}/")
    page.get_by_role("link", name="Nuovo progetto").click()
    working.look(page)
    page.get_by_label("Tipo di progetto").select_option(label="Progetto personalizzato del nucleo")
    page.get_by_label("Titolo").fill("Una casa per noi")
    page.get_by_label("Da dove partiamo").fill("Vivono da un'amica. Lei lavora.")
    page.get_by_role("button", name="Apri la bozza").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Una casa per noi")
    expect(page.get_by_text("Manca almeno un obiettivo.")).to_be_visible()

    # By keyboard alone, from the button to the saved goal.
    page.get_by_role("link", name="Aggiungi un obiettivo").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Ambito di vita").select_option(label="Abitare")
    page.get_by_label("Che cosa vogliamo raggiungere").focus()
    page.keyboard.type("Una stanza a mio nome")
    page.get_by_label("Chi se ne occupa").select_option(label="io")
    page.get_by_role("button", name="Salva").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1. Una stanza a mio nome")).to_be_visible()

    page.get_by_role("link", name="Aggiungi un sostegno").click()
    page.get_by_label("Tipo di sostegno").select_option(label="Accompagnamento al lavoro")
    page.get_by_label("In parole semplici").fill("La tutor viene con te alle visite")
    page.get_by_label("Chi se ne occupa").select_option(index=2)
    working.look(page)
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_text("La tutor viene con te alle visite").first).to_be_visible()
    working.look(page)

    page.get_by_role("link", name="Condividi per la firma").click()
    working.look(page)
    # There is no day to meet again: it asks why, and keeps the rest.
    page.get_by_role("button", name="Condividi").click()
    expect(page.get_by_role("alert").first).to_contain_text("Scrivi perché va bene così")
    page.get_by_label("Perché va bene così").fill("Lo fissiamo alla firma")
    page.get_by_role("button", name="Condividi").click()
    expect(page.get_by_text("In attesa delle firme")).to_be_visible()
    address = page.url

    phone = working("social_worker", **PHONE)
    working.look(phone, address)
    phone.get_by_role("link", name="Registra le firme").click()
    working.look(phone)
    for group in phone.get_by_role("group").all():
        how = group.get_by_label("Come")
        if how.count():
            how.first.select_option(label="su carta")
    paper = tmp_path / "firmato.pdf"
    paper.write_bytes(b"%PDF-1.7\n" + b"x" * 500)
    phone.get_by_label("Copia firmata").set_input_files(paper)
    phone.get_by_role("button", name="Registra le firme").click()
    expect(phone.get_by_text("Progetto firmato: è in vigore.")).to_be_visible()
    working.look(phone)
    phone.get_by_role("link", name="Versione 1").click()
    working.look(phone)
    made = phone.request.get(f"{phone.url}stampa/")
    assert made.status == 200
    assert checker.validate_pdf_bytes(made.body(), profile="pdf/ua-1").is_compliant
    text = " ".join(PdfReader(io.BytesIO(made.body())).pages[0].extract_text().split())
    assert "Una stanza a mio nome" in text and "Versione 1" in text and CANARIES["identity"] in text

    tutor = working("tutor", **PHONE)
    working.look(tutor, address)
    expect(tutor.get_by_role("heading", name="1. Una stanza a mio nome")).to_be_visible()
    expect(tutor.get_by_text("Versioni e firme")).to_have_count(0)


@pytest.mark.parametrize("viewport", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_of_a_plan_fit_and_can_be_used_by_everybody(working, world, viewport):
    page = working("social_worker", **viewport)
    plan, draft = f"/progetti/{world.plan.pk}/", f"/progetti/{world.draft_plan.pk}/"
    for address in (
        "/progetti/",
        f"/casi/{world.case.pk}/",
        f"/casi/{world.case.pk}/progetti/",
        plan,
        f"{plan}misura/",
        f"{plan}misura/nuovo/",
        f"{plan}misura/lavoro/",
        f"{plan}verifica/",
        f"{plan}versioni/1/",
        f"{plan}differenze/",
        f"{plan}concludi/",
        draft,
        f"{draft}modifica/",
        f"{draft}obiettivi/{world.goal.pk}/",
        f"{draft}sostegni/nuovo/",
        f"{draft}impegni/nuovo/",
    ):
        working.look(page, address)
