"""What is copied is what the services would have written, column by column."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from portico.accounts.models import Membership
from portico.accounts.selectors import actor_today
from portico.assessment.models import FormItem
from portico.assessment.services import Typed, complete_assessment, save_answers, start_assessment
from portico.casework.services import close_case
from portico.casework.services.proposals import accept_case, propose_case
from portico.desks.models import Desk
from portico.desks.services.appointments import book, mark_done
from portico.desks.services.encounters import EncounterData, record_encounter
from portico.directory.models import Service
from portico.kernel.actor import acting, system_actor
from portico.kernel.records import next_number
from portico.organisations.models import Unit
from portico.people.models import Person
from portico.people.services.economy import add_income, record_housing, record_isee
from portico.people.services.ground import add_address
from portico.people.services.household import create_household
from portico.people.services.papers import add_paper
from portico.people.services.register import NewPerson, register_person
from portico.plans import content as contents
from portico.plans.models import Plan
from portico.plans.services.agreeing import content_of
from portico.referrals.services import accept_referral, complete_referral, refer
from portico.seed.bulk import agreements
from portico.seed.bulk import writer as writing
from portico.seed.bulk.analyses import Analysis
from portico.seed.bulk.charges import Charge
from portico.seed.bulk.copying import guards_down
from portico.seed.bulk.ground import read_ground
from portico.seed.bulk.lines import ROME
from portico.seed.bulk.listenings import worker_of
from portico.seed.bulk.sendings import ASKED
from portico.seed.bulk.sheets import Sheets
from portico.seed.bulk.writer import Story, Writer
from portico.seed.bulk.writings import Paper, Writing
from portico.seed.desks import load_desks
from portico.seed.network import load_network
from portico.seed.sample import sample_file
from portico.seed.shapes import (
    AddressShape,
    CaseShape,
    ContactShape,
    EncounterShape,
    HouseholdShape,
    HousingShape,
    IdentifierShape,
    IseeShape,
    MembershipShape,
    PermitShape,
    PersonShape,
    ReferralShape,
)
from portico.seed.stories.clock import it_is, telling
from portico.territory.selectors import municipality_by_istat
from portico.thread.services import add_document, complete_task, create_task, write_entry

# A Monday some months ago: everything is over and nothing has run out.
FIRST = (datetime.now() - timedelta(days=150)).replace(hour=10, minute=0, second=0, microsecond=0)
SECOND = FIRST + timedelta(days=7)
ACCEPTED = FIRST + timedelta(days=2, hours=1)
COMPLETED = FIRST + timedelta(days=40, hours=2)
OPENED = (SECOND + timedelta(days=3)).date()
CLOSED = OPENED + timedelta(days=60)
VISITED = datetime.combine(OPENED + timedelta(days=12), datetime.min.time()).replace(hour=15)
TASK_DUE = OPENED + timedelta(days=30)
DESK, POLE, SERVICE = "sp-centro", "polo-adulti", "patronato-famiglia"
ASSESSED = datetime.combine(OPENED, datetime.min.time()).replace(hour=11) + timedelta(days=20)
# Question, whether it is about her, mark, note.
MARKS = [("housing.security", False, "2", ""), ("work.motivation", True, "6", "vuole lavorare"),
         ("health.physical", True, "3", ""), ("housing.costs", False, "3", ""),
         ("economic.debts", False, "not_relevant", "")]  # fmt: skip
# Who, when and by which identifiers differ between two tellings of the same story.
FREE = {"id", "pgh_id", "created_at", "created_by", "updated_at", "updated_by", "version", "event_id", "txid",
        "recorded_at", "number", "search_name", "state_since", "active_at", "user_id", "encounter_id", "appointment_id",
        "case_id", "referral_id", "object_id", "assessment_id", "household_id", "scope_id", "person_id", "last_contact_on",
        "at", "source_id", "person_ids", "done_at", "done_by", "visible_to", "author", "entry_id", "document_id",
        "intensity"}  # fmt: skip


class Halves(random.Random):
    """Chance that always says one half."""

    def random(self):
        return 0.5


def shape(name):
    return PersonShape(
        key=1, household=1, origin="ua", first_name=name, last_name="Bondar", sex="female",
        birth_date=date(1990, 3, 4), birth_place_code="Z138", birth_place="Ucraina", citizenships=("UA",),
        languages=("uk", "it"), interpreter="helpful", arrived_on=None, marital_status="single", education="",
        work_status="", income_sources=("employment",), residence_status="resident",
        identifiers=[IdentifierShape("internal", "P-000001")],
        contacts=[ContactShape("mobile", "333 000 0001", safety="careful", note="dopo le 18", preferred=True)],
        addresses=[AddressShape("residence", "041044", "via Roma 1", "61121")],
        permit=PermitShape("temporary_protection", "U1234", None, date(2030, 3, 4)),
    )  # fmt: skip


def household(person):
    return HouseholdShape(
        key=1, profile="woman_alone", area="adults", municipality="041044", people=[person],
        groups=[MembershipShape("registry", [(1, "")], OPENED)], relations=[],
        isee=[IseeShape(1, "ordinary", 500_000, FIRST.date(), date(FIRST.year, 12, 31), "INPS-1")],
        housing=HousingShape("stable", "rent_private", 40_000, OPENED), needs=("money.bills",), strain=0.5,
    )  # fmt: skip


def encounters():
    common = {
        "household": 1, "people": (1,), "desk": DESK, "organisation": "com-pesaro", "minutes": 30,
        "channel": "in_person", "presence": "same_place", "interlocutor": "person", "themes": (),
        "urgency": "two_weeks",
    }  # fmt: skip
    sent = FIRST + timedelta(minutes=30)
    referral = ReferralShape(
        SERVICE, "Bollette arretrate", "two_weeks",
        [("sent", sent), ("accepted", ACCEPTED), ("completed", COMPLETED)], outcome="completed",
    )  # fmt: skip
    case = CaseShape(POLE, "adults", OPENED, "closed", closed_on=CLOSED, closure_reason="autonomy")
    return [
        EncounterShape(
            key=0, started_at=FIRST, reason="word_of_mouth", needs=("money.bills", "housing.search"),
            note="Bollette arretrate", outcome="referral", referral=referral, **common,
        ),
        EncounterShape(
            key=1, started_at=SECOND, reason="return", needs=("work.job_search",), note="Serve di più",
            outcome="case_proposal", case=case, **common,
        ),
    ]  # fmt: skip


@pytest.fixture
def ambito(undone):
    made = load_network("prova", "Prova")
    with acting(system_actor(made.pk)):
        load_desks(made, today=timezone.localdate())
        yield made


@pytest.fixture
def ground(ambito):
    return read_ground(ambito)


def copied(ambito, ground, monkeypatch, *, plans=0.0):
    """The story by COPY; `plans` is the share of cases that have one."""
    monkeypatch.setattr(writing, "plan_charge", _plan)
    monkeypatch.setattr(agreements, "SHARE", plans)
    sheets = Sheets()
    writer = Writer(ambito, ground, sheets, seed=1, now=timezone.localtime().replace(tzinfo=None, microsecond=0))
    writer.lines.rng = Halves(1)
    with guards_down(sheets):
        written = writer.write([Story(household(shape("Olena")), encounters())], [])
        writer.finish()
    return UUID(written.people[0].id)


def _plan(lines, case, manager, number):
    places = {code: place for place, code in enumerate(_codes())}
    assert len(places) == len(lines.ground.questions["deep"])
    marks = sorted((places[code], 0 if about else None, mark, note) for code, about, mark, note in MARKS)
    deep = Analysis("deep", ASSESSED, ASSESSED + timedelta(minutes=40), marks)
    entries = [Writing(VISITED, "home_visit", 40, "Tutto in ordine")]
    papers = [Paper(VISITED, "isee", "Attestazione ISEE", "person", 365)]
    return Charge(case, manager, number, None, [("Visita a domicilio", TASK_DUE, "done")], [deep], entries, papers)


def _codes():
    return list(FormItem.objects.filter(form__kind="deep", form__ambito=None).values_list("code", flat=True))


def aware(moment):
    return moment.replace(tzinfo=ROME)


def worker_actor(worker):
    membership = Membership.objects.get(pk=worker.membership)
    return actor_today(membership.user_id, membership.pk)


def served(ambito, ground):
    """The same story through the services, by the same people at the same times."""
    with telling():
        desk = ground.places[DESK]
        first, second = (worker_actor(worker_of(desk, key)) for key in (0, 1))
        manager = worker_actor(ground.places[POLE].workers[0])
        receiver = worker_actor(ground.targets[SERVICE].workers[1 % len(ground.targets[SERVICE].workers)])
        made = shape("Olena")
        with acting(first), it_is(aware(FIRST)):
            person = _register(first, made)
            encounter = _listen(first, person, encounters()[0], appointment=None)
        with acting(second), it_is(aware(FIRST)):
            appointment = _book(second, person)
        _refer(first, receiver, person, encounter)
        with acting(second), it_is(aware(SECOND)):
            encounter = _listen(second, person, encounters()[1], appointment=appointment)
            mark_done(actor=second, appointment_id=appointment.pk, occurred_at=aware(SECOND))
        _charge(second, manager, person, encounter)
    return person.pk


def _register(actor, made):
    person = register_person(
        actor=actor,
        data=NewPerson(
            first_name=made.first_name, last_name=made.last_name, sex=made.sex, birth_date=made.birth_date,
            birth_place=made.birth_place, birth_place_code=made.birth_place_code, marital_status=made.marital_status,
            interpreter=made.interpreter, identifier_kind="internal", identifier="P-000001",
            citizenships=made.citizenships, languages=made.languages,
            contacts=[{"kind": "mobile", "value": "333 000 0001", "safety": "careful", "safety_note": "dopo le 18",
                       "preferred": True}],
        ),
        occurred_at=aware(FIRST),
    )  # fmt: skip
    add_paper(
        actor=actor, person_id=person.pk, kind="permit", permit_kind="temporary_protection", number="U1234",
        valid_until=date(2030, 3, 4), occurred_at=aware(FIRST),
    )  # fmt: skip
    add_address(
        actor=actor, person_id=person.pk, kind="residence", municipality=municipality_by_istat("041044"),
        street="via Roma 1", postal_code="61121", occurred_at=aware(FIRST),
    )  # fmt: skip
    return person


def _listen(actor, person, told, appointment):
    return record_encounter(
        actor=actor,
        data=EncounterData(
            people=[(person.pk, "for_whom")], needs=told.needs, minutes=told.minutes, channel=told.channel,
            presence=told.presence, interlocutor=told.interlocutor, municipality="041044", request=told.note,
            reason_code=told.reason, urgency=told.urgency, language="uk", interpreter="helpful",
            outcomes=[told.outcome], appointment_id=appointment.pk if appointment else None,
        ),
        occurred_at=aware(told.started_at),
    )  # fmt: skip


def _book(actor, person):
    desk = Desk.objects.get(unit__code=DESK, ambito_id=actor.ambito_id)
    return book(
        actor=actor, desk_id=desk.pk, starts_at=aware(SECOND).astimezone(UTC), person_id=person.pk, operator_id=actor.membership_id,
        occurred_at=aware(FIRST),
    )  # fmt: skip


def _refer(sender, receiver, person, encounter):
    sent = aware(FIRST + timedelta(minutes=30))
    service = Service.objects.get(code=SERVICE, ambito_id=sender.ambito_id)
    with acting(sender), it_is(sent):
        referral = refer(
            actor=sender, person_id=person.pk, service_id=service.pk, reason="Bollette arretrate", asked=ASKED[0],
            urgency="two_weeks", sections=["needs"], encounter_id=encounter.pk, occurred_at=sent,
        )  # fmt: skip
    with acting(receiver), it_is(aware(ACCEPTED)):
        accept_referral(actor=receiver, referral_id=referral.pk, occurred_at=aware(ACCEPTED))
    with acting(receiver), it_is(aware(COMPLETED)):
        complete_referral(
            actor=receiver, referral_id=referral.pk, outcome="completed", occurred_at=aware(COMPLETED)
        )  # fmt: skip


def _charge(desk, manager, person, encounter):
    proposed = aware(SECOND + timedelta(minutes=30))
    accepted = aware(datetime.combine(OPENED, datetime.min.time()).replace(hour=10, minute=10))
    unit = Unit.objects.get(code=POLE, ambito_id=desk.ambito_id)
    with acting(desk), it_is(proposed):
        case = propose_case(
            actor=desk, person_ids=[person.pk], unit_id=unit.pk, area="adults", reason="Serve di più",
            urgency="two_weeks", encounter_id=encounter.pk, occurred_at=proposed,
        )  # fmt: skip
    with acting(manager), it_is(accepted):
        accept_case(
            actor=manager, case_id=case.pk, manager_id=manager.membership_id, activate=True, occurred_at=accepted
        )
    asked = aware(datetime.combine(OPENED, datetime.min.time()).replace(hour=12) + timedelta(days=3))
    with acting(manager), it_is(asked):
        _describe(manager, person, asked)
    _assess(manager, person, case)
    written = aware(datetime.combine(TASK_DUE - timedelta(days=20), datetime.min.time()).replace(hour=11, minute=15))
    with acting(manager), it_is(written):
        task = create_task(
            actor=manager, title="Visita a domicilio", due_on=TASK_DUE, assigned_token=manager.user_token,
            person=Person.objects.get(pk=person.pk), source_kind="case", source_id=case.pk, occurred_at=written,
        )  # fmt: skip
    visited = aware(VISITED)
    with acting(manager), it_is(visited):
        common = {"actor": manager, "person_ids": [person.pk], "level": "team", "case_id": case.pk}
        write_entry(kind="home_visit", minutes=40, text="Tutto in ordine", occurred_at=visited, **common)
        add_document(
            kind="isee", title="Attestazione ISEE", origin="person", file=sample_file(), dated_on=VISITED.date(),
            expires_on=VISITED.date() + timedelta(days=365), occurred_at=visited, **common,
        )  # fmt: skip
    done = aware(datetime.combine(TASK_DUE, datetime.min.time()).replace(hour=16, minute=30))
    with acting(manager), it_is(done):
        complete_task(actor=manager, task_id=task.pk, occurred_at=done)
    closed = aware(datetime.combine(CLOSED, datetime.min.time()).replace(hour=16, minute=30))
    with acting(manager), it_is(closed):
        close_case(actor=manager, case_id=case.pk, reason="autonomy", occurred_at=closed)


def _assess(manager, person, case):
    with acting(manager), it_is(aware(ASSESSED)):
        made = start_assessment(
            actor=manager, kind="deep", person_ids=[person.pk], case_id=case.pk, occurred_at=aware(ASSESSED)
        )
        items = {item.code: item.pk for item in FormItem.objects.filter(form_id=made.form_id)}
        typed = [Typed(items[code], person.pk if about else None, mark, note) for code, about, mark, note in MARKS]
        save_answers(actor=manager, assessment_id=made.pk, typed=typed)
    done = aware(ASSESSED + timedelta(minutes=40))
    with acting(manager), it_is(done):
        ranked = [
            (items["housing.security"], None),
            (items["housing.costs"], None),
            (items["health.physical"], person.pk),
        ]
        complete_assessment(actor=manager, assessment_id=made.pk, ranked=ranked, occurred_at=done)


def _describe(manager, person, at):
    common = {"actor": manager, "person_id": person.pk, "occurred_at": at}
    create_household(kind="registry", starts_on=OPENED, **common)
    record_isee(
        kind="ordinary", value_cents=500_000, issued_on=FIRST.date(), valid_until=date(FIRST.year, 12, 31),
        protocol="INPS-1", **common,
    )  # fmt: skip
    add_income(kind="employment", **common)
    record_housing(status="stable", tenure="rent_private", monthly_cost_cents=40_000, since=OPENED, **common)


# -- the comparison ------------------------------------------------------------------------------------

ROWS = {
    "people_person": "id = %(person)s",
    "people_identifier": "person_id = %(person)s",
    "people_citizenship": "person_id = %(person)s",
    "people_personlanguage": "person_id = %(person)s",
    "people_paper": "person_id = %(person)s",
    "people_contact": "person_id = %(person)s",
    "people_address": "person_id = %(person)s",
    "people_householdmember": "person_id = %(person)s",
    "people_household": "id in (select household_id from people_householdmember where person_id = %(person)s)",
    "people_isee": "person_id = %(person)s",
    "people_incomesource": "person_id = %(person)s",
    "people_housingsituation": "person_id = %(person)s",
    "access_accessgrant": "person_id = %(person)s",
    "desks_appointment": "person_id = %(person)s",
    "desks_encountersubject": "person_id = %(person)s",
    "desks_encounter": "id in (select encounter_id from desks_encountersubject where person_id = %(person)s)",
    "desks_encounterneed": "encounter_id in (select encounter_id from desks_encountersubject"
    " where person_id = %(person)s)",
    "referrals_referralsubject": "person_id = %(person)s",
    "referrals_referral": "id in (select referral_id from referrals_referralsubject where person_id = %(person)s)",
    "referrals_referralpackage": "referral_id in (select referral_id from referrals_referralsubject"
    " where person_id = %(person)s)",
    "referrals_referralsection": "referral_id in (select referral_id from referrals_referralsubject"
    " where person_id = %(person)s)",
    "referrals_referralmessage": "referral_id in (select referral_id from referrals_referralsubject"
    " where person_id = %(person)s)",
    "casework_casesubject": "person_id = %(person)s",
    "casework_case": "id in (select case_id from casework_casesubject where person_id = %(person)s)",
    "casework_caseproposal": "case_id in (select case_id from casework_casesubject where person_id = %(person)s)",
    "assessment_assessmentsubject": "person_id = %(person)s",
    "assessment_assessment": "id in (select assessment_id from assessment_assessmentsubject"
    " where person_id = %(person)s)",
    **dict.fromkeys(
        ("assessment_answer", "assessment_assessmentpriority"),
        "assessment_id in (select assessment_id from assessment_assessmentsubject where person_id = %(person)s)",
    ),
    "thread_task": "person_id = %(person)s",
    "thread_diarysubject": "person_id = %(person)s",
    "thread_diaryentry": "id in (select entry_id from thread_diarysubject where person_id = %(person)s)",
    "thread_documentsubject": "person_id = %(person)s",
    "thread_document": "id in (select document_id from thread_documentsubject where person_id = %(person)s)",
    "thread_documentfile": "document_id in (select document_id from thread_documentsubject"
    " where person_id = %(person)s)",
    "events_eventsubject": "person_id = %(person)s",
    "events_event": "id in (select event_id from events_eventsubject where person_id = %(person)s)",
}


def rows_about(person, table):
    with connection.cursor() as cursor:
        cursor.execute(f"select to_jsonb(t) from {table} t where {ROWS[table]}", {"person": person})
        found = [{key: value for key, value in row.items() if key not in FREE} for (row,) in _loaded(cursor)]
    return sorted(found, key=repr)


def _loaded(cursor):
    return [(json.loads(row) if isinstance(row, str) else row,) for (row,) in cursor.fetchall()]


def test_rows_by_copy_are_those_of_the_services(ambito, ground, monkeypatch):
    by_copy = copied(ambito, ground, monkeypatch)
    by_services = served(ambito, ground)
    for table in ROWS:
        ours, theirs = rows_about(by_copy, table), rows_about(by_services, table)
        assert theirs, table
        only_copied = [row for row in ours if row not in theirs]
        only_served = [row for row in theirs if row not in ours]
        assert (table, only_copied, only_served) == (table, [], [])
        assert len(ours) == len(theirs), table


def test_the_next_number_follows_those_copied(ambito, ground, monkeypatch):
    copied(ambito, ground, monkeypatch)
    actor = system_actor(ambito.pk)
    assert next_number(actor=actor, series="case", year=SECOND.year) == 2
    assert next_number(actor=actor, series="referral", year=FIRST.year) == 2


def test_the_same_seed_copies_the_same_rows(ambito, ground):
    def once():
        sheets = Sheets()
        writer = Writer(ambito, ground, sheets, seed=3, now=datetime(2026, 11, 22, 9))
        writer.write([Story(household(replace(shape("Olena"))), encounters())], [])
        writer.lines.write_grants()
        return {table.name: table.lines for table in sheets}

    assert once() == once()


def test_a_copied_plan_says_what_its_frozen_version_says(ambito, ground, monkeypatch):
    copied(ambito, ground, monkeypatch, plans=1.0)
    actor = worker_actor(ground.places[POLE].workers[0])
    with acting(actor):
        plan = Plan.objects.select_related("case__unit__organisation", "case__manager__user").get()
        version = plan.versions.get()
        now = {**content_of(actor=actor, plan=plan), "next_check_on": version.content["next_check_on"]}
        assert contents.as_text(now) == contents.as_text(version.content) == version.text
        assert contents.fingerprint(version.text) == version.sha256
        assert contents.differences(version.content, now) == []
        assert [row.sha256 for row in version.signatures.all()] == [version.sha256] * 2
