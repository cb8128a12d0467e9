"""What every view leans on: open by explicit choice, forms sent once, errors as pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from portico.kernel.actor import Actor
from portico.kernel.models import FormNonce

log = structlog.get_logger(__name__)

View = Callable[..., HttpResponse]


class ActorRequest(HttpRequest):
    """A request of somebody signed in and acting in one role: what every view gets, unless it is public."""

    actor: Actor


def public_view(view: View) -> View:
    """Mark a view as open to anybody: without it, signing in is required."""
    view.public = True  # type: ignore[attr-defined]
    return view


def guarded_post(view: View) -> View:
    """A POST counts once, and only under the membership the form was opened with.

    The page may be open in two tabs: when the other one switched organisation, the text is kept and shown,
    nothing is saved. A nonce used before leads where the first press led.
    """

    @wraps(view)
    def guarded(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        actor = request.actor
        if request.POST.get("_membership") != str(actor.membership_id):
            return conflict(request, _("In un'altra scheda del browser hai cambiato ente o ruolo."))
        nonce = _uuid(request.POST.get("_nonce", ""))
        if nonce is None:
            return conflict(request, _("Il modulo era incompleto. Aprilo di nuovo e incolla il testo."))
        try:
            with transaction.atomic():
                FormNonce.objects.create(nonce=nonce, user_id=actor.own_user_id)
        except IntegrityError:
            return _already_sent(nonce, actor)
        response = view(request, *args, **kwargs)
        location = _location(response)
        if location:
            FormNonce.objects.filter(nonce=nonce).update(location=location[:500])
        else:
            # Nothing was saved (the form came back with errors): the same form may be sent again.
            FormNonce.objects.filter(nonce=nonce).delete()
        return response

    guarded.guarded = True  # type: ignore[attr-defined]
    return guarded


def _location(response: HttpResponse) -> str:
    for header in ("HX-Redirect", "HX-Location"):
        if response.headers.get(header):
            return response.headers[header]
    if isinstance(response, HttpResponseRedirect):
        return response.url
    return str(response.headers.get("X-Portico-Done", ""))


def _already_sent(nonce: UUID, actor: Actor) -> HttpResponse:
    first = FormNonce.objects.filter(nonce=nonce, user_id=actor.own_user_id).first()
    log.info("form.sent_twice", nonce=str(nonce))
    return HttpResponseRedirect(first.location if first and first.location.startswith("/") else "/")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


_HIDDEN = {"csrfmiddlewaretoken", "_nonce", "_membership", "version"}


def typed_text(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody typed in a form, as (name, value), to be given back: no secret and nothing of the form's own."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _HIDDEN and "password" not in name and not name.endswith(("_FORMS", "-id"))
        for value in values
        if value.strip()
    ]


def conflict(request: HttpRequest, message: str, status: int = 409) -> HttpResponse:
    """A page that refuses and gives back what was typed."""
    kept = typed_text(request)
    return render(request, "409.html", {"message": message, "kept": kept, "back": request.path}, status=status)


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Where to go after a write: the page's own `next`, never another site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else default


def redirect_htmx(request: HttpRequest, location: str) -> HttpResponse:
    """Send the whole page elsewhere, also when an htmx part asked."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": location})
    return HttpResponseRedirect(location)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A session that ended while somebody was typing loses no text."""
    return conflict(request, _("La sessione è scaduta: entra di nuovo. Quello che avevi scritto è qui sotto."), 403)
