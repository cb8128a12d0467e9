"""What the actor and their unit were told: links, never names."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from portico.events.selectors import notifications
from portico.kernel.errors import NotVisible
from portico.kernel.http import ActorRequest, guarded_post


def inbox(request: ActorRequest) -> HttpResponse:
    """Newest first, unread marked."""
    found = notifications(actor=request.actor)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    return render(request, "workplace/notifications.html", {"page": page})


@require_POST
@guarded_post
def open_one(request: ActorRequest, key: UUID) -> HttpResponse:
    """Mark one as read and go where it leads."""
    found = notifications(actor=request.actor).filter(pk=key).first()
    if found is None:
        raise NotVisible("notification", key)
    if found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
    safe = url_has_allowed_host_and_scheme(found.url, {request.get_host()})
    return HttpResponseRedirect(found.url if safe else "/notifiche/")


@require_POST
@guarded_post
def read_all(request: ActorRequest) -> HttpResponse:
    """Mark everything as read."""
    notifications(actor=request.actor, unread_only=True).update(read_at=timezone.now())
    return HttpResponseRedirect("/notifiche/")
