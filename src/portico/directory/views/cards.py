"""Rete → Servizi: find a service, read its card, keep it up to date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portico.directory import policies, selectors
from portico.directory.forms import ServiceFilter, ServiceForm
from portico.directory.models import Service
from portico.directory.services import add_service, edit_service
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError, StaleEdit
from portico.kernel.http import ActorRequest, guarded_post
from portico.kernel.models import Ambito
from portico.organisations.models import Organisation
from portico.organisations.selectors import organisations
from portico.territory import selectors as territory
from portico.territory.models import Municipality

PAGE = 20
MOST_NAMES = 3


@require_safe
def services(request: ActorRequest) -> HttpResponse:
    """The list, narrowed down by words, theme, municipality, organisation, way in."""
    actor = request.actor
    places = _places(actor)
    form = ServiceFilter(
        request.GET,
        themes=selectors.themes(),
        places=places,
        bodies=organisations(actor=actor).filter(services__isnull=False).distinct(),
    )
    page = Paginator(_narrowed(actor, form.chosen()), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": _where(page.object_list, places),
        "may_add": policies.may_add(actor),
        "stale": selectors.to_verify(actor=actor).count() if policies.may_add(actor) else 0,
    }
    return render(request, "directory/services.html", context)


def _where(shown: Iterable[Service], places: list[Municipality]) -> list[tuple[Service, str]]:
    """Each service with the municipalities it serves, in few words."""
    names = {place.pk: place.name for place in places}
    return [
        (item, _few_words([names[code] for code in item.municipalities_served if code in names], len(places)))
        for item in shown
    ]


def _few_words(served: list[str], all_of_them: int) -> str:
    if not served or len(served) == all_of_them:
        return _("tutto l'ambito")
    if len(served) > MOST_NAMES:
        return _("%(number)s comuni") % {"number": len(served)}
    return ", ".join(served)


def _narrowed(actor: Actor, asked: dict[str, str]) -> QuerySet[Service]:
    found = selectors.search_services(actor=actor, text=asked["q"]) if asked["q"] else selectors.services(actor=actor)
    if asked["theme"]:
        found = found.filter(
            pk__in=Service.objects.filter(
                Q(needs=asked["theme"]) | Q(needs__parent=asked["theme"]), ambito_id=actor.ambito_id
            ).values("pk")
        )
    if asked["municipality"]:
        found = found.filter(Q(municipalities_served=[]) | Q(municipalities_served__contains=[asked["municipality"]]))
    if asked["organisation"]:
        found = found.filter(organisation_id=asked["organisation"])
    if asked["access_mode"]:
        found = found.filter(access_modes__contains=[asked["access_mode"]])
    return found


@require_safe
def service(request: ActorRequest, key: UUID) -> HttpResponse:
    """The card: what it is, who can go, when and where, cost, what to bring, how to get in."""
    actor = request.actor
    shown = selectors.get_service(actor=actor, key=key)
    places = territory.municipalities(shown.municipalities_served)
    context = {
        "service": shown,
        "places": [place.name for place in places],
        "may_edit": policies.may_edit(actor, shown),
        "may_send": policies.may_send(actor) and shown.is_active,
    }
    return render(request, "directory/service.html", context)


@guarded_post
def new_service(request: ActorRequest) -> HttpResponse:
    """A new card, of one's own organisation or, for the administrator, of any."""
    actor = request.actor
    if not policies.may_add(actor):
        raise PermissionDenied
    form = ServiceForm(request.POST or None, actor=actor, places=_places(actor))
    if request.method == "POST" and form.is_valid():
        values = form.values()
        organisation = values.pop("organisation", None) or Organisation.objects.get(pk=actor.own_organisation_id)
        try:
            made = add_service(actor=actor, organisation=organisation, needs=form.chosen_needs(), values=values)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Scheda pubblicata nella rete."))
            return HttpResponseRedirect(reverse("directory:service", args=[made.pk]))
    return _form_page(request, form, None)


@guarded_post
def edit_service_card(request: ActorRequest, key: UUID) -> HttpResponse:
    """Change a card; somebody else's changes meanwhile are told, not overwritten."""
    actor = request.actor
    shown = selectors.get_service(actor=actor, key=key)
    if not policies.may_edit(actor, shown):
        raise PermissionDenied
    form = ServiceForm(request.POST or None, instance=shown, actor=actor, places=_places(actor))
    if request.method == "POST" and form.is_valid():
        try:
            edit_service(
                actor=actor,
                service=shown,
                needs=form.chosen_needs(),
                values=form.values(),
                expected_version=_number(request.POST.get("version")),
            )
        except StaleEdit as error:
            return _form_page(request, form, shown, stale=error)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Scheda salvata."))
            return HttpResponseRedirect(reverse("directory:service", args=[key]))
    return _form_page(request, form, shown)


def _form_page(
    request: ActorRequest, form: ServiceForm, shown: Service | None, stale: StaleEdit | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "service": shown,
        "stale": stale,
        "version": stale.version if stale else shown.version if shown else None,
    }
    status = 409 if stale else 200
    return render(request, "directory/service_form.html", context, status=status)


def _places(actor: Actor) -> list[Municipality]:
    ambito = Ambito.objects.get(pk=actor.ambito_id)
    return list(territory.municipalities(ambito.municipalities))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None
