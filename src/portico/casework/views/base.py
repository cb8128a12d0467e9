"""What the case's pages share: the case with its policy asked, and a form that leads to one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portico.access.services import log_reads
from portico.casework import policies, selectors
from portico.casework.models import Case
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, StaleEdit
from portico.kernel.forms import PorticoForm
from portico.kernel.http import ActorRequest, redirect_htmx
from portico.kernel.models import Ambito
from portico.territory.models import Municipality
from portico.territory.selectors import municipalities


def case_for(request: ActorRequest, key: UUID, action: str) -> Case:
    """The case, when the actor may do this to it now: 404 when it is not visible, 403 when it is.

    A form sent after the case moved on goes to the service, which says so and keeps what was typed.
    """
    case = selectors.get_case(actor=request.actor, key=key)
    late = request.method == "POST" and policies.leads(request.actor, case)
    if not late and action not in policies.actions(request.actor, case):
        raise PermissionDenied
    return case


def case_url(key: object) -> str:
    return reverse("casework:case", kwargs={"key": key})


def form_page(
    request: ActorRequest,
    *,
    case: Case,
    form: PorticoForm,
    save: Callable[[dict[str, Any]], object],
    said: str,
    **context: Any,
) -> HttpResponse:
    """A form about a case: saves through one service and goes back to the case, or shows what is wrong.

    `context` takes `title`, `submit` and, if they help, `intro` and `danger`.
    """
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                save(form.cleaned_data)
            except StaleEdit as error:
                form.refuse(error)
                context["stale"] = error.changes
                # What was typed stays; sent again, it is meant.
                typed = request.POST.copy()
                typed["version"] = str(error.version)
                form.data = typed
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, said)
                return redirect_htmx(request, case_url(case.pk))
        status = 422
    subjects = list(selectors.subjects_of(case=case))
    log_reads(
        actor=request.actor,
        what="case.form",
        person_ids=[subject.person_id for subject in subjects],
        object_id=case.pk,
    )
    return render(
        request, "casework/form.html", {"case": case, "form": form, "subjects": subjects, **context}, status=status
    )


def press(request: ActorRequest, key: UUID, save: Callable[[], object], said: str) -> HttpResponse:
    """A button that asks nothing: does it, or says why not, and goes back to the case."""
    try:
        save()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, said)
    return redirect_htmx(request, case_url(key))


def towns_of(actor: Actor, *others: str) -> QuerySet[Municipality]:
    """The ambito's municipalities, and those already written."""
    own = Ambito.objects.values_list("municipalities", flat=True).get(pk=actor.ambito_id)
    return municipalities([*own, *(code for code in others if code)])
