"""What the views about a person share: one form, one service; and parts that only read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from portico.access.enums import Category, Level
from portico.access.selectors import levels_on
from portico.access.services import log_reads
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed, NotVisible, StaleEdit
from portico.kernel.forms import PorticoForm
from portico.kernel.http import ActorRequest, conflict, redirect_htmx
from portico.kernel.models import Record
from portico.people.models import Person
from portico.people.selectors import get_person, get_row
from portico.people.words import in_words

View = Callable[..., HttpResponse]
R = TypeVar("R", bound=Record)


def reading_post(view: View) -> View:
    """A POST that saves nothing: what is typed is personal and stays out of addresses and logs.

    It needs no nonce: two at once do no harm, and one must not use up the nonce of the form around it.
    """

    @wraps(view)
    def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and request.POST.get("_membership") != str(request.actor.membership_id):
            return conflict(request, _("In un'altra scheda del browser hai cambiato ente o ruolo."))
        return view(request, *args, **kwargs)

    guarded.guarded = True  # type: ignore[attr-defined]
    return guarded


def open_person(
    actor: Actor, key: object, what: str, category: Category = Category.IDENTITY, level: Level = Level.READ
) -> tuple[Person, dict[str, Level]]:
    """The person behind a page, with the actor's levels; the look is on record.

    Raises NotVisible when the category may not be read, PermissionDenied when it may only be read.
    """
    person = get_person(actor=actor, key=key)
    levels = levels_on(actor=actor, person_id=person.pk)
    if levels[category] < Level.READ:
        raise NotVisible("person", key)
    if levels[category] < level:
        raise PermissionDenied
    log_reads(actor=actor, what=what, person_ids=[person.pk])
    return person, levels


# What `people/form.html` asks for, when a view has nothing to say about it.
FORM_DEFAULTS: dict[str, Any] = dict.fromkeys(("intro", "action", "stale", "mistake_url"), "") | {
    "version": None,
    "search": False,
    "serious": False,
}


def submit(
    request: ActorRequest,
    form: PorticoForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    template: str,
    context: dict[str, Any],
    done: str,
    said: str,
) -> HttpResponse:
    """Show a form; when sent, call one service, then go to `done`. What the service refuses lands on the form."""
    status = 200
    context = FORM_DEFAULTS | context
    if request.method == "POST":
        if form.is_valid():
            try:
                act(form.cleaned_data)
            except StaleEdit as stale:
                context = context | {
                    "stale": stale.message,
                    "changes": stale_changes(stale, context),
                    "version": stale.version,
                }
            except NotAllowed as refusal:
                raise PermissionDenied from refusal
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, said)
                return redirect_htmx(request, done)
        status = 422
    return render(request, template, {**context, "form": form}, status=status)


def stale_changes(stale: StaleEdit, context: dict[str, Any]) -> list[dict[str, Any]]:
    """What somebody else wrote meanwhile beside what was typed, in words."""
    row: Record = context.get("row") or context["person"]
    columns = {str(column.verbose_name): column for column in row._meta.concrete_fields}
    return [
        {"label": label, "old": in_words(columns[label], theirs), "new": in_words(columns[label], yours)}
        for label, theirs, yours in stale.changes
        if label in columns
    ]


def version_of(request: ActorRequest, row: Record | None) -> int | None:
    """The version a form was opened at; a number nobody sent counts as the first."""
    if row is None or request.method != "POST":
        return None
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


def open_row(actor: Actor, queryset: QuerySet[R], key: object, what: str, category: Category) -> tuple[R, Person]:
    """A row one is about to change, and whose it is. Raises NotVisible, or PermissionDenied for who only reads."""
    row = get_row(queryset.select_related("person"), actor=actor, category=category, key=key)
    person, _levels = open_person(actor, row.person_id, what, category, Level.WRITE)  # type: ignore[attr-defined]
    return row, person


SECTIONS = (
    # What each entry and document lets be read is asked again, one by one.
    ("thread:diary", Category.CONTACTS, _lazy("Diario")),
    ("thread:documents", Category.CONTACTS, _lazy("Documenti")),
    ("identity", Category.IDENTITY, _lazy("Identità")),
    ("ground", Category.CONTACTS, _lazy("Recapiti")),
    ("household", Category.HOUSEHOLD, _lazy("Nucleo e rete")),
    ("economy", Category.ECONOMIC, _lazy("Economia e casa")),
    ("assessment:of_person", Category.NEEDS, _lazy("Analisi")),
    ("sights", Category.IDENTITY, _lazy("Chi vede cosa")),
    ("looks", Category.AUDIT, _lazy("Chi ha guardato")),
    ("changes", Category.IDENTITY, _lazy("Storia delle modifiche")),
)


def section_tabs(person: Person, levels: dict[str, Level], active: str) -> list[dict[str, Any]]:
    """The parts of a person's record open to the actor; what they may not read is not there."""
    tabs = [{"label": _("Filo"), "url": person.get_absolute_url(), "active": active == "thread"}]
    tabs += [
        {
            "label": label,
            "url": reverse(name if ":" in name else f"people:{name}", args=[person.pk]),
            "active": active == name.rpartition(":")[2],
        }
        for name, category, label in SECTIONS
        if levels[category] >= Level.READ
    ]
    return tabs


def section(person: Person, levels: dict[str, Level], active: str) -> dict[str, Any]:
    """What every section page shows around its content."""
    return {
        "person": person,
        "tabs": section_tabs(person, levels, active),
        "writes": {category: level >= Level.WRITE for category, level in levels.items()},
        "reads": {category: level >= Level.READ for category, level in levels.items()},
    }
