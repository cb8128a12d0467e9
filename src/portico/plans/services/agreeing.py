"""From the draft to the signatures: the text is frozen when it is shared, and never changes afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category
from portico.access.selectors import visible
from portico.casework.selectors import household_of
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.files import read_upload
from portico.kernel.records import change
from portico.people.models import HouseholdMember
from portico.plans import content as contents
from portico.plans import selectors
from portico.plans.enums import Capacity, CommitmentState, How, Side
from portico.plans.lifecycle import PLAN
from portico.plans.models import Goal, Plan, PlanPerson, PlanVersion, Signature, SignedScan
from portico.plans.policies import reworking
from portico.plans.services.ground import (
    SOURCE,
    check_dates,
    locked_plan,
    of_plan,
    remind,
    require_writer,
    stated,
    tell,
)
from portico.plans.services.pact import refresh_deadlines
from portico.thread.selectors import tasks_of_source


@dataclass(frozen=True, slots=True)
class NewSignature:
    """Who signs, or does not. `subject_id` is one of the plan's people; without it, somebody of the services."""

    how: str
    subject_id: UUID | None = None
    membership_id: UUID | None = None
    name: str = ""
    capacity: str = ""
    words: str = ""


def content_of(
    *,
    actor: Actor,
    plan: Plan,
    opening: str | None = None,
    goals: Sequence[Goal] | None = None,
    people: list[PlanPerson] | None = None,
) -> contents.Content:
    """What a visible plan says now, as far as the actor reads it; some of it may have been read already."""
    return contents.snapshot(
        plan=plan,
        opening=selectors.narrative_of(actor=actor, plan=plan).opening if opening is None else opening,
        people=selectors.people_of(plan=plan) if people is None else people,
        goals=selectors.goals_of(actor=actor, plan=plan) if goals is None else goals,
        supports=selectors.supports_of(actor=actor, plan=plan),
        commitments=selectors.commitments_of(actor=actor, plan=plan),
    )


def missing(content: contents.Content) -> list[str]:
    """What has to be there before anybody signs, in words."""
    found = []
    if not content["goals"]:
        found.append(_("Manca almeno un obiettivo."))
    found += [
        _("L'obiettivo «%(goal)s» non ha ancora qualcuno che se ne occupa.") % {"goal": goal["text"]}
        for goal in content["goals"]
        if not goal["responsible"]
    ]
    return found


def doubts(*, actor: Actor, plan: Plan, people: list[PlanPerson] | None = None) -> list[str]:
    """What does not stop, but asks for a reason: somebody who is no longer there, no day to meet again."""
    found = []
    people = selectors.people_of(plan=plan) if people is None else people
    in_case = set(plan.case.subjects.filter(ends_on__isnull=True).values_list("person_id", flat=True))
    followed = [item for item in people if item.person_id in in_case]
    found += [
        _("%(name)s non è più tra le persone della presa in carico.") % {"name": item.person.short_name}
        for item in people
        if item not in followed
    ]
    found += [
        _("%(name)s non vive più con la famiglia.") % {"name": item.person.short_name}
        for item in _gone_from_home(actor, followed)
    ]
    if plan.next_check_on is None:
        found.append(_("Non c'è ancora il giorno della prossima verifica."))
    return found


def _gone_from_home(actor: Actor, people: list[PlanPerson]) -> list[PlanPerson]:
    """Of people of whom some live together, those whose time in a household is over."""
    if len(people) < 2:
        return []
    first, *others = people
    home = set(household_of(actor=actor, person_ids=[first.person_id]).values_list("pk", flat=True))
    left = visible(
        HouseholdMember.objects.filter(
            person_id__in=[item.person_id for item in others], period__endswith__lte=timezone.localdate()
        ),
        actor=actor,
        category=Category.HOUSEHOLD,
    ).order_by()
    once = set(left.values_list("person_id", flat=True))
    return [item for item in others if item.person_id not in home and item.person_id in once]


@transaction.atomic
def share_plan(*, actor: Actor, plan_id: UUID, reason: str = "", occurred_at: datetime | None = None) -> PlanVersion:
    """Freeze the text as the household will read and sign it.

    Raises DomainError naming what is missing, or asking why to go on although something does not add up.
    """
    plan = locked_plan(actor=actor, plan_id=plan_id)
    require_writer(actor, plan)
    state = PLAN.target("share", plan.state)
    content = content_of(actor=actor, plan=plan)
    wanting = missing(content)
    if wanting:
        raise DomainError(" ".join(wanting))
    if doubts(actor=actor, plan=plan) and not reason.strip():
        raise DomainError(_("Scrivi perché va bene così, oppure sistema prima quello che non torna."), field="reason")
    at = occurred_at or timezone.now()
    text = contents.as_text(content)
    version = PlanVersion(
        plan=plan,
        number=plan.last_version + 1,
        content=content,
        text=text,
        sha256=contents.fingerprint(text),
        frozen_at=at,
        reason=reason.strip()[:500],
    )
    version.save(force_insert=True)
    change(
        plan,
        actor=actor,
        values={"state": state, "shared_at": plan.shared_at or at, "last_version": version.number},
    )
    for goal in plan.goals.filter(removed_at__isnull=True, shared_at__isnull=True).select_for_update(of=("self",)):
        change(goal, actor=actor, values={"shared_at": at})
    tell(
        actor=actor,
        plan=plan,
        kind="plan_shared",
        payload={"version": version.number, "goals": len(content["goals"])},
        occurred_at=occurred_at,
    )
    return version


@transaction.atomic
def rework_plan(*, actor: Actor, plan_id: UUID, occurred_at: datetime | None = None) -> Plan:
    """Write again before anybody signs; the version that was shared stays on record, unsigned."""
    plan = locked_plan(actor=actor, plan_id=plan_id)
    require_writer(actor, plan)
    state = PLAN.target(reworking(plan), plan.state)
    change(plan, actor=actor, values={"state": state})
    tell(actor=actor, plan=plan, kind="plan_reworked", occurred_at=occurred_at, narrow=True)
    return plan


@transaction.atomic
def sign_plan(
    *,
    actor: Actor,
    plan_id: UUID,
    signatures: Sequence[NewSignature],
    on: date | None = None,
    scan: UploadedFile[Any] | None = None,
    occurred_at: datetime | None = None,
) -> PlanVersion:
    """Record who signed the shared version, or did not, when and how; from now on it is in force.

    At least one of the household and one of the services sign it. Raises DomainError, ImpossibleTransition.
    """
    plan = locked_plan(actor=actor, plan_id=plan_id)
    require_writer(actor, plan)
    state = PLAN.target("sign", plan.state)
    at = occurred_at or timezone.now()
    day = on or timezone.localdate(at)
    version = plan.versions.get(number=plan.last_version)
    _check_day(plan, version, day, timezone.localdate(at))
    if not version.content["goals"]:
        raise DomainError(_("Un progetto senza obiettivi non si firma."))
    rows = [_signature(actor, plan, version, item, day) for item in signatures]
    signed = [row for row in rows if row.how != How.REFUSED]
    if not any(row.capacity != Capacity.SERVICE for row in signed):
        raise DomainError(_("Serve la firma di almeno una persona della famiglia."))
    if not any(row.capacity == Capacity.SERVICE for row in signed):
        raise DomainError(_("Serve la firma di chi segue il progetto per i servizi."))
    kept = _keep(plan, version, scan) if scan else None
    for row in rows:
        row.scan = kept if row.how in (How.PAPER, How.DIGITAL) else None
        row.save(force_insert=True)
    change(plan, actor=actor, values={"state": state, "signed_at": at, "signed_version": version.number})
    _promise(actor, plan, occurred_at)
    refresh_deadlines(actor=actor, plan=plan, occurred_at=occurred_at)
    tell(
        actor=actor,
        plan=plan,
        kind="plan_signed",
        payload={
            "version": version.number,
            "goals": len(version.content["goals"]),
            "signed": len(signed),
            "refused": len(rows) - len(signed),
        },
        occurred_at=occurred_at,
    )
    return version


def _check_day(plan: Plan, version: PlanVersion, day: date, today: date) -> None:
    check_dates(plan, on=day)
    if day > today:
        raise DomainError(_("Una firma di domani non c'è ancora."), field="on")
    if day < timezone.localdate(version.frozen_at):
        raise DomainError(_("È prima del giorno in cui questo testo è stato condiviso."), field="on")


def _signature(actor: Actor, plan: Plan, version: PlanVersion, item: NewSignature, day: date) -> Signature:
    if item.how not in How.values:
        raise DomainError(_("Scegli una voce dell'elenco."), field="how")
    words = item.words.strip()[:300]
    if item.how == How.REFUSED and not words:
        raise DomainError(_("Scrivi perché non firma, con le sue parole se puoi."), field="words")
    row = Signature(plan=plan, version_of=version, on=day, how=item.how, words=words, sha256=version.sha256)
    if item.subject_id:
        [subject] = of_plan(plan, [item.subject_id], "how")
        row.subject = subject
        row.capacity = Capacity.REPRESENTS if item.capacity == Capacity.REPRESENTS else Capacity.SELF
        if row.capacity == Capacity.REPRESENTS:
            stated(item.name, "name", _("Scrivi chi firma al suo posto."))
        row.name = (item.name.strip() or subject.person.full_name)[:160]
    else:
        able = {one.pk: one for one in selectors.responsibles(actor=actor, case=plan.case)}
        row.membership = able.get(item.membership_id) if item.membership_id else None
        row.capacity = Capacity.SERVICE
        row.name = (contents.who(row.membership, "") or stated(item.name, "name", _("Scrivi chi firma.")))[:160]
    return row


def _keep(plan: Plan, version: PlanVersion, scan: UploadedFile[Any]) -> SignedScan:
    kept = SignedScan(plan=plan, version_of=version, **read_upload(scan, field="scan"))
    kept.save(force_insert=True)
    return kept


def _promise(actor: Actor, plan: Plan, occurred_at: datetime | None) -> None:
    """What the services promised by a day, and the next verification, become things to do."""
    promised = plan.commitments.filter(
        side=Side.SERVICES, due_on__isnull=False, task_id__isnull=True, removed_at__isnull=True,
        state=CommitmentState.OPEN,
    ).select_for_update(of=("self",))  # fmt: skip
    for item in promised:
        task = remind(
            actor=actor, plan=plan, title=item.text, due_on=item.due_on, token=item.responsible_token,
            note=_("Impegno del progetto"), occurred_at=occurred_at,
        )  # fmt: skip
        change(item, actor=actor, values={"task_id": task})
    if plan.next_check_on:
        remind_of_check(actor=actor, plan=plan, occurred_at=occurred_at)


def remind_of_check(*, actor: Actor, plan: Plan, occurred_at: datetime | None = None) -> None:
    """The next verification, once among the case's things to do."""
    title = _("Verifica: %(plan)s") % {"plan": plan.name}
    waiting = tasks_of_source(actor=actor, kind=SOURCE, key=plan.case_id)
    if not waiting.filter(state="open", title=title, due_on=plan.next_check_on).exists():
        remind(actor=actor, plan=plan, title=title, due_on=plan.next_check_on, occurred_at=occurred_at)


@transaction.atomic
def review_plan(*, actor: Actor, plan_id: UUID, occurred_at: datetime | None = None) -> Plan:
    """Open a signed plan again: the signed version stays in force until another is signed."""
    plan = locked_plan(actor=actor, plan_id=plan_id)
    require_writer(actor, plan)
    state = PLAN.target("review", plan.state)
    change(plan, actor=actor, values={"state": state})
    tell(actor=actor, plan=plan, kind="plan_review_started", occurred_at=occurred_at)
    return plan


@transaction.atomic
def confirm_plan(*, actor: Actor, plan_id: UUID, occurred_at: datetime | None = None) -> Plan:
    """Nothing has to change: what was signed goes on. Raises DomainError when something was changed meanwhile."""
    plan = locked_plan(actor=actor, plan_id=plan_id)
    require_writer(actor, plan)
    state = PLAN.target("confirm", plan.state)
    signed = plan.versions.get(number=plan.signed_version)
    # A verification moves the day of the next one without changing what was agreed.
    now = {**content_of(actor=actor, plan=plan), "next_check_on": signed.content["next_check_on"]}
    if contents.as_text(now) != signed.text:
        raise DomainError(_("Il testo è cambiato da quando è stato firmato: condividi la nuova versione."))
    change(plan, actor=actor, values={"state": state})
    tell(actor=actor, plan=plan, kind="plan_confirmed", occurred_at=occurred_at)
    return plan
