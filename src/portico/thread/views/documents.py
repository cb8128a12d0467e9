"""Somebody's documents: the list, one of them, bringing one in, and what one does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portico.access.selectors import levels_on
from portico.access.services import log_reads
from portico.kernel.files import read_upload
from portico.kernel.forms import PorticoForm
from portico.kernel.http import ActorRequest, guarded_post
from portico.people.selectors import get_person
from portico.people.views.common import section, submit, version_of
from portico.thread import selectors
from portico.thread.attach import case_choices, case_link, colleague_choices
from portico.thread.changes import changes_of
from portico.thread.forms.documents import (
    AboutDocumentForm,
    DocumentFilter,
    ProtocolForm,
    UploadForm,
    VersionForm,
    WithdrawForm,
    typed_in,
)
from portico.thread.models import Document
from portico.thread.policies import is_of_our_unit, may_write
from portico.thread.services import (
    add_document,
    add_version,
    correct_document,
    register_protocol,
    withdraw_document,
)
from portico.thread.views.diary import page_of

SHOWN = ("kind", "title", "origin", "note", "dated_on", "expires_on", "level", "protocol_number", "protocol_on")


def documents(request: ActorRequest, key: UUID) -> HttpResponse:
    """What is in somebody's file, as far as each document reaches this reader."""
    actor = request.actor
    person = get_person(actor=actor, key=key)
    levels = levels_on(actor=actor, person_id=person.pk)
    form = DocumentFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = selectors.documents_of_person(
        actor=actor,
        person_id=person.pk,
        kind=asked.get("tipo", ""),
        direction=asked.get("verso", ""),
        expiring=asked.get("scade", False),
    )
    rows, following = page_of(request, found)
    log_reads(actor=actor, what="person.documents", person_ids=[person.pk])
    context = section(person, levels, "documents") | {
        "documents": rows,
        "filters": form,
        "filtered": any(asked.values()),
        "next": following,
        "may_write": may_write(actor),
    }
    return render(request, "thread/documents.html", context)


def document(request: ActorRequest, key: UUID) -> HttpResponse:
    """One document: its preview, its versions, its protocol, what was corrected."""
    actor = request.actor
    found = selectors.get_document(actor=actor, key=key)
    _log(request, found, "document.page")
    versions = selectors.versions_of_document(actor=actor, document=found)
    ours = is_of_our_unit(actor, found)
    context = {
        "document": found,
        "person": found.people[0],
        "latest": found.versions[0] if found.versions else None,  # type: ignore[attr-defined]
        "case": case_link(actor=actor, case_id=found.case_id),
        "changes": changes_of(found, versions, SHOWN),
        "menu": _menu(found) if ours else [],
        "may_register": ours and not found.protocol_on,
    }
    return render(request, "thread/document.html", context)


@require_GET
def file(request: ActorRequest, key: UUID) -> HttpResponse:
    """The content of one version, shown by the browser itself, which keeps no copy; opening it is on record."""
    found = selectors.get_file(actor=request.actor, key=key)
    _log(request, found.document, "document.file")
    inline = "attachment" if request.GET.get("scarica") or found.kind_label == "DOCX" else "inline"
    headers = {
        "Content-Disposition": f'{inline}; filename="{found.name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(bytes(found.content), content_type=found.content_type, headers=headers)


@guarded_post
def new(request: ActorRequest, key: UUID) -> HttpResponse:
    """`?caso=` puts it in a case."""
    actor = request.actor
    if not may_write(actor):
        raise PermissionDenied
    person = get_person(actor=actor, key=key)
    log_reads(actor=actor, what="person.documents", person_ids=[person.pk])
    cases = case_choices(actor=actor, person_id=person.pk)
    asked = request.GET.get("caso", "")
    case = next((key for key, _label in cases if str(key) == asked), cases[0][0] if len(cases) == 1 else None)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        initial={"case": case, "level": "team" if case else "unit"},
        cases=cases,
        colleagues=colleague_choices(actor=actor),
        people=[],
    )

    def save(data: dict[str, Any]) -> None:
        extra = {name: data[name] for name in ("remind", "protocol_number", "protocol_on")}
        upload = read_upload(data["file"], docx=True)
        add_document(actor=actor, person_ids=[person.pk], file=upload, **form.values, **extra)

    back = reverse("thread:documents", args=[person.pk])
    context = {"person": person, "title": _("Nuovo documento"), "back": back, "upload": True}
    return submit(
        request, form, save, template="thread/document_form.html", context=context, done=back,
        said=_("Documento aggiunto."),
    )  # fmt: skip


@guarded_post
def correct(request: ActorRequest, key: UUID) -> HttpResponse:
    """What is said of it; its content takes a new version instead."""
    actor = request.actor
    found = _ours(request, key)
    form = AboutDocumentForm(
        request.POST or None,
        initial=typed_in(found),
        cases=case_choices(actor=actor, person_id=found.people[0].pk, also=found.case_id),
        colleagues=colleague_choices(actor=actor),
    )
    version = version_of(request, found)
    return submit(
        request,
        form,
        lambda data: correct_document(
            actor=actor, document_id=found.pk, values=form.values, expected_version=version
        ),
        template="thread/document_form.html",
        context={
            "row": found, "person": found.people[0], "title": _("Correggi i dati del documento"), "back": found.url,
            "version": found.version if version is None else version, "upload": False,
        },
        done=found.url,
        said=_("Corretto. Com'era resta nella storia."),
    )  # fmt: skip


@guarded_post
def version(request: ActorRequest, key: UUID) -> HttpResponse:
    found = _ours(request, key)
    form = VersionForm(request.POST or None, request.FILES or None)

    def save(data: dict[str, Any]) -> None:
        upload = read_upload(data["file"], docx=True)
        add_version(actor=request.actor, document_id=found.pk, file=upload, why=data["why"])

    return _act(request, found, form, save, _("Nuova versione"), _("Versione aggiunta: quella di prima resta."))


@guarded_post
def protocol(request: ActorRequest, key: UUID) -> HttpResponse:
    found = _ours(request, key)
    form = ProtocolForm(request.POST or None, initial={"on": timezone.localdate()})

    def save(data: dict[str, Any]) -> None:
        register_protocol(actor=request.actor, document_id=found.pk, number=data["number"], on=data["on"])

    return _act(request, found, form, save, _("Protocolla"), _("Protocollato."))


@guarded_post
def withdraw(request: ActorRequest, key: UUID) -> HttpResponse:
    found = _ours(request, key)
    form = WithdrawForm(request.POST or None)

    def save(data: dict[str, Any]) -> None:
        withdraw_document(actor=request.actor, document_id=found.pk, reason=data["reason"])

    return _act(request, found, form, save, _("Annulla il documento"), _("Annullato: resta nel fascicolo, segnato."))


def _act(
    request: ActorRequest,
    found: Document,
    form: PorticoForm,
    save: Callable[[dict[str, Any]], None],
    title: str,
    said: str,
) -> HttpResponse:
    context = {"document": found, "person": found.people[0], "title": title, "back": found.url}
    return submit(request, form, save, template="thread/document_act.html", context=context, done=found.url, said=said)


def _ours(request: ActorRequest, key: UUID) -> Document:
    """A document the actor's unit has: 404 when it is not visible, 403 when it is another's."""
    found = selectors.get_document(actor=request.actor, key=key)
    if not is_of_our_unit(request.actor, found):
        raise PermissionDenied
    _log(request, found, "document.page")
    return found


def _log(request: ActorRequest, found: Document, what: str) -> None:
    log_reads(actor=request.actor, what=what, person_ids=[person.pk for person in found.people], object_id=found.pk)


def _menu(found: Document) -> list[dict[str, str]]:
    wanted = [
        (True, "correct_document", _("Correggi i dati"), "it-pencil"),
        (True, "new_version", _("Nuova versione"), "it-upload"),
        (not found.withdrawn_at, "withdraw_document", _("Annulla"), "it-close-circle"),
    ]
    return [
        {"label": label, "url": reverse(f"thread:{name}", kwargs={"key": found.pk}), "icon": icon}
        for allowed, name, label, icon in wanted
        if allowed
    ]
