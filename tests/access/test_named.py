"""What was left to somebody by name: a substitution that others made does not carry it."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from portico.access.selectors import live_grants
from portico.accounts.models import Substitution
from portico.accounts.services import end_substitution, substitute
from portico.casework import selectors as casework
from portico.casework.services import open_case_directly, propose_case
from portico.events.models import Notification
from portico.kernel.actor import acting
from portico.people.models import Person, ProtectedAddress
from portico.people.selectors import people, protected_addresses
from portico.people.services.ground import set_protected_address
from portico.people.services.reserve import reserve_person, unreserve_person
from tests.architecture.world import World
from tests.factories import make_membership, make_person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def w():
    """The worker has an ordinary case, a reserved one, and a proposal addressed to them by name."""
    world = World()
    worker = world.actor("social_worker")
    world.memberships["nearby"] = make_membership(
        ambito=world.ambito, role="social_worker", organisation=world.municipality
    )
    world.person, world.secret = make_person(actor=worker), make_person(actor=worker, first_name="Serena")
    proposed = make_person(actor=world.actor("other_pole"), first_name="Nadia")
    with acting(worker):
        world.case = open_case_directly(actor=worker, person_ids=[world.person.pk], area="adults", reason="Serve")
        reserve_person(actor=worker, person_id=world.secret.pk, named_tokens=[])
        world.reserved_case = open_case_directly(
            actor=worker, person_ids=[world.secret.pk], area="violence", reason="Serve"
        )
        set_protected_address(actor=worker, person_id=world.secret.pk, street="Via Nascosta 1", named_tokens=[])
    with acting(world.actor("other_pole")):
        reserve_person(actor=world.actor("other_pole"), person_id=proposed.pk, named_tokens=[])
        world.proposal = propose_case(
            actor=world.actor("other_pole"), person_ids=[proposed.pk], unit_id=world.pole.pk, area="violence",
            reason="Ha paura", to_membership_id=world.memberships["social_worker"].pk,
        )  # fmt: skip
    return world


def stand_in(w, actor, by):
    with acting(actor):
        return substitute(
            actor=actor, absent=w.memberships["social_worker"], substitute=w.memberships[by],
            starts_on=TODAY, ends_on=TODAY,
        )  # fmt: skip


def seen(actor):
    with acting(actor):
        return (
            {person.pk for person in people(actor=actor)},
            {case.pk for case in casework.cases(actor=actor)},
            protected_addresses(actor=actor, person_id=actor.ambito_id).exists() or ProtectedAddress.objects.exists(),
        )


def test_the_absent_persons_own_choice_carries_everything(w):
    stand_in(w, w.actor("social_worker"), "nearby")
    who, what, address = seen(w.actor("nearby"))
    assert w.secret.pk in who and {w.case.pk, w.reserved_case.pk, w.proposal.pk} <= what and address


@pytest.mark.parametrize("by", ["nearby", "coordinator"])
def test_a_substitute_chosen_by_others_gets_nothing_given_by_name(w, by):
    stand_in(w, w.actor("coordinator"), by)
    substitute_ = w.actor(by)
    assert w.actor("social_worker").user_token in substitute_.tokens
    who, what, address = seen(substitute_)
    assert w.person.pk in who and w.case.pk in what, "the rest is theirs for those days"
    assert w.secret.pk not in who and not {w.reserved_case.pk, w.proposal.pk} & what and not address
    with acting(substitute_):
        assert not live_grants(actor=substitute_).filter(person_id=w.secret.pk).exists()
        assert not casework.unit_inbox(actor=substitute_).filter(pk=w.proposal.pk).exists()
        for call in ("select portico_unreserve_person(%s, 1)", "select portico_reserve_person(%s, array[1])"):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(call, [w.secret.pk])
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select portico_open_grant(%s, %s, %s, 'own_desk', 'desk', %s, null, null, null, '')",
                [uuid4(), w.secret.pk, substitute_.user_token, uuid4()],
            )
        with connection.cursor() as cursor:
            cursor.execute("select * from portico_person_grants(%s)", [w.secret.pk])
            assert cursor.fetchall() == []
            cursor.execute("select * from portico_known_cases(%s)", [w.secret.pk])
            assert cursor.fetchall() == []


def test_nobody_appoints_in_somebody_elses_name(w):
    coordinator = w.actor("coordinator")
    values = {
        "absent": w.memberships["social_worker"], "substitute": w.memberships["coordinator"],
        "starts_on": TODAY, "ends_on": TODAY,
    }  # fmt: skip
    with acting(coordinator):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Substitution.objects.create(**values, created_by=w.memberships["social_worker"].user_id)
        made = Substitution.objects.create(**values)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Substitution.objects.filter(pk=made.pk).update(created_by=w.memberships["social_worker"].user_id)
        end_substitution(actor=coordinator, substitution_id=made.pk)


def test_the_absent_person_is_told_when_others_choose(w):
    stand_in(w, w.actor("coordinator"), "nearby")
    with acting(w.actor("social_worker")):
        told = Notification.objects.get(kind="accounts.substituted")
        assert told.url == "/incarichi/sostituzioni/"


def test_nobody_is_told_of_their_own_choice(w):
    stand_in(w, w.actor("social_worker"), "nearby")
    with acting(w.actor("social_worker")):
        assert not Notification.objects.filter(kind="accounts.substituted").exists()


def test_opened_again_a_record_is_nobodys_by_name(w):
    with acting(w.actor("social_worker")):
        unreserve_person(actor=w.actor("social_worker"), person_id=w.secret.pk)
    stand_in(w, w.actor("coordinator"), "nearby")
    with acting(w.actor("nearby")):
        assert casework.cases(actor=w.actor("nearby")).filter(pk=w.reserved_case.pk).exists()


def test_a_day_later_nothing_is_borrowed(w):
    row = stand_in(w, w.actor("coordinator"), "nearby")
    with acting(w.actor("coordinator")):
        Substitution.objects.filter(pk=row.pk).update(
            starts_on=TODAY - dt.timedelta(days=2), ends_on=TODAY - dt.timedelta(days=1)
        )
    assert w.actor("nearby").borrowed == ()
    with acting(w.actor("nearby")):
        assert not Person.objects.filter(pk=w.person.pk).exists()
