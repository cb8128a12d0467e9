"""The gallery's pages. They read nothing from the database and write nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portico.kernel.gallery import samples
from portico.kernel.http import public_view

PAGES = (
    ("components", _("Segni e pulsanti")),
    ("forms", _("Moduli")),
    ("lists", _("Elenchi")),
    ("boxes", _("Riquadri e finestre")),
)


def shown_when_asked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 unless this is a development installation or PORTICO_GALLERY is on."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.DEBUG or getattr(settings, "PORTICO_GALLERY", False)):
            raise Http404
        return view(request, *args, **kwargs)

    return public_view(guarded)


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    tabs = [
        {"label": label, "url": reverse(f"gallery:{page}"), "active": page == name, "count": 0} for page, label in PAGES
    ]
    return render(request, f"portico/gallery/{name}.html", {"frame": samples.frame(), "tabs": tabs, **context})


@shown_when_asked
def components(request: HttpRequest) -> HttpResponse:
    return _page(request, "components", **samples.marks())


@shown_when_asked
def forms(request: HttpRequest) -> HttpResponse:
    wrong = samples.ListeningForm({"what": "", "theme": ["casa"], "day": "31/02/2026", "minutes": "-3"})
    members = samples.MemberFormSet(initial=[{"name": "Amina", "tie": "figlia"}, {"name": "Karim", "tie": "figlio"}])
    return _page(
        request, "forms", fresh=samples.ListeningForm(prefix="nuovo"), wrong=wrong, members=members, people=samples.PeopleFilter(request.GET)
    )  # fmt: skip


@shown_when_asked
def lists(request: HttpRequest) -> HttpResponse:
    people = samples.PeopleFilter(request.GET or None)
    page = Paginator(samples.referrals(), 6).get_page(request.GET.get("page"))
    return _page(request, "lists", people=people, page=page, **samples.threads())


@shown_when_asked
def boxes(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Invio registrato: l'Emporio lo riceve adesso."))
    messages.warning(request, _("Il servizio scelto non ha posti fino al 12 gennaio."))
    return _page(request, "boxes", public_pages=sorted(samples.PUBLIC_PAGES), **samples.changes())


@shown_when_asked
def panel(request: HttpRequest, number: int) -> HttpResponse:
    chosen = next((item for item in samples.referrals() if item["number"] == number), None)
    if chosen is None:
        raise Http404
    if getattr(request, "htmx", False):
        return render(request, "portico/gallery/panel_part.html", {"referral": chosen})
    return _page(request, "panel", referral=chosen)


@shown_when_asked
def public_page(request: HttpRequest, name: str) -> HttpResponse:
    """The error pages and the sign-in page as they look."""
    if name not in samples.PUBLIC_PAGES:
        raise Http404
    template, context = samples.PUBLIC_PAGES[name]
    return render(request, template, context)
