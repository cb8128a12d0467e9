"""The tabs of the inbox: which referrals each holds, a page at a time, whatever the number of closed ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Value

from portico.kernel.actor import Actor
from portico.referrals.enums import UNANSWERED, State
from portico.referrals.models import OVER, Referral
from portico.referrals.policies import handles
from portico.referrals.selectors.rows import held, rows

# As they are in the page's address.
ARRIVED, SENT, UNDERWAY, ENDED = "arrivati", "inviati", "in-corso", "chiusi"


@dataclass(frozen=True, slots=True)
class Tab:
    """Referrals of one or both sides in one order. Each part is read in that order, so that the database can stop."""

    actor: Actor
    parts: tuple[QuerySet[Referral], ...]
    order: tuple[str, ...]

    def filter(self, *asked: Q) -> Tab:
        return Tab(self.actor, tuple(part.filter(*asked) for part in self.parts), self.order)

    def page(self, start: int = 0, size: int = 50) -> list[Referral]:
        """The rows from `start`, with what a list shows of them: one query for which, one for what."""
        if not self.parts:
            return []
        names = [name.removeprefix("-") for name in self.order if name.removeprefix("-") != "id"]
        first, *others = (part.order_by(*self.order).values_list("id", *names)[: start + size] for part in self.parts)
        found = first.union(*others, all=True).order_by(*self.order) if others else first
        keys = [row[0] for row in found[start : start + size]]
        loaded = {row.pk: row for row in rows(actor=self.actor).filter(pk__in=keys)}
        return [loaded[key] for key in keys if key in loaded]


def tab(*, actor: Actor, name: str) -> Tab:
    """A tab of the inbox, in the order one works through it."""
    if name == SENT:
        waiting = Q(state__in=[State.DRAFT, *UNANSWERED])
        return Tab(actor, _sent(actor, [actor.tokens]), ("-state_since", "-id")).filter(waiting)
    if name == UNDERWAY:
        both = _sent(actor, [actor.tokens]) + _received(actor, [actor.tokens])
        return Tab(actor, both, ("-active_at", "-id")).filter(Q(state__in=[State.ACCEPTED, State.IN_PROGRESS]))
    if name == ENDED:
        # A part for each token: in one index each, already in order.
        each = [(token,) for token in actor.tokens]
        both = _sent(actor, each) + _received(actor, each)
        return Tab(actor, both, ("-state_since", "-id")).filter(Q(state__in=OVER))
    waiting = Q(state__in=list(UNANSWERED))
    return Tab(actor, _received(actor, [actor.tokens]), ("due_on", "sent_at", "id")).filter(waiting)


def tab_counts(*, actor: Actor, names: Iterable[str]) -> dict[str, int]:
    """How many referrals each of these tabs holds, in one query."""
    counted = [
        part.order_by().values(tab=Value(name)).annotate(number=Count("pk")).values_list("tab", "number")
        for name in names
        for part in tab(actor=actor, name=name).parts
    ]
    totals = dict.fromkeys(names, 0)
    for name, number in counted[0].union(*counted[1:], all=True) if counted else ():
        totals[name] += number
    return totals


def _sent(actor: Actor, groups: Iterable[tuple[int, ...]]) -> tuple[QuerySet[Referral], ...]:
    mine = Referral.objects.filter(held(actor), ambito_id=actor.ambito_id)
    return tuple(mine.filter(_among("from_token", group)) for group in groups)


def _received(actor: Actor, groups: Iterable[tuple[int, ...]]) -> tuple[QuerySet[Referral], ...]:
    if not handles(actor):
        return ()
    ours = Referral.objects.filter(ambito_id=actor.ambito_id, sent_at__isnull=False)
    return tuple(ours.filter(_among("to_token", group)) for group in groups)


def _among(field: str, tokens: tuple[int, ...]) -> Q:
    return Q(**{field: tokens[0]}) if len(tokens) == 1 else Q(**{f"{field}__in": tokens})
