"""The last page of a draft: strengths left, problems right, what to start from; or how to go on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from portico.assessment.forms import RANKS, OrderForm, OutcomeForm, value_of
from portico.assessment.models import Assessment
from portico.assessment.selectors.results import strengths_and_problems, suggested_priorities
from portico.assessment.selectors.sheet import Sheet
from portico.assessment.services import complete_assessment, reorder_priorities
from portico.assessment.views.base import crumbs, opened_sheet, page_url, written
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post


@guarded_post
def end(request: ActorRequest, key: UUID) -> HttpResponse:
    """Confirm and complete."""
    assessment = written(request, key)
    if not assessment.is_draft:
        return HttpResponseRedirect(page_url(assessment))
    sheet = opened_sheet(request, assessment, "assessment.end", before=assessment.previous)
    form = _order_form(request, sheet) if sheet.is_deep else _outcome_form(request, sheet)

    def save() -> None:
        values: dict[str, Any] = dict(form.cleaned_data)
        if isinstance(form, OrderForm):
            values = {"ranked": form.ranked(), "reason": form.cleaned_data["reason"]}
        complete_assessment(actor=request.actor, assessment_id=assessment.pk, **values)

    return _page(request, assessment, sheet, form, save, _("Analisi conclusa."), template="assessment/end.html")


@guarded_post
def reorder(request: ActorRequest, key: UUID) -> HttpResponse:
    """Another order for the priorities of a completed one, with a reason."""
    assessment = written(request, key)
    if assessment.is_draft or assessment.state != "completed":
        return HttpResponseRedirect(page_url(assessment))
    sheet = opened_sheet(request, assessment, "assessment.reorder")
    form = _order_form(request, sheet)

    def save() -> None:
        reorder_priorities(
            actor=request.actor, assessment_id=assessment.pk, ranked=form.ranked(), reason=form.cleaned_data["reason"]
        )

    return _page(request, assessment, sheet, form, save, _("Ordine cambiato."), template="assessment/end.html")


def _page(
    request: ActorRequest, assessment: Assessment, sheet: Sheet, form: Any, save: Any, said: str, *, template: str
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                save()
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, said)
                return HttpResponseRedirect(page_url(assessment))
        status = 422
    strengths, problems = strengths_and_problems(sheet)
    context = crumbs(sheet) | {
        "assessment": assessment,
        "sheet": sheet,
        "form": form,
        "strengths": strengths,
        "problems": problems,
        "unanswered": sum(not line.mark for line in sheet.lines),
        "first_domain": sheet.domains[0].code if sheet.is_deep and sheet.domains else "tutto",
    }
    return render(request, template, context, status=status)


def _order_form(request: ActorRequest, sheet: Sheet) -> OrderForm:
    strengths, problems = strengths_and_problems(sheet)
    suggested = suggested_priorities(sheet)
    initial = {name: value_of(item) for name, item in zip(RANKS, suggested, strict=False)}
    return OrderForm(request.POST or None, initial=initial, problems=problems, strengths=strengths)


def _outcome_form(request: ActorRequest, sheet: Sheet) -> OutcomeForm:
    return OutcomeForm(request.POST or None, initial={"outcome": sheet.assessment.outcome})
