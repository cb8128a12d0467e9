"""A completed assessment: what it says, who reads it, what changed, its paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portico.access.models import ReadLog
from portico.assessment import selectors
from portico.assessment.enums import READABLE
from portico.assessment.forms import ShareForm
from portico.assessment.models import Assessment
from portico.assessment.policies import may_assess
from portico.assessment.selectors.results import radar_of, strengths_and_problems
from portico.assessment.selectors.sheet import Line, Sheet
from portico.assessment.services import share_domains
from portico.assessment.views.base import crumbs, domain_url, goals_url, opened_sheet, page_url, writes, written
from portico.assessment.views.fill import ALL
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post
from portico.kernel.models import Ambito
from portico.kernel.pdf import pdf_response
from portico.organisations.selectors import public_name


@require_GET
def page(request: ActorRequest, key: UUID) -> HttpResponse:
    """What it says. A draft goes to its first domain with something to answer."""
    actor = request.actor
    assessment = selectors.get_assessment(actor=actor, key=key)
    if assessment.is_draft:
        return HttpResponseRedirect(_first_open(actor, assessment))
    sheet = opened_sheet(request, assessment, "assessment.page", before=assessment.previous)
    may_write = assessment.state in READABLE and writes(actor, assessment)
    return render(request, "assessment/result.html", _context(actor, assessment, sheet) | {"may_write": may_write})


def _first_open(actor: Actor, assessment: Assessment) -> str:
    sheet = selectors.sheet_of(actor=actor, assessment=assessment)
    if not sheet.is_deep:
        return domain_url(assessment, ALL)
    waiting = (domain for domain in sheet.domains if domain.answered < len(domain.lines))
    first = next(waiting, sheet.domains[0])
    return domain_url(assessment, first.code)


def _context(actor: Actor, assessment: Assessment, sheet: Sheet) -> dict[str, Any]:
    strengths, problems = strengths_and_problems(sheet)
    choices = [(domain.code, domain.label) for domain in sheet.domains]
    return crumbs(sheet) | {
        "assessment": assessment,
        "sheet": sheet,
        "strengths": strengths,
        "problems": problems,
        "priorities": selectors.priorities(actor=actor, assessment=assessment),
        "radar": radar_of(sheet) if sheet.is_deep else None,
        "changes": changes_of(sheet),
        "author": author_of(actor, assessment),
        "share": ShareForm(initial={"domains": assessment.shared_domains}, domains=choices),
        "goals_url": goals_url(assessment) if may_assess(actor) else "",
        "voices": [domain for domain in sheet.domains if domain.voice and domain.voice.text],
    }


def author_of(actor: Actor, assessment: Assessment) -> str:
    """Who made it and where; a body not to be named stays a service of the network."""
    unit = assessment.unit
    body = public_name(actor=actor, organisation=unit.organisation, unit=unit) if unit else ""
    hidden = unit is not None and (unit.sensitive or unit.organisation.sensitive)
    ours = unit is not None and unit.organisation_id == actor.organisation_id
    who = str(assessment.author.user) if assessment.author and (ours or not hidden) else ""
    return " · ".join(part for part in (who, body) if part)


def changes_of(sheet: Sheet) -> dict[str, list[Line]]:
    """Since the time before: what got better, what got worse, what is new or is no longer told."""
    return {
        "better": [line for line in sheet.lines if line.change > 0],
        "worse": [line for line in sheet.lines if line.change < 0],
        "new": [line for line in sheet.lines if line.level and not line.level_before],
    }


@require_POST
@guarded_post
def share(request: ActorRequest, key: UUID) -> HttpResponse:
    """Which domains the whole team of the case reads."""
    assessment = written(request, key)
    try:
        share_domains(actor=request.actor, assessment_id=assessment.pk, domains=request.POST.getlist("domains"))
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Salvato: ora l'équipe legge gli ambiti scelti."))
    return HttpResponseRedirect(page_url(assessment))


@require_GET
def compare(request: ActorRequest, key: UUID) -> HttpResponse:
    """Beside an earlier one: `?con=` says which, else the one before."""
    actor = request.actor
    assessment = selectors.get_assessment(actor=actor, key=key)
    earlier = _earlier(actor, assessment)
    wanted = request.GET.get("con", "") or str(assessment.previous_id or "")
    before = next((item for item in earlier if str(item.pk) == wanted), earlier[0] if earlier else None)
    sheet = opened_sheet(request, assessment, "assessment.compare", before=before)
    context = crumbs(sheet) | {
        "assessment": assessment,
        "sheet": sheet,
        "before": before,
        "earlier": earlier,
        "changes": changes_of(sheet),
        "radar": radar_of(sheet) if sheet.is_deep else None,
    }
    return render(request, "assessment/compare.html", context)


def _earlier(actor: Actor, assessment: Assessment) -> list[Assessment]:
    """Of the same kind about the same reference person."""
    reach = selectors.reach_of(actor=actor, assessments=[assessment])
    if not reach:
        return []
    rows = selectors.assessments_of_person(actor=actor, person_id=reach[0].person_id)
    found = rows.filter(kind=assessment.kind, state__in=READABLE).exclude(pk=assessment.pk)
    return list(found.filter(completed_at__lte=assessment.completed_at or timezone.now())[:10])


@require_GET
def paper(request: ActorRequest, key: UUID) -> HttpResponse:
    """The assessment on paper, with what the reader may see; printing goes on record."""
    actor = request.actor
    assessment = selectors.get_assessment(actor=actor, key=key)
    outcome = ReadLog.Outcome.PRINTED
    sheet = opened_sheet(request, assessment, "assessment.paper", before=assessment.previous, outcome=outcome)
    unit = assessment.unit
    letterhead = {
        "organisation": public_name(actor=actor, organisation=unit.organisation if unit else None),
        "ambito": Ambito.objects.values_list("name", flat=True).get(pk=actor.ambito_id),
        "place": unit.place if unit and not unit.sensitive else "",
    }
    context = _context(actor, assessment, sheet) | {"letterhead": letterhead, "printed_on": timezone.localdate()}
    return pdf_response(request, "assessment/papers/assessment.html", context, filename="analisi.pdf")
