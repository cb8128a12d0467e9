"""What is heard at a desk: who reads it, while when, and what is told about it."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from portico.access.enums import Origin
from portico.access.models import AccessGrant
from portico.access.services import end_grants, open_grant, reserve
from portico.accounts.models import User
from portico.desks import selectors
from portico.desks.models import Encounter, EncounterNeed, EncounterNote, EncounterSubject
from portico.desks.services.encounters import (
    EncounterData,
    add_note,
    amend_encounter,
    identify_encounter,
    record_encounter,
)
from portico.events.models import Event, EventSubject
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible, StaleEdit
from tests.desks.makers import bare_count, make_desk, make_operator
from tests.factories import make_actor, make_ambito, make_person

pytestmark = pytest.mark.django_db

TABLES = [
    "desks_encounter",
    "desks_encountersubject",
    "desks_encounterneed",
    "desks_encounternote",
    "desks_encounterhistory",
]


@pytest.fixture
def ambito():
    return make_ambito()


@pytest.fixture
def desk(ambito):
    return make_desk(ambito=ambito)


@pytest.fixture
def actor(desk):
    return make_operator(desk)


@pytest.fixture
def colleague(desk):
    return make_operator(desk)


def record(actor, *people, **values):
    data = {"request": "Cerca casa", "needs": ["housing.search"], "people": [(p.pk, "for_whom") for p in people]}
    with acting(actor):
        return record_encounter(actor=actor, data=EncounterData(**{**data, **values}))


def seen(actor):
    """Rows of each table that plain SQL gives this actor."""
    with acting(actor):
        return [bare_count(table) for table in TABLES]


def sees(actor, encounter):
    with acting(actor):
        try:
            return selectors.get_encounter(actor=actor, key=encounter.pk) == encounter
        except NotVisible:
            assert bare_count("desks_encounter", f"id = '{encounter.pk}'") == 0
            return False


def test_a_listening_belongs_to_the_desk_and_goes_on_the_thread(actor, desk):
    person = make_person(actor=actor)
    encounter = record(actor, person, minutes=25, outcomes=["information"], private_note="sembra spaventata")
    with acting(actor):
        assert encounter.desk == desk
        assert encounter.people_count == 1
        assert not encounter.anonymous
        event = Event.objects.get(kind="encounter_recorded")
        assert EventSubject.objects.filter(event_id=event.pk, person=person).exists()
        assert (event.level, event.theme, event.object_id) == ("unit", "housing", encounter.pk)
        assert event.payload["themes"] == ["housing"]
        assert event.payload["minutes"] == 25
        assert "spaventata" not in str(event.payload)
        assert "casa" not in str(event.payload)
        assert list(selectors.encounters_of(actor=actor, person_id=person.pk)) == [encounter]


def test_colleagues_of_the_desk_read_it_and_another_desk_does_not(ambito, actor, colleague):
    encounter = record(actor, make_person(actor=actor), private_note="solo mia")
    assert sees(colleague, encounter)
    assert seen(actor) == [1, 1, 1, 1, 0]
    assert seen(colleague) == [1, 1, 1, 0, 0]
    stranger = make_actor(ambito=ambito, role="desk_operator")
    assert not sees(stranger, encounter)
    assert seen(stranger) == [0, 0, 0, 0, 0]


def test_without_a_live_grant_the_desk_reads_it_no_more_the_author_included(actor, colleague):
    person = make_person(actor=actor)
    encounter = record(actor, person, private_note="n")
    with acting(actor):
        end_grants(actor=actor, scope_kind="desk", scope_id=actor.unit_id)
    assert not sees(actor, encounter)
    assert not sees(colleague, encounter)
    assert seen(actor) == [0, 0, 0, 0, 0]


def test_roles_of_the_desk_that_do_not_listen_read_nothing(desk, actor):
    record(actor, make_person(actor=actor))
    record(actor)
    for role in ("volunteer", "org_manager", "aid_operator", "dpo"):
        assert seen(make_operator(desk, role=role)) == [0, 0, 0, 0, 0]


def test_a_private_listening_is_its_authors_alone(actor, colleague):
    for encounter in (record(actor, make_person(actor=actor), level="private"), record(actor, level="private")):
        assert sees(actor, encounter)
        assert not sees(colleague, encounter)
    with acting(colleague):
        assert not selectors.recent_encounters(actor=colleague).exists()
        assert bare_count("events_event", "kind = 'encounter_recorded'") == 0


def test_who_works_for_two_bodies_does_not_carry_a_private_note_along(ambito, actor):
    encounter = record(actor, private_note="n", level="private")
    with acting(system_actor(ambito.pk)):
        user = User.objects.get(pk=actor.user_id)
    elsewhere = make_actor(ambito=ambito, role="desk_operator", user=user)
    assert elsewhere.user_id == actor.user_id
    assert seen(elsewhere) == [0, 0, 0, 0, 0]
    assert sees(actor, encounter)


@pytest.mark.parametrize(
    ("level", "readable"), [("unit", False), ("team", True), ("network", True), ("private", False)]
)
def test_the_case_manager_of_another_unit_reads_what_goes_beyond_the_desk(ambito, actor, level, readable):
    person = make_person(actor=actor)
    encounter = record(actor, person, level=level, private_note="del tutto mia")
    manager = make_actor(ambito=ambito, role="social_worker")
    with acting(system_actor(ambito.pk)):
        open_grant(
            actor=actor, person_id=person.pk, token=manager.main_token, origin=Origin.CASE_MANAGER,
            scope_kind="case", scope_id=uuid4(),
        )  # fmt: skip
    assert sees(manager, encounter) == readable
    assert seen(manager) == ([1, 1, 1, 0, 0] if readable else [0, 0, 0, 0, 0])
    with acting(manager):
        found = selectors.encounters_of(actor=manager, person_id=person.pk)
        assert found.exists() == readable
        if readable:
            assert selectors.notes_of(actor=manager, encounter=found[0]) == []
            with pytest.raises(NotAllowed):
                amend_encounter(actor=manager, encounter_id=encounter.pk, values={"narrative": "x"})
            with pytest.raises(NotAllowed):
                add_note(actor=manager, encounter_id=encounter.pk, text="x")


def test_another_desk_that_met_the_person_does_not_read_even_network_listenings(ambito, actor):
    person = make_person(actor=actor)
    encounter = record(actor, person, level="network")
    other = make_actor(ambito=ambito, role="desk_operator")
    with acting(actor):
        open_grant(
            actor=actor, person_id=person.pk, token=other.main_token, origin=Origin.OWN_DESK,
            scope_kind="desk", scope_id=other.unit_id,
        )  # fmt: skip
    assert not sees(other, encounter)


def test_sensitive_needs_stay_out_of_what_the_network_is_told(actor):
    person = make_person(actor=actor)
    wide = record(actor, person, level="network", needs=["violence.domestic", "housing.search", "papers.asylum"])
    narrow = record(actor, person, level="unit", needs=["violence.domestic"])
    with acting(actor):
        told = Event.objects.get(object_id=wide.pk)
        assert told.payload["needs"] == ["housing.search"]
        assert told.payload["themes"] == ["housing"]
        assert told.theme == "housing"
        assert Event.objects.get(object_id=narrow.pk).payload["themes"] == ["violence"]


def test_an_anonymous_listening_counts_and_opens_nobodys_record(actor, colleague):
    encounter = record(actor, sex="female", age_band="y26_35", called="la signora con il passeggino", people_count=3)
    assert encounter.anonymous
    with acting(colleague):
        assert selectors.get_encounter(actor=colleague, key=encounter.pk).names == "la signora con il passeggino"
        event = Event.objects.get(kind="encounter_recorded")
        assert (event.subjects, event.payload["sex"], event.payload["age_band"]) == (0, "female", "y26_35")
        assert (event.payload["people"], event.payload["themes"]) == (3, ["housing"])
        assert not EventSubject.objects.exists()
        assert not AccessGrant.objects.exists()


def test_said_later_who_it_was_the_listening_goes_on_that_persons_thread_on_its_day(actor, colleague):
    at = timezone.now() - dt.timedelta(days=9)
    encounter = record(actor, happened_at=at, needs=["housing.search"])
    person = make_person(actor=colleague)
    with acting(colleague):
        identify_encounter(actor=colleague, encounter_id=encounter.pk, person_id=person.pk)
        encounter.refresh_from_db()
        assert (encounter.anonymous, encounter.subject_count) == (False, 1)
        first = Event.objects.get(kind="encounter_recorded")
        later = Event.objects.get(kind="encounter_identified")
        assert later.corrects_id == first.pk
        assert later.occurred_at == at
        assert later.payload["themes"] == ["housing"]
        assert EventSubject.objects.get(event_id=later.pk).person == person
        assert list(selectors.encounters_of(actor=colleague, person_id=person.pk)) == [encounter]
        with pytest.raises(DomainError, match="è già in questo ascolto"):
            identify_encounter(actor=colleague, encounter_id=encounter.pk, person_id=person.pk)
        assert bare_count("desks_encounterhistory") == 1


def test_identifying_with_somebody_one_may_not_see_is_not_found(ambito, actor):
    encounter = record(actor)
    hidden = make_person(actor=make_actor(ambito=ambito, role="desk_operator"))
    with acting(actor), pytest.raises(NotVisible):
        identify_encounter(actor=actor, encounter_id=encounter.pk, person_id=hidden.pk)


def test_several_people_at_once_are_on_one_listening(actor):
    mother, child = (
        make_person(actor=actor),
        make_person(actor=actor, first_name="Karim", birth_date=dt.date(2019, 1, 1)),
    )
    encounter = record(actor, people=[(mother.pk, "for_whom"), (child.pk, "present")], people_count=4)
    with acting(actor):
        assert encounter.people_count == 4
        assert encounter.subject_count == 2
        assert selectors.get_encounter(actor=actor, key=encounter.pk).names == "Fatima B."
        assert EventSubject.objects.filter(kind="encounter_recorded").count() == 2


def test_a_listening_to_two_of_whom_one_becomes_reserved_stays_with_who_may_see_her(actor, colleague, desk):
    wife, husband = make_person(actor=actor), make_person(actor=actor, first_name="Omar", sex="male")
    both, his = record(actor, wife, husband), record(actor, husband)
    named = make_operator(desk, role="social_worker")
    with acting(system_actor(actor.ambito_id)):
        reserve(actor=actor, person_id=wife.pk, named_tokens=[named.user_token])
    assert not sees(colleague, both)
    assert sees(colleague, his)
    assert sees(named, both)
    with acting(colleague):
        assert list(selectors.encounters_of(actor=colleague, person_id=husband.pk)) == [his]


def test_amending_keeps_what_it_was_and_tells_a_stale_page(actor, colleague):
    encounter = record(actor, make_person(actor=actor))
    with acting(colleague):
        changed = amend_encounter(
            actor=colleague, encounter_id=encounter.pk, values={"request": "Cerca casa e lavoro"},
            needs=["housing.search", "housing.arrears"], noticed=["housing.arrears"], expected_version=1,
        )  # fmt: skip
        assert changed == ["request", "needs"]
        assert [row.expressed for row in EncounterNeed.objects.order_by("need__order")] == [False, True]
        with pytest.raises(StaleEdit) as error:
            amend_encounter(actor=colleague, encounter_id=encounter.pk, values={"request": "Altro"}, expected_version=1)
        assert error.value.changes[0][1] == "Cerca casa e lavoro"
        fresh = selectors.get_encounter(actor=colleague, key=encounter.pk)
        assert [version.request for version in selectors.versions_of(actor=colleague, encounter=fresh)] == [
            "Cerca casa"
        ]
        assert Event.objects.get(kind="encounter_amended").payload == {"fields": ["needs", "request"]}


def test_nothing_changed_leaves_no_event(actor):
    encounter = record(actor)
    with acting(actor):
        assert amend_encounter(actor=actor, encounter_id=encounter.pk, values={"request": "Cerca casa"}) == []
        assert not Event.objects.filter(kind="encounter_amended").exists()


def test_only_its_author_may_keep_a_listening_for_themselves(actor, colleague):
    encounter = record(actor, make_person(actor=actor))
    with acting(colleague), pytest.raises(DomainError) as error:
        amend_encounter(actor=colleague, encounter_id=encounter.pk, values={"level": "private"})
    assert error.value.field == "level"
    with acting(actor):
        amend_encounter(actor=actor, encounter_id=encounter.pk, values={"level": "private"})
    assert not sees(colleague, encounter)
    with acting(actor):
        amend_encounter(actor=actor, encounter_id=encounter.pk, values={"level": "unit"})
    # What it was while private stays with the author.
    assert seen(colleague)[4] == 1
    assert seen(actor)[4] == 2


def test_the_week_after_a_colleague_goes_on(actor, colleague):
    person = make_person(actor=actor)
    encounter = record(actor, person)
    with acting(colleague):
        add_note(actor=colleague, encounter_id=encounter.pk, text=" Ha portato l'ISEE ")
        add_note(actor=colleague, encounter_id=encounter.pk, text="dubbio mio", level="private")
        assert [note.text for note in selectors.notes_of(actor=colleague, encounter=encounter)] == [
            "Ha portato l'ISEE",
            "dubbio mio",
        ]
        assert Event.objects.filter(kind="encounter_continued").count() == 1
        with pytest.raises(DomainError):
            add_note(actor=colleague, encounter_id=encounter.pk, text=" ")
        with pytest.raises(DomainError):
            add_note(actor=colleague, encounter_id=encounter.pk, text="x", level="network")
    with acting(actor):
        assert [note.text for note in selectors.notes_of(actor=actor, encounter=encounter)] == ["Ha portato l'ISEE"]
        assert EncounterNote.objects.count() == 1


def test_notes_are_never_changed_nor_deleted_by_sql_either(actor):
    record(actor, private_note="com'era")
    with acting(actor):
        assert EncounterNote.objects.update(text="altro") == 0
        assert EncounterNote.objects.all()._raw_delete("default") == 0
        assert Encounter.objects.all()._raw_delete("default") == 0


def test_nobody_writes_a_listening_for_another_unit_by_sql_either(ambito, actor):
    stranger = make_actor(ambito=ambito, role="desk_operator")
    person = make_person(actor=actor)
    values = {"unit_token": actor.main_token, "happened_at": timezone.now(), "channel": "phone"}
    with acting(stranger):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Encounter(**values).save(force_insert=True)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            EncounterSubject(
                encounter_id=uuid4(), person_id=person.pk, unit_token=stranger.main_token, level="unit",
                happened_at=timezone.now(),
            ).save(force_insert=True)  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"request": "", "needs": []}, "request"),
        ({"happened_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)}, "happened_at"),
        ({"minutes": 2000}, "minutes"),
        ({"channel": "pigeon"}, "channel"),
        ({"urgency": "always"}, "urgency"),
        ({"outcomes": ["miracle"]}, "outcomes"),
        ({"needs": ["housing.castle"]}, "needs"),
        ({"level": "everybody"}, "level"),
        ({"person_desk_id": uuid4()}, "person_desk"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field_and_nothing_is_saved(actor, values, field):
    with acting(actor):
        with pytest.raises(DomainError) as error, transaction.atomic():
            record(actor, **values)
        assert error.value.field == field
        assert not Encounter.objects.exists()


def test_roles_that_do_not_listen_record_nothing(ambito):
    manager = make_actor(ambito=ambito, role="org_manager")
    with pytest.raises(NotAllowed):
        record(manager)


def test_somebody_one_may_not_see_is_not_found(ambito, actor):
    hidden = make_person(actor=make_actor(ambito=ambito, role="desk_operator"))
    with pytest.raises(NotVisible):
        record(actor, hidden)
    with acting(actor):
        assert not AccessGrant.objects.exists()


def test_each_contact_lasts_twelve_months_and_a_late_one_shortens_nothing(actor):
    person = make_person(actor=actor)
    with acting(actor):
        before = AccessGrant.objects.get().valid_until
    record(actor, person, happened_at=timezone.now() - dt.timedelta(days=200))
    with acting(actor):
        assert AccessGrant.objects.get().valid_until == before
    record(actor, person)
    with acting(actor):
        assert AccessGrant.objects.get().valid_until > before


def test_a_social_worker_without_a_desk_records_for_the_unit(ambito):
    worker = make_actor(ambito=ambito, role="social_worker")
    encounter = record(worker, make_person(actor=worker))
    assert encounter.desk is None
    assert encounter.unit_token == worker.main_token


def test_lists_cost_the_same_for_one_and_for_three(actor, django_assert_num_queries):
    record(actor, make_person(actor=actor), outcomes=["information"])
    with acting(actor):
        lines(actor)
        with django_assert_num_queries(3):
            assert len(lines(actor)) == 1
    for _ in range(2):
        record(actor, make_person(actor=actor), needs=["housing.search", "work"])
    with acting(actor):
        with django_assert_num_queries(3):
            assert len(lines(actor)) == 3


def lines(actor):
    found = selectors.recent_encounters(actor=actor)
    return [(row.names, row.themes, row.outcome_labels, row.operator.user.first_name) for row in found]
