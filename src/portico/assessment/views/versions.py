"""The versions of the forms: read, downloaded, and a new one started from a file."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portico.assessment import selectors
from portico.assessment.csvfile import COLUMNS, MOST_BYTES, write_form
from portico.assessment.forms import VersionForm
from portico.assessment.models import Form
from portico.assessment.policies import may_keep_forms, may_read_forms
from portico.assessment.selectors.reading import items_of
from portico.assessment.services import publish_form
from portico.assessment.services.forms import FileRefused
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post


@require_GET
def versions(request: ActorRequest) -> HttpResponse:
    """All of them, newest first, with the one in use marked."""
    if not may_read_forms(request.actor):
        raise PermissionDenied
    rows = list(selectors.forms(actor=request.actor))
    in_use = {selectors.newest_form(actor=request.actor, kind=kind).pk for kind in {row.kind for row in rows}}
    context = {"rows": rows, "in_use": in_use, "may_keep": may_keep_forms(request.actor)}
    return render(request, "assessment/versions.html", context)


@require_GET
def version(request: ActorRequest, key: UUID) -> HttpResponse:
    """One version as it is asked, earlier ones too."""
    form = _form(request, key)
    groups = [
        (items[0].domain_label, items)
        for _domain, found in groupby(items_of(form), key=lambda item: item.domain)
        if (items := list(found))
    ]
    return render(request, "assessment/version.html", {"form": form, "groups": groups})


@require_GET
def download(request: ActorRequest, key: UUID) -> HttpResponse:
    """The file of a version, to change and load again."""
    form = _form(request, key)
    body = "\ufeff" + write_form(form.kind, items_of(form))
    name = f"{form.kind}-{form.number}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


def _form(request: ActorRequest, key: UUID) -> Form:
    if not may_read_forms(request.actor):
        raise PermissionDenied
    return selectors.get_form(actor=request.actor, key=key)


@guarded_post
def new_version(request: ActorRequest) -> HttpResponse:
    """From a CSV file: what is wrong is told row by row, and nothing changes."""
    if not may_keep_forms(request.actor):
        raise PermissionDenied
    form = VersionForm(request.POST or None, request.FILES or None)
    refused: FileRefused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = _publish(request, form.cleaned_data)
        except FileRefused as error:
            refused = error
            form.refuse(error)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Versione nuova pronta. Le analisi già fatte restano com'erano."))
            return HttpResponseRedirect(reverse("assessment:version", args=[made.pk]))
    context = {"form": form, "refused": refused, "columns": COLUMNS}
    return render(request, "assessment/new_version.html", context, status=422 if request.method == "POST" else 200)


def _publish(request: ActorRequest, data: dict[str, Any]) -> Form:
    upload = data.pop("file")
    if upload.size > MOST_BYTES:
        raise DomainError(_("Il file è troppo grande: al massimo 1 MB."), field="file")
    return publish_form(actor=request.actor, content=upload.read(), **data)
