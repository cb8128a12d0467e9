"""An assessment by keyboard only, at a desk and on a phone; then what the team reads of it."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from portico.assessment.models import Answer, Assessment
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


def tab_to(page: Page, text: str, most: int = 80) -> None:
    """Press Tab until the focus is on something that says this."""
    for _press in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate("() => (document.activeElement.innerText || document.activeElement.value || '').trim()")
        if said.startswith(text):
            return
    pytest.fail(f"no Tab leads to “{text}”")


def marks(world, assessment):
    with transaction.atomic(), acting(world.actor("social_worker")):
        rows = Answer.objects.filter(assessment=assessment).exclude(mark="").select_related("item")
        return {row.item.code: row.mark for row in rows}


def test_a_deep_one_by_keyboard_only(working, world):
    page = working("social_worker")
    draft = world.draft_assessment
    working.look(page, f"/analisi/{draft.pk}/ambiti/housing/")
    # What it was the time before is there, faintly.
    expect(page.locator(".a-before")).to_have_count(1)
    tab_to(page, "1")
    for key in "123450"[:5]:
        page.keyboard.press(key)
    # After the last question the focus is on their own words.
    page.keyboard.type("Un letto mio")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Bozza salvata", timeout=8000)
    assert marks(world, draft) == {
        "housing.security": "1",
        "housing.costs": "2",
        "housing.conditions": "3",
        "housing.space": "4",
        "housing.home_management": "5",
    }
    working.look(page)
    tab_to(page, "Salva e continua")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Situazione economica")).to_be_focused()
    page.keyboard.press("Tab")
    for key in ("6", "0", "-"):
        page.keyboard.press(key)
    tab_to(page, "Vai alla fine")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Prima di concludere")
    working.look(page)
    tab_to(page, "Concludi l'analisi")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Analisi conclusa.")).to_be_visible()
    expect(page.locator(".a-priorities li").first).to_contain_text("Stabilità dell'abitazione")
    working.look(page)
    assert marks(world, draft)["economic.essentials"] == "not_relevant"
    with transaction.atomic(), acting(world.actor("social_worker")):
        assert Assessment.objects.get(pk=world.assessment.pk).state == "superseded"


def test_a_short_one_begins_from_the_person_on_a_phone(working, world):
    page = working("pole_colleague", **PHONE)
    working.look(page, f"/analisi/nuova/?persona={world.person.pk}")
    page.get_by_role("button", name="Inizia").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Analisi preliminare")
    working.look(page)
    page.locator("label", has_text="Sì").first.click()
    page.get_by_role("button", name="Salva e vai alla fine").click()
    expect(page.get_by_text("Intervento urgente").first).to_be_visible()
    working.look(page)
    page.get_by_role("button", name="Concludi l'analisi").click()
    expect(page.get_by_role("alert")).to_contain_text("Come si prosegue")
    page.get_by_role("radio", name="Nuovo ascolto").check()
    page.get_by_role("button", name="Concludi l'analisi").click()
    expect(page.get_by_text("Analisi conclusa.")).to_be_visible()
    working.look(page)


def test_two_colleagues_on_one_draft_lose_nothing(working, world):
    address = f"/analisi/{world.draft_assessment.pk}/ambiti/housing/"
    first, second = working("social_worker"), working("pole_colleague")
    first.goto(address)
    second.goto(address)
    first.locator("label[data-level='2']").first.click()
    first.get_by_role("button", name="Salva e continua").last.click()
    first.wait_for_url("**/economic/**")
    second.locator("label[data-level='5']").first.click()
    second.get_by_role("button", name="Salva e continua").last.click()
    expect(second.get_by_text("State scrivendo in due")).to_be_visible()
    expect(second.locator(".a-clash")).to_contain_text("2 · Problema moderato")
    working.look(second)
    assert marks(world, world.draft_assessment) == {"housing.security": "2"}
    second.get_by_role("button", name="Salva e continua").last.click()
    second.wait_for_url("**/economic/**")
    assert marks(world, world.draft_assessment) == {"housing.security": "5"}


@pytest.mark.parametrize("viewport", [{}, PHONE], ids=["desk", "phone"])
def test_the_pages_fit_and_can_be_used_by_everybody(working, world, viewport):
    page = working("social_worker", **viewport)
    done, short = f"/analisi/{world.assessment.pk}/", f"/analisi/{world.short_assessment.pk}/"
    for address in (
        done,
        f"{done}confronto/",
        f"{done}priorita/",
        short,
        f"/analisi/{world.draft_assessment.pk}/ambiti/health/",
        f"/persone/{world.person.pk}/analisi/",
        f"/persone/{world.person.pk}/",
        f"/casi/{world.case.pk}/",
        "/analisi/moduli/",
        f"/analisi/moduli/{world.assessment.form_id}/",
    ):
        working.look(page, address)
    page = working("coordinator", **viewport)
    working.look(page, "/analisi/moduli/nuovo/")
    page = working("tutor", **viewport)
    working.look(page, done)
    expect(page.get_by_text("Motivazione e fiducia").first).to_be_visible()
    assert page.get_by_text("Stabilità dell'abitazione").count() == 0
