"""What a death or a move would do, told before it is recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.access.selectors import who_sees
from portico.casework import selectors as casework
from portico.casework.models import Case
from portico.casework.policies import may_close
from portico.events.models import Event, EventSubject
from portico.kernel.actor import Actor
from portico.people.enums import LifeStatus
from portico.people.models import Person
from portico.referrals import selectors as referrals
from portico.referrals.models import Referral
from portico.referrals.policies import possible
from portico.thread.selectors import tasks_of_person

UNDO_WITHIN = timedelta(days=1)
# Grants of who works with somebody now; a dossier read after closing is not work.
WORKING = frozenset({"own_desk", "accepted_referral", "case_team", "case_manager", "stay_placement", "card_activity"})


class Kind(models.TextChoices):
    DECEASED = "deceased", gettext_lazy("Decesso")
    MOVED = "moved", gettext_lazy("Trasferimento fuori dall'ambito")
    WITHIN = "within", gettext_lazy("Trasferimento in un altro comune dell'ambito")


class Fate(models.TextChoices):
    """What becomes of a case; to hand it over the choice is a destination, not one of these."""

    CLOSE = "close", gettext_lazy("Si chiude")
    LEAVE = "leave", gettext_lazy("Continua con le altre persone")
    KEEP = "keep", gettext_lazy("Resta com'è")


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """A case the actor may decide about: the possible fates and the usual one."""

    case: Case
    people: list[Any]
    default: str
    options: list[tuple[Any, Any]]

    @property
    def field(self) -> str:
        return f"case_{self.case.pk.hex}"


@dataclass(slots=True)
class Plan:
    """Everything that would happen; what is not the actor's to do is told to who does it."""

    kind: str
    cases: list[CaseChoice] = field(default_factory=list)
    told_cases: list[str] = field(default_factory=list)
    tasks: int = 0
    cancelled: list[Referral] = field(default_factory=list)
    interrupted: list[Referral] = field(default_factory=list)
    told: list[Referral] = field(default_factory=list)
    followers: list[str] = field(default_factory=list)
    follower_tokens: frozenset[int] = frozenset()


def departure_plan(*, actor: Actor, person: Person, kind: str) -> Plan:
    """What recording it would do, as far as this actor's hand reaches."""
    plan = Plan(kind=kind)
    readable = list(casework.with_people(casework.cases_of_person(actor=actor, person_id=person.pk)))
    for case in readable:
        if case.is_open and may_close(actor, case):
            plan.cases.append(_choice(actor, case, kind))
    decided = {choice.case.pk for choice in plan.cases}
    plan.told_cases = [
        known.with_whom
        for known in casework.known_cases(actor=actor, person_id=person.pk)
        if known.case_id not in decided
    ]
    if kind != Kind.WITHIN:
        found = tasks_of_person(actor=actor, person_id=person.pk)
        going_on = [choice.case.pk for choice in plan.cases if choice.default == Fate.LEAVE]
        plan.tasks = found.exclude(pk__in=found.filter(source_id__in=going_on).values("pk")).count()
        _add_referrals(plan, actor, person)
    _add_followers(plan, actor, person)
    return plan


def _choice(actor: Actor, case: Case, kind: str) -> CaseChoice:
    subjects = case.shown_subjects  # type: ignore[attr-defined]
    several = len(subjects) > 1
    options: list[tuple[Any, Any]] = []
    if kind == Kind.WITHIN:
        options.append((Fate.KEEP.value, Fate.KEEP.label))
    if several:
        options.append((Fate.LEAVE.value, Fate.LEAVE.label))
    options.append((Fate.CLOSE.value, Fate.CLOSE.label))
    if kind == Kind.WITHIN:
        options += [
            (_("Passa a %(unit)s") % {"unit": unit}, choices)
            for unit, choices in casework.destinations(actor=actor, case=case)
        ]
    return CaseChoice(case, subjects, options[0][0], options)


def _add_referrals(plan: Plan, actor: Actor, person: Person) -> None:
    for referral in referrals.referrals_of_person(actor=actor, person_id=person.pk):
        acts = possible(actor, referral)
        if "cancel" in acts:
            plan.cancelled.append(referral)
        elif "interrupt" in acts:
            plan.interrupted.append(referral)
        elif referral.from_token in actor.tokens and referral.state in {"accepted", "in_progress"}:
            plan.told.append(referral)


def _add_followers(plan: Plan, actor: Actor, person: Person) -> None:
    following = [
        sight
        for sight in who_sees(actor=actor, person_id=person.pk)
        if sight.origin in WORKING and sight.token not in actor.tokens
    ]
    plan.follower_tokens = frozenset(sight.token for sight in following)
    names = (
        _("un servizio della rete") if not sight.organisation_name else " – ".join(
            part for part in (sight.user_name or sight.unit_name, sight.organisation_name) if part
        )
        for sight in following
    )  # fmt: skip
    plan.followers = list(dict.fromkeys(names))


def last_departure(*, actor: Actor, person: Person) -> Event | None:
    """The recording that can still be undone: of the last day, and not undone already."""
    if person.life_status == LifeStatus.PRESENT:
        return None
    told = EventSubject.objects.filter(
        person=person, ambito_id=actor.ambito_id, kind__in=["person_deceased", "person_moved"]
    ).values_list("event_id", flat=True)
    return (
        Event.objects.filter(pk__in=list(told), recorded_at__gt=timezone.now() - UNDO_WITHIN)
        .order_by("-recorded_at", "-id")
        .first()
    )


def case_ids_at(*, actor: Actor, person_id: UUID, kind: str, at: datetime) -> list[UUID]:
    """Cases of which something was told about a person at one instant."""
    told = EventSubject.objects.filter(
        ambito_id=actor.ambito_id, person_id=person_id, kind=kind, occurred_at=at
    ).values_list("event_id", flat=True)
    found = Event.objects.filter(pk__in=list(told)).order_by("id").values_list("object_id", flat=True)
    return [key for key in found if key]
