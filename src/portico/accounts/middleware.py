"""Who acts in this request: the signed-in user, in the one membership chosen in this session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portico.accounts.selectors import ActiveMembership, active_memberships
from portico.kernel.actor import acting
from portico.kernel.http import ActorRequest

SESSION_KEY = "membership"
SAFE = ("GET", "HEAD", "OPTIONS")
log = structlog.get_logger(__name__)


class MemberRequest(ActorRequest):
    """What this middleware leaves on the request of somebody signed in."""

    membership: ActiveMembership
    memberships: list[ActiveMembership]


class ActorMiddleware:
    """Sets `request.actor` and acts as it for the length of the view; signing in is required by default,
    and so is the form guard."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: MemberRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        memberships = active_memberships(request.user.pk)
        chosen = self._chosen(request, memberships)
        if chosen is None:
            return self._sign_out(request)
        request.memberships = memberships
        request.membership = chosen
        request.actor = chosen.actor(request.user.pk)
        with acting(request.actor):
            response = self.get_response(request)
        # Shared computers: after signing out nothing comes back from the browser's memory, or from a proxy's.
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if _is_sign_in(view):
            return None
        if request.method not in SAFE and not getattr(view, "guarded", False):
            # A view that forgot its form guard writes nothing.
            return HttpResponseNotAllowed(SAFE)
        if request.user.is_authenticated or getattr(view, "public", False):
            return None
        if getattr(request, "htmx", False):
            return HttpResponse(status=401, headers={"HX-Redirect": str(settings.LOGIN_URL)})
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)

    def _chosen(self, request: HttpRequest, memberships: list[ActiveMembership]) -> ActiveMembership | None:
        wanted = request.session.get(SESSION_KEY)
        if wanted is None and memberships:
            request.session[SESSION_KEY] = str(memberships[0].id)
            return memberships[0]
        # A membership that ended meanwhile does not fall back on another one: the person signs in again.
        return next((item for item in memberships if str(item.id) == wanted), None)

    def _sign_out(self, request: HttpRequest) -> HttpResponse:
        log.info("actor.no_membership", user=str(request.user.pk))
        logout(request)
        messages.warning(request, _("Non hai un incarico attivo: rivolgiti a chi gestisce gli accessi del tuo ente."))
        return redirect(settings.LOGIN_URL)


def _is_sign_in(view: Callable[..., HttpResponse]) -> bool:
    """allauth's own pages decide by themselves who may open them."""
    return getattr(view, "__module__", "").startswith(("allauth.", "django.contrib.staticfiles"))
