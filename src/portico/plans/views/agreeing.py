"""From sharing to signing, looking again, and the versions that stay."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.kernel.http import ActorRequest, guarded_post
from portico.kernel.pdf import as_download
from portico.plans import content as contents
from portico.plans import selectors
from portico.plans.forms import ShareForm, SignatureForm, SigningForm
from portico.plans.models import Plan
from portico.plans.services import (
    NewSignature,
    confirm_plan,
    review_plan,
    rework_plan,
    share_plan,
    sign_plan,
)
from portico.plans.services.agreeing import content_of, doubts, missing
from portico.plans.views.base import form_page, log_plan, plan_for, press, typed


@guarded_post
def share(request: ActorRequest, key: UUID) -> HttpResponse:
    """What is missing, what does not add up, and what will be frozen."""
    actor = request.actor
    plan = plan_for(request, key, "share")
    content = content_of(actor=actor, plan=plan)
    unsure = doubts(actor=actor, plan=plan)
    return form_page(
        request,
        plan=plan,
        form=ShareForm(request.POST or None, doubtful=bool(unsure)),
        save=lambda data: share_plan(actor=actor, plan_id=plan.pk, reason=data.get("reason", "")),
        said=_("Il testo è pronto per la firma e non cambia più."),
        template="plans/share.html",
        content=content,
        missing=missing(content),
        doubts=unsure,
    )


@require_POST
@guarded_post
def rework(request: ActorRequest, key: UUID) -> HttpResponse:
    plan_for(request, key, "rework")
    return press(
        request, key, lambda: rework_plan(actor=request.actor, plan_id=key), _("Ora si può di nuovo scrivere.")
    )


@require_POST
@guarded_post
def review(request: ActorRequest, key: UUID) -> HttpResponse:
    plan_for(request, key, "review")
    said = _("Potete rivederlo. Quello firmato vale finché non ne firmate un altro.")
    return press(request, key, lambda: review_plan(actor=request.actor, plan_id=key), said)


@require_POST
@guarded_post
def confirm(request: ActorRequest, key: UUID) -> HttpResponse:
    plan_for(request, key, "confirm")
    return press(
        request, key, lambda: confirm_plan(actor=request.actor, plan_id=key), _("Confermato: va avanti com'è firmato.")
    )


@guarded_post
def sign(request: ActorRequest, key: UUID) -> HttpResponse:
    """A row for each of the plan's people and one for who follows it."""
    actor = request.actor
    plan = plan_for(request, key, "sign")
    people = selectors.people_of(plan=plan)
    data = request.POST or None
    rows = [SignatureForm(data, prefix=f"p{item.pk.hex}", household=True) for item in people]
    operator = plan.case.manager or next(iter(selectors.responsibles(actor=actor, case=plan.case)), None)
    rows.append(SignatureForm(data, prefix="servizi", household=False))
    names = [*(item.person.full_name for item in people), f"{contents.who(operator, '')}, {_('per i servizi')}"]

    def save(values: dict[str, Any]) -> None:
        found = [
            NewSignature(subject_id=item.pk, **row.cleaned_data)
            for item, row in zip(people, rows, strict=False)
            if row.cleaned_data["how"]
        ]
        last = rows[-1].cleaned_data
        if last["how"]:
            found.append(NewSignature(membership_id=operator.pk if operator else None, **last))
        sign_plan(actor=actor, plan_id=plan.pk, signatures=found, on=values["on"], scan=values["scan"])

    return form_page(
        request,
        plan=plan,
        form=typed(SigningForm, request, None, {"on": timezone.localdate()}),
        save=save,
        said=_("Progetto firmato: è in vigore."),
        template="plans/sign.html",
        rows=rows,
        named_rows=list(zip(names, rows, strict=True)),
        version=plan.versions.filter(number=plan.last_version).first(),
    )


def version(request: ActorRequest, key: UUID, number: int) -> HttpResponse:
    """A frozen version: its text, who signed it, what it says that the one before did not."""
    plan, found, changed = _version(request, key, number)
    log_plan(request, plan, "plan.version")
    context = {"plan": plan, "version": found, "content": found.content, "changed": changed}
    return render(request, "plans/version.html", context)


def _version(request: ActorRequest, key: UUID, number: int) -> tuple[Plan, Any, list[contents.Changed] | None]:
    plan = selectors.get_plan(actor=request.actor, key=key)
    found = selectors.get_version(actor=request.actor, plan=plan, number=number)
    before = plan.versions.filter(number__lt=number).order_by("-number").first()
    return plan, found, contents.differences(before.content, found.content) if before else None


def changes(request: ActorRequest, key: UUID) -> HttpResponse:
    """What the text being written says that the signed one does not."""
    plan = selectors.get_plan(actor=request.actor, key=key)
    signed = selectors.get_version(actor=request.actor, plan=plan, number=plan.signed_version)
    now = content_of(actor=request.actor, plan=plan)
    log_plan(request, plan, "plan.changes")
    context = {"plan": plan, "version": signed, "changed": contents.differences(signed.content, now)}
    return render(request, "plans/changes.html", context)


def scan(request: ActorRequest, key: UUID, file: UUID) -> HttpResponse:
    """The signed paper; opening it goes on record."""
    plan = selectors.get_plan(actor=request.actor, key=key)
    found = selectors.get_scan(actor=request.actor, plan=plan, key=file)
    log_plan(request, plan, "plan.scan", outcome="exported")
    response = as_download(bytes(found.content), "progetto-firmato")
    response["Content-Type"] = found.content_type
    return response
