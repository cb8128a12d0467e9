"""What the pages of a judicial file share: the file with its policy asked, and a form that leads to one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portico.access.services import log_reads
from portico.authorities import selectors
from portico.authorities.models import JudicialFile
from portico.authorities.policies import writes
from portico.casework.models import Case
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.forms import PorticoForm
from portico.kernel.http import ActorRequest, redirect_htmx
from portico.meetings.selectors import callable_colleagues


def file_for(request: ActorRequest, key: UUID) -> JudicialFile:
    """The file, when the actor may write in it: 404 when they are not named, 403 when they only read."""
    file = selectors.get_file(actor=request.actor, key=key)
    if not writes(request.actor):
        raise PermissionDenied
    return file


def part_for(request: ActorRequest, model: type[Any], key: UUID) -> Any:
    """A row of a file, when the actor may write it."""
    part = selectors.part_of(actor=request.actor, model=model, key=key)
    if not writes(request.actor):
        raise PermissionDenied
    return part


def file_url(key: object) -> str:
    return reverse("authorities:file", kwargs={"key": key})


def members(actor: Actor, case: Case, *, but: set[int] | None = None) -> list[tuple[str, str]]:
    """Who works on the case, to be chosen by name."""
    return [
        (key, label) for key, token, label in callable_colleagues(actor=actor, case=case) if token not in (but or set())
    ]


def subject_choices(file: JudicialFile) -> list[tuple[str, str]]:
    return [(str(item.pk), item.person.short_name) for item in selectors.subjects_of(file=file)]


def authority_choices(actor: Actor) -> list[tuple[str, str]]:
    return [
        (str(item.pk), f"{item.name}{f', {item.place}' if item.place else ''}")
        for item in selectors.authorities(actor=actor)
    ]


def look(request: ActorRequest, file: JudicialFile, what: str) -> None:
    """Every look at a file is on record, person by person."""
    people = [item.person_id for item in selectors.subjects_of(file=file)]
    log_reads(actor=request.actor, what=what, person_ids=people, object_id=file.pk)


def form_page(
    request: ActorRequest,
    *,
    form: PorticoForm,
    save: Callable[[dict[str, Any]], Any],
    said: str,
    back: str,
    file: JudicialFile | None = None,
    done: Callable[[Any], str] | None = None,
    **context: Any,
) -> HttpResponse:
    """A form: saves through one service and goes back, or shows what is wrong. `context`: `title`, `submit`, `intro`."""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                saved = save(form.cleaned_data)
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, said)
                return redirect_htmx(request, done(saved) if done else back)
        status = 422
    if file is not None:
        look(request, file, "judicial.form")
    page = {"intro": "", "extra_url": "", "extra": "", **context, "form": form, "back": back, "file": file}
    return render(request, "authorities/form.html", page, status=status)
