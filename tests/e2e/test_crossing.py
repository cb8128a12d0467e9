"""The crossing: a desk of an association, the municipal service, a cooperative; four people, one thread."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from portico.kernel.actor import acting
from tests.architecture.story import ground
from tests.architecture.world import World
from tests.factories import PASSWORD

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def world(transactional_db):
    with transaction.atomic(), acting(None):
        made = World()
        ground(made)
        for membership in made.memberships.values():
            membership.user.set_password(PASSWORD)
            membership.user.save()
    return made


@pytest.fixture
def signed_in(open_page, world, axe, fits_width):
    """`signed_in("desk_operator", width=390)`: that person's browser; `look()` checks the page one is on."""

    def enter(who: str, **viewport: int) -> Page:
        page = open_page(**viewport)
        page.goto("/accesso/login/")
        axe(page)
        page.get_by_label("Posta elettronica").fill(world.memberships[who].user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Entra").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Anna")
        look(page)
        return page

    def look(page: Page) -> None:
        page.wait_for_load_state("networkidle")
        axe(page)
        fits_width(page)

    enter.look = look
    return enter


def register_fatima(page: Page) -> None:
    """Look up first, then register: from inside the listening."""
    page.get_by_text("Cerca o registra la persona").click()
    panel = page.locator("[data-lookup]")
    panel.get_by_label("Nome", exact=True).first.fill("Fatima")
    panel.get_by_label("Cognome", exact=True).first.fill("Benali")
    panel.get_by_label("Data di nascita").first.fill("1992-05-03")
    panel.get_by_role("button", name="Cerca").click()
    expect(panel.get_by_text("Nessuna persona trovata")).to_be_visible()
    panel.get_by_text("Registra una persona nuova").click()
    quick = panel.locator("[data-quick]")
    quick.locator("[name$=phone]").fill("333 000 0001")
    quick.get_by_role("button", name="Registra e scegli").click()
    expect(page.locator("#chosen-people")).to_contain_text("Fatima")


def listen(page: Page, look, world: World) -> None:
    """The listening on one page, with a referral to the municipal service."""
    page.get_by_role("link", name="Nuovo ascolto").first.click()
    look(page)
    register_fatima(page)
    page.locator("[name=themes][value=housing]").check()
    page.get_by_label("Con parole sue").fill("Ho lo sfratto, non so dove andare")
    page.get_by_label("Che cosa abbiamo fatto", exact=True).fill("Spiegato il termine di grazia. Molto spaventata.")
    page.locator("summary", has_text="Un appunto solo tuo").click()
    page.locator("[name=private_note]").fill("Piange quando parla del fratello")
    page.locator("[name=outcomes][value=referral]").check()
    step = page.locator(".l-step-referral")
    step.locator("select[name$=service]").select_option(str(world.pole_service.pk))
    step.locator("[name$=asked]").fill("Una presa in carico")
    step.locator("[name$=reason]").fill("Sfratto tra tre settimane, due figli")
    look(page)
    page.get_by_role("button", name="Concludi e salva").click()
    expect(page).to_have_url(re.compile(r"/ascolti/[0-9a-f-]{36}/"))
    look(page)


def take_in_charge(page: Page, look, world: World) -> None:
    """The coordinator finds the referral on today's page and gives the case to a named worker."""
    page.get_by_role("link", name=re.compile("Fatima")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fatima")
    expect(page.get_by_text("Una presa in carico").first).to_be_visible()
    assert "Piange" not in page.content()
    look(page)
    page.locator("summary", has_text="Accetta e prendi in carico").click()
    form = page.locator("form[action$='/prendi-in-carico/']")
    form.locator("[name=area]").select_option("adults")
    look(page)
    form.get_by_role("button").click()
    expect(page.get_by_text("In corso").first).to_be_visible()
    page.goto("/casi/")
    page.get_by_role("link", name="Da assegnare").click()
    page.get_by_role("link", name=re.compile("Fatima")).first.click()
    look(page)
    page.goto(page.url + "assegna/")
    page.locator("[name=manager]").select_option(str(world.memberships["social_worker"].pk))
    page.locator("main form").get_by_role("button").last.click()
    expect(page.get_by_text("/00001").first).to_be_visible()
    look(page)


def test_from_the_desk_to_a_case(signed_in, world):
    look = signed_in.look

    desk = signed_in("desk_operator")
    listen(desk, look, world)
    # Sent twice by a nervous hand: one listening, one referral.
    desk.go_back()
    desk.goto("/ascolti/")
    expect(desk.get_by_role("link", name=re.compile("Fatima"))).to_have_count(1)
    look(desk)

    coordinator = signed_in("coordinator")
    take_in_charge(coordinator, look, world)

    worker = signed_in("social_worker", **PHONE)
    worker.goto("/casi/")
    worker.get_by_role("link", name=re.compile("Fatima")).first.click()
    expect(worker.get_by_text(re.compile("attiva|accolta", re.I)).first).to_be_visible()
    look(worker)
    worker.goto(worker.url + "equipe/nuova/")
    tutor_name = str(world.memberships["tutor"].user)
    worker.locator(f"[name=membership][value='{world.memberships['tutor'].pk}']").check()
    worker.locator("main form").get_by_role("button").last.click()
    expect(worker.get_by_text(tutor_name).first).to_be_visible()

    tutor = signed_in("tutor", **PHONE)
    tutor.goto("/persone/")
    tutor.get_by_role("link", name=re.compile("Fatima|Benali")).first.click()
    expect(tutor.get_by_role("heading", level=1)).to_contain_text("Fatima")
    assert "spaventata" not in tutor.content(), "what the desk wrote for itself stays with the desk"
    look(tutor)

    desk.goto("/persone/")
    desk.get_by_role("link", name=re.compile("Fatima|Benali")).first.click()
    expect(desk.get_by_text(str(world.memberships["social_worker"].user)).first).to_be_visible()
    look(desk)

    stranger = signed_in("other_desk")
    stranger.goto("/cerca/?q=Fatima")
    assert "Benali" not in stranger.locator("main").inner_text()
    look(stranger)
