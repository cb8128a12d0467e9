"""Means and housing: the section, and the forms that change it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.access.enums import Category, Level
from portico.kernel.http import ActorRequest, guarded_post
from portico.people.forms.household import HousingForm, IncomeForm, IseeForm
from portico.people.forms.identity import EndForm
from portico.people.models import HousingSituation, IncomeSource, Isee, Person
from portico.people.services import economy
from portico.people.views.common import open_person, open_row, section, submit, version_of

FORM = "people/form.html"
ECONOMIC = Category.ECONOMIC


def _back(person: Person) -> str:
    return reverse("people:economy", args=[person.pk])


def show(request: ActorRequest, key: UUID) -> HttpResponse:
    """`/persone/<id>/economia/`"""
    person, levels = open_person(request.actor, key, "person.economy", ECONOMIC)
    today = timezone.localdate()
    incomes = list(IncomeSource.objects.filter(person=person))
    housing = HousingSituation.objects.filter(person=person)
    context = section(person, levels, "economy") | {
        "isee": [(row, row.valid_until < today) for row in Isee.objects.filter(person=person)],
        "incomes": [row for row in incomes if row.ended_on is None],
        "old_incomes": [row for row in incomes if row.ended_on],
        "total": sum(row.monthly_cents or 0 for row in incomes if row.ended_on is None),
        "housing": list(housing) if levels[Category.HOUSEHOLD] >= Level.READ else [],
    }
    return render(request, "people/economy.html", context)


def _open(request: ActorRequest, key: UUID, category: Category = ECONOMIC) -> Person:
    return open_person(request.actor, key, "person.economy", category, Level.WRITE)[0]


@guarded_post
def add_isee(request: ActorRequest, key: UUID) -> HttpResponse:
    person = _open(request, key)
    return submit(
        request, IseeForm(request.POST or None),
        lambda data: economy.record_isee(actor=request.actor, person_id=key, **data),
        template=FORM, done=_back(person), said=_("ISEE registrata."),
        context={"person": person, "title": _("Nuova ISEE"), "back": _back(person)},
    )  # fmt: skip


@guarded_post
def edit_isee(request: ActorRequest, row: UUID) -> HttpResponse:
    isee, person = open_row(request.actor, Isee.objects.all(), row, "person.economy", ECONOMIC)
    initial = {name: getattr(isee, name) for name in IseeForm.base_fields}
    return submit(
        request, IseeForm(request.POST or None, initial=initial),
        lambda data: economy.change_isee(
            actor=request.actor, isee_id=row, values=data, expected_version=version_of(request, isee)
        ),
        template=FORM, done=_back(person), said=_("ISEE salvata."),
        context={"person": person, "row": isee, "title": _("ISEE"), "back": _back(person), "version": isee.version},
    )  # fmt: skip


@guarded_post
def add_income(request: ActorRequest, key: UUID) -> HttpResponse:
    person = _open(request, key)
    return submit(
        request, IncomeForm(request.POST or None),
        lambda data: economy.add_income(actor=request.actor, person_id=key, **data),
        template=FORM, done=_back(person), said=_("Entrata aggiunta."),
        context={"person": person, "title": _("Nuova entrata"), "back": _back(person)},
    )  # fmt: skip


@guarded_post
def edit_income(request: ActorRequest, row: UUID) -> HttpResponse:
    income, person = open_row(request.actor, IncomeSource.objects.all(), row, "person.economy", ECONOMIC)
    initial = {name: getattr(income, name) for name in IncomeForm.base_fields}
    return submit(
        request, IncomeForm(request.POST or None, initial=initial),
        lambda data: economy.change_income(
            actor=request.actor, income_id=row, values=data, expected_version=version_of(request, income)
        ),
        template=FORM, done=_back(person), said=_("Entrata salvata."),
        context={"person": person, "row": income, "title": _("Entrata"), "back": _back(person), "version": income.version},
    )  # fmt: skip


@guarded_post
def end_income(request: ActorRequest, row: UUID) -> HttpResponse:
    _row, person = open_row(request.actor, IncomeSource.objects.all(), row, "person.economy", ECONOMIC)
    return submit(
        request, EndForm(request.POST or None),
        lambda data: economy.end_income(actor=request.actor, income_id=row, **data),
        template=FORM, done=_back(person), said=_("Entrata chiusa. Resta nella storia."),
        context={"person": person, "title": _("Questa entrata è finita"), "back": _back(person)},
    )  # fmt: skip


@guarded_post
def add_housing(request: ActorRequest, key: UUID) -> HttpResponse:
    person = _open(request, key, Category.HOUSEHOLD)
    return submit(
        request, HousingForm(request.POST or None),
        lambda data: economy.record_housing(actor=request.actor, person_id=key, **data),
        template=FORM, done=_back(person), said=_("Situazione abitativa registrata."),
        context={"person": person, "title": _("Dove e come abita"), "back": _back(person)},
    )  # fmt: skip
