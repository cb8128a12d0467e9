"""Lists cost the same with one row more and with three, and few queries: the number is written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portico.access.enums import Origin
from portico.access.models import ContactRequest
from portico.access.services import log_reads, open_grant
from portico.accounts.services import substitute
from portico.assessment.models import FormItem
from portico.assessment.services import Typed, complete_assessment, publish_form, save_answers, start_assessment
from portico.authorities.services import open_file, owe_report, plan_protected
from portico.casework.services import open_case_directly, propose_case
from portico.desks.models import Desk
from portico.desks.services.appointments import book
from portico.desks.services.encounters import EncounterData, record_encounter
from portico.directory.models import Service
from portico.events.models import Notification
from portico.kernel.actor import acting, system_actor
from portico.kernel.files import as_stored
from portico.kernel.records import change
from portico.meetings.services import convene
from portico.people.models import Person
from portico.people.services.ground import add_contact
from portico.plans.services import record_fact, save_goal, save_support, start_plan
from portico.referrals.services import refer
from portico.thread.services import add_document, create_task, save_template, write_entry
from tests.architecture.story import CANARIES
from tests.architecture.world import client_of
from tests.factories import OrganisationFactory, UnitFactory, make_membership, make_person
from tests.support.queries import queries_of

pytestmark = pytest.mark.django_db

LIST = 12
PERSON_PAGE = 20


def somebody(w, who, **values):
    return make_person(actor=w.actor(who), **{"first_name": "Ines", "last_name": CANARIES["identity"], **values})


def one_more_case(w):
    worker = w.actor("social_worker")
    person = somebody(w, "social_worker")
    with acting(worker):
        open_case_directly(actor=worker, person_ids=[person.pk], area="adults", reason="Percorso")


def one_more_meeting(w):
    worker = w.actor("social_worker")
    with acting(worker):
        convene(
            actor=worker, case_id=w.case.pk, kind="verification", starts_at=timezone.now() + dt.timedelta(hours=3),
            place="Polo", membership_ids=[worker.own_membership_id],
        )  # fmt: skip


def one_more_file(w):
    worker = w.actor("social_worker")
    person = somebody(w, "social_worker")
    with acting(worker):
        case = open_case_directly(actor=worker, person_ids=[person.pk], area="adults", reason="Percorso")
        file = open_file(actor=worker, case_id=case.pk)
        due = timezone.localdate() + dt.timedelta(days=9)
        owe_report(actor=worker, file_id=file.pk, authority_id=w.court.pk, title="Relazione", due_on=due)


def one_more_protected(w):
    worker = w.actor("social_worker")
    with acting(worker):
        plan_protected(
            actor=worker, file_id=w.file.pk, kind="protected", starts_at=timezone.now() + dt.timedelta(days=1),
            child_ids=[w.ward_case.subjects.get().pk], visitors="il papà", operator_id=w.memberships["tutor"].pk,
        )  # fmt: skip


def one_more_proposal(w):
    desk = w.actor("desk_operator")
    person = somebody(w, "desk_operator")
    with acting(desk):
        propose_case(actor=desk, person_ids=[person.pk], unit_id=w.pole.pk, area="adults", reason="Sfratto")


def one_more_task(w):
    worker = w.actor("social_worker")
    person = somebody(w, "social_worker")
    with acting(worker):
        create_task(actor=worker, title="Telefonare", due_on=None, assigned_token=worker.main_token, person=person)


def one_more_task_this_week(w):
    worker = w.actor("social_worker")
    person = somebody(w, "social_worker")
    with acting(worker):
        create_task(
            actor=worker, title="Telefonare", due_on=timezone.localdate(), assigned_token=worker.user_token,
            person=person,
        )  # fmt: skip


def one_more_referral(w):
    desk = w.actor("desk_operator")
    person = somebody(w, "desk_operator")
    with acting(desk):
        refer(actor=desk, person_id=person.pk, service_id=w.shelter_service.pk, reason="Sfratto", asked="Un posto")


def one_more_listening(w):
    desk = w.actor("desk_operator")
    person = somebody(w, "desk_operator")
    with acting(desk):
        record_encounter(
            actor=desk,
            data=EncounterData(
                people=[(person.pk, "for_whom")], desk_id=w.desk.pk, needs=[w.need.code], narrative="Parla", minutes=5
            ),
        )


def one_more_appointment(w):
    desk = w.actor("desk_operator")
    person = somebody(w, "desk_operator")
    with acting(desk):
        last = w.desk.appointments.order_by("starts_at").last()
        book(actor=desk, desk_id=w.desk.pk, starts_at=last.starts_at + dt.timedelta(hours=1), person_id=person.pk)


def one_more_service(w):
    with acting(system_actor(w.ambito.pk)):
        organisation = OrganisationFactory(ambito=w.ambito)
        Service.objects.create(
            ambito=w.ambito, organisation=organisation, code=organisation.code, title="Ascolto", short="Aiuta",
            service_kind="other", last_verified=timezone.localdate(), municipalities_served=["041044"],
        )  # fmt: skip


def one_more_desk(w):
    with acting(system_actor(w.ambito.pk)):
        unit = UnitFactory(organisation=w.association, kind="desk")
        Desk.objects.create(unit=unit, name=unit.name)


def one_more_notification(w):
    with acting(system_actor(w.ambito.pk)):
        Notification.objects.create(
            ambito=w.ambito, token=w.actor("receiver").main_token, kind="referral_sent", text="Un invio", url="/invii/"
        )


def one_more_question(w):
    with acting(w.actor("desk_operator")):
        person = somebody(w, "desk_operator")
    asking = w.actor("other_desk")
    with acting(asking):
        ContactRequest.objects.create(
            person=person,
            from_token=asking.main_token,
            from_organisation_id=asking.organisation_id,
            from_unit_id=asking.unit_id,
            to_tokens=[w.actor("desk_operator").main_token],
            reason="Serve parlarsi",
        )


def one_more_substitution(w):
    absent, colleague = (make_membership(ambito=w.ambito, role="desk_operator", unit=w.desk_unit) for _ in range(2))
    manager = w.actor("org_manager")
    today = timezone.localdate()
    with acting(manager):
        substitute(actor=manager, absent=absent, substitute=colleague, starts_on=today, ends_on=today)


def one_more_contact(w):
    worker = w.actor("social_worker")
    with acting(worker):
        add_contact(actor=worker, person_id=w.child.pk, kind="mobile", value="333 000 0009")


def one_more_look(w):
    worker = w.actor("social_worker")
    with acting(worker):
        log_reads(actor=worker, what="person.page", person_ids=[w.person.pk])


def one_more_grant(w):
    worker = w.actor("social_worker")
    colleague = make_membership(ambito=w.ambito, role="case_contributor", organisation=w.cooperative, with_unit=False)
    with acting(worker):
        open_grant(
            actor=worker, person_id=w.person.pk, token=colleague.token, origin=Origin.CASE_TEAM,
            scope_kind="case", scope_id=w.case.pk,
        )  # fmt: skip


def one_more_change(w):
    worker = w.actor("social_worker")
    with acting(worker):
        person = Person.objects.get(pk=w.person.pk)
        change(person, actor=worker, values={"known_as": f"{person.known_as}a"})


def one_more_assessment(w):
    worker = w.actor("social_worker")
    with acting(worker):
        made = start_assessment(actor=worker, kind="deep", person_ids=[w.person.pk])
        item = FormItem.objects.get(form_id=made.form_id, code="housing.security")
        save_answers(actor=worker, assessment_id=made.pk, typed=[Typed(item.pk, None, "1")])
        complete_assessment(actor=worker, assessment_id=made.pk, reason="Così")


def one_more_answer(w):
    worker = w.actor("social_worker")
    with acting(worker):
        done = set(w.draft_assessment.answers.values_list("item_id", flat=True))
        items = FormItem.objects.filter(form_id=w.draft_assessment.form_id, about="household").exclude(pk__in=done)
        item = items.order_by("order")[0]
        typed = [Typed(item.pk, None, "2", "una nota")]
        save_answers(actor=worker, assessment_id=w.draft_assessment.pk, typed=typed)


def one_more_version(w):
    admin = w.actor("ambito_admin")
    with acting(admin):
        content = b"code,section_it,question_it,help_it,answers,signal_answers,suggested_path,order\none,Casa,Dove?,,yes,yes,urgent,1\n"
        publish_form(actor=admin, kind="preliminary", title="La nostra", content=content)


def one_more_entry(w):
    worker = w.actor("social_worker")
    with acting(worker):
        write_entry(actor=worker, person_ids=[w.person.pk], text="Due parole", level="team", case_id=w.case.pk)


def one_more_document(w):
    worker = w.actor("social_worker")
    paper = as_stored(b"%PDF-1.7", name="prova.pdf", content_type="application/pdf")
    with acting(worker):
        add_document(
            actor=worker, person_ids=[w.person.pk], file=paper, kind="school", title="Pagella", case_id=w.case.pk
        )


def one_more_template(w):
    coordinator = w.actor("coordinator")
    with acting(coordinator):
        save_template(actor=coordinator, name="Lettera", kind="letter", body="Gentile {{ destinatario }}")


def one_more_plan(w):
    worker = w.actor("social_worker")
    with acting(worker):
        start_plan(actor=worker, case_id=w.case.pk, kind="household", title="Un progetto in più")


def one_more_goal(w):
    worker = w.actor("social_worker")
    with acting(worker):
        goal = save_goal(
            actor=worker, plan_id=w.draft_plan.pk, domain="housing", text="Un obiettivo in più",
            responsible_id=w.memberships["social_worker"].pk,
        )  # fmt: skip
        save_support(actor=worker, plan_id=w.draft_plan.pk, kind="aid", what="food", goal_id=goal.pk)


def one_more_fact(w):
    worker = w.actor("social_worker")
    with acting(worker):
        record_fact(actor=worker, plan_id=w.plan.pk, kind="meeting", on=timezone.localdate())


@dataclass(frozen=True, slots=True)
class Page:
    """A page with a list: who opens it, how its rows grow, what it costs."""

    name: str
    who: str
    more: Callable[[Any], None]
    queries: int
    query: str | Callable[[Any], str] = ""
    key: Callable[[Any], dict[str, Any]] = lambda w: {}
    part: bool = False
    most: int = LIST

    def __str__(self) -> str:
        return f"{self.name}-{self.who}{self.query if isinstance(self.query, str) else ''}"


def that_day(w):
    return f"?giorno={timezone.localdate(w.appointment.starts_at).isoformat()}"


def of_person(w):
    return {"key": w.person.pk}


def of_child(w):
    return {"key": w.child.pk}


PAGES = [
    Page("workplace:people", "desk_operator", lambda w: somebody(w, "desk_operator"), 4),
    Page("workplace:notifications", "receiver", one_more_notification, 4),
    # Of somebody of whom little is told: the thread shows a page of events, and new ones would push the old ones off.
    Page("workplace:person_thread", "social_worker", one_more_contact, 8, key=of_child, part=True),
    Page("workplace:person", "social_worker", one_more_contact, 13, key=of_child, most=PERSON_PAGE),
    Page("desks:encounters", "desk_operator", one_more_listening, 7),
    Page("desks:day", "desk_operator", one_more_appointment, 11, key=lambda w: {"key": w.desk.pk}, query=that_day),
    Page("workplace:today", "social_worker", one_more_task, 12),
    Page("workplace:today", "desk_operator", one_more_question, 11),
    Page("desks:desks", "org_manager", one_more_desk, 6),
    Page("casework:cases", "social_worker", one_more_case, 6),
    Page("meetings:meetings", "social_worker", one_more_meeting, 4),
    Page("workplace:coming", "social_worker", one_more_meeting, 5, part=True),
    Page("meetings:of_case", "social_worker", one_more_meeting, 5, key=lambda w: {"key": w.case.pk}),
    Page("authorities:files", "social_worker", one_more_file, 7),
    Page("authorities:calendar", "tutor", one_more_protected, 4),
    Page("casework:inbox", "coordinator", one_more_proposal, 6),
    Page("casework:proposals_sent", "desk_operator", one_more_proposal, 3),
    Page("assessment:of_person", "social_worker", one_more_assessment, 5, key=of_person),
    Page("assessment:end", "social_worker", one_more_answer, 9, key=lambda w: {"key": w.draft_assessment.pk}),
    Page("assessment:versions", "ambito_admin", one_more_version, 5),
    Page("thread:diary", "social_worker", one_more_entry, 6, key=of_person),
    Page("thread:documents", "social_worker", one_more_document, 7, key=of_person),
    Page("thread:templates", "social_worker", one_more_template, 3),
    Page("workplace:case_diary", "social_worker", one_more_entry, 6, key=lambda w: {"key": w.case.pk}),
    Page("workplace:papers", "social_worker", one_more_template, 4, key=of_person),
    Page("workplace:quick_note", "desk_operator", lambda w: somebody(w, "desk_operator"), 3, query="?cerca=zanzarotti"),
    Page("plans:plans", "social_worker", one_more_plan, 6),
    Page("plans:of_case", "social_worker", one_more_plan, 5, key=lambda w: {"key": w.case.pk}, part=True),
    Page("plans:plan", "social_worker", one_more_goal, 12, key=lambda w: {"key": w.draft_plan.pk}),
    Page("plans:pact", "social_worker", one_more_fact, 10, key=lambda w: {"key": w.plan.pk}),
    Page("thread:tasks", "social_worker", one_more_task, 4),
    Page("referrals:inbox", "receiver", one_more_referral, 6),
    Page("referrals:inbox", "desk_operator", one_more_referral, 6, query="?vista=inviati"),
    Page("workplace:unit", "coordinator", one_more_proposal, 9),
    Page("workplace:team_calendar", "social_worker", one_more_task_this_week, 6),
    Page("directory:services", "social_worker", one_more_service, 9),
    Page("people:requests", "desk_operator", one_more_question, 5),
    Page("people:looks", "social_worker", one_more_look, 8, key=of_person),
    # One history table for each kind of data, read apart.
    Page("people:changes", "social_worker", one_more_change, 14, key=of_person, most=PERSON_PAGE),
    Page("people:sights", "social_worker", one_more_grant, 5, key=of_person),
    Page("records:lookalikes", "desk_operator", lambda w: somebody(w, "desk_operator"), 7, key=of_person),
    Page("accounts:substitutions", "org_manager", one_more_substitution, 5),
    Page("workplace:search", "desk_operator", lambda w: somebody(w, "desk_operator"), 5, query="?q=zanzarotti"),
]


def opened(page, world):
    query = page.query(world) if callable(page.query) else page.query
    address = reverse(page.name, kwargs=page.key(world)) + query
    headers = {"HX-Request": "true"} if page.part else {}
    client = client_of(world, page.who)
    return queries_of(client, address, headers=headers), client.get(address, headers=headers).content


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_costs_the_same_for_one_row_more_and_for_three(page, world):
    page.more(world)
    one, short = opened(page, world)
    page.more(world)
    page.more(world)
    three, longer = opened(page, world)
    told = "\n".join(three)
    assert len(longer) > len(short), "the rows do not show"
    assert len(one) == len(three), told
    assert len(three) == page.queries <= page.most, told


def test_the_page_of_somebody_to_whom_everything_happened_keeps_its_budget(world):
    told = queries_of(client_of(world, "social_worker"), reverse("workplace:person", args=[world.person.pk]))
    assert len(told) <= PERSON_PAGE, "\n".join(told)
