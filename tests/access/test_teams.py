"""A team reads its own case: each wall alone, with the database's policies open and with Python's filters off."""

import datetime as dt

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from portico.accounts.services import substitute
from portico.casework.selectors import cases
from portico.casework.services import accept_case, add_member, open_case_directly, propose_case
from portico.desks.models import Encounter, EncounterSubject
from portico.desks.selectors import encounters_of
from portico.desks.services.encounters import EncounterData, record_encounter
from portico.events.models import Event, EventSubject
from portico.events.selectors import thread_of
from portico.kernel.actor import acting
from portico.people.selectors import people
from portico.people.services.reserve import reserve_person
from portico.thread.services import create_task
from portico.thread.timeline import page_of_thread
from tests.architecture.test_walls import POLICIES, alter
from tests.architecture.world import World
from tests.factories import make_person


def story():
    """Two poles follow Fatima; `tutor` is on the first case's team. Each writes for the team; a family has a secret."""
    w = World()
    worker, other, tutor = w.actor("social_worker"), w.actor("other_pole"), w.memberships["tutor"]
    w.person = make_person(actor=worker)
    with acting(worker):
        w.one = open_case_directly(actor=worker, person_ids=[w.person.pk], area="adults", reason="Casa")
        w.same_unit = open_case_directly(actor=worker, person_ids=[w.person.pk], area="addictions", reason="Altro")
        add_member(actor=worker, case_id=w.one.pk, membership_id=tutor.pk, role="case_contributor")
        proposed = propose_case(
            actor=worker, person_ids=[w.person.pk], unit_id=w.other_pole.pk, area="families_minors", reason="Insieme"
        )
    with acting(other):
        w.two = accept_case(actor=other, case_id=proposed.pk, manager_id=w.memberships["other_pole"].pk, activate=True)
        w.theirs = _listening(other, w.person)
        w.their_task = _task(other, w.person, w.two)
    with acting(worker):
        w.ours = _listening(worker, w.person)
        w.our_task, w.side_task = _task(worker, w.person, w.one), _task(worker, w.person, w.same_unit)
    her, child = make_person(actor=worker, first_name="Serena"), make_person(actor=worker, first_name="Amir")
    with acting(worker):
        w.family = open_case_directly(
            actor=worker, person_ids=[her.pk, child.pk], area="families_minors", reason="Serena ha paura"
        )
        reserve_person(actor=worker, person_id=her.pk, named_tokens=[])
    w.her = her
    with acting(w.actor("coordinator")):
        substitute(
            actor=w.actor("coordinator"),
            absent=w.memberships["social_worker"],
            substitute=w.memberships["pole_colleague"],
            starts_on=timezone.localdate(),
            ends_on=timezone.localdate(),
        )
    return w


def _listening(actor, person):
    data = EncounterData(people=[(person.pk, "for_whom")], narrative="Per l'équipe", level="team")
    return record_encounter(actor=actor, data=data)


def _task(actor, person, case):
    return create_task(
        actor=actor, title="Da fare", due_on=dt.date(2030, 1, 1), assigned_token=actor.main_token, person=person,
        source_kind="case", source_id=case.pk,
    )  # fmt: skip


class TestPythonAlone:
    """Every policy of the web role says `true`."""

    @pytest.fixture(scope="class")
    @classmethod
    def w(cls, django_db_setup, cluster, django_db_blocker):
        with psycopg.connect(cluster.url("owner"), autocommit=True) as owner:
            policies = owner.execute(POLICIES).fetchall()
            try:
                for table, name, _cmd, using, check in policies:
                    owner.execute(alter(table, name, using and "true", check and "true"))
                with django_db_blocker.unblock(), acting(None), transaction.atomic():
                    yield story()
                    transaction.set_rollback(True)
            finally:
                for table, name, _cmd, using, check in policies:
                    owner.execute(alter(table, name, using, check))

    @pytest.mark.django_db
    def test_somebody_reserved_hides_the_familys_case(self, w):
        with acting(w.actor("pole_colleague")):
            shown = {case.pk for case in cases(actor=w.actor("pole_colleague"))}
        assert w.family.pk not in shown and w.one.pk in shown
        with acting(w.actor("social_worker")):
            assert w.family.pk in {case.pk for case in cases(actor=w.actor("social_worker"))}

    @pytest.mark.django_db
    def test_what_was_left_by_name_is_not_lent_by_others(self, w):
        borrower = w.actor("pole_colleague")
        assert borrower.borrowed == (w.actor("social_worker").user_token,)
        with acting(borrower):
            assert w.her.pk not in {person.pk for person in people(actor=borrower)}

    @pytest.mark.django_db
    def test_a_tutor_reads_the_thread_of_their_own_case(self, w):
        tutor = w.actor("tutor")
        with acting(tutor):
            ids = thread_of(actor=tutor, person_id=w.person.pk).values_list("event_id", flat=True)
            about = set(Event.objects.filter(id__in=list(ids), object_kind="case").values_list("object_id", flat=True))
            assert about == {w.one.pk}
            things = {item.event.object_id for item in page_of_thread(actor=tutor, person_id=w.person.pk, size=50)}
        assert {w.our_task.pk, w.ours.pk} <= things
        assert not things & {w.their_task.pk, w.side_task.pk, w.theirs.pk, w.two.pk, w.same_unit.pk}

    @pytest.mark.django_db
    def test_a_tutor_reads_what_was_written_for_their_own_team(self, w):
        tutor = w.actor("tutor")
        with acting(tutor):
            assert [row.pk for row in encounters_of(actor=tutor, person_id=w.person.pk)] == [w.ours.pk]

    @pytest.mark.django_db
    def test_who_has_a_case_in_charge_still_reads_the_other_units_thread(self, w):
        other = w.actor("other_pole")
        with acting(other):
            things = {item.event.object_id for item in page_of_thread(actor=other, person_id=w.person.pk, size=50)}
        assert {w.one.pk, w.our_task.pk, w.ours.pk} <= things


@pytest.mark.django_db
class TestTheDatabaseAlone:
    def test_a_tutor_reads_what_was_written_for_their_own_team(self):
        w = story()
        with acting(w.actor("tutor")):
            assert set(Encounter.objects.values_list("pk", flat=True)) == {w.ours.pk}
            assert set(EncounterSubject.objects.values_list("encounter_id", flat=True)) == {w.ours.pk}
            things = set(Event.objects.values_list("object_id", flat=True))
            assert {w.one.pk, w.our_task.pk, w.ours.pk} <= things
            assert not things & {w.their_task.pk, w.side_task.pk, w.theirs.pk, w.two.pk, w.same_unit.pk}
            hidden = EventSubject.objects.filter(event_id__in=events_about(w, w.their_task.pk, w.theirs.pk))
            assert not hidden.exists()
        with acting(w.actor("other_pole")):
            assert {w.one.pk, w.our_task.pk, w.ours.pk} <= set(Event.objects.values_list("object_id", flat=True))

    def test_whether_a_listening_hides_somebody_is_not_told_to_strangers(self):
        w = story()
        her = make_person(actor=w.actor("social_worker"), first_name="Nadia")
        with acting(w.actor("social_worker")):
            plain, couple = _listening(w.actor("social_worker"), her), _listening(w.actor("social_worker"), her)
            assert hides(plain) is False
        with acting(w.actor("other_desk")):
            before = hides(plain), hides(couple)
        with acting(w.actor("social_worker")):
            reserve_person(actor=w.actor("social_worker"), person_id=her.pk, named_tokens=[])
        with acting(w.actor("other_desk")):
            assert (hides(plain), hides(couple)) == before == (True, True)


def events_about(w, *things):
    with acting(w.actor("other_pole")):
        return list(Event.objects.filter(object_id__in=things).values_list("id", flat=True))


def hides(encounter):
    with connection.cursor() as cursor:
        cursor.execute("select portico_encounter_hides(%s)", [encounter.pk])
        return cursor.fetchone()[0]
