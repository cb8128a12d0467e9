"""Who sees whom through the two walls, at the smallest scale."""

import datetime as dt

import pytest
from django.db import connection

from portico.access.enums import Category, Level
from portico.access.selectors import levels_on, who_sees
from portico.kernel.actor import acting
from portico.kernel.errors import NotVisible
from portico.people.models import Contact, Person
from portico.people.selectors import get_person, people, search_people
from portico.people.services.lookup import look_up
from portico.people.services.register import meet_known_person
from tests.factories import make_actor, make_ambito, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ambito():
    return make_ambito()


def bare_count(table):
    """What plain SQL finds as this actor: the second wall alone."""
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def test_who_registers_sees_and_another_desk_does_not(ambito):
    ours = make_actor(ambito=ambito, role="desk_operator")
    theirs = make_actor(ambito=ambito, role="desk_operator")
    person = make_person(actor=ours, contacts=[{"kind": "mobile", "value": "333 000 0001"}])

    with acting(ours):
        assert get_person(actor=ours, key=person.pk) == person
        assert bare_count("people_person") == 1
        assert Contact.objects.count() == 1
    with acting(theirs):
        assert bare_count("people_person") == 0
        assert bare_count("people_contact") == 0
        assert not people(actor=theirs).exists()
        with pytest.raises(NotVisible):
            get_person(actor=theirs, key=person.pk)


def test_nobody_sees_nothing(ambito, web_connection):
    make_person(actor=make_actor(ambito=ambito, role="desk_operator"))
    assert web_connection.execute("select count(*) from people_person").fetchone() == (0,)


def test_look_up_tells_only_that_somebody_is_known(ambito):
    ours = make_actor(ambito=ambito, role="desk_operator", unit_values={"name": "Sportello A"})
    theirs = make_actor(ambito=ambito, role="desk_operator")
    make_person(actor=ours)
    with acting(theirs):
        assert look_up(actor=theirs, first_name="Fatima") == []
        cards = look_up(actor=theirs, first_name="fátima", last_name="Ben-Ali", birth_date=dt.date(1992, 3, 5))
        assert len(cards) == 1
        assert cards[0].names[0].startswith("Sportello A")
        assert not cards[0].mine
        met = meet_known_person(actor=theirs, person_id=cards[0].person_id, reason="È qui oggi")
        assert met.first_name == "Fatima"
        assert list(search_people(actor=theirs, text="fat ben")) == [met]


def test_levels_follow_role_and_origin(ambito):
    desk = make_actor(ambito=ambito, role="desk_operator")
    person = make_person(actor=desk)
    with acting(desk):
        levels = levels_on(actor=desk, person_id=person.pk)
        assert levels[Category.IDENTITY] == Level.WRITE
        assert levels[Category.ECONOMIC] == Level.NONE
        assert [sight.origin for sight in who_sees(actor=desk, person_id=person.pk)] == ["own_desk"]
        assert Person.objects.filter(pk=person.pk).update(first_name="F") == 1
