"""The inbox of referrals in a browser: answering beside the list, and writing with the preview."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from portico.kernel.actor import acting
from portico.referrals.services import refer
from tests.architecture.story import ground
from tests.architecture.world import World, client_of
from tests.factories import make_person

WIDTHS = [1280, 390]


@pytest.fixture
def world(transactional_db):
    with transaction.atomic(), acting(None):
        made = World()
        ground(made)
        desk = made.actor("desk_operator")
        for first, last in (("Amina", "Rossi"), ("Bruno", "Altavilla")):
            person = make_person(
                actor=desk,
                first_name=first,
                last_name=last,
                contacts=[{"kind": "mobile", "value": "333 1", "safety": "safe"}],
            )
            with acting(desk):
                refer(
                    actor=desk, person_id=person.pk, service_id=made.shelter_service.pk, reason="", asked="Una stanza"
                )
        made.amina = person
    return made


@pytest.fixture
def signed_in(open_page, world):
    def enter(who: str, width: int) -> Page:
        page = open_page(width=width, height=850)
        with transaction.atomic():
            session = client_of(world, who).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "domain": "localhost", "path": "/"}])
        return page

    return enter


@pytest.mark.parametrize("width", WIDTHS)
def test_answering_without_leaving_the_list(signed_in, axe, fits_width, width):
    page = signed_in("receiver", width)
    page.goto("/invii/")
    axe(page)
    fits_width(page)
    page.get_by_role("link", name="Amina Rossi").click()
    panel = page.locator("#pannello")
    expect(panel.get_by_role("heading", name="Amina Rossi")).to_be_visible()
    axe(page)
    panel.get_by_text("Non accettare").first.click()
    panel.get_by_role("button", name="Non accettare").click()
    expect(panel.get_by_text("C'è una cosa da sistemare")).to_be_visible()
    panel.get_by_label("Motivo").select_option("no_places")
    panel.get_by_role("button", name="Non accettare").click()
    expect(panel.get_by_text("Hai risposto di no")).to_be_visible()
    expect(panel).not_to_contain_text("Amina")
    axe(page)
    page.get_by_role("button", name="Chiudi").click()
    # The list and its count drew themselves again.
    expect(page.get_by_role("link", name="Amina Rossi")).to_have_count(0)
    expect(page.locator("#viste .p-count").first).to_have_text("1")
    page.get_by_role("link", name="Bruno Altavilla").click()
    panel.get_by_text("Accetta", exact=True).first.click()
    panel.get_by_role("button", name="Accetta", exact=True).click()
    expect(panel.get_by_text("Invio accettato")).to_be_visible()
    expect(panel.get_by_role("link", name="Apri la scheda della persona")).to_be_visible()
    axe(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_preview_shows_what_is_ticked_and_that_goes(signed_in, world, axe, fits_width, width):
    page = signed_in("desk_operator", width)
    page.goto(f"/invii/nuovo/?persona={world.amina.pk}")
    axe(page)
    fits_width(page)
    page.get_by_label("A quale servizio?").fill("sociale adulti")
    page.get_by_role("link", name="Servizio sociale adulti", exact=True).click()
    preview = page.locator(".r-preview")
    expect(preview).to_contain_text("333 1")
    expect(preview.get_by_text("Data di nascita")).to_be_hidden()
    page.get_by_label("Nascita e codici").check()
    expect(preview.get_by_text("Data di nascita")).to_be_visible()
    axe(page)
    fits_width(page)
    page.get_by_label("Che cosa chiedi").fill("Un colloquio")
    page.get_by_role("button", name="Invia", exact=True).click()
    expect(page.get_by_text("Invio partito")).to_be_visible()
    expect(page.get_by_text("Data di nascita")).to_be_visible()
    axe(page)
    fits_width(page)
