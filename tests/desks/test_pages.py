"""A desk's pages, as they are used."""

import datetime as dt

import pytest
from django.utils import timezone

from portico.access.models import ReadLog
from portico.desks.models import Appointment, Desk, DeskClosure, DeskHours, Encounter, EncounterNote
from portico.desks.services.appointments import book
from portico.desks.services.encounters import EncounterData, record_encounter
from portico.kernel.actor import acting, system_actor
from portico.organisations.models import Unit
from tests.architecture.world import World, client_of
from tests.desks.makers import at, make_desk, next_workday
from tests.factories import make_person
from tests.support.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = World()
    with acting(system_actor(made.ambito.pk)):
        unit = Unit.objects.get(pk=made.desk_unit.pk)
    made.desk = make_desk(ambito=made.ambito, unit=unit, operators=2, place="Centro civico", phone="0721 000 310")
    return made


@pytest.fixture
def desk(world):
    return world.desk


@pytest.fixture
def actor(world):
    return world.actor("desk_operator")


@pytest.fixture
def browser(world):
    return client_of(world, "desk_operator")


@pytest.fixture
def colleague(world):
    return client_of(world, "desk_colleague")


def text(answer):
    return answer.content.decode()


def listening(actor, *people, **values):
    data = {"request": "Cerca casa", "needs": ["housing.search"], "people": [(p.pk, "for_whom") for p in people]}
    with acting(actor):
        return record_encounter(actor=actor, data=EncounterData(**{**data, **values}))


def appointment(actor, desk, when, **values):
    with acting(actor):
        return book(actor=actor, desk_id=desk.pk, starts_at=when, **{"label": "Sig. R.", **values})


class TestTheDay:
    def test_it_shows_who_is_expected_who_waits_and_what_colleagues_wrote(self, browser, colleague, world, desk, actor):
        day = next_workday()
        person = make_person(actor=actor)
        appointment(actor, desk, at(day, 9), person_id=person.pk, notes="serve mediatrice")
        listening(world.actor("desk_colleague"), person, request="Non trova lavoro", needs=["work"])
        said = text(browser.get(f"/sportello/{desk.pk}/?giorno={day}"))
        assert "09:00" in said
        assert "Fatima B." in said
        assert "serve mediatrice" in said
        assert "Aperto 9:00–13:00, 15:00–18:00" in said
        assert "Non trova lavoro" in text(browser.get(f"/sportello/{desk.pk}/"))
        with acting(world.actor("dpo")):
            assert ReadLog.objects.filter(what="desk.day", person_id=person.pk, outcome="listed").exists()

    def test_a_closed_day_says_why(self, browser, world, desk):
        with acting(system_actor(world.ambito.pk)):
            day = next_workday()
            DeskClosure.objects.create(desk=desk, starts_on=day, ends_on=day, reason="Ponte")
        assert "Ponte" in text(browser.get(f"/sportello/{desk.pk}/?giorno={day}"))

    @pytest.mark.parametrize("day", ["", "domani", "2026-02-31"])
    def test_a_day_that_makes_no_sense_is_today(self, browser, desk, day):
        assert "Senza appuntamento" in text(browser.get(f"/sportello/{desk.pk}/?giorno={day}"))

    def test_somebody_waits_is_received_or_goes_away(self, browser, desk, actor):
        address = f"/sportello/{desk.pk}/arrivo/"
        assert "Scrivi un nome o le iniziali" in text(browser.post(address, browser.guard() | {"label": " "}))
        assert browser.post(address, browser.guard() | {"label": "il signore col cane"}).status_code == 302
        assert "il signore col cane" in text(browser.get(f"/sportello/{desk.pk}/"))
        with acting(actor):
            waiting = Appointment.objects.get()
        browser.post(f"/appuntamenti/{waiting.pk}/assente/", browser.guard())
        with acting(actor):
            assert Appointment.objects.get().state == "no_show"

    def test_it_costs_the_same_with_one_and_with_three(self, browser, desk, actor, django_assert_max_num_queries):
        day = next_workday()
        appointment(actor, desk, at(day, 9), person_id=make_person(actor=actor).pk)
        listening(actor, make_person(actor=actor), happened_at=timezone.now())
        browser.get(f"/sportello/{desk.pk}/?giorno={day}")
        one = queries(browser, f"/sportello/{desk.pk}/?giorno={day}")
        for hour in (10, 11):
            appointment(actor, desk, at(day, hour), person_id=make_person(actor=actor).pk)
            listening(actor, make_person(actor=actor), needs=["work", "health"])
        assert queries(browser, f"/sportello/{desk.pk}/?giorno={day}") == one


class TestBooking:
    def form(self, day, **values):
        return {"day": str(day), "slot": "", "time": "", "channel": "in_person", "label": "Sig. R.", **values}

    def address(self, desk):
        return f"/sportello/{desk.pk}/appuntamenti/nuovo/"

    def test_a_time_offered_is_booked_for_a_person_chosen(self, browser, desk, actor):
        day, person = next_workday(), make_person(actor=actor)
        page = text(browser.get(f"{self.address(desk)}?giorno={day}&persona={person.pk}"))
        slot = at(day, 9, 30).isoformat(timespec="minutes")
        assert f'value="{slot}"' in page
        assert "Fatima Benali" in page
        answer = browser.post(
            self.address(desk), browser.guard() | self.form(day, slot=slot, person=str(person.pk), label="")
        )
        assert answer.url == f"/sportello/{desk.pk}/?giorno={day}"
        with acting(actor):
            booked = Appointment.objects.get()
            assert (booked.person, booked.starts_at) == (person, at(day, 9, 30))

    def test_any_other_time_may_be_written(self, browser, desk, actor):
        day = next_workday()
        browser.post(self.address(desk), browser.guard() | self.form(day, time="19:20", minutes="15"))
        with acting(actor):
            assert Appointment.objects.get().starts_at == at(day, 19, 20)

    def test_a_time_that_went_meanwhile_is_refused_with_the_nearest_and_the_text_stays(self, browser, desk, actor):
        day = next_workday()
        for _ in range(2):
            appointment(actor, desk, at(day, 9))
        slot = at(day, 9).isoformat(timespec="minutes")
        answer = browser.post(self.address(desk), browser.guard() | self.form(day, slot=slot, notes="portare ISEE"))
        assert answer.status_code == 422
        said = text(answer)
        assert "appena stato preso" in said
        assert "I più vicini ancora liberi" in said
        assert "09:30" in said
        assert "portare ISEE" in said

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({}, "Scegli un orario, oppure scrivine un altro"),
            ({"time": "9:00", "label": ""}, "Scegli la persona, oppure scrivi un nome"),
            ({"time": "25:00"}, "ora valid"),
            ({"time": "9:00", "minutes": "900"}, "240"),
            ({"time": "9:00", "channel": "pigeon"}, "Scegli un"),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(self, browser, desk, values, said):
        answer = browser.post(self.address(desk), browser.guard() | self.form(next_workday(), **values))
        assert answer.status_code == 422
        assert said in text(answer)

    def test_pressing_twice_books_once(self, browser, desk, actor):
        form = browser.guard() | self.form(next_workday(), time="10:00")
        assert browser.post(self.address(desk), form).status_code == 302
        assert browser.post(self.address(desk), form).status_code == 302
        with acting(actor):
            assert Appointment.objects.count() == 1

    def test_somebody_elses_person_is_not_found(self, browser, desk, world):
        hidden = make_person(actor=world.actor("other_desk"))
        form = self.form(next_workday(), time="10:00", person=str(hidden.pk))
        assert browser.post(self.address(desk), browser.guard() | form).status_code == 404

    def test_the_times_of_another_day_come_as_a_part(self, browser, desk):
        day = next_workday(weekday=2)
        said = text(browser.get(f"/sportello/{desk.pk}/orari/?giorno={day}"))
        assert said.lstrip().startswith('<div id="orari">')
        assert at(day, 15).isoformat(timespec="minutes") in said


class TestOneAppointment:
    def test_it_is_moved_and_the_old_one_says_where_to(self, browser, desk, actor):
        day = next_workday()
        old = appointment(actor, desk, at(day, 9))
        page = f"/appuntamenti/{old.pk}/sposta/"
        assert "Ora è fissato per" in text(browser.get(page))
        answer = browser.post(
            page, browser.guard() | {"version": "1", "day": str(day), "time": "10:00", "reason": "lavora"}
        )
        assert answer.status_code == 302
        assert "Spostato a" in text(browser.get(f"/appuntamenti/{old.pk}/"))
        assert "Com'era prima" in text(browser.get(answer.url)).replace("&#x27;", "'")

    def test_cancelled_meanwhile_by_a_colleague_says_so(self, browser, colleague, desk, actor):
        item = appointment(actor, desk, at(next_workday(), 9))
        form = {"version": "1", "by_person": "1", "reason": "lavora"}
        address = f"/appuntamenti/{item.pk}/disdici/"
        assert colleague.post(address, colleague.guard() | form).status_code == 302
        answer = browser.post(address, browser.guard() | form)
        assert answer.status_code == 422
        assert "lo stato è cambiato nel frattempo" in text(answer).lower()

    def test_she_is_here(self, browser, desk, actor):
        item = appointment(actor, desk, at(next_workday(), 9))
        assert browser.post(f"/appuntamenti/{item.pk}/arrivo/", browser.guard()).status_code == 302
        with acting(actor):
            assert Appointment.objects.get().state == "arrived"
        assert browser.post(f"/appuntamenti/{item.pk}/volato/", browser.guard()).status_code == 404


class TestListenings:
    def test_the_list_is_narrowed_by_words_name_theme_outcome_operator_and_day(self, browser, world, actor):
        fatima = make_person(actor=actor)
        listening(actor, fatima, outcomes=["information"], happened_at=timezone.now() - dt.timedelta(days=9))
        mate = world.actor("desk_colleague")
        listening(
            mate, request="Non trova lavoro", needs=["work"], called="la signora con il cane", outcomes=["referral"]
        )
        member = world.memberships["desk_colleague"].pk
        day = timezone.localdate() - dt.timedelta(days=2)
        for query, first, second in [
            ("", True, True),
            ("q=casa", True, False),
            ("q=benali", True, False),
            ("q=cane", False, True),
            ("theme=housing", True, False),
            ("outcome=referral", False, True),
            (f"operator={member}", False, True),
            (f"since={day}", False, True),
            (f"until={day}", True, False),
            ("theme=housing&outcome=referral", False, False),
        ]:
            said = text(browser.get(f"/ascolti/?{query}"))
            assert ("Fatima B." in said, "la signora con il cane" in said) == (first, second), query
        assert "Nessun ascolto con questi filtri" in text(browser.get("/ascolti/?q=marte"))

    def test_long_lists_are_paged(self, browser, actor):
        for number in range(27):
            listening(actor, called=f"persona {number}")
        first = text(browser.get("/ascolti/"))
        assert 'rel="next"' in first
        assert "persona 26<" in first
        assert "persona 0<" in text(browser.get("/ascolti/?pagina=2"))
        assert browser.get("/ascolti/?pagina=zero").status_code == 200

    def test_the_list_costs_the_same_with_one_and_with_three_and_no_more_than_twelve(self, browser, actor):
        listening(actor, make_person(actor=actor))
        queries(browser, "/ascolti/")
        one = queries(browser, "/ascolti/")
        for _ in range(2):
            listening(actor, make_person(actor=actor), needs=["work", "health"])
        assert queries(browser, "/ascolti/") == one
        assert one <= 12

    def test_one_says_who_what_and_what_next_and_the_look_is_on_record(self, browser, world, actor):
        person = make_person(actor=actor)
        made = listening(
            actor, person, narrative="Letto la lettera", outcomes=["orientation"], minutes=25, noticed=["mental.distress"],
            private_note="preoccupata", language="ar", interpreter="needed", interlocutor="acquaintance",
            interlocutor_note="la vicina", person_informed=True, people_count=3,
        )  # fmt: skip
        said = text(browser.get(f"/ascolti/{made.pk}/"))
        for words in ("Fatima Benali", "Cerca casa", "Letto la lettera", "Orientamento a un servizio", "25 min", "notato, non detto",
                      "preoccupata", "la vicina", "Arabo", "Solo io"):  # fmt: skip
            assert words in said
        assert "preoccupata" not in text(client_of(world, "desk_colleague").get(f"/ascolti/{made.pk}/"))
        with acting(world.actor("dpo")):
            assert ReadLog.objects.filter(what="encounter.page", person_id=person.pk).count() == 2

    def test_next_week_a_colleague_goes_on(self, colleague, world, actor):
        made = listening(actor)
        address = f"/ascolti/{made.pk}/aggiungi/"
        assert "Scrivi qualcosa" in text(colleague.post(address, colleague.guard() | {"text": " ", "level": "unit"}))
        form = colleague.guard() | {"text": "Ha portato l'ISEE", "level": "unit"}
        assert colleague.post(address, form).status_code == 302
        colleague.post(address, form)
        with acting(actor):
            assert EncounterNote.objects.count() == 1

    def test_correcting_keeps_what_it_was_in_sight(self, browser, colleague, actor):
        made = listening(actor, make_person(actor=actor), minutes=20)
        page = f"/ascolti/{made.pk}/correggi/"
        assert "Cerca casa" in text(browser.get(page))
        form = {
            "version": "1", "request": "Cerca casa e lavoro", "themes": ["housing"], "needs": ["housing.search"],
            "channel": "in_person", "minutes": "20", "level": "unit", "urgency": "ordinary", "interlocutor": "person",
            "happened_at": f"{timezone.localtime(made.happened_at):%Y-%m-%dT%H:%M}",
        }  # fmt: skip
        assert browser.post(page, browser.guard() | form).status_code == 302
        said = text(browser.get(f"/ascolti/{made.pk}/"))
        assert "Com'era prima" in said.replace("&#x27;", "'")
        assert "<del>" in said
        stale = colleague.post(page, colleague.guard() | form | {"request": "Altro"})
        assert stale.status_code == 422
        assert "Nel frattempo qualcun altro" in text(stale)
        assert "Cerca casa e lavoro" in text(stale)
        with acting(actor):
            kept = Encounter.objects.get()
            assert (kept.request, kept.version) == ("Cerca casa e lavoro", 2)
            assert [row.need_id for row in kept.need_rows.all()] == ["housing.search"]

    def test_a_seldom_used_channel_survives_a_correction(self, browser, actor):
        made = listening(actor, channel="pec")
        page = f"/ascolti/{made.pk}/correggi/"
        assert '<option value="pec" selected>' in text(browser.get(page))
        form = {"version": "1", "request": "x", "other_channel": "pec", "themes": ["housing"], "level": "unit"}
        assert browser.post(page, browser.guard() | form).status_code == 302
        with acting(actor):
            assert Encounter.objects.get().channel == "pec"

    def test_who_it_was_is_said_later(self, browser, actor):
        made, person = listening(actor), make_person(actor=actor)
        page = f"/ascolti/{made.pk}/chi-era/"
        assert browser.get(page).status_code == 200
        assert "Scegli la persona" in text(browser.post(page, browser.guard() | {"role": "for_whom"}))
        form = browser.guard() | {"role": "for_whom", "person": [str(person.pk), str(person.pk), "x"]}
        assert browser.post(page, form).status_code == 302
        assert "Fatima Benali" in text(browser.get(f"/ascolti/{made.pk}/"))

    def test_the_needs_of_chosen_themes_come_as_a_part_and_nothing_stands_in_the_address(self, browser):
        answer = browser.post(
            "/ascolti/bisogni/", browser.guard() | {"themes": ["violence"], "needs": ["housing.search"]}
        )
        said = text(answer)
        assert "violence.domestic" in said
        assert 'value="housing.search"' in said
        assert "digital" not in said
        assert browser.get("/ascolti/bisogni/").status_code == 405


class TestSettings:
    def form(self, desk, **values):
        return {
            "version": str(desk.version), "name": "Sportello nuovo", "slot_minutes": "20", "operators": "3",
            "channels": ["in_person"], "themes": ["digital"], "languages": ["it", "ar"], "active": "on",
            "hours-TOTAL_FORMS": "1", "hours-INITIAL_FORMS": "0", "hours-0-weekday": "5", "hours-0-opens": "09:00",
            "hours-0-closes": "12:00", "hours-0-season_from": "", "hours-0-season_until": "",
            "closures-TOTAL_FORMS": "1", "closures-INITIAL_FORMS": "0", "closures-0-starts_on": "2026-12-24",
            "closures-0-ends_on": "2027-01-06", "closures-0-reason": "Natale", **values,
        }  # fmt: skip

    def test_the_organisations_manager_changes_hours_and_closures(self, world, desk):
        manager = client_of(world, "org_manager")
        page = f"/sportello/{desk.pk}/dati/"
        assert "Sportello Alba" in text(manager.get(page))
        form = self.form(desk, hosts=[str(world.association.pk), str(world.municipality.pk)])
        assert manager.post(page, manager.guard() | form).status_code == 302
        with acting(system_actor(world.ambito.pk)):
            kept = Desk.objects.get(pk=desk.pk)
            assert (kept.name, kept.slot_minutes, kept.languages, kept.version) == (
                "Sportello nuovo",
                20,
                ["it", "ar"],
                2,
            )
            assert {host.name for host in kept.hosts.all()} == {"Associazione Alba", "Comune di Prova"}
            assert kept.closures.get().reason == "Natale"
            assert DeskHours.objects.filter(desk=kept, weekday=5).exists()

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"hours-0-closes": "08:00"}, "La chiusura viene dopo"),
            ({"hours-0-season_from": "06-01"}, "Scrivi sia l'inizio sia la fine"),
            ({"hours-0-season_from": "06/01", "hours-0-season_until": "09-30"}, "mese e giorno"),
            ({"closures-0-ends_on": "2026-12-01"}, "L'ultimo giorno viene dopo"),
            ({"slot_minutes": "0"}, "maggiore o uguale a 5"),
            ({"name": ""}, "obbligatorio"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_saved(self, world, desk, values, said):
        manager = client_of(world, "org_manager")
        answer = manager.post(f"/sportello/{desk.pk}/dati/", manager.guard() | self.form(desk, **values))
        assert answer.status_code == 422
        assert said in text(answer).replace("&#x27;", "'")
        with acting(system_actor(world.ambito.pk)):
            assert Desk.objects.get(pk=desk.pk).name == desk.name

    def test_a_stale_page_is_told(self, world, desk):
        manager = client_of(world, "org_manager")
        answer = manager.post(f"/sportello/{desk.pk}/dati/", manager.guard() | self.form(desk, version="7"))
        assert answer.status_code == 422
        assert "Nel frattempo qualcun altro" in text(answer)

    def test_nobody_else_changes_it_by_sql_either(self, world, desk):
        with acting(world.actor("other_desk")):
            assert Desk.objects.filter(pk=desk.pk).update(name="x") == 0
            assert DeskHours.objects.all()._raw_delete("default") == 0
        with acting(world.actor("other_ambito")):
            assert not Desk.objects.exists()


def queries(browser, address):
    return len(queries_of(browser, address))
