"""Who reads a referral: both walls, state by state. The second one is asked in plain SQL."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portico.access.enums import Category, Level
from portico.access.selectors import levels_on
from portico.accounts.models import User
from portico.casework.services import open_case_directly
from portico.kernel.actor import acting, system_actor
from portico.kernel.errors import DomainError, NotVisible
from portico.organisations.models import Organisation, Unit
from portico.people.models import IncomeSource, Person
from portico.people.services.reserve import reserve_person
from portico.referrals import selectors, services
from portico.referrals.models import Referral, ReferralPackage, ReferralSubject
from tests.factories import actor_of, make_actor, make_ambito, make_membership, make_person
from tests.referrals.conftest import build_network, in_charge, make_service
from tests.referrals.test_lifecycle import WAYS, bring, do

pytestmark = pytest.mark.django_db

TABLES = ["referral", "referralsubject", "referralpackage", "referralsection", "referralmessage"]


def counts(actor):
    """Rows found by plain SQL in each table, as this actor."""
    with acting(actor), connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"select count(*) from referrals_{table}")
            found[table.removeprefix("referral") or "referral"] = cursor.fetchone()[0]
        return found


def seen(actor):
    """(the referral itself, who it is about, the words, the data) as yes and no."""
    found = counts(actor)
    return tuple(found[name] > 0 for name in ("referral", "subject", "package", "section"))


NOTHING = (False, False, False, False)
EVERYTHING = (True, True, True, True)
COPY = (True, False, True, True)
ONLY_THAT = (True, False, False, False)

# What each side reads by state: (sender, receiver).
BY_STATE = {
    "draft": ((True, True, True, False), NOTHING),
    "sent": (EVERYTHING, COPY),
    "received": (EVERYTHING, COPY),
    "more_information": (EVERYTHING, COPY),
    "waiting_list": (EVERYTHING, COPY),
    "accepted": (EVERYTHING, EVERYTHING),
    "in_progress": (EVERYTHING, EVERYTHING),
    "completed": (EVERYTHING, EVERYTHING),
    "interrupted": (EVERYTHING, EVERYTHING),
    "declined": (EVERYTHING, ONLY_THAT),
    "cancelled": (EVERYTHING, ONLY_THAT),
    "expired": (EVERYTHING, ONLY_THAT),
}


@pytest.mark.parametrize("state", sorted(WAYS))
def test_each_side_reads_what_the_state_allows(network, state):
    referral = bring(network, state)
    sender, receiver = BY_STATE[state]
    assert seen(network.desk) == seen(network.colleague) == sender
    assert seen(network.office) == receiver
    assert seen(network.stranger) == NOTHING
    for actor, words in ((network.desk, sender[2]), (network.office, receiver[2])):
        with acting(actor):
            if actor is network.office and state == "draft":
                with pytest.raises(NotVisible):
                    selectors.get_referral(actor=actor, key=referral.pk)
                continue
            found = selectors.get_referral(actor=actor, key=referral.pk)
            assert (selectors.package_of(actor=actor, referral=found) is not None) == words
            line = selectors.line_of(actor, found)
            assert bool(line.shown_person) == words
            assert bool(selectors.messages_of(actor=actor, referral=found)) == (words and state != "draft")


@pytest.mark.parametrize("role", ["volunteer", "org_manager", "aid_operator", "dpo", "director", "ambito_admin"])
def test_roles_that_are_told_no_names_receive_nobody(network, role):
    network.refer()
    with acting(network.office):
        unit = Unit.objects.get(pk=network.office.unit_id)
    other = make_actor(ambito=network.ambito, role=role, unit=unit)
    assert seen(other) == NOTHING
    with acting(other):
        assert not selectors.inbox(actor=other).exists()


def test_a_stranger_reads_nothing_of_a_referral_accepted_elsewhere(network):
    referral = bring(network, "in_progress")
    with acting(network.stranger):
        with pytest.raises(NotVisible):
            selectors.get_referral(actor=network.stranger, key=referral.pk)
        with pytest.raises(NotVisible):
            services.accept_referral(actor=network.stranger, referral_id=referral.pk)


def test_what_the_sender_no_longer_holds_leaves_its_list(network):
    """Case 2 seen from the desk: twelve months later the person is nobody's business there."""
    referral = bring(network, "sent")
    with acting(network.desk), connection.cursor() as cursor:
        cursor.execute(
            "select portico_end_grants(%s, 'desk', %s, null, null)", [network.person.pk, network.desk.unit_id]
        )
    assert seen(network.desk) == NOTHING
    with acting(network.desk), pytest.raises(NotVisible):
        selectors.get_referral(actor=network.desk, key=referral.pk)
    assert seen(network.office) == COPY


def test_accepting_opens_identity_and_contacts_and_nothing_more(network):
    bring(network, "accepted")
    with acting(network.office):
        levels = levels_on(actor=network.office, person_id=network.person.pk)
    assert levels[Category.IDENTITY] == levels[Category.CONTACTS] == Level.READ
    assert levels[Category.CASE] == Level.KNOWN
    assert levels[Category.NEEDS] == levels[Category.ECONOMIC] == levels[Category.DIARY] == Level.NONE


def test_thirty_days_after_the_end_the_receiver_keeps_only_that_it_happened(network):
    referral = bring(network, "in_progress")
    long_ago = timezone.now() - timedelta(days=31)
    with acting(network.office):
        services.complete_referral(
            actor=network.office, referral_id=referral.pk, outcome="completed", occurred_at=long_ago
        )
        assert not Person.objects.exists()
    assert seen(network.office) == ONLY_THAT
    assert seen(network.desk) == EVERYTHING


def test_a_service_without_unit_reaches_the_organisation(network):
    alone = make_actor(ambito=network.ambito, role="housing_operator", with_unit=False)
    network.refer(service_id=make_service(alone, unit_id=None).pk)
    assert seen(alone) == COPY
    assert seen(network.office) == NOTHING


def test_nobody_sends_to_their_own_unit(network):
    own = make_service(network.desk)
    with acting(network.desk), pytest.raises(DomainError, match="stessa unità"):
        services.draft_referral(actor=network.desk, person_id=network.person.pk, service_id=own.pk)


def test_services_of_another_ambito_do_not_exist(network):
    """Case 13: nothing is seen, found or chosen across ambiti."""
    elsewhere = make_actor(ambito=make_ambito(), role="social_worker")
    theirs = make_service(elsewhere)
    with acting(network.desk), pytest.raises(DomainError, match="servizio della rete"):
        services.draft_referral(actor=network.desk, person_id=network.person.pk, service_id=theirs.pk)
    referral = network.refer()
    assert seen(elsewhere) == NOTHING
    with acting(elsewhere), pytest.raises(NotVisible):
        selectors.get_referral(actor=elsewhere, key=referral.pk)


def test_numbers_have_no_gaps_and_each_ambito_counts_its_own(network):
    first, second = network.refer(), network.refer()
    assert second.number == first.number + 1
    other = build_network()
    assert other.refer().number == 1
    with acting(network.desk):
        draft = services.draft_referral(
            actor=network.desk, person_id=network.person.pk, service_id=network.service.pk, asked="Altro"
        )
        assert draft.number is None
        services.cancel_referral(actor=network.desk, referral_id=draft.pk)
    assert network.refer().number == second.number + 1


def test_a_sensitive_receiver_is_named_to_the_two_sides_only(network):
    """A case manager who reads the diary learns that there was a referral, not to the anti-violence centre."""
    manager = in_charge(network)
    plain = bring(network, "sent")
    with acting(system_actor(network.ambito.pk)):
        Organisation.objects.filter(pk=network.office.organisation_id).update(sensitive=True)
    hidden = network.refer()
    with acting(manager):
        found = selectors.get_referral(actor=manager, key=plain.pk)
        line = selectors.line_of(manager, found)
        assert (line.shown_person, line.asked, line.side) == ("", "", "")
        assert not ReferralPackage.objects.filter(referral=plain).exists()
        assert not Referral.objects.filter(pk=hidden.pk).exists()
        with pytest.raises(NotVisible):
            selectors.get_referral(actor=manager, key=hidden.pk)
    with acting(network.desk):
        line = selectors.line_of(network.desk, selectors.get_referral(actor=network.desk, key=hidden.pk))
        assert "Servizio lavoro" in line.shown_receiver


def test_a_sensitive_sender_is_a_service_of_the_network(network):
    with acting(system_actor(network.ambito.pk)):
        Organisation.objects.filter(pk=network.desk.organisation_id).update(sensitive=True)
    referral = network.refer()
    with acting(network.office):
        line = selectors.line_of(network.office, selectors.get_referral(actor=network.office, key=referral.pk))
    assert line.shown_sender == "un servizio della rete"


def test_case_10_what_was_received_as_one_membership_is_not_reachable_as_the_other(network):
    referral = network.refer()
    user = User.objects.get(pk=network.office.user_id)
    second = make_membership(ambito=network.ambito, role="social_worker", user=user)
    other = actor_of(second)
    assert other.user_id == network.office.user_id
    assert seen(other) == NOTHING
    with acting(other), pytest.raises(NotVisible):
        selectors.get_referral(actor=other, key=referral.pk)


def test_a_colleague_with_a_lesser_role_reads_less_of_the_copy(network):
    manager = make_actor(ambito=network.ambito, role="social_worker", unit_values={"name": "Polo", "takes_cases": True})
    person = make_person(actor=manager, first_name="Amina")
    with acting(manager):
        open_case_directly(actor=manager, person_ids=[person.pk], area="adults", reason="Si è rivolta a noi")
        IncomeSource.objects.create(person=person, kind="none", monthly_cents=30000)
        services.refer(
            actor=manager,
            person_id=person.pk,
            service_id=network.service.pk,
            reason="",
            asked="Un aiuto",
            sections=["economic"],
        )
        unit = Unit.objects.get(pk=manager.unit_id)
    contributor = make_actor(ambito=network.ambito, role="case_contributor", unit=unit)
    assert counts(manager)["section"] == 2
    assert counts(contributor)["section"] == 1
    assert counts(network.office)["section"] == 2


def test_a_reserved_persons_referral_is_the_named_persons_alone(network):
    named = make_actor(ambito=network.ambito, role="social_worker")
    with acting(named):
        unit = Unit.objects.get(pk=named.unit_id)
    colleague = make_actor(ambito=network.ambito, role="social_worker", unit=unit)
    person = make_person(actor=named, first_name="Serena")
    with acting(named):
        reserve_person(actor=named, person_id=person.pk, named_tokens=[named.user_token])
        referral = services.refer(
            actor=named, person_id=person.pk, service_id=network.service.pk, reason="", asked="Un posto sicuro"
        )
    assert seen(named) == EVERYTHING
    assert seen(colleague) == NOTHING
    do(network, referral, "accept")
    with acting(network.office):
        assert Person.objects.filter(pk=person.pk).exists()
        office = Unit.objects.get(pk=network.office.unit_id)
    beside = make_actor(ambito=network.ambito, role="social_worker", unit=office)
    with acting(beside):
        assert not Person.objects.exists()
        assert not ReferralSubject.objects.exists()


def test_a_list_does_not_lose_referrals_whose_person_is_hidden(network):
    """The inner-join trap: no list joins the persons' table."""
    network.refer()
    with acting(network.office):
        with CaptureQueriesContext(connection) as queries:
            assert (
                len(selectors.lines(network.office, selectors.tab(actor=network.office, name="arrivati").page())) == 1
            )
        assert not any("people_person" in query["sql"] for query in queries)


def test_what_was_sent_is_frozen(network):
    referral = network.refer()
    for table, column in (("referralpackage", "asked"), ("referralsection", "section"), ("referralmessage", "text")):
        with acting(network.desk), connection.cursor() as cursor:
            cursor.execute(f"update referrals_{table} set {column} = 'x' where referral_id = %s", [referral.pk])
            assert cursor.rowcount == 0
    with acting(network.desk):
        Person.objects.filter(pk=network.person.pk).update(first_name="Altra")
    with acting(network.office):
        found = selectors.get_referral(actor=network.office, key=referral.pk)
        assert selectors.package_of(actor=network.office, referral=found).person_label == "Fatima Benali"


def test_nobody_deletes_a_referral(network):
    network.refer()
    for actor in (network.desk, network.office, system_actor(network.ambito.pk)):
        with acting(actor), connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"delete from referrals_{table}")
                assert cursor.rowcount == 0


def test_the_acceptance_function_serves_the_receiver_only(network):
    referral = bring(network, "accepted")
    for actor in (network.stranger, network.desk):
        with acting(actor), connection.cursor() as cursor:
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(
                    "select portico_referral_accept(gen_random_uuid(), %s, %s)", [referral.pk, actor.main_token]
                )


def test_without_an_actor_every_table_is_empty(network, web_connection):
    network.refer()
    for table in [*TABLES, "referralhistory", "referralreminder"]:
        assert web_connection.execute(f"select count(*) from referrals_{table}").fetchone() == (0,)


def test_the_system_reads_states_and_no_words(network):
    network.refer()
    system = system_actor(network.ambito.pk)
    assert seen(system) == ONLY_THAT
    with acting(system):
        assert Referral.objects.count() == 1
