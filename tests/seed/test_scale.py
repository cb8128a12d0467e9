"""A small synthetic network of two ambiti, written as the large ones are."""

import re
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from portico.access.models import AccessGrant
from portico.accounts.models import User
from portico.accounts.selectors import active_memberships
from portico.casework import selectors as casework
from portico.casework.models import Case
from portico.desks.selectors import recent_encounters
from portico.directory.models import Service
from portico.kernel.actor import acting, system_actor
from portico.kernel.models import Ambito
from portico.people.models import Person
from portico.people.selectors import get_person, people
from portico.people.services.lookup import look_up
from portico.people.services.register import NewPerson, register_person
from portico.referrals.selectors.rows import inbox
from portico.referrals.services import refer
from portico.seed.scale import Scale, _ambiti, seed_network
from portico.thread.timeline import page_of_thread

TINY = Scale("tiny", ambiti=2, municipalities=20, people_each=150)
# How the tables are guarded: keys, indexes, triggers, walls.
GUARDS = """
    select 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) from pg_constraint
     where connamespace = 'public'::regnamespace
    union all select 'index', tablename::text, indexname::text, indexdef from pg_indexes where schemaname = 'public'
    union all select 'trigger', tgrelid::regclass::text, tgname::text, tgenabled::text from pg_trigger
     where not tgisinternal
    union all select 'wall', relname::text, relrowsecurity::text, relforcerowsecurity::text from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r'
    order by 1, 2, 3, 4
"""
CASTS = re.compile(r"::character varying|::text|\[\]|[()]")


def guards():
    with connection.cursor() as cursor:
        cursor.execute(GUARDS)
        # PostgreSQL writes the casts of a predicate in its own way once it has read them back.
        return [(*row[:3], CASTS.sub("", row[3])) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def seeded(as_owner_here):
    with as_owner_here():
        before = guards()
        said = []
        result = seed_network(TINY, seed=5, say=said.append)
        return result, said, before, guards()


@contextmanager
def acting_in(email):
    user = User.objects.get(email=f"{email}@portico.example.org")
    actor = active_memberships(user.pk)[0].actor(user.pk)
    with transaction.atomic(), acting(actor):
        yield actor


@pytest.fixture
def behind_the_walls(seeded, as_owner_here):
    with as_owner_here(), transaction.atomic(), acting(system_actor(Ambito.objects.get(code="seed").pk)):
        yield


@pytest.fixture
def manager(seeded, as_owner_here):
    """Somebody with a case of their own."""
    with as_owner_here(), transaction.atomic(), acting(system_actor(Ambito.objects.get(code="seed").pk)):
        case = Case.objects.filter(ambito__code="seed", state="active").select_related("manager__user").first()
        return case.manager.user.email.partition("@")[0]


def test_it_says_what_it_wrote_and_what_copying_alone_costs(seeded):
    result, said, _before, _after = seeded
    assert result.people >= 300
    assert result.events > 2000
    assert result.rows > result.events
    assert result.bare_copy_seconds > 0
    assert any("2/2 ambiti" in line for line in said)


def test_keys_indexes_triggers_and_walls_are_as_before(seeded):
    _result, _said, before, after = seeded
    assert after == before


def test_it_writes_only_where_nothing_is(seeded, as_owner_here):
    with as_owner_here(), pytest.raises(CommandError, match="already"):
        call_command("seed", scale="S")


def test_an_operator_sees_the_own_people_and_nobody_of_the_other_ambito(seeded):
    with acting_in("simona") as actor:
        mine = people(actor=actor)
        assert mine.exists()
        assert Person.objects.count() == mine.count()
        assert set(mine.values_list("ambito_id", flat=True)) == {actor.ambito_id}
        seen = recent_encounters(actor=actor)[:20]
        assert all(row.unit_token in actor.tokens for row in seen)
        assert seen
    with acting_in("simona.001") as other:
        assert other.ambito_id != actor.ambito_id
        assert not people(actor=other).filter(ambito_id=actor.ambito_id).exists()


def test_the_pages_of_a_person_and_of_a_case_have_what_they_show(seeded, manager):
    with acting_in(manager) as actor:
        case = casework.my_cases(actor=actor).first()
        (subject, *_rest) = casework.subjects_of(case=case)
        items = page_of_thread(actor=actor, person_id=subject.person_id, filter_key="tutto")
        assert items


def test_somebody_is_found_by_name_and_birth_date(seeded, behind_the_walls):
    someone = Person.objects.filter(merged_into=None).order_by("id")[7]
    actor = system_actor(someone.ambito_id)
    with acting(actor):
        cards = look_up(
            actor=actor, first_name=someone.first_name, last_name=someone.last_name, birth_date=someone.birth_date
        )
    assert someone.pk in [card.person_id for card in cards]


def test_what_the_services_write_next_goes_on_from_there(seeded):
    with acting_in("nadia") as actor:
        last = max(inbox(actor=actor).values_list("number", flat=True), default=0)
        person = register_person(actor=actor, data=NewPerson(first_name="Nuova", last_name="Persona"))
        service = Service.objects.get(code="servizio-adulti", ambito_id=actor.ambito_id)
        sent = refer(actor=actor, person_id=person.pk, service_id=service.pk, reason="Prova", asked="Un colloquio")
        assert sent.number > last
        assert get_person(actor=actor, key=person.pk) == person
        transaction.set_rollback(True)


def test_every_person_has_a_grant_and_no_grant_is_without_a_person(seeded, behind_the_walls):
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from people_person p where not exists"
            " (select 1 from access_accessgrant g where g.person_id = p.id)"
        )
        assert cursor.fetchone() == (0,)
    assert AccessGrant.objects.exists()


@pytest.mark.parametrize(("name", "ambiti", "towns"), [("M", 10, 225), ("L", 100, 938)])
def test_the_larger_scales_share_out_whole_regions(name, ambiti, towns):
    from portico.seed.scale import SCALES

    places = list(_ambiti(SCALES[name]))
    every = [code for place in places for code in place.municipalities]
    assert len(places) == ambiti
    assert len(every) == len(set(every)) == towns
