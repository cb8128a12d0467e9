"""A case's page: whom it is about, who works on it, what there is to do, what happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.access.services import log_reads
from portico.assessment.policies import may_assess
from portico.assessment.selectors import assessments_of_case
from portico.casework import policies, selectors
from portico.casework.models import Case, CaseSubject
from portico.casework.views.base import towns_of
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.http import ActorRequest
from portico.kernel.models import Ambito
from portico.kernel.pdf import pdf_response
from portico.thread.policies import may_work, may_write
from portico.thread.selectors import case_documents, case_entries, tasks_of_source
from portico.thread.timeline import page_of_object

FEW_ENTRIES = 4
MENU = [
    ("assign", gettext_lazy("Assegna a un'altra persona"), "assign", "it-user"),
    ("edit", gettext_lazy("Area, impegno e costi"), "edit", "it-pencil"),
    ("suspend", gettext_lazy("Sospendi"), "suspend", "it-clock"),
    ("hand_over", gettext_lazy("Passa le consegne"), "handover", "po-handover"),
    ("close", gettext_lazy("Chiudi la presa in carico"), "close", "it-folder"),
]


def case(request: ActorRequest, key: UUID) -> HttpResponse:
    """The page; a proposal still to answer has its own."""
    actor = request.actor
    found = selectors.get_case(actor=actor, key=key)
    if found.state in selectors.UNANSWERED:
        return HttpResponseRedirect(reverse("casework:proposal", kwargs={"key": found.pk}))
    context = page_context(actor, found)
    people = [subject.person_id for subject in context["subjects"]]
    log_reads(actor=actor, what="case.page", person_ids=people, object_id=found.pk)
    return render(request, "casework/case.html", context)


def sheet(request: ActorRequest, key: UUID) -> HttpResponse:
    """The case on paper; printing goes on record."""
    actor = request.actor
    found = selectors.get_case(actor=actor, key=key)
    context = page_context(actor, found)
    people = [subject.person_id for subject in context["subjects"]]
    log_reads(actor=actor, what="case.sheet", person_ids=people, object_id=found.pk, outcome="printed")
    letterhead = {
        "organisation": found.unit.organisation.name,
        "ambito": Ambito.objects.values_list("name", flat=True).get(pk=actor.ambito_id),
        "place": found.unit.place,
    }
    context |= {"printed_on": timezone.localdate(), "letterhead": letterhead}
    name = f"presa-in-carico-{found.year}-{found.number:05d}.pdf"
    return pdf_response(request, "casework/papers/case.html", context, filename=name)


def page_context(actor: Actor, found: Case) -> dict[str, Any]:
    """What the page and the sheet show."""
    subjects = list(selectors.subjects_of(case=found))
    family = list(selectors.family_cases(actor=actor, person_ids=[item.person_id for item in subjects], but=found.pk))
    allowed = policies.actions(actor, found)
    tasks = list(tasks_of_source(actor=actor, kind="case", key=found.pk)[:30])
    for task in tasks:
        task.workable = may_work(actor, task)  # type: ignore[attr-defined]
    return {
        "case": found,
        "subjects": subjects,
        "team": list(selectors.team_of(case=found)),
        "handovers": list(selectors.handovers_of(case=found)),
        "proposal": selectors.proposal_of(actor=actor, case=found),
        "family": family,
        "analyses": list(assessments_of_case(actor=actor, case_id=found.pk)[:5]),
        "new_analysis": _new_analysis(actor, found, subjects),
        "tasks": tasks,
        "entries": list(case_entries(actor=actor, case_id=found.pk)[:FEW_ENTRIES]),
        "documents": list(case_documents(actor=actor, case_id=found.pk)[:FEW_ENTRIES]),
        "may_write": may_write(actor),
        "items": page_of_object(actor=actor, object_kind="case", object_id=found.pk),
        "facts": facts(actor, found),
        "allowed": allowed,
        "menu": _menu(found, allowed),
    }


def _new_analysis(actor: Actor, found: Case, subjects: list[CaseSubject]) -> str:
    """Where an assessment of this case begins; "" for who does not assess."""
    if not subjects or not found.is_open or not may_assess(actor):
        return ""
    return f"{reverse('assessment:start')}?persona={subjects[0].person_id}&caso={found.pk}"


def _menu(found: Case, allowed: set[str]) -> list[dict[str, str]]:
    items = [
        {"label": str(label), "url": reverse(f"casework:{view}", kwargs={"key": found.pk}), "icon": icon}
        for action, label, view, icon in MENU
        if action in allowed
    ]
    printing = reverse("casework:sheet", kwargs={"key": found.pk})
    return [*items, {"label": _("Stampa"), "url": printing, "icon": "it-print"}]


def facts(actor: Actor, found: Case) -> list[tuple[str, Any]]:
    """Label and value of what describes a case; empty values are not drawn."""
    towns = {
        town.istat_code: town.full_name
        for town in towns_of(actor, found.residence_municipality, found.cost_municipality)
    }
    others = [codes.label("case_area", code) for code in found.areas if code != found.area]
    return [
        (_("Area"), found.get_area_display()),  # type: ignore[attr-defined]
        (_("Altre aree"), ", ".join(others)),
        (_("Unità"), f"{found.unit.name} – {found.unit.organisation.name}"),
        (_("Responsabile"), str(found.manager.user) if found.manager else _("da assegnare")),
        (_("Impegno"), found.get_intensity_display()),
        (_("Comune di residenza"), towns.get(found.residence_municipality, "")),
        (_("Comune che sostiene i costi"), towns.get(found.cost_municipality, "")),
        (_("Perché"), found.reason),
        (_("Sospesa perché"), found.get_suspension_reason_display() if found.state == "suspended" else ""),  # type: ignore[attr-defined]
        (_("Nota sulla sospensione"), found.suspension_note if found.state == "suspended" else ""),
        (_("Chiusa perché"), found.get_closure_reason_display() if found.state == "closed" else ""),  # type: ignore[attr-defined]
        (_("Com'è andata"), found.closure_words if found.state == "closed" else ""),
    ]
