"""Judicial files: the list, one file, opening it, naming who reads it, its papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portico.access.services import log_reads
from portico.authorities import clocks, selectors, services
from portico.authorities.forms import OpenForm, PaperForm, ReaderForm
from portico.authorities.models import CourtPaper, CourtReport, JudicialFile, Mandate
from portico.authorities.policies import may_open, writes
from portico.authorities.views.base import file_for, file_url, form_page, look, members
from portico.casework.selectors import get_case
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx

PAGE = 100


def files(request: ActorRequest) -> HttpResponse:
    """`/autorita/`: the files on which the actor is named, with what is awaited."""
    rows = list(selectors.listed(actor=request.actor)[:PAGE])
    people = {subject.person_id for row in rows for subject in row.case.shown_subjects}  # type: ignore[attr-defined]
    if people:
        log_reads(actor=request.actor, what="judicial.list", person_ids=people, outcome="listed")
    for row in rows:
        row.running = [step for item in row.open_removals if (step := clocks.current(item))]  # type: ignore[attr-defined]
    return render(request, "authorities/files.html", {"files": rows})


def of_case(request: ActorRequest, key: UUID) -> HttpResponse:
    """The box that a case's page asks for: nothing at all for who is not named and may not open a file."""
    actor = request.actor
    case = get_case(actor=actor, key=key)
    rows = list(selectors.files_of_case(actor=actor, case_id=case.pk))
    context = {
        "case": case,
        "files": rows,
        "may_open": not rows and may_open(actor, case),
        "orphans": 0 if rows else selectors.orphans(actor=actor, case=case),
    }
    if not getattr(request, "htmx", False):
        return render(request, "authorities/of_case.html", context)
    return render(request, "authorities/parts/box.html", context)


def file(request: ActorRequest, key: UUID) -> HttpResponse:
    """One file."""
    actor = request.actor
    found = selectors.get_file(actor=actor, key=key)
    look(request, found, "judicial.page")
    return render(request, "authorities/file.html", page_context(actor, found))


def page_context(actor: Actor, found: JudicialFile) -> dict[str, Any]:
    subjects = selectors.subjects_of(file=found)
    removals = list(selectors.removals_of(file=found))
    for removal in removals:
        removal.steps = clocks.steps(removal)  # type: ignore[attr-defined]
    return {
        "file": found,
        "case": found.case,
        "subjects": subjects,
        "mandates": list(selectors.mandates_of(file=found)),
        "reports": list(selectors.reports_of(file=found)),
        "hearings": list(selectors.hearings_of(file=found)),
        "removals": removals,
        "protected": list(selectors.protected_of(file=found)[:12]),
        "counts": selectors.attendance_counts(file=found),
        "appointed": list(selectors.appointed(actor=actor, subjects=subjects)),
        "readers": list(selectors.readers_of(file=found)),
        "papers": list(found.papers.filter(mandate__isnull=True, report__isnull=True).defer("content")),
        "writes": writes(actor),
    }


@guarded_post
def open_file(request: ActorRequest, key: UUID) -> HttpResponse:
    actor = request.actor
    case = get_case(actor=actor, key=key)
    if not may_open(actor, case):
        raise PermissionDenied
    mine = {actor.user_token} if actor.user_token else set()
    form = OpenForm(request.POST or None, members=members(actor, case, but=mine))
    return form_page(
        request,
        form=form,
        save=lambda data: services.open_file(
            actor=actor, case_id=case.pk, note=data["note"], membership_ids=form.keys
        ),
        said=_("Fascicolo aperto. Lo leggete solo voi."),
        back=reverse("casework:case", kwargs={"key": case.pk}),
        done=lambda saved: file_url(saved.pk),
        title=_("Apri il fascicolo giudiziario"),
        submit=_("Apri il fascicolo"),
        intro=_("Provvedimenti, relazioni, udienze. Chi non è indicato non sa nemmeno che c'è: né l'équipe, né chi coordina, né i colleghi."),
    )  # fmt: skip


@require_POST
@guarded_post
def take_over(request: ActorRequest, key: UUID) -> HttpResponse:
    services.take_over(actor=request.actor, case_id=key)
    messages.success(request, _("Ora il fascicolo lo leggi tu. Guarda subito le scadenze."))
    return redirect_htmx(request, reverse("authorities:files"))


@guarded_post
def name_reader(request: ActorRequest, key: UUID) -> HttpResponse:
    found = file_for(request, key)
    choices = members(request.actor, found.case, but=set(found.tokens))
    return form_page(
        request,
        file=found,
        form=ReaderForm(request.POST or None, members=choices),
        save=lambda data: services.name_reader(
            actor=request.actor, file_id=found.pk, membership_id=UUID(data["membership"])
        ),
        said=_("Da adesso lo legge."),
        back=file_url(found.pk),
        title=_("Un'altra persona legge il fascicolo"),
        submit=_("Indica"),
        intro=_("Tra chi lavora a questa presa in carico. Legge tutto il fascicolo; ci scrive solo chi ha un ruolo professionale."),
    )  # fmt: skip


@require_POST
@guarded_post
def end_reader(request: ActorRequest, key: UUID, reader: UUID) -> HttpResponse:
    try:
        services.end_reader(actor=request.actor, file_id=key, reader_id=reader)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Non lo legge più."))
    return redirect_htmx(request, file_url(key))


@guarded_post
def add_paper(request: ActorRequest, key: UUID) -> HttpResponse:
    """`?provvedimento=` or `?relazione=` ties it to one of them."""
    found = file_for(request, key)
    mandate, report = (
        model.objects.filter(file_id=found.pk, pk=wanted).first()
        if (wanted := _uuid(request.GET.get(name, "")))
        else None
        for model, name in ((Mandate, "provvedimento"), (CourtReport, "relazione"))
    )
    return form_page(
        request,
        file=found,
        form=PaperForm(request.POST or None, request.FILES or None),
        save=lambda data: services.add_paper(
            actor=request.actor, file_id=found.pk, title=data["title"], upload=data["upload"],
            mandate=mandate, report=report,  # type: ignore[arg-type]
        ),
        said=_("Documento aggiunto al fascicolo."),
        back=file_url(found.pk),
        title=_("Aggiungi un documento"),
        submit=_("Aggiungi"),
    )  # fmt: skip


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_GET
def paper(request: ActorRequest, key: UUID) -> HttpResponse:
    """A paper as it is; opening it goes on record."""
    found = selectors.part_of(actor=request.actor, model=CourtPaper, key=key)
    people = [item.person_id for item in selectors.subjects_of(file=found.file)]
    log_reads(actor=request.actor, what="judicial.paper", person_ids=people, object_id=found.pk, outcome="exported")
    return HttpResponse(
        bytes(found.content),
        content_type=found.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{found.name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
