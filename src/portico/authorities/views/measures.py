"""Measures received, reports owed and sent, hearings; the list of courts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.authorities import selectors, services
from portico.authorities.forms import (
    AuthorityForm,
    HearingEndForm,
    HearingForm,
    MandateForm,
    PostponeForm,
    ReasonForm,
    ReportForm,
    SendForm,
)
from portico.authorities.models import CourtReport, Hearing, Mandate
from portico.authorities.policies import manages_courts
from portico.authorities.views.base import (
    authority_choices,
    file_for,
    file_url,
    form_page,
    part_for,
    subject_choices,
)
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx


@guarded_post
def new_mandate(request: ActorRequest, key: UUID) -> HttpResponse:
    found = file_for(request, key)
    form = MandateForm(
        request.POST or None, initial={"received_on": timezone.localdate()},
        authorities=authority_choices(request.actor), subjects=subject_choices(found),
    )  # fmt: skip

    def save(data: dict[str, Any]) -> Any:
        names = (
            "kind",
            "received_on",
            "received_how",
            "dated_on",
            "protocol",
            "our_protocol",
            "answer_by",
            "valid_until",
            "text",
        )
        values = {name: data[name] for name in names}
        return services.receive_mandate(
            actor=request.actor, file_id=found.pk, authority_id=UUID(data["authority"]), subject_ids=form.subject_ids, **values
        )  # fmt: skip

    return form_page(
        request,
        file=found,
        form=form,
        save=save,
        said=_("Provvedimento registrato."),
        back=file_url(found.pk),
        title=_("Provvedimento ricevuto"),
        submit=_("Registra"),
        extra_url=reverse("authorities:courts"),
        extra=_("L'autorità non è nell'elenco? Aggiungila"),
    )


@require_POST
@guarded_post
def move_mandate(request: ActorRequest, key: UUID) -> HttpResponse:
    """A button: `start` or `fulfil`."""
    found = part_for(request, Mandate, key)
    try:
        services.move_mandate_on(
            actor=request.actor, mandate_id=found.pk, transition=request.POST.get("transition", "")
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect_htmx(request, file_url(found.file_id))


@guarded_post
def end_mandate(request: ActorRequest, key: UUID) -> HttpResponse:
    found = part_for(request, Mandate, key)
    return form_page(
        request,
        file=found.file,
        form=ReasonForm(request.POST or None),
        save=lambda data: services.move_mandate_on(
            actor=request.actor, mandate_id=found.pk, transition="end", reason=data["reason"]
        ),
        said=_("Provvedimento concluso."),
        back=file_url(found.file_id),
        title=_("Revocato, scaduto o concluso"),
        submit=_("Concludi"),
    )


@guarded_post
def new_report(request: ActorRequest, key: UUID) -> HttpResponse:
    found = file_for(request, key)
    return form_page(
        request,
        file=found,
        form=ReportForm(request.POST or None, authorities=authority_choices(request.actor)),
        save=lambda data: services.owe_report(
            actor=request.actor, file_id=found.pk, authority_id=UUID(data["authority"]), title=data["title"],
            due_on=data["due_on"],
        ),
        said=_("Relazione tra le scadenze."),
        back=file_url(found.pk),
        title=_("Relazione da inviare"),
        submit=_("Aggiungi"),
    )  # fmt: skip


@guarded_post
def send_report(request: ActorRequest, key: UUID) -> HttpResponse:
    found = part_for(request, CourtReport, key)
    return form_page(
        request,
        file=found.file,
        form=SendForm(request.POST or None, initial={"sent_on": timezone.localdate()}),
        save=lambda data: services.send_report(actor=request.actor, report_id=found.pk, **data),
        said=_("Relazione inviata."),
        back=file_url(found.file_id),
        title=_("La relazione è partita"),
        submit=_("Registra l'invio"),
    )


@guarded_post
def postpone_report(request: ActorRequest, key: UUID) -> HttpResponse:
    found = part_for(request, CourtReport, key)
    return form_page(
        request,
        file=found.file,
        form=PostponeForm(request.POST or None, initial={"due_on": found.due_on}),
        save=lambda data: services.postpone_report(actor=request.actor, report_id=found.pk, **data),
        said=_("Nuova scadenza segnata."),
        back=file_url(found.file_id),
        title=_("Proroga della relazione"),
        submit=_("Salva"),
    )


@guarded_post
def drop_report(request: ActorRequest, key: UUID) -> HttpResponse:
    found = part_for(request, CourtReport, key)
    return form_page(
        request,
        file=found.file,
        form=ReasonForm(request.POST or None),
        save=lambda data: services.drop_report(actor=request.actor, report_id=found.pk, reason=data["reason"]),
        said=_("Tolta dalle scadenze."),
        back=file_url(found.file_id),
        title=_("La relazione non serve più"),
        submit=_("Conferma"),
    )


@guarded_post
def new_hearing(request: ActorRequest, key: UUID) -> HttpResponse:
    found = file_for(request, key)
    return form_page(
        request,
        file=found,
        form=HearingForm(request.POST or None, authorities=authority_choices(request.actor)),
        save=lambda data: services.set_hearing(
            actor=request.actor, file_id=found.pk, authority_id=UUID(data["authority"]), starts_at=data["at"],
            place=data["place"], who_goes=data["who_goes"],
        ),
        said=_("Udienza segnata."),
        back=file_url(found.pk),
        title=_("Nuova udienza"),
        submit=_("Segna"),
    )  # fmt: skip


@guarded_post
def end_hearing(request: ActorRequest, key: UUID) -> HttpResponse:
    found = part_for(request, Hearing, key)

    def save(data: dict[str, Any]) -> Any:
        names = ("transition", "outcome", "reason", "starts_at")
        return services.close_hearing(actor=request.actor, hearing_id=found.pk, **{name: data[name] for name in names})

    return form_page(
        request,
        file=found.file,
        form=HearingEndForm(request.POST or None),
        save=save,
        said=_("Udienza aggiornata."),
        back=file_url(found.file_id),
        title=_("Com'è andata l'udienza"),
        submit=_("Salva"),
    )


@guarded_post
def courts(request: ActorRequest) -> HttpResponse:
    """The courts of the area, and one more."""
    if not manages_courts(request.actor):
        raise PermissionDenied
    form = AuthorityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_authority(actor=request.actor, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Salvata."))
            return redirect_htmx(request, reverse("authorities:courts"))
    context = {"form": form, "courts": list(selectors.authorities(actor=request.actor))}
    return render(request, "authorities/courts.html", context, status=422 if form.errors else 200)
