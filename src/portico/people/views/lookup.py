"""Finding a person, meeting one known elsewhere, registering a new one.

The whole journey is `/persone/nuova/`. Another page may hold it as a part, beside a form of its own that wants
people (a new listening, an appointment):

    <div hx-get="{% url "people:lookup_panel" %}" hx-trigger="load" hx-swap="innerHTML">
      <a href="{% url "people:new" %}">{% translate "Cerca o registra una persona" %}</a>
    </div>
    <form method="post">
      {% form_guard %}
      <ul id="chosen-people" class="p-list"></ul>
      …
    </form>

The panel holds forms, so it stands outside the host's `<form>`. Whoever is chosen there, met ("È qui con me ora") or
registered arrives as `<li>` at the end of `#chosen-people`, with `<input type="hidden" name="person" value="<uuid>">`
and a button that takes it away; the host reads `request.POST.getlist("person")`, drops repetitions and lets its service
check each. To draw people already chosen (a form that came back with errors): include `people/parts/chosen.html` with `person` and
`name` ("person").
A host that wants one name only for its people sets `?name=…` on the panel's address (letters, digits, `_` and `-`).
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.access.models import ReadLog
from portico.access.services import log_reads
from portico.kernel.errors import DomainError, NotAllowed
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx
from portico.people.forms.register import (
    AskForm,
    LookupForm,
    MeetForm,
    PersonForm,
    QuickPersonForm,
    mismatches,
    what_the_code_says,
)
from portico.people.models import Person
from portico.people.selectors import get_person
from portico.people.services.ask import ask_contact, followers_of
from portico.people.services.found import Found, find, possible_duplicates
from portico.people.services.register import REGISTERING_ROLES, meet_known_person, register_person
from portico.people.views.common import reading_post
from portico.territory.selectors import search_birth_places, search_municipalities

_NAME = re.compile(r"[\w-]{1,40}")


def _may_register(request: ActorRequest) -> None:
    if request.actor.role not in REGISTERING_ROLES:
        raise PermissionDenied


def _embedding(request: ActorRequest) -> dict[str, Any]:
    """Whether the journey is a part of another page, and the name its chosen people go under."""
    asked = request.POST.get("name") or request.GET.get("name") or "person"
    name = asked if _NAME.fullmatch(asked) else "person"
    embedded = "embed" in request.POST or "embed" in request.GET
    return {"embedded": embedded, "name": name}


@reading_post
def new(request: ActorRequest) -> HttpResponse:
    """`/persone/nuova/`: look up first; then the form, filled with what was typed."""
    _may_register(request)
    form = LookupForm(request.POST or None)
    context: dict[str, Any] = {"lookup": form, "found": None, "embedded": False, "name": "person"}
    if request.method == "POST" and form.is_valid():
        context["found"] = _find(request, form)
        context["form"] = PersonForm(initial=form.cleaned_data)
    return render(request, "people/new.html", context, status=422 if form.errors else 200)


@reading_post
def lookup_panel(request: ActorRequest) -> HttpResponse:
    """The look-up as a part of another page: the form on GET, form and results on POST."""
    _may_register(request)
    form = LookupForm(request.POST or None)
    context = {"lookup": form, "found": None, **_embedding(request), "embedded": True}
    if request.method == "POST" and form.is_valid():
        context["found"] = _find(request, form)
        context["quick"] = QuickPersonForm(initial=form.cleaned_data)
    return render(request, "people/parts/lookup_panel.html", context, status=422 if form.errors else 200)


def _find(request: ActorRequest, form: LookupForm) -> Found | None:
    try:
        return find(actor=request.actor, network=form.reaches_the_network, **form.cleaned_data)
    except DomainError as refusal:
        form.refuse(refusal)
        return None


@guarded_post
def register(request: ActorRequest) -> HttpResponse:
    """Save a new person, unless somebody like them is there and nobody said "salva lo stesso"."""
    _may_register(request)
    if request.method != "POST":
        return redirect_htmx(request, reverse("people:new"))
    form = PersonForm(request.POST)
    person, like = _register(request, form)
    if person is None:
        context = {
            "lookup": LookupForm(),
            "found": None,
            "form": form,
            "like": like,
            "embedded": False,
            "name": "person",
        }
        return render(request, "people/new.html", context, status=422)
    for warning in mismatches(form.cleaned_data):
        messages.warning(request, warning)
    messages.success(request, _("Persona registrata."))
    return redirect_htmx(request, person.get_absolute_url())


@guarded_post
def quick_register(request: ActorRequest) -> HttpResponse:
    """The same as a part of another page: answers with the person among the chosen ones."""
    _may_register(request)
    form = QuickPersonForm(request.POST or None)
    embedding = _embedding(request)
    if request.method == "POST":
        person, like = _register(request, form)
        if person is not None:
            return _choose(request, person, embedding["name"])
        context = {"quick": form, "like": like, **embedding}
        return render(request, "people/parts/quick_register.html", context, status=422)
    return render(request, "people/parts/quick_register.html", {"quick": form, **embedding})


def _register(request: ActorRequest, form: QuickPersonForm) -> tuple[Person | None, Found | None]:
    if not form.is_valid():
        return None, None
    data = form.new_person()
    if "anyway" not in request.POST:
        like = possible_duplicates(actor=request.actor, data=data)
        if like.somebody:
            return None, like
    try:
        return register_person(actor=request.actor, data=data), None
    except DomainError as refusal:
        form.refuse(refusal)
        return None, None


def choose(request: ActorRequest, key: UUID) -> HttpResponse:
    """One of one's own people, among the chosen ones of the page around."""
    return _choose(request, get_person(actor=request.actor, key=key), _embedding(request)["name"])


def _choose(request: ActorRequest, person: Person, name: str) -> HttpResponse:
    log_reads(actor=request.actor, what="person.chosen", person_ids=[person.pk], outcome=ReadLog.Outcome.LISTED)
    response = render(
        request,
        "people/parts/chosen_answer.html",
        {"person": person, "name": name, "lookup": LookupForm(), "found": None, "embedded": True},
    )
    response.headers["X-Portico-Done"] = f"{reverse('people:choose', args=[person.pk])}?embed=1&name={name}"
    # Whatever part asked, the whole panel starts again.
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "[data-lookup]", "outerHTML"
    return response


@guarded_post
def meet(request: ActorRequest, key: UUID) -> HttpResponse:
    """ "È qui con me ora": opens the desk's own view, and tells who follows the person."""
    _may_register(request)
    followers_of(actor=request.actor, person_id=key)
    form = MeetForm(request.POST or None)
    embedding = _embedding(request)
    if request.method == "POST" and form.is_valid():
        try:
            person = meet_known_person(actor=request.actor, person_id=key, reason=form.cleaned_data["reason"])
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            if embedding["embedded"]:
                return _choose(request, person, embedding["name"])
            messages.success(request, _("Ora la vedi anche tu. Chi la segue lo sa."))
            return redirect_htmx(request, person.get_absolute_url())
    return _act(request, form, "people/parts/meet.html", "people/meet.html", key=key, **embedding)


@guarded_post
def ask(request: ActorRequest, key: UUID) -> HttpResponse:
    """ "Chiedi": a question to who follows the person; nothing opens."""
    _may_register(request)
    followers_of(actor=request.actor, person_id=key)
    form = AskForm(request.POST or None)
    embedding = _embedding(request)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_contact(actor=request.actor, person_id=key, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            url = reverse("people:request", args=[asked.pk])
            if not embedding["embedded"]:
                messages.success(request, _("Richiesta inviata. La risposta arriva tra gli avvisi."))
                return redirect_htmx(request, url)
            response = render(request, "people/parts/asked.html", {"url": url})
            response.headers["X-Portico-Done"] = url
            return response
    return _act(request, form, "people/parts/ask.html", "people/ask.html", key=key, **embedding)


def _act(request: ActorRequest, form: Any, part: str, page: str, **context: Any) -> HttpResponse:
    """The act's own small form again, as a part or as a page, with what is wrong."""
    template = part if context["embedded"] else page
    return render(request, template, {"form": form, **context}, status=422 if form.is_bound else 200)


@reading_post
def read_tax_code(request: ActorRequest) -> HttpResponse:
    """What the code typed says, put where nothing was typed yet; where they disagree, a warning."""
    _may_register(request)
    kind = QuickPersonForm if "embed" in request.POST else PersonForm
    form = kind(request.POST)
    form.is_valid()
    data = form.cleaned_data
    said = what_the_code_says(data)
    shown = {name: request.POST.get(name, "") for name in ("birth_date", "sex", "birth_place", "birth_precision")}
    if said:
        filled = {"birth_date": said["birth_date"], "sex": said["sex"], "birth_place": said["birth_place"][1]}
        shown |= {name: value for name, value in filled.items() if not shown[name]}
    warnings = [*form.errors.get("identifier", []), *mismatches(data)]
    context = {"form": kind(initial=shown), "filled": bool(said), "warnings": warnings}
    return render(request, "people/parts/birth.html", context)


def municipalities(request: ActorRequest) -> HttpResponse:
    """Suggestions for a municipality, as options of a list."""
    return _options(request, [place.full_name for place in search_municipalities(_typed(request))])


def birth_places(request: ActorRequest) -> HttpResponse:
    """Suggestions for where somebody was born."""
    found = search_birth_places(_typed(request))
    return _options(request, [f"{place.name} ({place.detail})" if place.detail else place.name for place in found])


def _typed(request: ActorRequest) -> str:
    return str(next(iter(request.GET.values()), ""))[:80].replace("\0", "")


def _options(request: ActorRequest, values: list[str]) -> HttpResponse:
    return render(request, "people/parts/options.html", {"values": values})
