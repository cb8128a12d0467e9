"""A unit's work on cases in a browser: the answer beside the list, the case's page, a substitution, a departure."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from portico.kernel.actor import acting
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


def test_a_proposal_is_answered_beside_the_list_and_worked_on(working, world):
    page = working("coordinator")
    working.look(page, "/casi/proposte/")
    page.get_by_role("link", name="Bruno Altavilla").click()
    panel = page.locator("#pannello")
    expect(panel.get_by_role("heading", name="Bruno Altavilla")).to_be_visible()
    working.look(page)
    # Sent without a reason, it comes back with what is missing.
    panel.get_by_text("Rimanda a chi l'ha proposta").click()
    panel.get_by_role("button", name="Rimanda indietro").click()
    expect(page.get_by_role("alert")).to_contain_text("Perché la rimandate")
    working.look(page)
    page.get_by_label("Chi la segue").select_option(label=f"{world.memberships['social_worker'].user} – Polo adulti")
    page.get_by_role("button", name="Accogli la presa in carico").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Presa in carico")
    working.look(page)

    page = working("social_worker", **PHONE)
    working.look(page, "/casi/")
    page.get_by_role("link", name="Bruno A.").click()
    page.get_by_role("link", name="Nuova cosa da fare").click()
    page.get_by_label("Che cosa c'è da fare").fill("Chiamare il dormitorio")
    page.get_by_role("button", name="Aggiungi").click()
    expect(page.get_by_text("Chiamare il dormitorio").first).to_be_visible()
    page.get_by_role("button", name="Fatto").click()
    expect(page.get_by_text("Fatto: resta nel filo.")).to_be_visible()
    working.look(page)


@pytest.mark.parametrize("viewport", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_of_a_case_fit_and_can_be_used_by_everybody(working, world, viewport):
    page = working("social_worker", **viewport)
    case, person = f"/casi/{world.case.pk}/", f"/persone/{world.person.pk}/uscita/"
    for address in (
        case,
        f"{case}chiudi/",
        f"{case}consegne/",
        f"{case}equipe/nuova/",
        f"{case}modifica/",
        "/cose-da-fare/",
        "/incarichi/sostituzioni/",
        f"/casi/apri/?persona={world.person.pk}",
        person,
        f"{person}?tipo=deceased",
        f"{person}?tipo=within",
    ):
        working.look(page, address)
