"""Each table about people by itself: what plain SQL finds as the social worker, the desk, another desk, another ambito."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from portico.access.enums import Origin
from portico.access.services import open_grant
from portico.kernel.actor import acting
from portico.people.services.economy import add_income, change_isee, record_housing, record_isee
from portico.people.services.ground import add_address, add_contact, end_address, end_contact, set_protected_address
from portico.people.services.household import change_member, create_household
from portico.people.services.identity import (
    NewName,
    add_identifier,
    end_identifier,
    set_citizenships,
    set_languages,
    set_other_names,
    update_identity,
)
from portico.people.services.papers import add_paper, change_paper, dismiss_fact
from portico.people.services.relations import add_relation, end_relation

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
IDENTITY = [
    "people_person", "people_personhistory", "people_othername", "people_identifier", "people_identifierhistory",
    "people_citizenship", "people_paper", "people_paperhistory", "people_personlanguage", "people_factdismissal",
]  # fmt: skip
CONTACTS = ["people_contact", "people_contacthistory", "people_address", "people_addresshistory"]
HOUSEHOLD = [
    "people_household", "people_householdmember", "people_householdmemberhistory", "people_relation",
    "people_relationhistory", "people_housingsituation",
]  # fmt: skip
ECONOMIC = ["people_isee", "people_iseehistory", "people_incomesource"]
TABLES = [*IDENTITY, *CONTACTS, *HOUSEHOLD, *ECONOMIC, "people_protectedaddress"]


def seen():
    """The tables in which plain SQL, without Python's filters, finds a row."""
    with connection.cursor() as cursor:
        found = set()
        for table in TABLES:
            cursor.execute(f"select exists (select 1 from {table})")
            if cursor.fetchone()[0]:
                found.add(table)
        return found


@pytest.fixture
def known(worker, fatima):
    """A row, and an earlier version where one is kept, in every table."""
    key = fatima.pk
    with acting(worker):
        update_identity(actor=worker, person_id=key, values={"doctor": "Dott. Neri"})
        set_other_names(actor=worker, person_id=key, names=[NewName("Fatma", "Ben Ali")])
        set_citizenships(actor=worker, person_id=key, states=[("MA", None)])
        set_languages(actor=worker, person_id=key, languages=[("ar", "")])
        code = add_identifier(actor=worker, person_id=key, kind="passport", value="AB1234567")
        end_identifier(actor=worker, identifier_id=code.pk)
        paper = add_paper(actor=worker, person_id=key, kind="other")
        change_paper(actor=worker, paper_id=paper.pk, values={"kind": "other", "note": "visto"})
        dismiss_fact(actor=worker, person_id=key, fact="paper:1", reason="Già rinnovato")
        end_contact(
            actor=worker, contact_id=add_contact(actor=worker, person_id=key, kind="mobile", value="333 000 0001").pk
        )
        end_address(actor=worker, address_id=add_address(actor=worker, person_id=key, kind="no_fixed").pk)
        home = create_household(actor=worker, person_id=key, kind="registry", starts_on=TODAY - dt.timedelta(days=9))
        own = home.members.get()
        change_member(actor=worker, member_id=own.pk, values={"starts_on": TODAY - dt.timedelta(days=5)})
        tie = add_relation(actor=worker, other_id=key, kind="friend", outside_name="Rosa")
        end_relation(actor=worker, relation_id=tie.pk)
        record_housing(actor=worker, person_id=key, status="hosted")
        isee = record_isee(actor=worker, person_id=key, kind="ordinary", value_cents=1)
        change_isee(actor=worker, isee_id=isee.pk, values={"kind": "ordinary", "value_cents": 2})
        add_income(actor=worker, person_id=key, kind="pension")
        set_protected_address(actor=worker, person_id=key, street="Via del Rifugio 7", named_tokens=[])
    return fatima


def test_the_social_worker_finds_every_table(worker, known):
    with acting(worker):
        assert seen() == set(TABLES)


def test_a_desk_that_follows_her_finds_who_she_is_and_how_to_reach_her(worker, desk, known):
    with acting(worker):
        open_grant(
            actor=worker, person_id=known.pk, token=desk.main_token, origin=Origin.OWN_DESK, scope_kind="desk",
            scope_id=desk.unit_id,
        )  # fmt: skip
    with acting(desk):
        assert seen() == {*IDENTITY, *CONTACTS}


def test_a_consent_opens_what_it_names(worker, desk, known):
    with acting(worker):
        open_grant(
            actor=worker, person_id=known.pk, token=desk.main_token, origin=Origin.CONSENT, scope_kind="consent",
            scope_id=known.pk, categories=["identity"],
        )  # fmt: skip
    with acting(desk):
        assert seen() == set(IDENTITY)


def test_another_desk_and_another_ambito_find_nothing(other_desk, foreigner, known):
    for stranger in (other_desk, foreigner):
        with acting(stranger):
            assert seen() == set()
