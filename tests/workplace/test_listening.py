"""Nuovo ascolto: from who is here to what happens next, saved all together or not at all."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from portico.access.models import ReadLog
from portico.casework.models import Case
from portico.casework.services import open_case_directly
from portico.desks.models import Appointment, Encounter, EncounterNote
from portico.desks.services.appointments import add_walk_in, book, cancel
from portico.directory.models import Service, ServiceNeed
from portico.events.models import Event
from portico.kernel.actor import acting, system_actor
from portico.kernel.models import Draft
from portico.organisations.models import Unit
from portico.privacy.models import NoticeDelivery
from portico.referrals.models import Referral, ReferralSection
from tests.architecture.world import World, client_of
from tests.desks.makers import at, bare_count, make_desk, next_workday
from tests.factories import make_person

pytestmark = pytest.mark.django_db

NEW = "/ascolti/nuovo/"


@pytest.fixture
def world():
    made = World()
    with acting(system_actor(made.ambito.pk)):
        unit = Unit.objects.get(pk=made.desk_unit.pk)
        made.service = Service.objects.create(
            ambito=made.ambito, organisation=made.shelter, code="casa", title="Sportello casa", short="Aiuta",
            service_kind="other", phone="0721 000 999",
        )  # fmt: skip
        ServiceNeed.objects.create(ambito=made.ambito, service=made.service, need_id="housing.search")
    made.desk = make_desk(ambito=made.ambito, unit=unit, operators=1)
    return made


@pytest.fixture
def actor(world):
    return world.actor("desk_operator")


@pytest.fixture
def browser(world):
    return client_of(world, "desk_operator")


def text(answer):
    return answer.content.decode()


def form(**values):
    """What the common case types."""
    return {
        "channel": "in_person", "interlocutor": "person", "themes": ["housing"], "needs": ["housing.search"],
        "request": "Cerca casa", "urgency": "ordinary", "narrative": "Dato l'indirizzo", "level": "unit",
        "outcomes": ["information"], "minutes": "20", **values,
    }  # fmt: skip


def save(browser, **values):
    return browser.post(NEW, browser.guard() | form(**values))


def only(actor, model):
    with acting(actor):
        return model.objects.get()


def counts(actor):
    with acting(actor):
        return [
            model.objects.count() for model in (Encounter, Appointment, Referral, Case, NoticeDelivery, EncounterNote)
        ]


class TestTheCommonCase:
    def test_no_more_than_ten_fields_are_in_sight(self, browser):
        said = text(browser.get(NEW))
        shown = re.sub(
            r"<details.*?</details>|<section class=\"l-step.*?</section>|<noscript>.*?</noscript>",
            "",
            said,
            flags=re.DOTALL,
        )
        shown = shown[shown.index('class="l-form"') :]
        names = set(
            re.findall(r'<(?:input|select|textarea)[^>]* name="([\w-]+)"(?! value="[^"]*"[^>]*type="hidden")', shown)
        )
        hidden = {
            "csrfmiddlewaretoken",
            "_nonce",
            "_membership",
            "draft",
            "appointment",
            "interlocutor_note",
            "person_informed",
        }
        assert len(names - hidden) <= 10, names - hidden

    def test_it_is_saved_and_its_page_opens(self, browser, actor):
        person = make_person(actor=actor)
        answer = save(browser, person=str(person.pk), private_note="stanca")
        made = only(actor, Encounter)
        assert answer.url == f"/ascolti/{made.pk}/"
        with acting(actor):
            assert [row.person for row in made.subjects.all()] == [person]
            assert (made.request, made.narrative, made.minutes, made.outcomes) == (
                "Cerca casa",
                "Dato l'indirizzo",
                20,
                ["information"],
            )
            assert [row.need_id for row in made.need_rows.all()] == ["housing.search"]
            assert made.desk_id is not None
            assert EncounterNote.objects.get().text == "stanca"
        assert "Ascolto salvato" in text(browser.get(answer.url))

    def test_it_began_as_many_minutes_ago_as_it_lasted(self, browser, actor):
        save(browser, minutes="40")
        away = timezone.now() - only(actor, Encounter).happened_at
        assert dt.timedelta(minutes=40) <= away < dt.timedelta(minutes=41)

    def test_a_theme_alone_is_enough_and_an_empty_page_is_not(self, browser, actor):
        answer = browser.post(NEW, browser.guard() | {"channel": "phone"})
        assert answer.status_code == 422
        assert "Scegli almeno un tema o scrivi due parole" in text(answer)
        assert browser.post(NEW, browser.guard() | {"themes": ["digital"]}).status_code == 302
        assert counts(actor)[0] == 1

    def test_somebody_who_gives_no_name(self, browser, actor):
        save(
            browser,
            called="la signora con il cane",
            sex="female",
            age_band="y36_50",
            people_count="2",
            municipality="041044",
        )
        made = only(actor, Encounter)
        assert (made.anonymous, made.called, made.people_count, made.municipality) == (
            True,
            "la signora con il cane",
            2,
            "041044",
        )

    def test_several_people_each_with_a_role(self, browser, actor):
        mother, child = make_person(actor=actor), make_person(actor=actor, first_name="Karim")
        save(browser, person=[str(mother.pk), str(child.pk), str(mother.pk)], **{f"role_{child.pk}": "present"})
        with acting(actor):
            assert {row.person: row.role for row in Encounter.objects.get().subjects.all()} == {
                mother: "for_whom",
                child: "present",
            }

    def test_who_speaks_who_sent_where_each_is_and_the_language_are_kept(self, browser, actor, world):
        save(
            browser, interlocutor="acquaintance", interlocutor_note="la vicina", person_informed="no", reason_code="sent_association",
            sent_by="Parrocchia", sent_by_organisation=str(world.municipality.pk), summoned_by="", presence="other_desk",
            person_desk=str(world.desk.pk), operator_place="Pesaro", language="ar", interpreter="needed", other_channel="pec",
            stay_reason="work", operators_present="2", noticed=["mental.distress"], happened_at="2026-03-02T09:30",
        )  # fmt: skip
        made = only(actor, Encounter)
        with acting(actor):
            assert made.person_informed is False
            assert (made.sent_by_organisation_id, made.person_desk_id) == (world.municipality.pk, world.desk.pk)
            assert (made.presence, made.channel, made.language, made.interpreter) == (
                "other_desk",
                "pec",
                "ar",
                "needed",
            )
            assert f"{timezone.localtime(made.happened_at):%Y-%m-%d %H:%M}" == "2026-03-02 09:30"
            assert {row.need_id: row.expressed for row in made.need_rows.all()} == {
                "housing.search": True,
                "mental.distress": False,
            }

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"minutes": "molti"}, "numero intero"),
            ({"minutes": "9999"}, "1440"),
            ({"themes": ["castelli"]}, "Scegli un'opzione valida"),
            ({"urgency": "sempre"}, "Scegli un'opzione valida"),
            ({"happened_at": "domani"}, "valida"),
            ({"happened_at": "2099-01-01T10:00"}, "non può essere nel futuro"),
            ({"people_count": "0"}, "maggiore o uguale a 1"),
            ({"level": "mondo"}, "Scegli un'opzione valida"),
        ],
    )
    def test_what_is_wrong_is_said_the_text_stays_and_nothing_is_saved(self, browser, actor, values, said):
        answer = save(browser, **values)
        assert answer.status_code == 422
        assert said in text(answer).replace("&#x27;", "'")
        assert "Cerca casa" in text(answer)
        assert counts(actor) == [0] * 6

    def test_somebody_elses_person_is_dropped_from_the_page_and_never_recorded(self, browser, world, actor):
        hidden = make_person(actor=world.actor("other_desk"))
        save(browser, person=str(hidden.pk))
        assert only(actor, Encounter).anonymous
        assert browser.get(f"{NEW}?persona={hidden.pk}").status_code == 404

    def test_pressing_twice_saves_once_and_leads_to_the_same_page(self, browser, actor):
        sent = browser.guard() | form(outcomes=["appointment"], **{"ap-day": str(next_workday()), "ap-time": "10:00"})
        first, second = browser.post(NEW, sent), browser.post(NEW, sent)
        assert first.status_code == second.status_code == 302
        assert first.url == second.url
        assert counts(actor)[:2] == [1, 1]

    def test_in_another_role_meanwhile_nothing_is_saved_and_the_text_is_given_back(self, browser, actor):
        answer = browser.post(NEW, browser.guard() | form() | {"_membership": "altro"})
        assert answer.status_code == 409
        assert "Cerca casa" in text(answer)
        assert counts(actor)[0] == 0


class TestStartingFromSomething:
    def test_from_a_person_with_their_language(self, browser, world, actor):
        person = make_person(actor=actor, languages=["ar"], interpreter="needed")
        said = text(browser.get(f"{NEW}?persona={person.pk}"))
        assert "Fatima Benali" in said
        assert '<option value="ar" selected>Arabo' in said
        assert '<option value="needed" selected>' in said
        assert "informativa non ancora data" in said
        with acting(world.actor("dpo")):
            assert ReadLog.objects.filter(what="listening.new", person_id=person.pk).exists()

    def test_from_an_appointment_which_is_then_done(self, browser, world, actor):
        person = make_person(actor=actor)
        with acting(actor):
            booked = book(
                actor=actor,
                desk_id=world.desk.pk,
                starts_at=at(next_workday(), 9),
                person_id=person.pk,
                channel="phone",
            )
        said = text(browser.get(f"{NEW}?appuntamento={booked.pk}"))
        assert f'name="person" value="{person.pk}"' in said
        assert 'value="phone" required' not in said
        assert 'value="phone"' in said
        save(browser, appointment=str(booked.pk), person=str(person.pk))
        with acting(actor):
            assert Appointment.objects.get().state == "done"
            assert Encounter.objects.get().appointment == booked

    def test_from_somebody_who_waits(self, browser, world, actor):
        with acting(actor):
            waiting = add_walk_in(actor=actor, desk_id=world.desk.pk, label="il signore col cane")
        assert 'value="il signore col cane"' in text(browser.get(f"{NEW}?appuntamento={waiting.pk}"))
        save(browser, appointment=str(waiting.pk), called="il signore col cane")
        assert only(actor, Appointment).state == "done"

    def test_an_appointment_a_colleague_cancelled_meanwhile_does_not_stop_the_listening(self, browser, world, actor):
        with acting(actor):
            booked = book(actor=actor, desk_id=world.desk.pk, starts_at=at(next_workday(), 9), label="R.")
            cancel(actor=actor, appointment_id=booked.pk)
        assert save(browser, appointment=str(booked.pk)).status_code == 302
        assert only(actor, Appointment).state == "cancelled"

    def test_somebody_elses_appointment_is_not_found(self, world, actor):
        with acting(actor):
            booked = book(actor=actor, desk_id=world.desk.pk, starts_at=at(next_workday(), 9), label="R.")
        assert client_of(world, "other_desk").get(f"{NEW}?appuntamento={booked.pk}").status_code == 404


class TestWhatHappensNext:
    def test_everything_at_once(self, browser, world, actor):
        person = make_person(actor=actor, contacts=[{"kind": "mobile", "value": "333 000 0001", "safety": "safe"}])
        day = next_workday()
        answer = save(
            browser, person=str(person.pk), outcomes=["appointment", "referral", "case_proposal"],
            **{
                "nt-outcome": "acknowledged", "nt-language": "fr", "nt-read_aloud": "on",
                "ap-day": str(day), "ap-slot": at(day, 9).isoformat(timespec="minutes"), "ap-notes": "portare ISEE",
                "re-service": str(world.service.pk), "re-asked": "Un alloggio", "re-reason": "Sfratto", "re-sections": ["birth", "needs"],
                "pr-unit": str(world.pole.pk), "pr-area": "adults", "pr-reason": "Serve un progetto",
            },
        )  # fmt: skip
        assert answer.status_code == 302, text(answer)
        said = text(browser.get(answer.url))
        for words in (
            "Ascolto salvato",
            "Appuntamento fissato",
            "Invio mandato",
            "Proposta di presa in carico mandata",
        ):
            assert words in said
        with acting(actor):
            encounter = Encounter.objects.get()
            booked, sent, notice = Appointment.objects.get(), Referral.objects.get(), NoticeDelivery.objects.get()
            assert (booked.starts_at, booked.person, booked.notes) == (at(day, 9), person, "portare ISEE")
            assert (sent.state, sent.encounter_id, sent.person_id) == ("sent", encounter.pk, person.pk)
            assert (notice.language, notice.read_aloud, notice.outcome) == ("fr", True, "acknowledged")
            kinds = set(Event.objects.values_list("kind", flat=True))
            assert {
                "encounter_recorded",
                "appointment_booked",
                "referral_sent",
                "case_proposed",
                "notice_delivered",
            } <= kinds
        with acting(world.actor("receiver")):
            assert set(ReferralSection.objects.values_list("section", flat=True)) == {"base", "birth", "needs"}
        with acting(world.actor("coordinator")):
            assert Case.objects.get().encounter_id == encounter.pk

    def test_the_worker_s_case_knows_of_the_contact(self, world):
        worker = world.actor("social_worker")
        person = make_person(actor=worker)
        with acting(worker):
            case = open_case_directly(actor=worker, person_ids=[person.pk], area="adults", reason="Percorso")
            Case.objects.filter(pk=case.pk).update(last_contact_on=dt.date(2024, 1, 8))
        assert save(client_of(world, "social_worker"), person=str(person.pk)).status_code == 302
        assert only(worker, Case).last_contact_on == timezone.localdate()

    @pytest.mark.parametrize(
        ("outcome", "said"),
        [
            ("appointment", ["Scegli un orario"]),
            ("referral", ["Scegli il servizio", "Scrivi che cosa chiedi"]),
            ("case_proposal", ["Scegli l'unità", "Scegli l'area", "Scrivi perché proponi"]),
        ],
    )
    def test_what_is_chosen_needs_its_few_fields(self, browser, actor, outcome, said):
        answer = save(browser, outcomes=[outcome])
        assert answer.status_code == 422
        for words in said:
            assert words in text(answer).replace("&#x27;", "'")
        assert counts(actor) == [0] * 6

    def test_what_is_not_chosen_is_not_done_but_its_text_stays(self, browser, actor):
        answer = save(browser, minutes="x", **{"pr-reason": "Serve un progetto", "ap-time": "10:00"})
        assert "Serve un progetto" in text(answer)
        save(browser, **{"pr-reason": "Serve un progetto", "ap-time": "10:00"})
        assert counts(actor) == [1, 0, 0, 0, 0, 0]

    def test_without_a_person_there_is_no_referral_no_proposal_no_notice(self, browser, world, actor):
        referral = {"re-service": str(world.service.pk), "re-asked": "Un alloggio"}
        assert "Per un invio serve sapere chi è" in text(save(browser, outcomes=["referral"], **referral))
        proposal = {"pr-unit": str(world.pole.pk), "pr-area": "adults", "pr-reason": "Serve"}
        assert "Per una presa in carico serve sapere chi è" in text(
            save(browser, outcomes=["case_proposal"], **proposal)
        )
        assert "scegli la persona" in text(save(browser, **{"nt-outcome": "signed", "nt-language": "it"}))
        assert counts(actor) == [0] * 6

    def test_an_appointment_without_a_name_goes_under_how_she_is_called(self, browser, actor):
        save(browser, outcomes=["appointment"], called="Rosa", **{"ap-day": str(next_workday()), "ap-time": "10:00"})
        assert only(actor, Appointment).label == "Rosa"

    def test_a_time_that_went_meanwhile_undoes_everything_and_says_the_nearest(self, browser, world, actor):
        day, person = next_workday(), make_person(actor=actor)
        with acting(actor):
            book(actor=actor, desk_id=world.desk.pk, starts_at=at(day, 9), label="R.")
        answer = save(
            browser, person=str(person.pk), outcomes=["appointment"],
            **{"ap-day": str(day), "ap-slot": at(day, 9).isoformat(timespec="minutes"), "nt-outcome": "signed", "nt-language": "it"},
        )  # fmt: skip
        assert answer.status_code == 422
        said = text(answer).replace("&#x27;", "'")
        assert "Quell'orario è appena stato preso" in said
        assert "09:30" in said
        assert "Cerca casa" in said
        assert counts(actor) == [0, 1, 0, 0, 0, 0]

    def test_a_suspended_service_refuses_the_referral_and_keeps_the_page(self, browser, world, actor):
        with acting(system_actor(world.ambito.pk)):
            Service.objects.filter(pk=world.service.pk).update(status="suspended", suspended_note="lavori")
        person = make_person(actor=actor)
        referral = {"re-service": str(world.service.pk), "re-asked": "Un alloggio"}
        answer = save(browser, person=str(person.pk), outcomes=["referral"], **referral)
        assert answer.status_code == 422
        assert counts(actor) == [0] * 6

    def test_an_emergency_shows_whom_to_call(self, browser):
        said = text(browser.get(NEW))
        assert "112" in said
        assert "1522" in said

    def test_who_has_no_desk_records_without_booking(self, world):
        worker = client_of(world, "social_worker")
        assert "la tua unità non ne ha uno" in text(worker.get(NEW))
        assert save(worker, outcomes=["appointment"]).status_code == 302


class TestParts:
    def test_the_services_that_answer_come_beside(self, browser):
        assert "compaiono i servizi adatti" in text(browser.get(NEW))
        said = text(browser.post("/ascolti/nuovo/servizi/", browser.guard() | {"needs": ["housing.search"]}))
        assert "Sportello casa" in said
        assert "0721 000 999" in said
        nothing = text(browser.post("/ascolti/nuovo/servizi/", browser.guard() | {"themes": ["digital"]}))
        assert "Nessun servizio" in nothing

    def test_without_scripts_a_button_shows_needs_and_services_and_saves_nothing(self, browser, actor):
        answer = browser.post(NEW, browser.guard() | {"act": "refresh", "themes": ["housing"], "request": "Cerca casa"})
        said = text(answer)
        assert answer.status_code == 200
        assert 'name="needs" value="housing.search"' in said
        assert "Sportello casa" in said
        assert "Cerca casa" in said
        assert "da sistemare" not in said
        assert counts(actor)[0] == 0

    def test_the_people_chosen_bring_their_notice_and_what_may_be_sent(self, browser, actor):
        person = make_person(actor=actor)
        said = text(browser.post("/ascolti/nuovo/persone/", browser.guard() | {"person": str(person.pk)}))
        assert "informativa non ancora data" in said
        assert f'name="role_{person.pk}"' in said
        assert 'name="re-sections" value="birth"' in said

    def test_the_times_of_a_day_come_as_a_part(self, browser):
        day = next_workday(weekday=2)
        said = text(browser.get(f"/ascolti/nuovo/orari/?ap-day={day}"))
        assert at(day, 9).isoformat(timespec="minutes") in said


class TestDrafts:
    KEY = "0198f3c4-0000-7000-8000-000000000001"

    def autosave(self, browser, **values):
        return browser.post("/ascolti/bozze/", browser.guard() | form(draft=self.KEY, **values))

    def test_it_saves_itself_again_and_again_and_leaves_no_event_nor_history(self, browser, actor):
        sent = browser.guard() | form(draft=self.KEY)
        for words in ("Cerca", "Cerca casa", "Cerca casa e lavoro"):
            assert browser.post("/ascolti/bozze/", sent | {"request": words}).status_code == 204
        with acting(actor):
            draft = Draft.objects.get()
            assert draft.subject == self.KEY
            assert draft.data["request"] == ["Cerca casa e lavoro"]
            assert not {"_nonce", "csrfmiddlewaretoken", "_membership"} & set(draft.data)
            assert not Event.objects.exists()
        assert counts(actor)[0] == 0

    def test_it_is_taken_up_again_as_it_was(self, browser, actor):
        person = make_person(actor=actor)
        self.autosave(
            browser,
            person=str(person.pk),
            minutes="12",
            outcomes=["appointment"],
            **{"ap-time": "10:15", "re-asked": "Un letto"},
        )
        with acting(actor):
            assert "Cerca casa" in text(browser.get(f"{NEW}?bozza={Draft.objects.get().pk}"))
        listed = text(browser.get(NEW))
        assert "Hai ascolti non finiti" in listed
        assert "Cerca casa…" in listed
        said = text(browser.get(f"{NEW}?bozza={self.KEY}"))
        for kept in (
            "Cerca casa",
            "Fatima Benali",
            'value="12"',
            'value="10:15"',
            "Un letto",
            'name="needs" value="housing.search"',
        ):
            assert kept in said
        assert "da sistemare" not in said
        assert "Hai ascolti non finiti" not in said

    def test_somebody_registered_meanwhile_joins_it(self, browser, actor):
        self.autosave(browser)
        person = make_person(actor=actor)
        said = text(browser.get(f"{NEW}?bozza={self.KEY}&persona={person.pk}"))
        assert "Fatima Benali" in said
        assert "Cerca casa" in said

    def test_saving_the_listening_takes_the_draft_away(self, browser, actor):
        self.autosave(browser)
        save(browser, draft=self.KEY)
        with acting(actor):
            assert not Draft.objects.exists()

    def test_a_late_autosave_of_a_form_already_sent_brings_no_draft_back(self, browser, actor):
        sent = browser.guard() | form(draft=self.KEY)
        browser.post(NEW, sent)
        assert browser.post("/ascolti/bozze/", sent).status_code == 204
        with acting(actor):
            assert not Draft.objects.exists()

    def test_a_refused_page_keeps_its_draft(self, browser, actor):
        self.autosave(browser)
        save(browser, draft=self.KEY, minutes="x")
        with acting(actor):
            assert Draft.objects.count() == 1

    def test_it_is_discarded_by_its_author(self, browser, actor):
        self.autosave(browser)
        assert browser.post(f"/ascolti/bozze/{self.KEY}/elimina/", browser.guard()).status_code == 302
        with acting(actor):
            assert not Draft.objects.exists()

    def test_a_colleague_neither_reads_nor_discards_it(self, browser, world, actor):
        self.autosave(browser)
        colleague = client_of(world, "desk_colleague")
        assert "Hai ascolti non finiti" not in text(colleague.get(NEW))
        assert colleague.get(f"{NEW}?bozza={self.KEY}").status_code == 404
        assert colleague.post(f"/ascolti/bozze/{self.KEY}/elimina/", colleague.guard()).status_code == 404
        with acting(world.actor("desk_colleague")):
            assert bare_count("kernel_draft") == 0

    def test_a_colleague_with_the_same_key_writes_a_draft_of_their_own(self, browser, world, actor):
        self.autosave(browser)
        colleague = client_of(world, "desk_colleague")
        answer = colleague.post("/ascolti/bozze/", colleague.guard() | form(draft=self.KEY, request="altro"))
        assert answer.status_code == 204
        with acting(actor):
            assert Draft.objects.get().data["request"] == ["Cerca casa"]

    def test_under_another_role_nothing_is_kept(self, browser, actor):
        answer = browser.post("/ascolti/bozze/", browser.guard() | form(draft=self.KEY) | {"_membership": "altro"})
        assert answer.status_code == 409
        with acting(actor):
            assert not Draft.objects.exists()

    def test_without_scripts_a_button_keeps_it_and_goes_to_look_somebody_up(self, browser, actor):
        answer = browser.post(NEW, browser.guard() | form(draft=self.KEY, act="lookup"))
        assert answer.url == "/persone/nuova/"
        answer = browser.post(NEW, browser.guard() | form(draft=self.KEY, act="later"))
        assert answer.url == "/"
        with acting(actor):
            assert Draft.objects.count() == 1
        assert counts(actor)[0] == 0
