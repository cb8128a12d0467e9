"""Notices and consents of one person; the notice as a paper in twelve languages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portico.access.enums import Level
from portico.access.models import ReadLog
from portico.access.services import log_reads
from portico.kernel.errors import DomainError
from portico.kernel.files import read_upload
from portico.kernel.http import guarded_post
from portico.kernel.pdf import pdf_response
from portico.people.models import Person
from portico.people.selectors import get_person
from portico.privacy import selectors, services
from portico.privacy.forms import ConsentForm, DeliveryForm, UploadForm
from portico.privacy.texts import as_html


@guarded_post
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """What this person was told and agreed to; a POST records that a notice was given."""
    actor = request.actor  # type: ignore[attr-defined]
    shown = get_person(actor=actor, key=key, level=Level.WRITE if request.method == "POST" else Level.READ)
    form = DeliveryForm(request.POST or None, request.FILES or None, initial={"language": _language_of(shown)})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        upload = values.pop("file")
        try:
            copy = read_upload(upload) if upload else None
            services.deliver_notice(actor=actor, person=shown, signed_copy=copy, **values)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Consegna dell'informativa registrata."))
            return HttpResponseRedirect(reverse("privacy:person", kwargs={"key": key}))
    return _page(request, shown, form=form, consent_form=ConsentForm(actor=actor))


@require_POST
@guarded_post
def give_consent(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record something the person agrees to."""
    actor = request.actor  # type: ignore[attr-defined]
    shown = get_person(actor=actor, key=key, level=Level.WRITE)
    form = ConsentForm(request.POST, actor=actor)
    if form.is_valid():
        try:
            services.give_consent(actor=actor, person=shown, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Consenso registrato."))
            return HttpResponseRedirect(reverse("privacy:person", kwargs={"key": key}))
    return _page(request, shown, form=DeliveryForm(initial={"language": _language_of(shown)}), consent_form=form)


@require_POST
@guarded_post
def withdraw_consent(request: HttpRequest, key: UUID) -> HttpResponse:
    """The person takes a consent back, from today."""
    actor = request.actor  # type: ignore[attr-defined]
    consent = selectors.get_consent(actor=actor, key=key)
    try:
        services.withdraw_consent(actor=actor, consent_id=consent.pk)
        messages.success(request, _("Consenso ritirato da oggi."))
    except DomainError as error:
        messages.error(request, str(error.message))
    return HttpResponseRedirect(reverse("privacy:person", kwargs={"key": consent.person_id}))


@guarded_post
def add_copy(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add the signed sheet to a delivery."""
    actor = request.actor  # type: ignore[attr-defined]
    delivery = selectors.get_delivery(actor=actor, key=key)
    shown = get_person(actor=actor, key=delivery.person_id, level=Level.WRITE)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_signed_copy(
                actor=actor, delivery_id=delivery.pk, signed_copy=read_upload(form.cleaned_data["file"])
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Copia firmata aggiunta."))
            return HttpResponseRedirect(reverse("privacy:person", kwargs={"key": shown.pk}))
    return render(request, "privacy/add_copy.html", {"person": shown, "delivery": delivery, "form": form})


@require_GET
def signed_copy(request: HttpRequest, key: UUID) -> HttpResponse:
    """The file itself; opening it is on record."""
    actor = request.actor  # type: ignore[attr-defined]
    copy = selectors.get_signed_copy(actor=actor, key=key)
    log_reads(actor=actor, what="notice.copy", person_ids=[copy.person_id], object_id=copy.pk)
    headers = {"Content-Disposition": f'attachment; filename="{copy.name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(copy.content), content_type=copy.content_type, headers=headers)


@require_GET
def notice(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The notice to print, with the names of the ambito and of the organisation in it."""
    actor = request.actor  # type: ignore[attr-defined]
    text = selectors.get_notice(kind=kind, language=language)
    values = selectors.placeholders(actor=actor)
    log_reads(
        actor=actor, what="notice", person_ids=[None], outcome=ReadLog.Outcome.PRINTED, object_id=f"{kind}/{language}"
    )
    context = {"notice": text, "body": as_html(text.body, values), "letterhead": values}
    return pdf_response(
        request, "privacy/papers/notice.html", context, language=language, filename=f"informativa-{language}.pdf"
    )


def _language_of(shown: Person) -> str:
    """The person's preferred language when the notice exists in it."""
    spoken = [row.language for row in shown.languages.all()]
    there = dict(selectors.notice_languages(kind=services.FIRST_CONTACT))
    return next((language for language in spoken if language in there), "it")


def _page(request: HttpRequest, shown: Person, **forms: Any) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    log_reads(actor=actor, what="person.notices", person_ids=[shown.pk])
    context = {
        "person": shown,
        "state": selectors.notice_state(actor=actor, person_id=shown.pk),
        "deliveries": list(selectors.deliveries(actor=actor, person_id=shown.pk).prefetch_related("copies")),
        "consents": selectors.consents(actor=actor, person_id=shown.pk),
        "languages": selectors.notice_languages(kind=services.FIRST_CONTACT),
        **forms,
    }
    return render(request, "privacy/person.html", context)
