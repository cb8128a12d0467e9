"""The demonstration as each of its operators finds it: loaded once, read through the walls."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from portico.access.models import AccessGrant
from portico.casework import selectors as casework
from portico.casework.models import Case
from portico.desks import selectors as desks
from portico.desks.models import Encounter
from portico.events.models import Event, Notification
from portico.events.selectors import thread_of
from portico.kernel.actor import acting, system_actor
from portico.kernel.models import Ambito, Counter
from portico.people.models import HouseholdMember, Person
from portico.people.selectors import people, search_people
from portico.people.services.lookup import look_up
from portico.referrals.models import Referral
from portico.seed.demo import BUSY_CASES, BUSY_LATE, load_demo
from portico.seed.network import AMBITO
from portico.seed.stories.script import WRITTEN_ON, read_stories
from portico.thread import selectors as thread
from portico.thread.models import DiaryEntry, Document
from portico.workplace.selectors.today import today as today_of
from tests.seed.conftest import acting_for

LOADED_FACTS = {"listening": 25, "referral": 40, "case_opened": 19, "case_closed": 3, "meeting": 11, "deadline": 11,
                "diary_note": 7, "document": 8, "health_event": 3, "school_report": 2, "visit_home": 1}  # fmt: skip


@pytest.fixture(scope="module")
def demo(as_owner_here):
    with as_owner_here():
        return load_demo()


@pytest.fixture
def everything(demo, as_owner_here):
    """Behind the walls, to count what is there."""
    with as_owner_here(), transaction.atomic(), acting(system_actor(Ambito.objects.get(code=AMBITO).pk)):
        yield


def named(last_name, first_name=""):
    return Person.objects.filter(last_name=last_name, first_name__startswith=first_name).order_by("created_at")


def test_every_fact_of_every_story_was_accepted(demo):
    assert demo.stories.refused == []
    assert demo.stories.stories == 24
    assert {kind: demo.stories.facts[kind] for kind in LOADED_FACTS} == LOADED_FACTS


def test_it_holds_the_people_of_the_stories_and_fifteen_hundred_more(demo, everything):
    assert demo.people >= 1500
    # Foster parents and a grandson whom nobody has met have no record yet.
    assert Person.objects.count() == demo.people + 62
    assert Encounter.objects.count() > 1800
    assert Referral.objects.count() > 400
    assert Case.objects.count() > 150
    assert DiaryEntry.objects.count() > 150
    assert Document.objects.count() > 50


def test_a_second_load_changes_nothing(demo, as_owner_here, everything):
    def counted():
        with connection.cursor() as cursor:
            tables = sorted(connection.introspection.table_names(cursor))
            cursor.execute(" union all ".join(f"select '{table}', count(*) from {table}" for table in tables))
            return cursor.fetchall()

    before = counted()
    assert load_demo() is None
    assert counted() == before


def test_the_busy_social_worker_has_eighty_cases_and_eleven_late_checks(demo):
    with acting_for("giulia") as actor:
        assert casework.my_cases(actor=actor).count() == BUSY_CASES
        assert sum(task.is_overdue for task in thread.open_tasks(actor=actor)) == BUSY_LATE


@pytest.mark.parametrize(
    ("email", "blocks"),
    [
        ("simona", ["desks", "appointments", "tasks", "recent"]),
        ("rosanna", ["desks", "appointments", "referrals", "recent"]),
        ("nadia", ["desks", "appointments", "tasks", "recent"]),
        ("sergio", ["desks", "referrals", "recent"]),
        ("giulia", ["tasks", "task_count", "referrals", "proposals", "recent", "silent"]),
        ("anna", ["tasks", "referrals", "proposals", "recent", "silent"]),
        ("marta", ["referrals", "proposals"]),
        ("paola", ["referrals", "proposals"]),
        ("elena", ["tasks", "referrals", "recent"]),
        ("matteo", ["tasks", "referrals", "recent"]),
        ("irene", ["tasks", "recent"]),
        ("davide", ["tasks", "referrals", "recent"]),
        ("lucia", ["tasks", "referrals", "recent"]),
    ],
)
def test_today_is_alive_for_everybody_who_tries_it(demo, email, blocks):
    with acting_for(email) as actor:
        page = today_of(actor=actor)
        assert [name for name in blocks if not getattr(page, name)] == []
        assert page.drafts == []


def test_every_demo_desk_has_appointments_today(demo):
    for email in ("simona", "rosanna", "nadia", "sergio"):
        with acting_for(email) as actor:
            (desk,) = desks.my_desks(actor=actor)
            day = desks.desk_day(actor=actor, desk=desk, day=timezone.localdate())
            assert len(day.appointments) >= 3
            assert day.hidden == []


def test_a_silent_case_has_been_silent_for_fourteen_months(demo, everything):
    (person,) = named("Naciri", "Rachid")
    case = Case.objects.get(subjects__person=person)
    assert case.state == "active"
    quiet = timezone.localdate() - timedelta(days=12 * 30)
    assert case.last_contact_on < quiet
    told = Event.objects.filter(object_id=case.pk, occurred_at__date__gt=case.last_contact_on)
    assert not told.exists()


def test_a_referral_shows_its_final_status_with_the_steps_apart(demo, everything):
    sent = Referral.objects.get(service__code="fondo-caparra", from_unit__code="polo-adulti", state="accepted",
                                package__person_label="Ludmila Rotaru")  # fmt: skip
    assert sent.sent_at < sent.received_at < sent.answered_at
    assert [message.act for message in sent.messages.order_by("at")] == ["send", "receive", "accept"]
    states = dict(Referral.objects.values_list("state").annotate(n=Count("id")).order_by())
    assert {"sent", "accepted", "completed", "declined", "waiting_list", "interrupted"} <= set(states)
    assert "draft" not in states


def test_the_person_written_in_two_ways_has_one_record_that_both_spellings_find(demo):
    with acting_for("ivana.rosati") as actor:
        (found,) = search_people(actor=actor, text="Kravchenko")
        assert {name.last_name for name in found.other_names.all()} == {"Kravcenko", "Kravtchenko"}
    with acting_for("simona") as actor:
        cards = look_up(actor=actor, first_name="Olexandr", last_name="Kravtchenko", birth_date=found.birth_date)
        assert [card.person_id for card in cards] == [found.pk]


def test_a_death_closes_what_was_open_and_the_case_goes_on_with_who_is_left(demo, everything):
    (elvira,), (osvaldo,) = named("Signoretti", "Elvira"), named("Tebaldi", "Osvaldo")
    assert osvaldo.life_status == "deceased"
    case = Case.objects.get(subjects__person=elvira)
    assert case.state == "active"
    assert list(case.subjects.filter(ends_on=None).values_list("person__first_name", flat=True)) == ["Elvira", "Paola"]


# -- the reserved record -------------------------------------------------------------------------------


@pytest.fixture
def reserved(everything):
    return list(Person.objects.filter(reserved=True).order_by("first_name"))


def test_only_two_people_may_open_the_reserved_records(demo, reserved):
    assert [person.full_name for person in reserved] == ["Serena Marchetti", "Tommaso Biagetti"]
    for person in reserved:
        live = AccessGrant.objects.filter(person=person, valid_until=None).values_list("token", flat=True)
        assert len(set(live)) == 2


@pytest.mark.parametrize("email", ["lucia", "irene.dionigi"])
def test_the_named_people_see_her(demo, email):
    with acting_for(email) as actor:
        assert search_people(actor=actor, text="Marchetti").filter(reserved=True).count() == 1


@pytest.mark.parametrize("email", ["laura.ercolani", "giulia", "marta", "elena", "simona", "anna"])
def test_nobody_else_finds_anything_of_her(demo, email):
    with acting_for(email) as actor:
        assert not people(actor=actor).filter(reserved=True).exists()
        assert not Case.objects.filter(reserved=True).exists()
        assert not casework.cases(actor=actor).filter(reserved=True).exists()
        cards = look_up(actor=actor, first_name="Tommaso", last_name="Biagetti", birth_date=_boys_birth())
        assert cards == []


def test_her_husbands_worker_reads_nothing_of_her_in_his_record(demo):
    with acting_for("laura.ercolani") as actor:
        (husband,) = search_people(actor=actor, text="Biagetti Alessio")
        homes = HouseholdMember.objects.filter(household__members__person=husband)
        assert set(homes.values_list("person_id", flat=True)) == {husband.pk}
        assert not husband.relations_to.exists()
        assert not husband.relations_from.exists()
        subjects = thread_of(actor=actor, person_id=husband.pk)
        told = Event.objects.filter(id__in=list(subjects.values_list("event_id", flat=True)))
        assert set(told.values_list("subjects", flat=True)) == {1}


def test_her_named_people_were_told_when_her_code_was_registered_again(demo):
    with acting_for("lucia") as actor:
        assert Notification.objects.filter(token__in=actor.tokens, kind="people.reserved_clash").exists()


def _boys_birth():
    story = next(story for story in read_stories(timezone.localdate()) if story.code == "s15-riservata")
    return story.members["tommaso"].birth_date


# -- rows written by COPY ------------------------------------------------------------------------------


def test_numbers_have_no_gaps_and_the_next_one_follows(demo, everything):
    for model, series, extra in ((Case, "case", {"series": ""}), (Referral, "referral", {"sent_at__isnull": False})):
        for counter in Counter.objects.filter(series=series):
            given = model.objects.filter(year=counter.year, **extra).order_by("number").values_list("number", flat=True)
            assert list(given) == list(range(1, counter.last + 1))


def test_visible_to_holds_exactly_the_tokens_of_grants_that_have_not_ended(demo, everything):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select count(*) from people_person p cross join lateral (
                select array(select distinct g.token from access_accessgrant g where g.person_id = p.id
                             and (g.valid_until is null or g.valid_until > now())) as held) t
            where not (p.visible_to @> t.held and p.visible_to <@ t.held)
            """
        )
        assert cursor.fetchone() == (0,)


def test_nothing_happened_in_the_future(demo, everything):
    now = timezone.now()
    assert not Event.objects.filter(occurred_at__gt=now).exists()
    assert not Encounter.objects.filter(happened_at__gt=now).exists()
    assert not Referral.objects.filter(sent_at__gt=now).exists()


def test_only_the_latest_news_waits_and_none_goes_by_mail(demo, everything):
    assert not Notification.objects.filter(emailed_at=None).exists()
    unread = Notification.objects.filter(read_at=None).values("token").annotate(n=Count("id")).order_by()
    assert max(row["n"] for row in unread) <= 4


@pytest.mark.parametrize("days", [0, 1, 6, 7, 200, 800])
def test_stories_keep_their_weekdays_whenever_they_are_told(days):
    written, told = read_stories(WRITTEN_ON), read_stories(WRITTEN_ON + timedelta(days=days))
    for before, after in zip(written, told, strict=True):
        pairs = [(one, two) for one, two in zip(before.facts, after.facts, strict=True) if one.kind != "deadline"]
        assert all(one.day.weekday() == two.day.weekday() for one, two in pairs)
        assert all(two.day <= WRITTEN_ON + timedelta(days=days) for _one, two in pairs)
