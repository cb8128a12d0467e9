"""What happened in the world: written through the services, by the people who would have written it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

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
from portico.meetings.services import convene
from portico.people.services.economy import add_income, record_housing, record_isee
from portico.people.services.ground import add_address, set_protected_address
from portico.people.services.household import add_member as add_household_member
from portico.people.services.household import create_household
from portico.people.services.papers import add_paper
from portico.people.services.relations import add_relation
from portico.people.services.reserve import reserve_person
from portico.records.services import merge_people
from portico.referrals.services import accept_referral, refer
from portico.territory.models import Municipality
from portico.thread.services import create_task
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
