"""Making two records one, undoing it, and saying that two records are not the same person."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portico.access.enums import Category, Level
from portico.events.services import record_event
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.ids import uuid7
from portico.people.models import OtherName, Person
from portico.people.selectors import get_person, people
from portico.records.models import DuplicateDecision, Merge

MERGING_ROLES = frozenset({"social_worker", "coordinator", "desk_operator", "foster_team"})
SHORTEST_REASON = 5


class AlreadyMerged(DomainError):
    """One of the two was taken into another record meanwhile."""

    message = _("Una delle due schede è già stata unita: ricarica la pagina.")


def _refusal(why: str) -> DomainError:
    """What the database's functions answer, in words."""
    return {
        "merged": AlreadyMerged(),
        "undone": DomainError(_("Questa unione è già stata annullata.")),
        "reserved": DomainError(_("Una scheda riservata non si unisce ad altre, e non se ne separa.")),
        "followed": DomainError(
            _("Una delle due persone è in carico a un'altra unità: chiedi di unirle a chi la segue.")
        ),
    }[why]


def _ask(sql: str, *values: UUID | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        why = cursor.fetchone()[0]
    if why:
        raise _refusal(why)


def _both(actor: Actor, first_id: UUID, second_id: UUID) -> tuple[Person, Person]:
    if actor.role not in MERGING_ROLES:
        raise NotAllowed()
    if first_id == second_id:
        raise DomainError(_("Servono due schede diverse."))
    first, second = (get_person(actor=actor, key=key, level=Level.WRITE) for key in (first_id, second_id))
    if first.reserved or second.reserved:
        raise DomainError(_("Una scheda riservata non si unisce ad altre."))
    return first, second


def _reason(text: str) -> str:
    if len(text.strip()) < SHORTEST_REASON:
        raise DomainError(_("Scrivi come lo sai: serve a chi dovesse annullare."), field="reason")
    return text.strip()[:300]


@transaction.atomic
def merge_people(*, actor: Actor, kept_id: UUID, absorbed_id: UUID, reason: str) -> Merge:
    """Move everything about `absorbed` to `kept`; its spelling stays as another name. Can be undone.

    Raises NotVisible unless the actor writes both records, AlreadyMerged when one was merged meanwhile, DomainError
    when a unit that has one of them in charge would come to read what another one knows of the other.
    """
    kept, absorbed = _both(actor, kept_id, absorbed_id)
    why = _reason(reason)
    # Two people pressing at once: the second waits here, then finds the record merged.
    locked = Person.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, absorbed.pk]).order_by("id")
    if any(person.merged_into_id for person in locked) or len(locked) != 2:
        raise AlreadyMerged()
    key = uuid7()
    _ask("select portico_merge_person(%s, %s, %s, %s)", key, kept.pk, absorbed.pk, why)
    merge = Merge.objects.get(pk=key)
    if (absorbed.first_name, absorbed.last_name) != (kept.first_name, kept.last_name):
        OtherName.objects.create(
            person=kept,
            first_name=absorbed.first_name,
            last_name=absorbed.last_name,
            note=_("dalla scheda unita"),
        )
    _decide(kept, absorbed, "same_person", why)
    _tell(actor, "person_merged", kept, merge)
    return merge


@transaction.atomic
def undo_merge(*, actor: Actor, merge_id: UUID, reason: str) -> Merge:
    """Give back to the absorbed record what the merge moved; what was written since stays with the kept one."""
    if actor.role not in MERGING_ROLES:
        raise NotAllowed()
    merge = Merge.objects.filter(pk=merge_id, ambito_id=actor.ambito_id).first()
    kept = get_person(actor=actor, key=merge.kept_id if merge else "", level=Level.WRITE)
    if merge is None or merge.undone_at is not None:
        raise _refusal("undone")
    why = _reason(reason)
    # While the actor still sees the kept record: perhaps only through what goes back to the other one.
    _tell(actor, "person_merge_undone", kept, merge)
    _ask("select portico_unmerge_person(%s, %s)", merge.pk, why)
    absorbed = people(actor=actor).filter(pk=merge.absorbed_id).first()
    if absorbed is not None:
        _tell(actor, "person_merge_undone", absorbed, merge)
    return Merge.objects.filter(pk=merge.pk).first() or merge


@transaction.atomic
def decide_pair(*, actor: Actor, first_id: UUID, second_id: UUID, decision: str, reason: str) -> None:
    """Say that two records are different people, related, or not yet to be judged. Merging says "the same"."""
    first, second = _both(actor, first_id, second_id)
    codes.require("duplicate_decision", decision, field="decision")
    if decision == "same_person":
        raise DomainError(_("Per dire che è la stessa persona unisci le schede."), field="decision")
    _decide(first, second, decision, _reason(reason))


def _decide(one: Person, other: Person, decision: str, reason: str) -> None:
    first, second = sorted((one, other), key=lambda person: person.pk)
    DuplicateDecision.objects.update_or_create(
        first=first, second=second, defaults={"decision": decision, "reason": reason}
    )


def _tell(actor: Actor, kind: str, person: Person, merge: Merge) -> None:
    record_event(
        actor=actor,
        kind=kind,
        category=Category.IDENTITY,
        people=[person],
        object_kind="merge",
        object_id=merge.pk,
    )
