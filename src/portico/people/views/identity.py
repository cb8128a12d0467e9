"""Who a person is: the section, and the forms that change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.access.enums import Category, Level
from portico.kernel.errors import DomainError, StaleEdit
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx
from portico.people.forms.identity import (
    CitizenshipFormSet,
    DismissForm,
    EndForm,
    IdentifierForm,
    IdentityForm,
    InterpreterForm,
    LanguageFormSet,
    NameFormSet,
    PaperForm,
    VerifyForm,
    kept_rows,
    names_of,
)
from portico.people.forms.register import mismatches
from portico.people.models import Identifier, Paper, Person
from portico.people.places import citizenship_label
from portico.people.services import identity, papers
from portico.people.services.lookup import TooManyLookups, look_up
from portico.people.views.common import open_person, open_row, section, submit, version_of

FORM = "people/form.html"


def _back(person: Person) -> str:
    return reverse("people:identity", args=[person.pk])


def show(request: ActorRequest, key: UUID) -> HttpResponse:
    """`/persone/<id>/identita/`"""
    person, levels = open_person(request.actor, key, "person.identity")
    context = section(person, levels, "identity") | {
        "identifiers": person.identifiers.order_by("valid_until", "kind", "id"),
        "names": person.other_names.all(),
        "citizenships": [(citizenship_label(row.state), row.acquired_on) for row in person.citizenships.all()],
        "languages": person.languages.all(),
        "papers": person.papers.all(),
    }
    return render(request, "people/identity.html", context)


@guarded_post
def edit(request: ActorRequest, key: UUID) -> HttpResponse:
    person, _levels = open_person(request.actor, key, "person.identity", level=Level.WRITE)
    form = IdentityForm.of(person, request.POST or None)

    def act(data: dict[str, Any]) -> None:
        identity.update_identity(
            actor=request.actor, person_id=key, values=data, expected_version=version_of(request, person)
        )
        _warn(request, person, data)

    return submit(
        request, form, act, template=FORM, done=_back(person), said=_("Dati salvati."),
        context={"person": person, "title": _("Dati della persona"), "back": _back(person), "version": person.version},
    )  # fmt: skip


def _warn(request: ActorRequest, person: Person, data: dict[str, Any]) -> None:
    """Say where the tax code and what was typed disagree: it may be right all the same."""
    code = person.identifiers.filter(kind="tax_code", valid_until=None).first()
    if code is not None:
        place = (data.get("birth_place_code", ""), data.get("birth_place", ""))
        typed = data | {"identifier_kind": "tax_code", "identifier": code.value, "birth_place": place}
        for warning in mismatches(typed):
            messages.warning(request, warning)


@guarded_post
def add_identifier(request: ActorRequest, key: UUID) -> HttpResponse:
    person, _levels = open_person(request.actor, key, "person.identity", level=Level.WRITE)

    def act(data: dict[str, Any]) -> None:
        row = identity.add_identifier(actor=request.actor, person_id=key, **data)
        _say_if_known(request, row)

    return submit(
        request, IdentifierForm(request.POST or None), act, template=FORM, done=_back(person), said=_("Codice aggiunto."),
        context={"person": person, "title": _("Nuovo codice"), "back": _back(person),
                 "intro": _("Il codice fiscale definitivo chiude da solo quello provvisorio.")},
    )  # fmt: skip


def _say_if_known(request: ActorRequest, row: Identifier) -> None:
    """The same code on another record of the network: probably the same person."""
    try:
        cards = look_up(actor=request.actor, identifier_kind=row.kind, identifier=row.value, reason="identifier")
    except TooManyLookups:
        return
    if any(card.person_id != row.person_id for card in cards):
        messages.warning(
            request,
            _("Questo codice è anche su un'altra scheda della rete: forse è la stessa persona, registrata due volte."),
        )


@guarded_post
def verify_identifier(request: ActorRequest, row: UUID) -> HttpResponse:
    found, person = open_row(request.actor, Identifier.objects.all(), row, "person.identity", Category.IDENTITY)
    return submit(
        request, VerifyForm(request.POST or None),
        lambda data: identity.verify_identifier(actor=request.actor, identifier_id=row, **data),
        template=FORM, done=_back(person), said=_("Codice verificato."),
        context={"person": person, "title": _("Verifica del codice"), "back": _back(person), "intro": found.value},
    )  # fmt: skip


@guarded_post
def end_identifier(request: ActorRequest, row: UUID) -> HttpResponse:
    found, person = open_row(request.actor, Identifier.objects.all(), row, "person.identity", Category.IDENTITY)
    return submit(
        request, EndForm(request.POST or None),
        lambda data: identity.end_identifier(actor=request.actor, identifier_id=row, **data),
        template=FORM, done=_back(person), said=_("Il codice non è più in uso. Resta nella storia."),
        context={"person": person, "title": _("Il codice non vale più"), "back": _back(person), "intro": found.value},
    )  # fmt: skip


@guarded_post
def other_names(request: ActorRequest, key: UUID) -> HttpResponse:
    person, _levels = open_person(request.actor, key, "person.identity", level=Level.WRITE)
    held = list(person.other_names.values("first_name", "last_name", "note"))
    rows = NameFormSet(request.POST or None, prefix="nomi", initial=_unsent(request, held))
    return _submit_rows(
        request, person, rows,
        lambda: identity.set_other_names(
            actor=request.actor, person_id=key, names=names_of(rows), expected_version=version_of(request, person)
        ),
        title=_("Altri nomi"), legend=_("Nome"), add=_("Aggiungi un nome"),
        intro=_("Altre grafie, cognome da nubile, traslitterazioni: la ricerca trova la persona anche così."),
    )  # fmt: skip


@guarded_post
def citizenships(request: ActorRequest, key: UUID) -> HttpResponse:
    person, _levels = open_person(request.actor, key, "person.identity", level=Level.WRITE)
    held = list(person.citizenships.values("state", "acquired_on"))
    rows = CitizenshipFormSet(request.POST or None, prefix="stati", initial=_unsent(request, held))

    def act() -> None:
        states = [(row["state"], row["acquired_on"]) for row in kept_rows(rows) if row["state"]]
        identity.set_citizenships(
            actor=request.actor, person_id=key, states=states, expected_version=version_of(request, person)
        )

    return _submit_rows(
        request,
        person,
        rows,
        act,
        title=_("Cittadinanze"),
        legend=_("Cittadinanza"),
        add=_("Aggiungi una cittadinanza"),
    )


@guarded_post
def languages(request: ActorRequest, key: UUID) -> HttpResponse:
    person, _levels = open_person(request.actor, key, "person.identity", level=Level.WRITE)
    held = list(person.languages.values("language", "level"))
    rows = LanguageFormSet(request.POST or None, prefix="lingue", initial=_unsent(request, held))
    form = InterpreterForm(request.POST or None, initial={"interpreter": person.interpreter})

    def act() -> None:
        spoken = [(row["language"], row["level"]) for row in kept_rows(rows) if row["language"]]
        wanted = form.cleaned_data["interpreter"] if form.is_valid() else person.interpreter
        identity.set_languages(
            actor=request.actor, person_id=key, languages=spoken, interpreter=wanted,
            expected_version=version_of(request, person),
        )  # fmt: skip

    return _submit_rows(
        request, person, rows, act, form=form, title=_("Lingue e mediazione"), legend=_("Lingua"),
        add=_("Aggiungi una lingua"), intro=_("La prima è quella che preferisce."),
    )  # fmt: skip


def _unsent(request: ActorRequest, held: Sequence[Any]) -> Sequence[Any]:
    """What is there already, to show; a list sent is read for itself, or a row equal to it would count as empty."""
    return [] if request.method == "POST" else held


def _submit_rows(
    request: ActorRequest,
    person: Person,
    rows: Any,
    act: Any,
    *,
    title: str,
    legend: str,
    add: str,
    intro: str = "",
    form: Any = None,
) -> HttpResponse:
    """A list saved whole: all rows, or none with what is wrong."""
    refusal, changes, version = "", [], person.version
    if request.method == "POST" and rows.is_valid():
        try:
            act()
        except StaleEdit as stale:
            refusal, version = str(stale.message), stale.version
            changes = [{"label": title, "old": theirs, "new": yours} for _what, theirs, yours in stale.changes]
        except DomainError as error:
            refusal = str(error.message)
        else:
            messages.success(request, _("Salvato."))
            return redirect_htmx(request, _back(person))
    context = {
        "person": person, "title": title, "back": _back(person), "rows": rows, "legend": legend, "add": add,
        "intro": intro, "form": form, "refusal": refusal, "changes": changes, "version": version,
    }  # fmt: skip
    return render(request, "people/rows_form.html", context, status=422 if request.method == "POST" else 200)


@guarded_post
def add_paper(request: ActorRequest, key: UUID) -> HttpResponse:
    person, _levels = open_person(request.actor, key, "person.identity", level=Level.WRITE)
    return submit(
        request, PaperForm(request.POST or None),
        lambda data: papers.add_paper(actor=request.actor, person_id=key, **data),
        template=FORM, done=_back(person), said=_("Documento aggiunto."),
        context={"person": person, "title": _("Nuovo documento"), "back": _back(person)},
    )  # fmt: skip


@guarded_post
def edit_paper(request: ActorRequest, row: UUID) -> HttpResponse:
    paper, person = open_row(request.actor, Paper.objects.all(), row, "person.identity", Category.IDENTITY)
    initial = {name: getattr(paper, name) for name in PaperForm.base_fields}
    return submit(
        request, PaperForm(request.POST or None, initial=initial),
        lambda data: papers.change_paper(
            actor=request.actor, paper_id=row, values=data, expected_version=version_of(request, paper)
        ),
        template=FORM, done=_back(person), said=_("Documento salvato."),
        context={"person": person, "row": paper, "title": _("Documento"), "back": _back(person), "version": paper.version},
    )  # fmt: skip


@guarded_post
def dismiss_fact(request: ActorRequest, key: UUID) -> HttpResponse:
    """An urgent fact of the person page, put aside with a reason."""
    person, _levels = open_person(request.actor, key, "person.identity", level=Level.WRITE)
    fact = request.GET.get("fatto", "")[:80]
    return submit(
        request, DismissForm(request.POST or None, initial={"fact": fact}),
        lambda data: papers.dismiss_fact(actor=request.actor, person_id=key, **data),
        template=FORM, done=person.get_absolute_url(), said=_("Tolto dai fatti urgenti. Il motivo resta agli atti."),
        context={"person": person, "title": _("Togli dai fatti urgenti"), "back": person.get_absolute_url()},
    )  # fmt: skip
