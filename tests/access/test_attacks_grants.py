"""Attacks on the functions that open, end and prove grants, in plain SQL as the web role."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from portico.access.models import AccessGrant
from portico.access.selectors import who_sees
from portico.accounts.models import Substitution
from portico.accounts.selectors import active_memberships
from portico.casework.models import CaseProposal, CaseSubject
from portico.casework.selectors import cases
from portico.casework.services import add_member, open_case_directly
from portico.events.models import Event, EventSubject
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError, NotVisible
from portico.organisations.models import Organisation
from portico.people.models import Person
from portico.people.services.lookup import look_up
from portico.people.services.register import meet_known_person
from portico.people.services.reserve import reserve_person
from portico.records.models import Merge
from portico.records.services import merge_people, undo_merge
from portico.thread.services import create_task
from tests.factories import actor_of, make_actor, make_ambito, make_membership, make_person

pytestmark = pytest.mark.django_db
BORN = dt.date(1992, 5, 3)


@pytest.fixture
def ambito():
    return make_ambito()


@pytest.fixture
def desk(ambito):
    return make_actor(ambito=ambito, role="desk_operator")


@pytest.fixture
def other_desk(ambito):
    return make_actor(ambito=ambito, role="desk_operator")


@pytest.fixture
def worker(ambito):
    return make_actor(ambito=ambito, role="social_worker", unit_values={"takes_cases": True})


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def refused(sql, *values):
    with pytest.raises(ProgrammingError), transaction.atomic():
        run(sql, *values)


OPEN = "select portico_open_grant(%s, %s, %s, %s, %s, %s, null, null, null, '')"


@pytest.mark.parametrize(
    ("origin", "scope"),
    [("own_desk", "desk"), ("case_manager", "case"), ("accepted_referral", "referral"), ("break_glass", "nothing")],
)
def test_knowing_an_id_opens_nobody(desk, worker, origin, scope):
    person = make_person(actor=desk)
    with acting(worker):
        refused(OPEN, uuid4(), person.pk, worker.main_token, origin, scope, uuid4())
        assert not Person.objects.exists()


def test_a_desk_does_not_make_itself_a_case_manager(desk):
    person = make_person(actor=desk)
    with acting(desk):
        refused(OPEN, uuid4(), person.pk, desk.main_token, "case_manager", "case", uuid4())
        refused("select portico_reserve_person(%s, %s)", person.pk, [desk.user_token])


def test_a_listening_is_widened_by_no_fact_of_ones_own_making(desk, worker):
    """Who met somebody opens to themselves neither a referral, a stay, an emergency, nor a consent to what they cannot read."""
    person = make_person(actor=worker)
    with acting(worker):
        for origin in ("accepted_referral", "break_glass", "card_activity", "stay_placement", "consent"):
            refused(OPEN, uuid4(), person.pk, worker.main_token, origin, "nothing", uuid4())
        consent = OPEN.replace("null, null, null, ''", "null, null, %s, ''")
        mine = (uuid4(), person.pk, worker.main_token, "consent", "consent", uuid4())
        refused(consent, *mine, ["identity", "economic"])
        run(consent, *mine, ["identity", "contacts"])


def test_a_grant_goes_to_somebody_of_the_ambito_about_somebody_of_the_ambito(ambito, desk, worker):
    person = make_person(actor=desk)
    stranger = make_actor(ambito=make_ambito(), role="social_worker")
    with acting(desk):
        refused(OPEN, uuid4(), person.pk, stranger.main_token, "consent", "consent", uuid4())
    with acting(stranger):
        refused(OPEN, uuid4(), person.pk, stranger.main_token, "own_desk", "desk", uuid4())
    with acting(system_actor(stranger.ambito_id)):
        refused(OPEN, uuid4(), person.pk, stranger.main_token, "own_desk", "desk", uuid4())


def test_a_desk_does_not_end_what_a_case_opened(desk, worker):
    person = make_person(actor=worker)
    with acting(worker):
        case = open_case_directly(actor=worker, person_ids=[person.pk], area="adults", reason="Sola")
    with acting(desk):
        look_up(actor=desk, first_name="Fatima", last_name="Benali", birth_date=BORN)
        meet_known_person(actor=desk, person_id=person.pk, reason="È qui")
        assert run("select portico_end_grants(%s, 'case', %s, null, null)", person.pk, case.pk) == [(0,)]
    with acting(worker):
        assert cases(actor=worker).get() == case


def test_nobody_is_met_without_a_look_up_in_the_same_role(ambito, desk):
    person = make_person(actor=desk)
    one = make_membership(ambito=ambito, role="desk_operator")
    two = make_membership(ambito=ambito, role="desk_operator", user=one.user)
    first, second = actor_of(one), actor_of(two)
    with acting(second):
        with pytest.raises(NotVisible):
            meet_known_person(actor=second, person_id=person.pk, reason="È qui")
    with acting(first):
        assert look_up(actor=first, first_name="Fatima", last_name="Benali", birth_date=BORN)
    with acting(second):
        with pytest.raises(NotVisible):
            meet_known_person(actor=second, person_id=person.pk, reason="È qui")
        refused(OPEN, uuid4(), person.pk, second.main_token, "own_desk", "desk", uuid4())


class TestMerges:
    def test_a_merge_is_not_forged(self, desk, other_desk):
        mine, theirs = make_person(actor=desk), make_person(actor=other_desk, first_name="Serena")
        forged = {"people_person set reserved = false where id = id; --.x.y": ["1"], "people_contact.person_id.id": []}
        with acting(desk):
            with pytest.raises(ProgrammingError), transaction.atomic():
                Merge.objects.create(kept=mine, absorbed=theirs, reason="Finta", moved=forged)
            refused("select portico_merge_person(%s, %s, %s, 'Finta')", uuid4(), mine.pk, theirs.pk)

    def test_what_a_merge_moved_is_not_rewritten(self, desk):
        one, two = make_person(actor=desk), make_person(actor=desk, last_name="Ben Ali")
        with acting(desk):
            merge = merge_people(actor=desk, kept_id=one.pk, absorbed_id=two.pk, reason="Lo ha detto lei")
            assert Merge.objects.filter(pk=merge.pk).update(moved={}) == 0

    def test_undoing_does_not_bring_back_a_reserved_record(self, worker):
        one, two = make_person(actor=worker), make_person(actor=worker, last_name="Ben Ali")
        with acting(worker):
            merge = merge_people(actor=worker, kept_id=one.pk, absorbed_id=two.pk, reason="Lo ha detto lei")
            reserve_person(actor=worker, person_id=one.pk, named_tokens=[])
            with pytest.raises(DomainError):
                undo_merge(actor=worker, merge_id=merge.pk, reason="Erano due sorelle")

    def test_merging_with_ones_own_case_does_not_open_another_units_dossier(self, ambito, worker):
        theirs = make_person(actor=worker)
        with acting(worker):
            open_case_directly(actor=worker, person_ids=[theirs.pk], area="adults", reason="Sola")
        curious = make_actor(ambito=ambito, role="social_worker", unit_values={"takes_cases": True})
        mine = make_person(actor=curious, last_name="Benalli")
        with acting(curious):
            open_case_directly(actor=curious, person_ids=[mine.pk], area="adults", reason="Solo")
            look_up(actor=curious, first_name="Fatima", last_name="Benali", birth_date=BORN)
            meet_known_person(actor=curious, person_id=theirs.pk, reason="È qui")
            for kept, absorbed in ((mine, theirs), (theirs, mine)):
                with pytest.raises(DomainError, match="altra unità"):
                    merge_people(actor=curious, kept_id=kept.pk, absorbed_id=absorbed.pk, reason="Sembra lei")


class TestReserved:
    def test_a_case_of_two_of_whom_one_becomes_reserved_tells_nobody_of_her(self, ambito, desk, worker):
        unit = worker
        colleague = actor_of(
            make_membership(ambito=ambito, role="social_worker", unit=_unit(ambito, unit), with_unit=True)
        )
        her, child = make_person(actor=unit), make_person(actor=unit, first_name="Amir", birth_date=dt.date(2019, 3, 1))
        with acting(unit):
            case = open_case_directly(
                actor=unit, person_ids=[her.pk, child.pk], area="families_minors", reason="Fatima ha paura"
            )
        with acting(colleague):
            assert cases(actor=colleague).filter(pk=case.pk).exists()
        with acting(unit):
            reserve_person(actor=unit, person_id=her.pk, named_tokens=[])
        with acting(colleague):
            assert not Person.objects.filter(pk=her.pk).exists()
            assert not cases(actor=colleague).exists()
            assert not CaseSubject.objects.filter(person_id=her.pk).exists()
            assert not CaseProposal.objects.exists()
            refused(OPEN, uuid4(), her.pk, colleague.user_token, "case_manager", "case", case.pk)
        with acting(unit):
            assert cases(actor=unit).get() == case

    def test_ones_own_reserved_person_is_no_key_to_somebody_elses_case(self, ambito, worker):
        theirs = make_person(actor=worker)
        with acting(worker):
            case = open_case_directly(actor=worker, person_ids=[theirs.pk], area="adults", reason="Sola")
        curious = make_actor(ambito=ambito, role="social_worker")
        key = make_person(actor=curious, first_name="Chiave")
        with acting(curious):
            reserve_person(actor=curious, person_id=key.pk, named_tokens=[])
            with pytest.raises(ProgrammingError), transaction.atomic():
                CaseSubject(case_id=case.pk, person_id=key.pk).save(force_insert=True)
            assert not cases(actor=curious).exists()


def _unit(ambito, actor):
    from portico.organisations.models import Unit

    with acting(system_actor(ambito.pk)):
        return Unit.objects.get(pk=actor.unit_id)


class TestSubstitutions:
    def test_nobody_appoints_themselves_in_a_strangers_place(self, ambito, desk, worker):
        with acting(desk):
            with pytest.raises(ProgrammingError), transaction.atomic():
                Substitution.objects.create(
                    absent_id=worker.membership_id, substitute_id=desk.membership_id,
                    starts_on=dt.date.today(), ends_on=dt.date.today(),
                )  # fmt: skip

    def test_a_substitution_ends_with_the_work_of_who_was_absent(self, ambito, worker):
        with acting(system_actor(ambito.pk)):
            unit = _unit(ambito, worker)
            absent = make_membership(ambito=ambito, role="social_worker", unit=unit)
            Substitution.objects.create(
                absent_id=absent.pk, substitute_id=worker.membership_id,
                starts_on=dt.date.today() - dt.timedelta(days=9), ends_on=dt.date.today() + dt.timedelta(days=9),
            )  # fmt: skip
            assert absent.token in active_memberships(worker.user_id)[0].tokens
            absent.ends_on = dt.date.today() - dt.timedelta(days=1)
            absent.save()
            assert absent.token not in active_memberships(worker.user_id)[0].tokens

    def test_nobody_gives_themselves_a_role_or_names_a_sensitive_body(self, ambito, desk):
        with acting(desk):
            assert (
                run(
                    "update accounts_membership set role = 'coordinator' where id = %s returning id", desk.membership_id
                )
                == []
            )
            assert Organisation.objects.filter(pk=desk.organisation_id).update(sensitive=True) == 0
            refused("update access_rolelevel set level = 3")


class TestWrittenAboutStrangers:
    def test_events_subjects_and_looks_are_written_in_ones_own_name(self, ambito, desk, other_desk):
        person = make_person(actor=desk)
        event = {"ambito_id": ambito.pk, "kind": "x", "category": "diary"}
        with acting(other_desk):
            for row in (
                EventSubject(event_id=uuid4(), person_id=person.pk, occurred_at=dt.datetime.now(dt.UTC), level="network",
                             user_id=other_desk.user_id, tokens=[other_desk.main_token], **event),
                Event(id=uuid4(), user_id=desk.user_id, organisation_id=desk.organisation_id, **event),
                Event(id=uuid4(), user_id=other_desk.user_id, organisation_id=desk.organisation_id, **event),
            ):  # fmt: skip
                with pytest.raises(ProgrammingError), transaction.atomic():
                    type(row).objects.bulk_create([row])
            refused(
                "insert into access_readlog (at, ambito_id, user_id, membership_id, person_id, what, object_id, outcome,"
                " reason) values (now(), %s, %s, %s, %s, 'lookup', '', 'found', '')",
                ambito.pk, desk.user_id, desk.membership_id, person.pk,
            )  # fmt: skip

    @pytest.mark.parametrize("url", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"])
    def test_a_notification_leads_nowhere_else(self, ambito, desk, url):
        with acting(desk):
            refused(
                "insert into events_notification (id, ambito_id, token, kind, text, url, urgent, created_at, updated_at,"
                " version) values (%s, %s, %s, 'x', 'x', %s, false, now(), now(), 1)",
                uuid4(), ambito.pk, desk.main_token, url,
            )  # fmt: skip

    def test_history_is_written_by_its_triggers_alone(self, db):
        found = run(
            "select tablename from pg_policies where tablename like '%%history' and policyname = 'web_insert'"
            " and with_check not like '%%pg_trigger_depth%%'"
        )
        assert found == []


def test_an_id_of_a_referral_does_not_become_the_id_of_its_person(ambito, desk, worker):
    person = make_person(actor=desk)
    stranger = make_actor(ambito=ambito, role="desk_operator")
    with acting(stranger):
        run("select portico_referral_read(%s, 'lookup', 'found')", [uuid4()])
        assert not AccessGrant.objects.filter(person=person).exists()


def test_who_sees_names_no_sensitive_body(ambito, desk):
    person = make_person(actor=desk)
    centre = make_actor(
        ambito=ambito, role="social_worker", organisation_values={"name": "Centro antiviolenza", "sensitive": True}
    )
    with acting(centre):
        look_up(actor=centre, first_name="Fatima", last_name="Benali", birth_date=BORN)
        meet_known_person(actor=centre, person_id=person.pk, reason="È qui")
        assert "Centro antiviolenza" in {
            sight.organisation_name for sight in who_sees(actor=centre, person_id=person.pk)
        }
    with acting(desk):
        shown = who_sees(actor=desk, person_id=person.pk)
        assert len(shown) == 2 and "Centro antiviolenza" not in {sight.organisation_name for sight in shown}
        assert [sight.organisation_id for sight in shown if sight.sensitive] == [None]


def test_a_tutor_of_one_case_reads_no_event_of_another(ambito, worker):
    person = make_person(actor=worker)
    tutor = make_membership(ambito=ambito, role="case_contributor", with_unit=False)
    with acting(worker):
        one = open_case_directly(actor=worker, person_ids=[person.pk], area="adults", reason="Casa")
        other = open_case_directly(actor=worker, person_ids=[person.pk], area="addictions", reason="Dipendenza")
        add_member(actor=worker, case_id=one.pk, membership_id=tutor.pk, role="case_contributor")
        create_task(
            actor=worker, title="Solo per l'altra", due_on=None, assigned_token=worker.main_token, person=person,
            source_kind="case", source_id=other.pk,
        )  # fmt: skip
    with acting(actor_of(tutor)):
        seen = {event.object_id for event in Event.objects.filter(object_kind="case")}
        assert one.pk in seen
        assert other.pk not in seen
        assert not run("select 1 from thread_task")
