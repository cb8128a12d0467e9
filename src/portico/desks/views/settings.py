"""The page of a desk, kept by its organisation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import BaseModelFormSet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.desks.forms.settings import ClosureFormSet, DeskForm, HoursFormSet
from portico.desks.models import Desk
from portico.desks.policies import may_edit_desk
from portico.kernel.actor import Actor
from portico.kernel.errors import NotVisible, StaleEdit
from portico.kernel.http import ActorRequest, guarded_post


@guarded_post
def settings(request: ActorRequest, key: UUID) -> HttpResponse:
    """Hours, closures, place, themes, languages, how many talks at once."""
    desk = _editable(request.actor, key)
    form = DeskForm(request.POST or None, instance=desk, actor=request.actor)
    hours = HoursFormSet(request.POST or None, instance=desk, prefix="hours")
    closures = ClosureFormSet(request.POST or None, instance=desk, prefix="closures")
    stale = None
    if request.method == "POST" and all([form.is_valid(), hours.is_valid(), closures.is_valid()]):
        try:
            _save(request, form, hours, closures)
        except StaleEdit as error:
            stale = error.message
        else:
            messages.success(request, _("Sportello aggiornato."))
            return HttpResponseRedirect(reverse("desks:settings", args=[desk.pk]))
    context = {"desk": desk, "form": form, "hours": hours, "closures": closures, "stale": stale}
    wrong = stale or form.errors or hours.total_error_count() or closures.total_error_count()
    return render(request, "desks/settings.html", context, status=422 if wrong else 200)


def _editable(actor: Actor, key: UUID) -> Desk:
    desk = Desk.objects.filter(ambito_id=actor.ambito_id, pk=key).select_related("unit").first()
    if desk is None or not may_edit_desk(actor, desk.unit.organisation_id):
        raise NotVisible("desk", key)
    return desk


@transaction.atomic
def _save(
    request: ActorRequest, form: DeskForm, hours: BaseModelFormSet[Any, Any], closures: BaseModelFormSet[Any, Any]
) -> None:
    stored = Desk.objects.select_for_update().get(pk=form.instance.pk)
    if str(stored.version) != request.POST.get("version"):
        raise StaleEdit(version=stored.version)
    desk = form.save(commit=False)
    desk.version, desk.updated_at, desk.updated_by = stored.version + 1, timezone.now(), request.actor.user_id
    desk.save()
    form.save_m2m()
    hours.save()
    closures.save()
