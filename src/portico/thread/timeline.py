"""The thread of a person, read in pages: each event with its template, its author and its thing.

An app that owns things events are about registers, in its `ready()`:

    timeline.register_kinds("invii", ["referral_sent", …])       # under which filter its kinds fall
    timeline.register_objects("referral", load_referrals)        # (actor, ids) -> {id: what the template needs}

The template of a kind is `templates/<app>/events/<kind>.html`. It draws one whole item of `<ol class="p-timeline">`
and gets `event`, `subject` (its EventSubject), `actor_name`, `organisation_name`, `who` (both, in one line) and
`object` (None when it is gone or not visible).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from portico.access.enums import Level
from portico.accounts.models import User
from portico.events.models import Event, EventSubject
from portico.events.selectors import events_by_id, thread_of
from portico.kernel.actor import Actor
from portico.organisations.models import Organisation, Unit
from portico.organisations.selectors import public_name

Loader = Callable[[Actor, list[UUID]], dict[UUID, Any]]

PLAIN = "thread/events/plain.html"
FILTERS: dict[str, Any] = {
    "tutto": _("Tutto"),
    "incontri": _("Incontri"),
    "invii": _("Invii"),
    "casi": _("Casi"),
    "diario": _("Diario"),
    "documenti": _("Documenti"),
}
_kinds: dict[str, set[str]] = {key: set() for key in FILTERS if key != "tutto"}
_loaders: dict[str, Loader] = {}
_strict: set[str] = set()


def register_kinds(filter_key: str, kinds: Iterable[str]) -> None:
    """These kinds show under a filter of the thread (and under "tutto", as all do)."""
    _kinds[filter_key].update(kinds)


def register_objects(object_kind: str, loader: Loader, *, strict: bool = False) -> None:
    """How the things of one kind are read, a page at a time; the loader applies its own walls.

    `strict`: who may not read the thing is not told that something happened to it either.
    """
    _loaders[object_kind] = loader
    if strict:
        _strict.add(object_kind)


def load_objects(actor: Actor, object_kind: str, ids: list[UUID]) -> dict[UUID, Any]:
    """Things of one kind, through the walls of the app that owns them; nothing of a kind nobody registered."""
    loader = _loaders.get(object_kind)
    return loader(actor, ids) if loader else {}


def registered_kinds() -> set[str]:
    """Every kind some app registered under a filter."""
    return set().union(*_kinds.values())


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One line of the thread."""

    event: Event
    subject: EventSubject | None
    template_name: str
    actor_name: str
    organisation_name: str
    object: Any = None

    @property
    def who(self) -> str:
        return " · ".join(part for part in (self.actor_name, self.organisation_name) if part)

    @property
    def cursor(self) -> str:
        """Where the next page begins: give it back as `before`."""
        return f"{self.event.occurred_at.isoformat()}_{self.event.id.hex}"


def page_of_thread(
    *,
    actor: Actor,
    person_id: UUID,
    filter_key: str = "tutto",
    before: str = "",
    size: int = 20,
    levels: dict[str, Level] | None = None,
) -> list[TimelineItem]:
    """A page of a person's thread, newest first; `before` is the cursor of the last item of the page before."""
    kinds = sorted(_kinds[filter_key]) if filter_key in _kinds else None
    found = thread_of(actor=actor, person_id=person_id, kinds=kinds, levels=levels)
    place = _place(before)
    if place is not None:
        at, key = place
        found = found.filter(Q(occurred_at__lt=at) | Q(occurred_at=at, event_id__lt=key), occurred_at__lte=at)
    items: list[TimelineItem] = []
    begin = 0
    # Some events are told to who may read their thing alone: a page is filled from further down.
    while len(items) < size:
        subjects = list(found[begin : begin + size])
        events = events_by_id([subject.event_id for subject in subjects])
        pairs = [(events[subject.event_id], subject) for subject in subjects if subject.event_id in events]
        items += [item for item in _items(actor, pairs) if _shown(actor, item)]
        begin += size
        if len(subjects) < size:
            break
    return items[:size]


def page_of_object(*, actor: Actor, object_kind: str, object_id: UUID, size: int = 50) -> list[TimelineItem]:
    """What happened to one thing (a case, a referral), newest first, as far as the actor may read it."""
    events = Event.objects.filter(
        Q(tokens__overlap=list(actor.tokens)) | Q(level__in=["team", "network"]),
        Q(user_id=actor.user_id) | ~Q(level="private"),
        ambito_id=actor.ambito_id,
        object_kind=object_kind,
        object_id=object_id,
    ).order_by("-occurred_at", "-id")
    return _items(actor, [(event, None) for event in events[:size]])


@lru_cache(maxsize=512)
def template_of(kind: str) -> str:
    """The template of an event kind, wherever its app lives; the plain one when there is none."""
    for config in apps.get_app_configs():
        if config.name.startswith("portico."):
            name = f"{config.label}/events/{kind}.html"
            try:
                get_template(name)
            except TemplateDoesNotExist:
                continue
            return name
    return PLAIN


def _shown(actor: Actor, item: TimelineItem) -> bool:
    """What happened to a task or a listening for a team shows to who reads the thing itself."""
    event = item.event
    walled = event.level == Event.Level.TEAM and event.object_kind in {"task", "encounter"}
    return not walled or item.object is not None or bool(set(event.tokens) & set(actor.tokens))


def _place(cursor: str) -> tuple[datetime, UUID] | None:
    at, _sep, key = cursor.partition("_")
    try:
        return datetime.fromisoformat(at), UUID(key)
    except ValueError:
        return None


def _items(actor: Actor, pairs: Sequence[tuple[Event, EventSubject | None]]) -> list[TimelineItem]:
    events = [event for event, _subject in pairs]
    users = User.objects.in_bulk({event.user_id for event in events if event.user_id})
    bodies = _bodies(actor, events)
    objects = _objects(actor, events)
    return [
        TimelineItem(
            event=event,
            subject=subject,
            template_name=template_of(event.kind),
            actor_name="" if bodies[event.id].hidden else _name(users.get(event.user_id)),
            organisation_name=bodies[event.id].name,
            object=objects.get((event.object_kind, event.object_id)),
        )
        for event, subject in pairs
        if event.object_kind not in _strict or (event.object_kind, event.object_id) in objects
    ]


@dataclass(frozen=True, slots=True)
class _Body:
    name: str
    hidden: bool


def _bodies(actor: Actor, events: Sequence[Event]) -> dict[UUID, _Body]:
    """How the body that acted is called in front of this actor; a sensitive one is not told from another."""
    organisations = Organisation.objects.in_bulk({event.organisation_id for event in events if event.organisation_id})
    units: dict[UUID, Unit] = Unit.objects.in_bulk({event.unit_id for event in events if event.unit_id})
    found = {}
    for event in events:
        organisation = organisations.get(event.organisation_id) if event.organisation_id else None
        unit = units.get(event.unit_id) if event.unit_id else None
        name = public_name(actor=actor, organisation=organisation, unit=unit)
        sensitive = bool(organisation and organisation.sensitive) or bool(unit and unit.sensitive)
        found[event.id] = _Body(name, sensitive and event.organisation_id != actor.organisation_id)
    return found


def _objects(actor: Actor, events: Sequence[Event]) -> dict[tuple[str, UUID | None], Any]:
    wanted: dict[str, set[UUID]] = {}
    for event in events:
        if event.object_id and event.object_kind in _loaders:
            wanted.setdefault(event.object_kind, set()).add(event.object_id)
    return {
        (kind, key): thing
        for kind, keys in wanted.items()
        for key, thing in _loaders[kind](actor, sorted(keys)).items()
    }


def _name(user: User | None) -> str:
    return user.get_full_name() if user else ""
