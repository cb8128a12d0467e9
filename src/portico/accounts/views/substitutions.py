"""Who stands in for whom: the list, a new one, the return of who was away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.accounts import selectors
from portico.accounts.forms import SubstitutionForm
from portico.accounts.models import Membership
from portico.accounts.policies import may_arrange
from portico.accounts.services import end_substitution, substitute
from portico.kernel.errors import DomainError
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx

SHOWN = 60


@guarded_post
def substitutions(request: ActorRequest) -> HttpResponse:
    """The list, with the form to add one."""
    actor = request.actor
    absent = {str(item.pk): item for item in selectors.people_who_may_be_absent(actor=actor)}
    substitutes = {str(item.pk): item for item in selectors.people_who_may_substitute(actor=actor)}
    form = SubstitutionForm(
        request.POST or None,
        absent=_named(absent),
        substitutes=_named({key: item for key, item in substitutes.items() if len(absent) > 1 or key not in absent}),
    )
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        away, standing_in = absent[data.pop("absent")], substitutes[data.pop("substitute")]
        try:
            substitute(actor=actor, absent=away, substitute=standing_in, **data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Sostituzione registrata."))
            return redirect_htmx(request, reverse("accounts:substitutions"))
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/substitutions.html", {"form": form, **_listed(request)}, status=status)


@require_POST
@guarded_post
def end(request: ActorRequest, key: UUID) -> HttpResponse:
    """Who was away is back."""
    try:
        end_substitution(actor=request.actor, substitution_id=key)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Sostituzione finita."))
    return redirect_htmx(request, reverse("accounts:substitutions"))


def _listed(request: ActorRequest) -> dict[str, Any]:
    today = timezone.localdate()
    found = list(selectors.substitutions(actor=request.actor)[:SHOWN])
    for row in found:
        row.endable = may_arrange(request.actor, row.absent)  # type: ignore[attr-defined]
        row.begun = row.starts_on <= today  # type: ignore[attr-defined]
    return {
        "current": [row for row in found if row.ends_on >= today],
        "past": [row for row in found if row.ends_on < today][:20],
    }


def _named(found: dict[str, Membership]) -> list[tuple[str, str]]:
    return [(key, f"{item.user}{f' – {item.unit}' if item.unit else ''}") for key, item in found.items()]
