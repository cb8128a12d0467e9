"""The national measure of inclusion: facts by date, and the days that follow from them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.lifecycle import ImpossibleTransition
from portico.kernel.records import change, lock
from portico.plans import rules, selectors
from portico.plans.enums import FactKind
from portico.plans.models import Deadline, PactFact, Plan, PlanPerson
from portico.plans.policies import may_record_facts
from portico.plans.services.ground import locked_plan, one_of_plan, remind, require_writer, tell
from portico.thread.selectors import tasks
from portico.thread.services import complete_task, drop_task

# What may have happened before the case was opened here.
EARLIER = frozenset({FactKind.ACTIVATION, FactKind.RENEWAL})


@transaction.atomic
def record_fact(
    *,
    actor: Actor,
    plan_id: UUID,
    kind: str,
    on: date,
    subject_id: UUID | None = None,
    proof: str = "",
    words: str = "",
    occurred_at: datetime | None = None,
) -> PactFact:
    """Something of the measure happened on a day; the days that follow are worked out again.

    A convocation says how it can be proved; an absence follows a proved convocation; a justification says why.
    """
    plan = locked_plan(actor=actor, plan_id=plan_id)
    require_writer(actor, plan)
    if not may_record_facts(actor, plan):
        raise ImpossibleTransition()
    if kind not in FactKind.values:
        raise DomainError(_("Scegli una voce dell'elenco."), field="kind")
    _check(plan, kind, on, proof.strip(), words.strip(), timezone.localdate(occurred_at))
    fact = PactFact(
        plan=plan,
        kind=kind,
        subject=one_of_plan(plan, subject_id),
        on=on,
        proof=proof.strip()[:200],
        words=words.strip()[:500],
        created_at=occurred_at or timezone.now(),
    )
    fact.save(force_insert=True)
    people = [fact.subject.person] if fact.subject else None
    tell(
        actor=actor, plan=plan, kind="plan_fact_recorded", people=people, payload={"fact": kind, "on": on.isoformat()},
        occurred_at=occurred_at, narrow=True,
    )  # fmt: skip
    refresh_deadlines(actor=actor, plan=plan, occurred_at=occurred_at)
    return fact


def _check(plan: Plan, kind: str, on: date, proof: str, words: str, today: date) -> None:
    if on > today and kind != FactKind.CONVOCATION:
        raise DomainError(_("Scegli un giorno già passato, o oggi."), field="on")
    if kind == FactKind.CONVOCATION and not proof:
        raise DomainError(_("Scrivi come si prova: protocollo, raccomandata, PEC, firma per ricevuta."), field="proof")
    if kind == FactKind.JUSTIFIED and not words:
        raise DomainError(_("Scrivi il motivo dell'assenza."), field="words")
    if kind == FactKind.NO_SHOW and not (
        plan.facts.filter(kind=FactKind.CONVOCATION, on__lte=on, withdrawn_at__isnull=True).exclude(proof="").exists()
    ):
        raise DomainError(
            _("Prima registra la convocazione, con la sua prova: senza, l'assenza non ha conseguenze."), field="kind"
        )
    if kind not in EARLIER and plan.case.accepted_at and on < timezone.localdate(plan.case.accepted_at):
        raise DomainError(_("È prima della presa in carico."), field="on")


@transaction.atomic
def withdraw_fact(*, actor: Actor, plan_id: UUID, fact_id: UUID, occurred_at: datetime | None = None) -> PactFact:
    """It was written by mistake: it stays in the history, and counts no more."""
    plan = locked_plan(actor=actor, plan_id=plan_id)
    require_writer(actor, plan)
    if not may_record_facts(actor, plan):
        raise ImpossibleTransition()
    fact = lock(plan.facts.filter(withdrawn_at__isnull=True), fact_id)
    change(fact, actor=actor, values={"withdrawn_at": timezone.now()})
    tell(
        actor=actor, plan=plan, kind="plan_fact_withdrawn", payload={"fact": fact.kind, "on": fact.on.isoformat()},
        occurred_at=occurred_at, narrow=True,
    )  # fmt: skip
    refresh_deadlines(actor=actor, plan=plan, occurred_at=occurred_at)
    return fact


def happened(plan: Plan) -> list[rules.Happened]:
    """The facts of a plan as the rules see them: its own, its start, its verifications."""
    found = [
        rules.Happened(fact.kind, fact.on, fact.subject_id)
        for fact in plan.facts.filter(withdrawn_at__isnull=True).order_by("on", "id")
    ]
    checks = [check.held_on for check in plan.verifications.order_by("held_on", "id")]
    found += [rules.Happened(rules.VERIFIED, day) for day in checks]
    found += [rules.Happened(rules.STARTS, day) for day in [plan.starts_on, *checks]]
    return found


@transaction.atomic
def refresh_deadlines(*, actor: Actor, plan: Plan, occurred_at: datetime | None = None) -> list[Deadline]:
    """Work the days out again: new ones become things to do, met ones are done, those counted anew fall."""
    people = selectors.people_of(plan=plan)
    subjects = {item.pk: item for item in people}
    facts = happened(plan)
    wanted = {
        (due.rule.code, due.subject, due.counted_from): due
        for due in rules.deadlines(kind=plan.kind, facts=facts, people=[(item.pk, item.work) for item in people])
    }
    there = {
        (row.rule, row.subject_id, row.counted_from): row
        for row in plan.deadlines.order_by("id").select_for_update(of=("self",))
    }
    at = occurred_at or timezone.now()
    days = {fact.on for fact in facts}
    for key, old in there.items():
        # What was kept stays on record when the clock starts again; not when it was counted from a mistake.
        kept = old.met_on is not None and old.counted_from in days
        if key not in wanted and old.void_at is None and not kept:
            change(old, actor=actor, values={"void_at": at})
            _settle(actor, old, done=old.met_on is not None, at=occurred_at)
    for key, due in wanted.items():
        row = there.get(key)
        values = {"met_on": due.met_on, "due_on": due.due_on, "void_at": None}
        if row is None:
            row = Deadline(
                plan=plan, subject_id=due.subject, rule=due.rule.code, counted_from=due.counted_from, **values
            )
            if due.met_on is None:
                row.task_id = _remind(actor, plan, due, subjects.get(due.subject) if due.subject else None, occurred_at)
            row.save(force_insert=True)
        elif change(row, actor=actor, values=values) and due.met_on is not None:
            _settle(actor, row, done=True, at=occurred_at)
    return list(selectors.deadlines_of(actor=actor, plan=plan))


def _remind(actor: Actor, plan: Plan, due: rules.Due, subject: PlanPerson | None, occurred_at: datetime | None) -> UUID:
    return remind(
        actor=actor, plan=plan, title=due.rule.text, due_on=due.due_on, person=subject.person if subject else None,
        note=due.rule.law, occurred_at=occurred_at,
    )  # fmt: skip


def _settle(actor: Actor, row: Deadline, *, done: bool, at: datetime | None) -> None:
    """The thing to do that a day had made."""
    if row.task_id is None:
        return
    for task in tasks(actor=actor).filter(pk=row.task_id, state="open"):
        if done:
            complete_task(actor=actor, task_id=task.pk, occurred_at=at)
        else:
            drop_task(actor=actor, task_id=task.pk, reason=_("La scadenza è stata ricalcolata"), occurred_at=at)


def pact_text(*, actor: Actor, plan: Plan) -> str:
    """What to write on the ministry's own platform, ready to be copied: nothing of it is sent from here."""
    lines = [
        _("Progetto: %(name)s") % {"name": plan.name},
        _("Presa in carico %(number)s – %(unit)s") % {"number": plan.case.display_number, "unit": plan.case.unit.name},
    ]
    if plan.platform_number:
        lines.append(_("Numero sulla piattaforma: %(number)s") % {"number": plan.platform_number})
    lines += ["", _("Componenti")]
    for item in selectors.people_of(plan=plan):
        lines.append(f"- {item.person.full_name}: {item.get_work_display()}")  # type: ignore[attr-defined]
    lines += ["", _("Obiettivi e impegni")]
    for number, goal in enumerate(selectors.goals_of(actor=actor, plan=plan), start=1):
        lines.append(f"{number}. {goal.text}" + (f" – {goal.expected}" if goal.expected else ""))
    lines += [f"- {item.text}" for item in selectors.commitments_of(actor=actor, plan=plan)]
    lines += ["", _("Incontri, convocazioni e assenze")]
    for fact in reversed(list(selectors.facts_of(actor=actor, plan=plan))):
        whom = f" ({fact.subject.person.full_name})" if fact.subject else ""
        more = "; ".join(part for part in (fact.proof, fact.words) if part)
        lines.append(f"- {fact.on:%d/%m/%Y}: {fact.get_kind_display()}{whom}" + (f". {more}" if more else ""))
    return "\n".join(lines) + "\n"
