"""Choosing in which role to work."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.accounts.middleware import SESSION_KEY, MemberRequest
from portico.kernel.errors import NotVisible
from portico.kernel.http import guarded_post


@require_POST
@guarded_post
def switch(request: MemberRequest) -> HttpResponse:
    """Work as another of one's memberships from now on. One at a time: the others' people are out of reach."""
    wanted = request.POST.get("membership", "")
    chosen = next((item for item in request.memberships if str(item.id) == wanted), None)
    if chosen is None:
        raise NotVisible("membership", wanted)
    request.session[SESSION_KEY] = str(chosen.id)
    messages.success(request, _("Ora lavori per %(name)s.") % {"name": chosen.organisation_name})
    return HttpResponseRedirect("/")
