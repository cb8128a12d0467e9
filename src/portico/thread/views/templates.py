"""Templates of letters and reports: the organisation's list, and changing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.kernel.files import DOCX, read_upload
from portico.kernel.http import ActorRequest, guarded_post
from portico.people.views.common import submit, version_of
from portico.thread import selectors
from portico.thread.filling import FIELDS
from portico.thread.forms.documents import TemplateForm
from portico.thread.models import DocumentTemplate
from portico.thread.policies import may_change_template, may_manage_templates
from portico.thread.services import save_template


def templates(request: ActorRequest) -> HttpResponse:
    """The ambito's, and those of the actor's organisation."""
    actor = request.actor
    rows = list(selectors.templates(actor=actor)[:200])
    context = {
        "rows": [(row, may_change_template(actor, row)) for row in rows],
        "may_manage": may_manage_templates(actor),
    }
    return render(request, "thread/templates.html", context)


@guarded_post
def new(request: ActorRequest) -> HttpResponse:
    if not may_manage_templates(request.actor):
        raise PermissionDenied
    return _form(request, None, _("Nuovo modello"))


@guarded_post
def edit(request: ActorRequest, key: UUID) -> HttpResponse:
    found = selectors.get_template(actor=request.actor, key=key)
    if not may_change_template(request.actor, found):
        raise PermissionDenied
    return _form(request, found, _("Modifica il modello"))


def _form(request: ActorRequest, found: DocumentTemplate | None, title: str) -> HttpResponse:
    names = ("name", "kind", "body", "active")
    initial = {name: getattr(found, name) for name in names} if found else {}
    form = TemplateForm(request.POST or None, request.FILES or None, initial=initial)
    version = version_of(request, found)

    def save(data: dict[str, Any]) -> None:
        upload = data.pop("file")
        content = None
        if upload:
            read = read_upload(upload, docx=True)
            # Not a DOCX: the service says so beside the field.
            content = read["content"] if read["content_type"] == DOCX else b""
        save_template(actor=request.actor, template=found, content=content, expected_version=version, **data)

    back = reverse("thread:templates")
    context = {
        "row": found, "title": title, "back": back, "fields": FIELDS.items(), "template": found,
        "version": (found.version if version is None else version) if found else None,
    }  # fmt: skip
    return submit(
        request,
        form,
        save,
        template="thread/template_form.html",
        context=context,
        done=back,
        said=_("Modello salvato."),
    )
