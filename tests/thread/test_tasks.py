"""Things to do: given, done, moved, dropped; read by who does them and by who keeps the diary."""

import datetime as dt

import pytest
from django.utils import timezone

from portico.events.models import EventSubject, Notification
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible
from portico.kernel.lifecycle import ImpossibleTransition
from portico.thread.lifecycle import TASK
from portico.thread.models import Task
from portico.thread.selectors import get_task, open_tasks
from portico.thread.services import complete_task, create_task, drop_task, move_task
from tests.factories import make_actor, make_ambito, make_membership, make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def desk():
    return make_actor(ambito=make_ambito(), role="desk_operator")


def task_for(actor, person=None, **values):
    with acting(actor):
        given = {"title": "Chiamare la scuola", "due_on": TODAY, "assigned_token": actor.user_token, "person": person}
        return create_task(actor=actor, **{**given, **values})


@pytest.mark.parametrize(
    ("transition", "states"),
    [
        ("complete", {"open": "done", "done": None, "dropped": None}),
        ("restore", {"open": None, "done": None, "dropped": "open"}),
        ("drop", {"open": "dropped", "done": None, "dropped": None}),
        ("move", {"open": "open", "done": None, "dropped": None}),
    ],
)
def test_every_state_with_every_transition(transition, states):
    for state, target in states.items():
        if target:
            assert TASK.target(transition, state) == target
        else:
            with pytest.raises(ImpossibleTransition):
                TASK.target(transition, state)


def test_one_sees_ones_own_and_the_units(desk):
    person = make_person(actor=desk)
    mine = task_for(desk, person)
    units = task_for(desk, person, assigned_token=desk.main_token, due_on=None)
    with acting(desk):
        assert list(open_tasks(actor=desk)) == [mine, units]
        assert not mine.is_overdue


def test_who_knows_nobody_sees_no_task(desk):
    other = make_actor(ambito=make_ambito(), role="desk_operator")
    task = task_for(desk, make_person(actor=desk))
    with acting(other):
        assert not Task.objects.exists()
        with pytest.raises(NotVisible):
            get_task(actor=other, key=task.pk)


def test_doing_it_tells_the_thread(desk):
    person = make_person(actor=desk)
    task = task_for(desk, person)
    with acting(desk):
        done = complete_task(actor=desk, task_id=task.pk, note="Ci vediamo lunedì")
        assert (done.state, done.done_by, done.note) == ("done", desk.user_id, "Ci vediamo lunedì")
        kinds = set(EventSubject.objects.filter(person=person).values_list("kind", flat=True))
        assert {"task_created", "task_done"} <= kinds
        with pytest.raises(ImpossibleTransition):
            complete_task(actor=desk, task_id=task.pk)
        assert list(open_tasks(actor=desk)) == []


def test_moving_and_dropping_take_a_reason(desk):
    task = task_for(desk, make_person(actor=desk))
    with acting(desk):
        for missing in (
            lambda: move_task(actor=desk, task_id=task.pk, due_on=TODAY + dt.timedelta(days=3), reason=" "),
            lambda: drop_task(actor=desk, task_id=task.pk, reason=""),
            lambda: move_task(actor=desk, task_id=task.pk, due_on=TODAY, reason="Ferie"),
        ):
            with pytest.raises(DomainError):
                missing()
        moved = move_task(actor=desk, task_id=task.pk, due_on=TODAY + dt.timedelta(days=3), reason="Ferie")
        assert (moved.due_on, moved.reason) == (TODAY + dt.timedelta(days=3), "Ferie")
        assert drop_task(actor=desk, task_id=task.pk, reason="Ha già chiamato lei").state == "dropped"


def test_a_task_for_a_colleague_tells_them_without_names():
    ambito = make_ambito()
    first = make_membership(ambito=ambito, role="desk_operator")
    colleague = make_membership(ambito=ambito, role="desk_operator", unit=first.unit)
    from tests.factories import actor_of

    desk, other = actor_of(first), actor_of(colleague)
    person = make_person(actor=desk)
    task = task_for(desk, person, assigned_token=other.user_token)
    with acting(other):
        assert list(open_tasks(actor=other)) == [task]
        told = Notification.objects.get()
        assert "Fatima" not in told.text + told.url
    with acting(desk):
        # Known to its author's desk only through the person: it is somebody else's to do.
        assert list(open_tasks(actor=desk)) == []
        with pytest.raises((NotAllowed, NotVisible)):
            complete_task(actor=desk, task_id=task.pk)


def test_a_task_about_nobody_belongs_to_who_has_it(desk):
    task = task_for(desk, None, title="Ordinare i moduli")
    with acting(desk):
        assert list(open_tasks(actor=desk)) == [task]
        assert task.url == ""


def test_reminders_are_given_by_the_ambito_itself(desk):
    person = make_person(actor=desk)
    system = system_actor(desk.ambito_id)
    with acting(system):
        create_task(
            actor=system, title="Permesso in scadenza", due_on=TODAY, assigned_token=desk.main_token, person=person
        )
    with acting(desk):
        assert [task.title for task in open_tasks(actor=desk)] == ["Permesso in scadenza"]
