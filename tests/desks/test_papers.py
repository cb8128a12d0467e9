"""What a person takes home, what an office asks for, what is filled in by hand."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from portico.access.models import ReadLog
from portico.desks.papers import sheet_languages, words, written
from portico.desks.services.appointments import book
from portico.desks.services.encounters import EncounterData, record_encounter
from portico.directory.models import Service, ServiceNeed
from portico.kernel.actor import acting, system_actor
from portico.organisations.models import Unit
from tests.architecture.world import World, client_of
from tests.desks.makers import at, make_desk, next_workday
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = World()
    with acting(system_actor(made.ambito.pk)):
        unit = Unit.objects.get(pk=made.desk_unit.pk)
        made.service = Service.objects.create(
            ambito=made.ambito, organisation=made.shelter, code="casa", title="Sportello casa", short="Aiuta",
            service_kind="other", phone="0721 000 999", address="via Roma 1",
        )  # fmt: skip
        ServiceNeed.objects.create(ambito=made.ambito, service=made.service, need_id="housing.search")
    made.desk = make_desk(
        ambito=made.ambito, unit=unit, place="Centro civico", address="via dei Tigli 4", phone="0721 000 310"
    )
    actor = made.actor("desk_operator")
    made.person = make_person(actor=actor, languages=["ar"])
    with acting(actor):
        made.appointment = book(
            actor=actor, desk_id=made.desk.pk, starts_at=at(next_workday(), 10), person_id=made.person.pk
        )
        made.encounter = record_encounter(
            actor=actor,
            data=EncounterData(
                people=[(made.person.pk, "for_whom")], needs=["housing.search", "violence.domestic"], minutes=30,
                request="Il marito la minaccia", narrative="Chiamato il centro", happened_at=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC),
            ),
        )  # fmt: skip
    return made


@pytest.fixture
def browser(world):
    return client_of(world, "desk_operator")


def reader(answer):
    assert answer.headers["Content-Type"] == "application/pdf", answer.content.decode()[:2000]
    return PdfReader(io.BytesIO(answer.content))


def text_of(answer):
    return "\n".join(page.extract_text() for page in reader(answer).pages)


def sheet(browser, world, **values):
    form = {
        "language": "it", "needs": ["housing.search"], "did": "Abbiamo chiamato il Comune.", "information": "Il fondo apre il 10.",
        "services": [str(world.service.pk)], "appointment": str(world.appointment.pk), "bring": "Contratto", "call": "0721 000 310",
        "name_operator": "on",
    }  # fmt: skip
    return browser.post(f"/ascolti/{world.encounter.pk}/foglio/", browser.guard() | form | values)


def test_the_page_proposes_the_persons_language_and_nothing_that_tells_too_much(browser, world):
    said = browser.get(f"/ascolti/{world.encounter.pk}/foglio/").content.decode()
    assert '<option value="ar" selected>' in said
    assert 'value="housing.search" id="id_needs_0" checked' in said
    assert 'value="violence.domestic"' in said
    assert 'value="violence.domestic" id="id_needs_1" checked' not in said


def test_the_sheet_holds_what_was_ticked_or_written_and_nothing_else(browser, world):
    said = text_of(sheet(browser, world))
    for words_there in ("Il tuo foglio di oggi", "Abbiamo chiamato il Comune.", "Sportello casa", "0721 000 999", "Contratto", "10:00",
                        "via dei Tigli 4", "112", "1522", "Associazione Alba", "Ambito di Prova"):  # fmt: skip
        assert words_there in said
    for hidden in ("minaccia", "Chiamato il centro", "violenza in", "Benali"):
        assert hidden not in said
    bare = text_of(
        sheet(
            browser,
            world,
            needs=[],
            did="",
            information="",
            services=[],
            appointment="",
            bring="",
            call="",
            name_operator="",
        )
    )
    assert "Per ora non c'è un appuntamento" in bare
    assert "Sportello casa" not in bare
    assert "Prova" not in bare.replace("Ambito di Prova", "")


@pytest.mark.parametrize("language", ["ar", "ur", "bn", "zh", "uk", "ru", "sq", "ro", "fr", "es", "en"])
def test_the_sheet_in_each_language_stands_beside_the_italian_or_says_what_is_missing(browser, world, language):
    answer = sheet(browser, world, language=language)
    if answer.status_code == 422:
        assert "mancano i caratteri per stampare in questa lingua" in answer.content.decode()
        assert "Abbiamo chiamato il Comune." in answer.content.decode()
        assert language in {"ar", "ur", "bn", "zh"}
        return
    made = reader(answer)
    assert made.trailer["/Root"]["/Lang"] == language
    assert "pdfuaid:part" in made.trailer["/Root"]["/Metadata"].get_data().decode()
    pages = [page.extract_text() for page in made.pages]
    assert "Prossimo appuntamento" in "\n".join(pages)
    assert all(len(page) > 100 for page in pages)


def test_printing_is_on_record(browser, world):
    sheet(browser, world)
    browser.get(f"/ascolti/{world.encounter.pk}/attestato/")
    with acting(world.actor("dpo")):
        printed = ReadLog.objects.filter(outcome="printed", person_id=world.person.pk).order_by("id")
        assert list(printed.values_list("what", flat=True)) == ["encounter.sheet", "encounter.certificate"]


def test_the_certificate_says_where_and_when_and_never_why(browser, world):
    answer = browser.get(f"/ascolti/{world.encounter.pk}/attestato/?persona={world.person.pk}")
    said = text_of(answer)
    for there in ("Fatima Benali", "venerdì 20 novembre 2026", "dalle ore 10:00 alle ore 10:30", "via dei Tigli 4"):
        assert there.lower() in said.lower()
    for why in ("casa", "violenza", "minaccia", "Chiamato", "ascolto"):
        assert why not in said
    assert reader(answer).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_without_a_name_the_certificate_leaves_room_for_it(browser, world):
    actor = world.actor("desk_operator")
    with acting(actor):
        anonymous = record_encounter(actor=actor, data=EncounterData(request="x", called="la signora con il cane"))
    said = text_of(browser.get(f"/ascolti/{anonymous.pk}/attestato/"))
    assert "____" in said
    assert "cane" not in said


def test_somebody_who_was_not_there_gets_no_certificate(browser, world):
    other = make_person(actor=world.actor("desk_operator"), first_name="Omar")
    assert browser.get(f"/ascolti/{world.encounter.pk}/attestato/?persona={other.pk}").status_code == 404


def test_the_blank_sheet_has_two_pages_with_every_theme_and_outcome(browser, world):
    answer = browser.get(f"/sportello/{world.desk.pk}/scheda-in-bianco/")
    assert len(reader(answer).pages) == 2
    said = text_of(answer)
    for there in ("Scheda di ascolto", "Soldi e bollette", "Proposta di presa in carico", "non vuole firmare", "1522"):
        assert there in said


def test_another_desk_prints_nothing(world):
    stranger = client_of(world, "other_desk")
    for paper in ("foglio", "attestato"):
        assert stranger.get(f"/ascolti/{world.encounter.pk}/{paper}/").status_code == 404


def test_dates_are_written_as_each_language_does():
    day = dt.date(2026, 11, 23)
    assert words("it").date(day) == "lunedì 23 novembre 2026"
    assert words("fr").date(day).startswith("lundi 23 novembre")
    assert words("xx").language == "it"
    assert len(sheet_languages()) == 12


@pytest.mark.parametrize(
    ("text", "direction"), [("Vieni alle 9", "ltr"), ("10: مرحبا", "rtl"), ("", "ltr"), ("0721", "ltr")]
)
def test_what_was_written_keeps_its_own_direction(text, direction):
    assert written(text)["dir"] == direction
