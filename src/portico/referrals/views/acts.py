"""The one view that does what a button of a referral says."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.http import guarded_post, safe_next
from portico.referrals import selectors
from portico.referrals.views.drawing import show
from portico.referrals.views.table import ACTS


@require_POST
@guarded_post
def do(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """One act, from the page or beside the list; refused ones come back with what was typed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    selectors.get_referral(actor=actor, key=key)
    form = ACTS[act].form(request.POST, auto_id=f"{act}_{uuid4().hex[:8]}_%s")
    if form.is_valid():
        try:
            ACTS[act].service(actor=actor, referral_id=key, **form.cleaned_data)
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except DomainError as error:
            form.refuse(error)
        else:
            return _done(request, key, act)
    return show(request, selectors.get_referral(actor=actor, key=key), act=act, form=form, status=422)


def _done(request: HttpRequest, key: UUID, act: str) -> HttpResponse:
    """Beside the list: the same panel with what is new, and the list told to draw itself again."""
    page = reverse("referrals:referral", args=[key])
    messages.success(request, str(ACTS[act].told))
    if not getattr(request, "htmx", False):
        return HttpResponseRedirect(safe_next(request, page))
    answer = show(request, selectors.get_referral(actor=request.actor, key=key))  # type: ignore[attr-defined]
    answer.headers["X-Portico-Done"] = page
    answer.headers["HX-Trigger"] = "referrals-changed"
    return answer
