"""A death or a move, in one act; and its undoing within a day."""

import datetime as dt

import pytest
from django.utils import timezone

from portico.casework.models import Case, CaseSubject
from portico.casework.services import add_member, add_subject, open_case_directly, suspend_case
from portico.desks.models import Appointment, Desk, DeskHours
from portico.desks.services.appointments import book
from portico.directory.models import Service
from portico.events.models import EventSubject, Notification
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.organisations.models import Unit
from portico.people.models import Address, Person
from portico.referrals.models import Referral
from portico.referrals.services import refer
from portico.thread.models import Task
from portico.thread.services import create_task
from portico.workplace.selectors.departure import departure_plan
from portico.workplace.services.departure import record_departure, undo_departure
from tests.casework.test_pages import Browser
from tests.factories import make_person

TODAY = timezone.localdate()


@pytest.fixture
def lived(net, active):
    """The person has a case with a team, things to do, an appointment at the desk, a referral sent by it."""
    with acting(system_actor(net.ambito.pk)):
        unit = Unit.objects.select_related("organisation").get(pk=net.desk.unit_id)
        elsewhere = Unit.objects.select_related("organisation").get(pk=net.other_desk.unit_id)
        net.place = Desk.objects.create(unit=unit, name="Sportello A", slot_minutes=30, operators=2)
        for day in range(7):
            DeskHours.objects.create(desk=net.place, weekday=day, opens=dt.time(8), closes=dt.time(20))
        net.service = Service.objects.create(
            ambito=net.ambito,
            organisation=elsewhere.organisation,
            unit=elsewhere,
            code="stanza",
            title="Stanza",
            short="Aiuta",
            service_kind="other",
            last_verified=TODAY,
        )
    with acting(net.desk):
        tomorrow = (timezone.localtime() + dt.timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
        net.appointment = book(actor=net.desk, desk_id=net.place.pk, starts_at=tomorrow, person_id=net.person.pk)
        net.referral = refer(
            actor=net.desk, person_id=net.person.pk, service_id=net.service.pk, reason="Dorme fuori", asked="Un posto"
        )
    with acting(net.worker):
        add_member(actor=net.worker, case_id=active.pk, membership_id=net.tutor.membership_id, role="case_contributor")
        net.task = create_task(
            actor=net.worker,
            title="Chiamare la scuola",
            due_on=TODAY,
            assigned_token=net.worker.user_token,
            person=net.person,
            source_kind="case",
            source_id=active.pk,
        )
    net.case = active
    return net


def record(net, actor, kind="deceased", **values):
    with acting(actor):
        given = {"on": TODAY, "destination": "other_region_service" if kind == "moved" else ""}
        return record_departure(actor=actor, person_id=net.person.pk, kind=kind, **{**given, **values})


def test_a_death_puts_everything_in_order(lived):
    done = record(lived, lived.worker)
    assert (done.closed, done.appointments, done.tasks) == (1, 1, 1)
    with acting(lived.worker):
        person = Person.objects.get()
        assert (person.life_status, person.life_status_on, person.messages_stopped) == ("deceased", TODAY, True)
        case = Case.objects.get()
        assert (case.state, case.closure_reason) == ("closed", "death")
        assert Task.objects.get().state == "dropped"
        assert EventSubject.objects.filter(kind="person_deceased", person=person).exists()
    with acting(lived.desk):
        assert Appointment.objects.get().state == "cancelled"
        assert Notification.objects.filter(kind="people.departure").exists()
        # What the desk sent is the desk's to take back: it was told.
        assert Referral.objects.get().state == "sent"
    with acting(lived.tutor):
        assert not Person.objects.exists()


def test_who_sent_a_referral_takes_it_back_in_the_same_act(lived):
    done = record(lived, lived.desk)
    assert (done.closed, done.referrals, done.appointments) == (0, 1, 1)
    with acting(lived.desk):
        assert Referral.objects.get().state == "cancelled"
    with acting(lived.worker):
        assert Case.objects.get().state == "active"
        told = Notification.objects.filter(kind="people.departure")
        assert told.exists() and not any("Fatima" in item.text for item in told)


def test_a_move_away_closes_with_the_right_reason(lived):
    record(lived, lived.worker, "moved", destination="moved_abroad", moved_to="Tunisi")
    with acting(lived.worker):
        assert Case.objects.get().closure_reason == "moved_abroad"
        assert Person.objects.get().moved_to == "Tunisi"


def test_a_move_within_the_ambito_hands_the_case_over_and_keeps_the_rest(lived):
    to = f"{lived.other_pole.pk}:{lived.other_worker.membership_id}"
    done = record(lived, lived.worker, "within", municipality="041044", choices={lived.case.pk: to})
    assert (done.handed_over, done.closed, done.appointments, done.tasks) == (1, 0, 0, 0)
    with acting(lived.other_worker):
        case = Case.objects.get()
        assert (case.state, case.manager_token) == ("active", lived.other_worker.user_token)
        person = Person.objects.get()
        assert (person.life_status, person.messages_stopped) == ("present", False)
        assert Address.objects.get(valid_until=None).municipality_id == "041044"
        assert Task.objects.get().state == "open"


def test_within_the_ambito_the_usual_is_to_keep_the_case(lived):
    record(lived, lived.worker, "within", municipality="041044")
    with acting(lived.worker):
        assert Case.objects.get().state == "active"


def test_a_familys_case_goes_on_with_the_others(lived):
    child = make_person(actor=lived.worker, first_name="Amir", birth_date=dt.date(2018, 1, 1))
    with acting(lived.worker):
        add_subject(actor=lived.worker, case_id=lived.case.pk, person_id=child.pk)
    done = record(lived, lived.worker)
    assert (done.going_on, done.closed) == (1, 0)
    with acting(lived.worker):
        assert Case.objects.get().state == "active"
        left = CaseSubject.objects.get(ends_on=None)
        assert (left.person_id, left.role) == (child.pk, "reference")
        # Who follows the family goes on reading the record, and the things to do of the case stay.
        assert Person.objects.filter(pk=lived.person.pk).exists()
        assert Task.objects.get().state == "open"


def test_the_plan_says_it_beforehand(lived):
    with acting(lived.worker):
        plan = departure_plan(actor=lived.worker, person=Person.objects.get(), kind="deceased")
        assert [(choice.case.pk, choice.default) for choice in plan.cases] == [(lived.case.pk, "close")]
        assert plan.tasks == 1 and any("Sportello A" in name for name in plan.followers)
    with acting(lived.desk):
        plan = departure_plan(actor=lived.desk, person=Person.objects.get(), kind="deceased")
        assert plan.cases == [] and len(plan.told_cases) == 1 and len(plan.cancelled) == 1


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("deceased", {"on": TODAY + dt.timedelta(days=1)}),
        ("deceased", {"on": dt.date(1980, 1, 1)}),
        ("moved", {"destination": ""}),
        ("within", {"municipality": "999999"}),
        ("vanished", {}),
    ],
)
def test_what_makes_no_sense_is_refused(lived, kind, values):
    with pytest.raises(DomainError):
        record(lived, lived.worker, kind, **values)


def test_a_fate_that_was_not_offered_is_refused(lived):
    with pytest.raises(DomainError):
        record(lived, lived.worker, choices={lived.case.pk: "keep"})


def test_twice_is_once(lived):
    record(lived, lived.worker)
    with pytest.raises(DomainError):
        record(lived, lived.worker)


def test_only_who_writes_the_record(lived):
    with acting(lived.tutor), pytest.raises(NotAllowed):
        record_departure(actor=lived.tutor, person_id=lived.person.pk, kind="deceased", on=TODAY)
    with acting(lived.other_desk), pytest.raises(NotVisible):
        record_departure(actor=lived.other_desk, person_id=lived.person.pk, kind="deceased", on=TODAY)


def test_a_mistake_is_undone_within_a_day(lived):
    with acting(lived.worker):
        suspend_case(actor=lived.worker, case_id=lived.case.pk, reason="hospital")
        own = create_task(
            actor=lived.worker, title="Altro", due_on=None, assigned_token=lived.worker.user_token, person=lived.person
        )
    record(lived, lived.worker)
    with acting(lived.worker):
        done = undo_departure(actor=lived.worker, person_id=lived.person.pk)
        assert (done.closed, done.tasks) == (1, 2)
        person = Person.objects.get()
        assert (person.life_status, person.life_status_on, person.messages_stopped) == ("present", None, False)
        assert Case.objects.get().state == "active"
        assert Task.objects.get(pk=own.pk).state == "open"
        assert EventSubject.objects.filter(kind="departure_undone").exists()
        with pytest.raises(DomainError):
            undo_departure(actor=lived.worker, person_id=lived.person.pk)
        # Recorded again, rightly this time.
    assert record(lived, lived.worker).closed == 1


def test_the_family_case_takes_the_person_back(lived):
    child = make_person(actor=lived.worker, first_name="Amir", birth_date=dt.date(2018, 1, 1))
    with acting(lived.worker):
        add_subject(actor=lived.worker, case_id=lived.case.pk, person_id=child.pk)
    record(lived, lived.worker)
    with acting(lived.worker):
        undo_departure(actor=lived.worker, person_id=lived.person.pk)
        assert CaseSubject.objects.filter(ends_on=None).count() == 2


def test_another_case_of_the_same_unit_is_decided_apart(lived):
    with acting(lived.colleague):
        second = open_case_directly(
            actor=lived.colleague, person_ids=[lived.person.pk], area="violence", reason="Un altro percorso"
        )
    with acting(lived.worker):
        plan = departure_plan(actor=lived.worker, person=Person.objects.get(), kind="deceased")
        assert [choice.case.pk for choice in plan.cases] == [lived.case.pk]
        assert len(plan.told_cases) == 1
    record(lived, lived.coordinator)
    with acting(lived.colleague):
        assert Case.objects.get(pk=second.pk).state == "closed"


def test_the_pages_from_choice_to_undo(lived):
    worker = Browser(lived.memberships["worker"])
    key = {"key": lived.person.pk}
    assert Browser(lived.memberships["tutor"]).open("workplace:departure", **key).status_code == 403
    assert "Decesso" in worker.open("workplace:departure", **key).content.decode()
    page = worker.open("workplace:departure", "?tipo=deceased", **key).content.decode()
    assert "Si chiude" in page and "appuntamenti futuri" in page and "Sportello A" in page
    for kind in ("moved", "within"):
        assert worker.open("workplace:departure", f"?tipo={kind}", **key).status_code == 200
    assert worker.send("workplace:departure", {"on": ""}, "?tipo=deceased", **key).status_code == 422
    field = f"case_{lived.case.pk.hex}"
    sent = worker.send("workplace:departure", {"on": TODAY.isoformat(), field: "close"}, "?tipo=deceased", **key)
    assert sent.status_code == 302
    assert "annulla" in worker.open("workplace:departure", **key).content.decode()
    assert worker.send("workplace:undo_departure", **key).status_code == 302
    with acting(lived.worker):
        assert Person.objects.get().life_status == "present"
    assert Browser(lived.memberships["other_desk"]).open("workplace:departure", **key).status_code == 404
