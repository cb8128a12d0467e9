"""Booking, moving, cancelling: a place is given once."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from portico.access.services import reserve
from portico.desks import selectors
from portico.desks.lifecycle import APPOINTMENT
from portico.desks.models import Appointment
from portico.desks.services import appointments as services
from portico.events.models import Event, EventSubject, Notification
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible, StaleEdit
from portico.kernel.lifecycle import ImpossibleTransition
from portico.people.models import Person
from portico.people.services.lookup import look_up
from portico.people.services.register import meet_known_person
from tests.desks.makers import at, bare_count, make_desk, make_operator, next_workday
from tests.factories import make_actor, make_ambito, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ambito():
    return make_ambito()


@pytest.fixture
def desk(ambito):
    return make_desk(ambito=ambito, operators=2)


@pytest.fixture
def actor(desk):
    return make_operator(desk)


@pytest.fixture
def monday():
    return next_workday()


def book(actor, desk, when, **values):
    with acting(actor):
        return services.book(actor=actor, desk_id=desk.pk, starts_at=when, **{"label": "Sig. R.", **values})


def test_a_booking_takes_one_place_of_the_desk_and_leaves_an_event(actor, desk, monday):
    person = make_person(actor=actor)
    booked = book(actor, desk, at(monday, 9), person_id=person.pk, channel="phone")
    with acting(actor):
        assert booked.lane == 1
        assert booked.minutes == 30
        assert booked.label == ""
        slots = selectors.free_slots(actor=actor, desk=desk, day=monday)
        assert (slots[0].starts_at, slots[0].free) == (at(monday, 9), 1)
        event = Event.objects.get(kind="appointment_booked")
        assert EventSubject.objects.get(event_id=event.pk).person == person
        assert "Fatima" not in str(event.payload)


def test_the_third_booking_of_two_places_is_told_the_nearest_free_times(actor, desk, monday):
    for _ in range(2):
        book(actor, desk, at(monday, 9))
    with pytest.raises(services.TimeTaken) as error:
        book(actor, desk, at(monday, 9))
    assert "appena stato preso" in str(error.value.message)
    assert [slot.starts_at for slot in error.value.nearest] == [at(monday, 9, 30), at(monday, 10), at(monday, 10, 30)]


def test_the_nearest_free_times_look_on_into_the_following_days(ambito, monday):
    desk = make_desk(ambito=ambito, hours=[(9, 10)], days=[0], slot_minutes=60)
    actor = make_operator(desk)
    book(actor, desk, at(monday, 9))
    with pytest.raises(services.TimeTaken) as error:
        book(actor, desk, at(monday, 9))
    assert len(error.value.nearest) == 3
    assert all(slot.starts_at.date() > monday and slot.starts_at.weekday() == 0 for slot in error.value.nearest)


def test_any_time_will_do_also_outside_the_hours(actor, desk, monday):
    assert book(actor, desk, at(monday, 20, 5), minutes=10).minutes == 10


def test_an_operator_is_never_in_two_places(actor, desk, monday):
    book(actor, desk, at(monday, 9), operator_id=actor.membership_id)
    with pytest.raises(services.TimeTaken):
        book(actor, desk, at(monday, 9, 15), operator_id=actor.membership_id)
    book(actor, desk, at(monday, 9, 30), operator_id=actor.membership_id)


def test_the_database_refuses_by_itself_two_in_one_place(actor, desk, monday):
    booked = book(actor, desk, at(monday, 9))
    with acting(actor), pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            desk=desk,
            unit_token=booked.unit_token,
            label="x",
            lane=1,
            starts_at=at(monday, 9, 20),
            ends_at=at(monday, 9, 40),
        )
    with acting(actor):
        # Half-open: one begins where the other ends.
        Appointment.objects.create(
            desk=desk,
            unit_token=booked.unit_token,
            label="x",
            lane=1,
            starts_at=at(monday, 9, 30),
            ends_at=at(monday, 9, 40),
        )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"label": "  "}, "label"),
        ({"minutes": 241}, "minutes"),
        ({"channel": "pigeon"}, "channel"),
        ({"starts_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "starts_at"),
        ({"starts_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)}, "starts_at"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(actor, desk, monday, values, field):
    values = {"starts_at": at(monday, 9), "label": "R.", **values}
    with acting(actor), pytest.raises(DomainError) as error:
        services.book(actor=actor, desk_id=desk.pk, **values)
    assert error.value.field == field


def test_an_operator_of_another_desk_cannot_be_booked(ambito, actor, desk, monday):
    stranger = make_actor(ambito=ambito, role="desk_operator")
    with pytest.raises(DomainError) as error:
        book(actor, desk, at(monday, 9), operator_id=stranger.membership_id)
    assert error.value.field == "operator"


def test_moving_frees_the_old_time_and_keeps_its_trace(actor, desk, monday):
    old = book(actor, desk, at(monday, 9), notes="portare ISEE")
    with acting(actor):
        new = services.move(actor=actor, appointment_id=old.pk, starts_at=at(monday, 9, 15), reason="lavora")
        old.refresh_from_db()
        assert (old.state, old.outcome, new.moved_from_id) == ("moved", "moved", old.pk)
        assert (new.notes, new.lane) == ("portare ISEE", 1)
        assert Event.objects.filter(kind="appointment_moved").count() == 1
        assert bare_count("desks_appointmenthistory") == 1


def test_moving_to_a_full_hour_changes_nothing(actor, desk, monday):
    for _ in range(2):
        book(actor, desk, at(monday, 10))
    old = book(actor, desk, at(monday, 9))
    with acting(actor):
        with pytest.raises(services.TimeTaken):
            services.move(actor=actor, appointment_id=old.pk, starts_at=at(monday, 10))
        old.refresh_from_db()
        assert old.state == "booked"


def test_cancelling_says_by_whom_and_frees_the_place(actor, desk, monday):
    booked = book(actor, desk, at(monday, 9))
    with acting(actor):
        services.cancel(actor=actor, appointment_id=booked.pk, by_person=False, reason="sciopero")
        booked.refresh_from_db()
        assert (booked.state, booked.outcome) == ("cancelled", "cancelled_service")
        assert selectors.free_slots(actor=actor, desk=desk, day=monday)[0].free == 2


def test_a_stale_page_is_told(actor, desk, monday):
    booked = book(actor, desk, at(monday, 9))
    with acting(actor):
        services.mark_arrived(actor=actor, appointment_id=booked.pk)
        again = book(actor, desk, at(monday, 11))
        services.mark_done(actor=actor, appointment_id=booked.pk)
        with pytest.raises(ImpossibleTransition):
            services.cancel(actor=actor, appointment_id=booked.pk)
        Appointment.objects.filter(pk=again.pk).update(version=2)
        with pytest.raises(StaleEdit):
            services.cancel(actor=actor, appointment_id=again.pk, expected_version=1)


@pytest.mark.parametrize("state", ["booked", "arrived", "done", "moved", "cancelled", "no_show"])
@pytest.mark.parametrize("transition", sorted(APPOINTMENT.table))
def test_each_act_is_possible_only_from_its_states(state, transition):
    if state in APPOINTMENT.table[transition].sources:
        assert APPOINTMENT.target(transition, state) in APPOINTMENT.states
    else:
        with pytest.raises(ImpossibleTransition):
            APPOINTMENT.target(transition, state)


def test_who_came_late_gets_the_place_back_if_it_is_still_free(ambito, monday):
    desk = make_desk(ambito=ambito, operators=1)
    actor = make_operator(desk)
    booked = book(actor, desk, at(monday, 9))
    with acting(actor):
        with pytest.raises(DomainError, match="non è ancora passata"):
            services.mark_no_show(actor=actor, appointment_id=booked.pk)
        Appointment.objects.filter(pk=booked.pk).update(state="no_show", outcome="no_show")
        services.mark_arrived(actor=actor, appointment_id=booked.pk)
        services.mark_no_show(actor=actor, appointment_id=booked.pk)  # went away
        book(actor, desk, at(monday, 9))
        with pytest.raises(services.TimeTaken):
            services.mark_arrived(actor=actor, appointment_id=booked.pk)


def test_a_walk_in_waits_without_taking_a_place(actor, desk, monday):
    with acting(actor):
        for label in ("Rosa", "il signore col cane", "N."):
            services.add_walk_in(actor=actor, desk_id=desk.pk, label=label)
        with pytest.raises(DomainError):
            services.add_walk_in(actor=actor, desk_id=desk.pk, label=" ")
        day = selectors.desk_day(actor=actor, desk=desk, day=dt.date.today())
        assert [item.shown_name for item in day.walk_ins] == ["Rosa", "il signore col cane", "N."]
        assert not day.appointments
        assert day.hidden == []


def test_who_works_elsewhere_cannot_book_nor_see(ambito, actor, desk, monday):
    booked = book(actor, desk, at(monday, 9))
    stranger = make_actor(ambito=ambito, role="desk_operator")
    with acting(stranger):
        with pytest.raises(NotVisible):
            services.book(actor=stranger, desk_id=desk.pk, starts_at=at(monday, 9), label="x")
        with pytest.raises(NotVisible):
            services.cancel(actor=stranger, appointment_id=booked.pk)
        assert bare_count("desks_appointment") == 0
        assert bare_count("desks_appointmenthistory") == 0
        assert selectors.taken_places(desk_id=desk.pk, begins=at(monday, 0), ends=at(monday, 23)) == []


def test_roles_that_do_not_listen_do_not_book(desk, monday):
    volunteer = make_operator(desk, role="volunteer")
    with acting(volunteer):
        with pytest.raises(NotAllowed):
            services.book(actor=volunteer, desk_id=desk.pk, starts_at=at(monday, 9), label="x")
        assert bare_count("desks_appointment") == 0


def test_an_appointment_of_a_reserved_person_is_a_taken_time_and_nothing_else(actor, desk, monday):
    colleague = make_operator(desk)
    person = make_person(actor=actor)
    book(actor, desk, at(monday, 9), person_id=person.pk, notes="non chiamare")
    with acting(system_actor(actor.ambito_id)):
        reserve(actor=actor, person_id=person.pk, named_tokens=[make_operator(desk, role="social_worker").user_token])
    with acting(colleague):
        assert bare_count("desks_appointment") == 0
        day = selectors.desk_day(actor=colleague, desk=desk, day=monday)
        assert day.appointments == []
        assert [(item.starts_at, item.lane) for item in day.hidden] == [(at(monday, 9), 1)]
        assert selectors.free_slots(actor=colleague, desk=desk, day=monday)[0].free == 1
        # The hidden place is not given away either.
        assert book(colleague, desk, at(monday, 9)).lane == 2


def test_when_somebody_moves_away_their_appointments_end_everywhere(ambito, actor, desk, monday):
    person = make_person(actor=actor)
    book(actor, desk, at(monday, 9), person_id=person.pk)
    other = make_desk(ambito=ambito)
    theirs = make_operator(other)
    with acting(theirs):
        look_up(actor=theirs, first_name="Fatima", last_name="Benali", birth_date=dt.date(1992, 5, 3))
        meet_known_person(actor=theirs, person_id=person.pk, reason="è qui oggi")
        services.book(actor=theirs, desk_id=other.pk, starts_at=at(monday, 9), person_id=person.pk)
    with acting(actor):
        shown = Person.objects.get(pk=person.pk)
        assert services.cancel_future_appointments(actor=actor, person=shown, reason="trasferita") == 2
        assert services.cancel_future_appointments(actor=actor, person=shown, reason="trasferita") == 0
    with acting(theirs):
        assert Appointment.objects.get().state == "cancelled"
        assert Notification.objects.get().text == "Un appuntamento del vostro sportello è stato annullato."


def test_late_recording_keeps_its_own_time(actor, desk):
    long_ago = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    booked = book(actor, desk, long_ago + dt.timedelta(days=7), occurred_at=long_ago)
    with acting(actor):
        assert Event.objects.get(kind="appointment_booked").occurred_at == long_ago
        assert booked.state == "booked"


# Real transactions, real threads


def committed_desk(**values):
    with transaction.atomic():
        desk = make_desk(ambito=make_ambito(), **values)
        return desk, make_operator(desk)


def in_threads(number, act):
    """Runs `act(index)` in threads that start together; returns what each gave or raised."""
    results = [None] * number
    barrier = threading.Barrier(number)

    def run(index):
        try:
            barrier.wait(timeout=10)
            results[index] = act(index)
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_for_two_places_give_two_bookings_and_eight_clear_refusals():
    desk, actor = committed_desk(operators=2)
    monday = next_workday()

    def press(_index):
        with acting(actor), transaction.atomic():
            return services.book(actor=actor, desk_id=desk.pk, starts_at=at(monday, 9), label="R.")

    results = in_threads(10, press)
    assert sum(isinstance(result, Appointment) for result in results) == 2
    assert sum(isinstance(result, services.TimeTaken) for result in results) == 8
    with acting(actor), transaction.atomic():
        assert sorted(Appointment.objects.values_list("lane", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_written_past_the_service_the_constraint_still_lets_one_through():
    desk, actor = committed_desk()
    monday = next_workday()

    def write(index):
        with acting(actor), transaction.atomic():
            return Appointment.objects.create(
                desk_id=desk.pk,
                unit_token=desk.unit.token,
                label=str(index),
                lane=1,
                starts_at=at(monday, 9, index),
                ends_at=at(monday, 10),
            )

    results = in_threads(4, write)
    assert sum(isinstance(result, Appointment) for result in results) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_operator_is_booked_once_by_two_who_press_together():
    desk, actor = committed_desk(operators=3)
    monday = next_workday()

    def press(index):
        with acting(actor), transaction.atomic():
            return services.book(
                actor=actor,
                desk_id=desk.pk,
                starts_at=at(monday, 9, 10 * index),
                label="R.",
                operator_id=actor.membership_id,
            )

    results = in_threads(3, press)
    assert sum(isinstance(result, Appointment) for result in results) == 1
