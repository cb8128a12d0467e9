"""La mia unità: the coordinator's page, and cases given to somebody else several at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from portico.access.services import log_reads
from portico.accounts.selectors import colleagues
from portico.casework.forms import membership_choices
from portico.casework.models import Case
from portico.casework.selectors import possible_managers
from portico.casework.services import reassign_cases
from portico.kernel.errors import DomainError, NotVisible
from portico.kernel.http import ActorRequest, guarded_post
from portico.workplace.forms.unit import ReassignForm
from portico.workplace.selectors.unit import cases_of, coordinated_unit, unit_page


def unit(request: ActorRequest) -> HttpResponse:
    """The unit today: loads, what waits, areas, absences."""
    page = unit_page(actor=request.actor)
    _log(request, page.unassigned)
    return render(request, "workplace/unit/page.html", {"page": page, "totals": page.totals})


@guarded_post
def reassign(request: ActorRequest, key: UUID) -> HttpResponse:
    """The open cases of one colleague, ticked and given to another one."""
    actor = request.actor
    unit_id = coordinated_unit(actor)
    colleague = colleagues(actor=actor).filter(pk=key).first()
    if colleague is None:
        raise NotVisible("membership", key)
    cases = list(cases_of(actor=actor, membership_id=key))
    others = possible_managers(actor=actor, unit_id=unit_id).exclude(pk=key)
    form = ReassignForm(request.POST or None, cases=cases, managers=membership_choices(others))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            number = reassign_cases(
                actor=actor,
                case_ids=[UUID(case) for case in data["cases"]],
                to_manager_id=UUID(data["manager"]),
                reason=data["reason"],
            )
        except DomainError as error:
            form.refuse(error)
        else:
            said = ngettext("Un caso riassegnato.", "%(number)s casi riassegnati.", number) % {"number": number}
            messages.success(request, said)
            return redirect("workplace:unit")
    _log(request, cases)
    context = {"form": form, "colleague": colleague, "cases": cases}
    return render(request, "workplace/unit/reassign.html", context, status=422 if form.errors else 200)


def _log(request: ActorRequest, cases: list[Case]) -> None:
    people = {subject.person_id for case in cases for subject in case.shown_subjects}  # type: ignore[attr-defined]
    if people:
        log_reads(actor=request.actor, what="unit.cases", person_ids=people, outcome="listed")
