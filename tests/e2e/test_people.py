"""A person's record in a browser: found or registered, chosen inside another page, described, read on a phone."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import reverse
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
def enter(open_page, world):
    """`enter("desk_operator", width=390)`: that person's browser."""

    def entered(who: str, **viewport: int) -> Page:
        with transaction.atomic():
            key = client_of(world, who).cookies["sessionid"].value
        page = open_page(**viewport)
        page.context.add_cookies([{"name": "sessionid", "value": key, "domain": "localhost", "path": "/"}])
        return page

    return entered


@pytest.fixture
def look(axe, fits_width):
    """Opens an address and checks what is there: no barrier, nothing wider than the screen."""

    def looked(page: Page, address: str = "") -> None:
        if address:
            assert page.goto(address).status == 200
        page.wait_for_load_state("networkidle")
        axe(page)
        fits_width(page)

    return looked


def test_somebody_known_elsewhere_is_met_and_somebody_new_registered(enter, look, world):
    page = enter("other_desk")
    look(page, reverse("people:new"))
    page.get_by_label("Nome", exact=True).fill("Fatima")
    page.get_by_label("Cognome").fill("Zanzarotti")
    page.get_by_label("Data di nascita").fill("1992-05-03")
    page.get_by_role("button", name="Cerca", exact=True).click()
    found = page.locator("#trovate")
    expect(found).to_contain_text("seguita da")
    expect(found).not_to_contain_text("Fatima")
    look(page)
    page.get_by_role("link", name="È qui con me ora").first.click()
    page.get_by_label("Perché la incontri ora").fill("È qui allo sportello")
    page.get_by_role("button", name="È qui con me").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fatima")
    look(page)

    look(page, reverse("people:new"))
    page.get_by_label("Nome", exact=True).fill("Ugo")
    page.get_by_role("button", name="Cerca", exact=True).click()
    form = page.locator("#registra")
    form.get_by_label("Codice", exact=True).fill("RSSMRA85D12G479T")
    form.get_by_label("Cellulare").fill("333 000 0002")
    expect(form.locator("#nascita")).to_contain_text(re.compile("Dal codice|non torna"))
    look(page)
    form.get_by_label("Codice", exact=True).fill("")
    form.get_by_role("button", name="Registra").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ugo")


def test_a_person_is_chosen_inside_another_pages_form_once(enter, look, world):
    page = enter("desk_operator")
    page.goto(reverse("desks:book", args=[world.desk.pk]))
    page.get_by_text("Cerca o registra la persona").first.click()
    panel, chosen = page.locator("[data-lookup]"), page.locator("#chosen-people > li")
    for turn in range(2):
        panel.get_by_label("Nome", exact=True).fill("Fatima")
        panel.get_by_label("Cognome").fill("Zanzarotti")
        panel.get_by_role("button", name="Cerca", exact=True).click()
        panel.get_by_role("button", name="Scegli Fatima Zanzarotti", exact=True).click()
        expect(chosen, f"turn {turn}").to_have_count(1)
    look(page)
    chosen.get_by_role("button", name="Togli").click()
    expect(chosen).to_have_count(0)
    panel.get_by_label("Nome", exact=True).fill("Ivo")
    panel.get_by_role("button", name="Cerca", exact=True).click()
    panel.get_by_text("Registra una persona nuova").click()
    look(page)
    panel.get_by_role("button", name="Registra e scegli").click()
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text("Ivo")


@pytest.mark.parametrize("viewport", [{}, PHONE], ids=["desk", "phone"])
def test_every_page_of_the_record_has_no_barrier(enter, look, world, viewport):
    page = enter("social_worker", **viewport)
    key = world.person.pk
    look(page, reverse("workplace:people"))
    look(page, reverse("workplace:person", args=[key]))
    expect(page.get_by_role("heading", name="Chi vede cosa, fino a quando")).to_be_visible()
    for name in (
        "identity",
        "ground",
        "household",
        "economy",
        "sights",
        "looks",
        "changes",
        "edit_identity",
        "add_relation",
    ):
        look(page, reverse(f"people:{name}", args=[key]))
    look(page, reverse("workplace:print_person", args=[key]))
