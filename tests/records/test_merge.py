"""One person registered twice: made one, and undone."""

import datetime as dt

import pytest
from django.db import connection

from portico.access.enums import Level
from portico.events.selectors import thread_of
from portico.kernel.actor import acting
from portico.kernel.errors import DomainError, NotVisible
from portico.people.models import Contact, Person, PersonLanguage
from portico.people.selectors import get_person, people
from portico.people.services.lookup import look_up
from portico.people.services.register import meet_known_person
from portico.records.selectors import lookalikes
from portico.records.services import AlreadyMerged, decide_pair, merge_people, undo_merge
from tests.factories import make_actor, make_ambito, make_person

pytestmark = pytest.mark.django_db
BORN = dt.date(2003, 7, 22)


@pytest.fixture
def ambito():
    return make_ambito()


@pytest.fixture
def desk(ambito):
    return make_actor(ambito=ambito, role="desk_operator")


@pytest.fixture
def pair(desk):
    one = make_person(
        actor=desk, first_name="Aleksandr", last_name="Kravcenko", birth_date=BORN, languages=["uk", "it"],
        contacts=[{"kind": "mobile", "value": "333 000 0001"}],
    )  # fmt: skip
    two = make_person(
        actor=desk, first_name="Olexandr", last_name="Kravtchenko", birth_date=BORN, languages=["uk"],
        contacts=[{"kind": "mobile", "value": "333 000 0002"}],
    )  # fmt: skip
    return one, two


def test_records_that_look_alike_are_found(desk, pair):
    one, two = pair
    with acting(desk):
        assert lookalikes(actor=desk, person=one) == [two]


def test_a_merge_moves_everything_and_keeps_the_other_spelling(desk, pair):
    one, two = pair
    with acting(desk):
        merge_people(actor=desk, kept_id=one.pk, absorbed_id=two.pk, reason="Me lo ha detto lui")
        assert list(people(actor=desk)) == [one]
        with pytest.raises(NotVisible):
            get_person(actor=desk, key=two.pk)
        assert Contact.objects.filter(person=one).count() == 2
        assert one.other_names.get().last_name == "Kravtchenko"
        # Both spoke Ukrainian: the second line stays behind instead of breaking the merge.
        assert sorted(PersonLanguage.objects.filter(person=one).values_list("language", flat=True)) == ["it", "uk"]
        kinds = [row.kind for row in thread_of(actor=desk, person_id=one.pk)]
        assert kinds.count("person_registered") == 2 and "person_merged" in kinds


def test_looking_up_the_other_spelling_finds_the_kept_record(ambito, desk, pair):
    one, two = pair
    with acting(desk):
        merge_people(actor=desk, kept_id=one.pk, absorbed_id=two.pk, reason="Me lo ha detto lui")
    other = make_actor(ambito=ambito, role="desk_operator")
    with acting(other):
        cards = look_up(actor=other, first_name="Olexandr", last_name="Kravtchenko", birth_date=BORN)
        assert [card.person_id for card in cards] == [one.pk]


def test_undoing_gives_back_what_was_its_own(desk, pair):
    one, two = pair
    with acting(desk):
        merge = merge_people(actor=desk, kept_id=one.pk, absorbed_id=two.pk, reason="Me lo ha detto lui")
        Contact.objects.create(person=one, kind="email", value="dopo@example.org")
        undo_merge(actor=desk, merge_id=merge.pk, reason="Il permesso non è suo")
        assert {person.pk for person in people(actor=desk)} == {one.pk, two.pk}
        assert [c.value for c in Contact.objects.filter(person=two)] == ["333 000 0002"]
        assert Contact.objects.filter(person=one, value="dopo@example.org").exists()
        assert not one.other_names.exists()
        with pytest.raises(DomainError):
            undo_merge(actor=desk, merge_id=merge.pk, reason="Di nuovo, per sbaglio")
        merge_people(actor=desk, kept_id=two.pk, absorbed_id=one.pk, reason="Controllato tutto, era giusto")


def test_who_followed_one_of_the_two_sees_the_one_that_stays(ambito, desk, pair):
    one, two = pair
    other = make_actor(ambito=ambito, role="desk_operator")
    with acting(other):
        look_up(actor=other, first_name="Olexandr", last_name="Kravtchenko", birth_date=BORN)
        meet_known_person(actor=other, person_id=two.pk, reason="È venuto qui oggi")
        assert list(people(actor=other)) == [two]
    with acting(desk):
        merge_people(actor=desk, kept_id=one.pk, absorbed_id=two.pk, reason="Me lo ha detto lui")
    with acting(other):
        assert list(people(actor=other)) == [one]


def test_only_who_writes_both_records_may_merge_them(ambito, desk, pair):
    one, _two = pair
    other = make_actor(ambito=ambito, role="desk_operator")
    theirs = make_person(actor=other, first_name="Aleksandr", last_name="Kravcenko", birth_date=BORN)
    with acting(other):
        with pytest.raises(NotVisible):
            merge_people(actor=other, kept_id=theirs.pk, absorbed_id=one.pk, reason="Sembra lui")
    with acting(desk):
        with pytest.raises(NotVisible):
            merge_people(actor=desk, kept_id=one.pk, absorbed_id=theirs.pk, reason="Sembra lui")
        assert get_person(actor=desk, key=one.pk, level=Level.WRITE)


def test_a_record_merged_meanwhile_is_not_merged_again(desk, pair):
    one, two = pair
    third = make_person(actor=desk, first_name="Alex", last_name="Kravchenko", birth_date=BORN)
    with acting(desk):
        merge_people(actor=desk, kept_id=one.pk, absorbed_id=two.pk, reason="Me lo ha detto lui")
        with pytest.raises((AlreadyMerged, NotVisible)):
            merge_people(actor=desk, kept_id=third.pk, absorbed_id=two.pk, reason="Me lo ha detto lui")


def test_a_reason_is_asked(desk, pair):
    with acting(desk), pytest.raises(DomainError) as refused:
        merge_people(actor=desk, kept_id=pair[0].pk, absorbed_id=pair[1].pk, reason=" ")
    assert refused.value.field == "reason"


def test_two_records_said_to_be_two_people_stay_two(desk, pair):
    one, two = pair
    with acting(desk):
        decide_pair(actor=desk, first_id=one.pk, second_id=two.pk, decision="different_person", reason="Sono cugini")
        assert lookalikes(actor=desk, person=two)[0].decision.decision == "different_person"
        assert Person.objects.filter(merged_into__isnull=False).count() == 0


def test_every_key_to_a_person_is_moved_by_a_merge(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_constraint c where c.contype = 'f' and c.confrelid = 'people_person'::regclass"
            " and (array_length(c.conkey, 1) <> 1 or not exists (select 1 from pg_index i"
            " where i.indrelid = c.conrelid and i.indisprimary and i.indnatts = 1))"
        )
        assert cursor.fetchone()[0] == 0, "a compound key, or a table without a simple one,, escapes the merge"


def test_undone_by_who_saw_the_kept_record_only_through_the_other_one(ambito, desk, pair):
    one, two = pair
    other = make_actor(ambito=ambito, role="desk_operator")
    theirs = make_person(actor=other, first_name="Oleksander", last_name="Kravtschenko", birth_date=BORN)
    with acting(desk):
        look_up(actor=desk, first_name="Oleksander", last_name="Kravtschenko", birth_date=BORN)
        meet_known_person(actor=desk, person_id=theirs.pk, reason="È venuto qui oggi")
        merge = merge_people(actor=desk, kept_id=one.pk, absorbed_id=theirs.pk, reason="Me lo ha detto lui")
    with acting(other):
        assert list(people(actor=other)) == [one], "through the grant that came with the absorbed record"
        undo_merge(actor=other, merge_id=merge.pk, reason="Erano due cugini")
        assert list(people(actor=other)) == [theirs]
        assert not Person.objects.filter(pk=one.pk).exists()
        assert "person_merge_undone" in [row.kind for row in thread_of(actor=other, person_id=theirs.pk)]
    with acting(desk):
        assert {person.pk for person in people(actor=desk)} == {one.pk, two.pk, theirs.pk}
        assert not one.other_names.exists()
        assert "person_merge_undone" in [row.kind for row in thread_of(actor=desk, person_id=one.pk)]
        again = [row for row in lookalikes(actor=desk, person=one) if row.pk == theirs.pk]
        assert not again or again[0].decision.decision == "unclear"
