"""What happened in the world: written through the services, by the people who would have written it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from portico.assessment.models import FormItem
from portico.assessment.services import (
    Typed,
    complete_assessment,
    save_answers,
    share_domains,
    start_assessment,
)
from portico.authorities.services import add_paper as add_court_paper
from portico.authorities.services import (
    open_file,
    plan_protected,
    receive_mandate,
    record_removal,
    save_authority,
    set_hearing,
)
from portico.casework.models import Case
from portico.casework.services import add_member, open_case_directly, propose_case
from portico.desks.models import Desk, DeskHours
from portico.desks.services.appointments import book
from portico.desks.services.encounters import EncounterData, record_encounter
from portico.directory.models import Need, Service
from portico.events.models import Notification
from portico.kernel.actor import acting, system_actor
from portico.kernel.files import as_stored
from portico.meetings.services import convene
from portico.people.services.economy import add_income, record_housing, record_isee
from portico.people.services.ground import add_address, set_protected_address
from portico.people.services.household import add_member as add_household_member
from portico.people.services.household import create_household
from portico.people.services.papers import add_paper
from portico.people.services.relations import add_relation
from portico.people.services.reserve import reserve_person
from portico.plans.services import (
    NewSignature,
    record_fact,
    save_commitment,
    save_goal,
    save_support,
    share_plan,
    sign_plan,
    start_plan,
)
from portico.records.services import merge_people
from portico.referrals.services import accept_referral, refer
from portico.territory.models import Municipality
from portico.thread.services import add_document, create_task, save_template, write_entry
from tests.architecture.world import World
from tests.factories import make_person

# Planted once per category of data: wherever one shows, that category showed.
CANARIES = {
    "identity": "Zanzarotti",
    "contacts": "333 000 4242",
    "address": "via del Canarino 11",
    "household": "Nuccia Canarina",
    "economic": "INPS-ISEE-2026-CANARINO",
    "diary": "canarino nel diario",
    "private_note": "canarino in privato",
    "proposal": "canarino nella proposta",
    "referral": "canarino nell'invio",
    "task": "canarino da fare",
    "needs": "canarino nell'analisi",
    "needs_shared": "canarino condiviso",
    "health": "canarino di salute",
    "voice": "canarino nelle sue parole",
    "diary_entry": "canarino in équipe",
    "diary_private": "canarino per me sola",
    "diary_judicial": "canarino in procura",
    "document": "canarino nel fascicolo",
    "health_document": "canarino nel referto",
    "plan": "canarino nella bozza",
    "shared_goal": "canarino tra gli obiettivi",
    "own_support": "canarino accompagna",
    "other_support": "canarino di un altro",
    "meeting": "canarino all'incontro",
    "judicial": "canarino in tribunale",
    "protected_address": "via del Canarino Segreto 9",
    "reserved": "Riservatini",
}


@contextmanager
def told_world_of() -> Iterator[World]:
    """A world in which all of it happened, in a transaction that is taken back."""
    with acting(None), transaction.atomic():
        made = World()
        tell(made)
        yield made
        transaction.set_rollback(True)


def tell(w: Any) -> None:
    """From the desk to the case; then a referral just sent, a proposal waiting, a reserved record."""
    ground(w)
    _listening(w)
    _referral_and_case(w)
    _what_the_case_knows(w)
    _assessed(w)
    _what_is_written(w)
    _plans(w)
    _meeting(w)
    _judicial(w)
    _waiting(w)
    _reserved(w)
    _doubles(w)


def ground(w: Any) -> None:
    """What is there before anybody comes: desks with hours, services, a need."""
    with acting(system_actor(w.ambito.pk)):
        w.desk = Desk.objects.create(unit=w.desk_unit, name="Sportello Alba", slot_minutes=30, operators=2)
        w.other_desk = Desk.objects.create(unit=w.other_desk_unit, name="Sportello Brezza")
        for day in range(7):
            DeskHours.objects.create(desk=w.desk, weekday=day, opens=dt.time(8), closes=dt.time(20))
        w.town = Municipality.objects.get(istat_code="041044")
        w.need = Need.objects.get(code="housing.eviction")
        w.pole_service = _service(w, w.municipality, w.pole, "Servizio sociale adulti")
        w.shelter_service = _service(w, w.shelter, None, "Stanza temporanea")
        w.service = _service(w, w.association, None, "Aiuto digitale")


def _service(w: Any, organisation: Any, unit: Any, title: str) -> Service:
    return Service.objects.create(
        ambito=w.ambito,
        organisation=organisation,
        unit=unit,
        code=title.lower().replace(" ", "-"),
        title=title,
        short="Aiuta",
        service_kind="other",
        last_verified=timezone.localdate(),
    )


def _listening(w: Any) -> None:
    desk = w.actor("desk_operator")
    w.person = make_person(
        actor=desk,
        last_name=CANARIES["identity"],
        contacts=[{"kind": "mobile", "value": CANARIES["contacts"], "safety": "safe", "safety_note": "solo mattina"}],
        languages=["ar", "it"],
    )
    with acting(desk):
        add_address(actor=desk, person_id=w.person.pk, kind="domicile", municipality=w.town, street=CANARIES["address"])
        w.encounter = record_encounter(
            actor=desk,
            data=EncounterData(
                people=[(w.person.pk, "for_whom")],
                desk_id=w.desk.pk,
                needs=[w.need.code],
                narrative=CANARIES["diary"],
                private_note=CANARIES["private_note"],
                minutes=30,
                outcomes=["referral"],
            ),
        )
        w.anonymous = record_encounter(
            actor=desk,
            data=EncounterData(desk_id=w.desk.pk, needs=[w.need.code], narrative="Non dice il nome", minutes=5),
        )
        w.appointment = book(
            actor=desk,
            desk_id=w.desk.pk,
            starts_at=(timezone.localtime() + dt.timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0),
            person_id=w.person.pk,
        )


def _referral_and_case(w: Any) -> None:
    desk, worker = w.actor("desk_operator"), w.actor("social_worker")
    with acting(desk):
        w.referral = refer(
            actor=desk,
            person_id=w.person.pk,
            service_id=w.pole_service.pk,
            reason=CANARIES["referral"],
            asked="Una presa in carico",
        )
    with acting(worker):
        accept_referral(
            actor=worker,
            referral_id=w.referral.pk,
            take_in_charge=True,
            manager_id=w.memberships["social_worker"].pk,
            area="adults",
        )
        w.referral.refresh_from_db()
        w.case = worker_case(w)
        w.member = add_member(
            actor=worker,
            case_id=w.case.pk,
            membership_id=w.memberships["tutor"].pk,
            role="case_contributor",
            task="Accompagnamento",
        )


def worker_case(w: Any) -> Any:
    return Case.objects.get(subjects__person=w.person)


def _what_the_case_knows(w: Any) -> None:
    worker = w.actor("social_worker")
    w.child = make_person(
        actor=worker, first_name="Amir", last_name=CANARIES["identity"], birth_date=dt.date(2019, 3, 1)
    )
    with acting(worker):
        w.household = create_household(actor=worker, person_id=w.person.pk, kind="de_facto")
        w.household_member = add_household_member(
            actor=worker, household_id=getattr(w.household, "household_id", w.household.pk), person_id=w.child.pk,
            role="child",
        )  # fmt: skip
        w.relation = add_relation(
            actor=worker, other_id=w.person.pk, kind="friend", outside_name=CANARIES["household"], support=True
        )
        w.isee = record_isee(
            actor=worker, person_id=w.person.pk, kind="ordinary", value_cents=598000, protocol=CANARIES["economic"]
        )
        w.income = add_income(actor=worker, person_id=w.person.pk, kind="occasional", monthly_cents=30000)
        record_housing(actor=worker, person_id=w.person.pk, status="hosted", tenure="hosted")
        w.paper = add_paper(
            actor=worker,
            person_id=w.person.pk,
            kind="permit",
            permit_kind="employment",
            valid_until=timezone.localdate() + dt.timedelta(days=20),
        )
        w.task = create_task(
            actor=worker,
            title=CANARIES["task"],
            due_on=timezone.localdate() - dt.timedelta(days=2),
            assigned_token=worker.main_token,
            person=w.person,
        )


def _assessed(w: Any) -> None:
    """One completed and partly shared with the team, a newer one begun, a short one completed."""
    worker = w.actor("social_worker")
    with acting(worker):
        w.assessment = start_assessment(
            actor=worker, kind="deep", person_ids=[w.person.pk, w.child.pk], case_id=w.case.pk
        )
        items = {item.code: item for item in FormItem.objects.filter(form_id=w.assessment.form_id)}
        save_answers(
            actor=worker,
            assessment_id=w.assessment.pk,
            typed=[
                Typed(items["housing.security"].pk, None, "1", CANARIES["needs"]),
                Typed(items["work.motivation"].pk, w.person.pk, "6", CANARIES["needs_shared"]),
                Typed(items["health.physical"].pk, w.person.pk, "2", CANARIES["health"]),
                Typed(items["education.child_learning"].pk, w.child.pk, "3"),
            ],
            voices={"housing": (CANARIES["voice"], "")},
        )
        share_domains(actor=worker, assessment_id=w.assessment.pk, domains=["work"])
        ranked = [(items["housing.security"].pk, None)]
        complete_assessment(actor=worker, assessment_id=w.assessment.pk, ranked=ranked, reason="Da qui")
        w.draft_assessment = start_assessment(actor=worker, kind="deep", person_ids=[w.person.pk], case_id=w.case.pk)
        w.short_assessment = start_assessment(actor=worker, kind="preliminary", person_ids=[w.person.pk])
        question = FormItem.objects.get(form_id=w.short_assessment.form_id, code="housing_risk")
        save_answers(actor=worker, assessment_id=w.short_assessment.pk, typed=[Typed(question.pk, None, "no")])
        complete_assessment(actor=worker, assessment_id=w.short_assessment.pk, outcome="service_project")


def _what_is_written(w: Any) -> None:
    """The diary of the case: for the team, for its author alone, for the people named."""
    worker = w.actor("social_worker")
    with acting(worker):
        w.entry = write_entry(
            actor=worker,
            person_ids=[w.person.pk],
            kind="home_visit",
            text=CANARIES["diary_entry"],
            level="team",
            case_id=w.case.pk,
        )
        w.private_entry = write_entry(
            actor=worker, person_ids=[w.person.pk], text=CANARIES["diary_private"], level="private"
        )
        w.judicial_entry = write_entry(
            actor=worker,
            person_ids=[w.person.pk],
            kind="authority",
            text=CANARIES["diary_judicial"],
            named_tokens=[w.actor("coordinator").user_token],
        )
        about = {"actor": worker, "person_ids": [w.person.pk], "case_id": w.case.pk}
        paper = as_stored(b"%PDF-1.7 prova", name="prova.pdf", content_type="application/pdf")
        w.document = add_document(**about, file=paper, kind="school", title=CANARIES["document"], level="team")
        w.document_file = w.document.files.get()
        w.health_document = add_document(
            **about, file=paper, kind="health", title=CANARIES["health_document"], level="unit"
        )
    with acting(w.actor("coordinator")):
        w.template = save_template(
            actor=w.actor("coordinator"), name="Alla scuola", kind="letter", body="Gentile {{ destinatario }}"
        )


def _plans(w: Any) -> None:
    """Two drafts, and a signed pact of the national measure."""
    worker = w.actor("social_worker")
    manager, tutor = w.memberships["social_worker"].pk, w.memberships["tutor"].pk
    # Older than the rest, so that the thread's first page goes on telling the rest.
    early = timezone.now() - dt.timedelta(minutes=1)
    later = {"household": dt.timedelta(seconds=30), "inclusion_pact": dt.timedelta()}
    with acting(worker):
        for name, kind in (("plan", "inclusion_pact"), ("other_draft", "household"), ("draft_plan", "household")):
            plan = start_plan(
                actor=worker, case_id=w.case.pk, kind=kind, opening=CANARIES["plan"], occurred_at=early + later[kind]
            )
            text = CANARIES["shared_goal"] if kind == "inclusion_pact" else CANARIES["plan"]
            goal = save_goal(actor=worker, plan_id=plan.pk, domain="housing", text=text, responsible_id=manager)
            for words, who in ((CANARIES["own_support"], tutor), (CANARIES["other_support"], manager)):
                support = save_support(
                    actor=worker, plan_id=plan.pk, kind="own_service", what="work_support",
                    text=words if kind == "inclusion_pact" else CANARIES["plan"], goal_id=goal.pk, responsible_id=who,
                )  # fmt: skip
            promise = save_commitment(
                actor=worker, plan_id=plan.pk, side="services", text=CANARIES["other_support"], responsible_id=manager
            )
            setattr(w, name, plan)
            if name == "draft_plan":
                w.goal, w.support, w.commitment = goal, support, promise
            if name == "plan":
                w.promise = promise
        share_plan(actor=worker, plan_id=w.plan.pk, reason="Prima volta", occurred_at=early)
        w.plan_person = w.plan.people.get(person=w.person)
        sign_plan(
            actor=worker,
            plan_id=w.plan.pk,
            signatures=[
                NewSignature(how="paper_scanned", subject_id=w.plan_person.pk),
                NewSignature(how="in_presence", membership_id=manager),
            ],
            occurred_at=early,
            scan=SimpleUploadedFile("firmato.pdf", b"%PDF-1.7 " + CANARIES["plan"].encode()),
        )
        w.scan = w.plan.scans.get()
        w.fact = record_fact(
            actor=worker, plan_id=w.plan.pk, kind="activation", on=timezone.localdate(early), occurred_at=early
        )


def _meeting(w: Any) -> None:
    """Just begun, without minutes yet; the tutor was not called."""
    worker = w.actor("social_worker")
    with acting(worker):
        w.meeting = convene(
            actor=worker, case_id=w.case.pk, kind="verification", starts_at=timezone.now(),
            place="Polo adulti", agenda=CANARIES["meeting"], membership_ids=[worker.own_membership_id],
            subject_ids=[w.case.subjects.get(person=w.person).pk],
        )  # fmt: skip
        w.participant = w.meeting.participants.get(subject__isnull=False)


def _judicial(w: Any) -> None:
    """A file that its manager alone reads; at one of the protected meetings the tutor stays with the child."""
    worker, today = w.actor("social_worker"), timezone.localdate()
    w.ward = make_person(actor=worker, first_name="Zeno", last_name="Leoni", birth_date=dt.date(2018, 6, 1))
    with acting(worker):
        opened = open_case_directly(actor=worker, person_ids=[w.ward.pk], area="families_minors", reason="Percorso")
        w.ward_case = Case.objects.get(pk=opened.pk)
        tutor = w.memberships["tutor"].pk
        add_member(actor=worker, case_id=opened.pk, membership_id=tutor, role="case_contributor")
        subject = w.ward_case.subjects.get().pk
        w.court = save_authority(actor=worker, kind="juvenile_court", name="Tribunale per i minorenni di Prova")
        w.file = open_file(actor=worker, case_id=w.ward_case.pk, note=CANARIES["judicial"])
        named = {"actor": worker, "file_id": w.file.pk}
        w.mandate = receive_mandate(
            **named, authority_id=w.court.pk, kind="custody_service", subject_ids=[subject], received_on=today,
            answer_by=today + dt.timedelta(days=30), text=CANARIES["judicial"],
        )  # fmt: skip
        w.report = w.mandate.reports.get()
        w.hearing = set_hearing(**named, authority_id=w.court.pk, starts_at=timezone.now() - dt.timedelta(hours=1))
        w.removal = record_removal(
            **named,
            subject_ids=[subject],
            placed_at=timezone.now() - dt.timedelta(hours=2),
            by_whom=CANARIES["judicial"],
        )
        upload = SimpleUploadedFile("decreto.pdf", b"%PDF-1.7 " + CANARIES["judicial"].encode())
        w.court_paper = add_court_paper(**named, title=CANARIES["judicial"], upload=upload)
        [w.protected] = plan_protected(
            **named, kind="protected", starts_at=timezone.now() - dt.timedelta(hours=1), child_ids=[subject],
            visitors="il papà", operator_id=tutor,
        )  # fmt: skip
        w.reader = w.file.readers.get()


def _waiting(w: Any) -> None:
    desk = w.actor("desk_operator")
    w.other_person = make_person(actor=desk, first_name="Bruno", last_name="Altavilla", birth_date=dt.date(1970, 1, 2))
    with acting(desk):
        w.sent_referral = refer(
            actor=desk,
            person_id=w.other_person.pk,
            service_id=w.shelter_service.pk,
            reason="Dorme in macchina",
            asked="Un posto per dormire",
        )
        w.notification = Notification.objects.create(
            ambito=w.ambito, token=w.actor("receiver").main_token, kind="referral_sent", text="Un invio", url="/invii/"
        )
        w.proposal = propose_case(
            actor=desk,
            person_ids=[w.other_person.pk],
            unit_id=w.pole.pk,
            area="adults",
            reason=CANARIES["proposal"],
        )


def _reserved(w: Any) -> None:
    worker = w.actor("pole_colleague")
    w.reserved = make_person(
        actor=worker, first_name="Serena", last_name=CANARIES["reserved"], birth_date=dt.date(1988, 10, 23),
        identifier_kind="stp", identifier="STP1234567890123",
    )  # fmt: skip
    with acting(worker):
        reserve_person(actor=worker, person_id=w.reserved.pk, named_tokens=[worker.user_token])
        set_protected_address(
            actor=worker,
            person_id=w.reserved.pk,
            street=CANARIES["protected_address"],
            municipality=w.town,
            named_tokens=[worker.user_token],
        )


def _doubles(w: Any) -> None:
    desk = w.actor("desk_operator")
    w.lookalike = make_person(actor=desk, last_name=CANARIES["identity"] + "o")
    third = make_person(actor=desk, last_name=CANARIES["identity"] + "x")
    with acting(desk):
        w.merge = merge_people(actor=desk, kept_id=w.person.pk, absorbed_id=third.pk, reason="Lo ha detto lei")


__all__ = ["CANARIES", "ground", "tell"]
