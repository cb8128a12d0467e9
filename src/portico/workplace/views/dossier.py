"""The dossier of a person as one PDF."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portico.access.enums import Category, Level
from portico.access.models import ReadLog
from portico.access.selectors import levels_on
from portico.access.services import log_reads
from portico.accounts.models import User
from portico.casework.selectors import cases_of_person
from portico.kernel.http import ActorRequest, guarded_post
from portico.kernel.pdf import PaperRefused, as_download, make_pdf
from portico.people.summary import summary_of
from portico.thread.policies import may_write
from portico.workplace.dossier import dossier_of
from portico.workplace.forms.dossier import DossierForm
from portico.workplace.papers import letterhead


@guarded_post
def dossier(request: ActorRequest, key: UUID) -> HttpResponse:
    """Why, from when to when; then the PDF. It goes on record as exported."""
    actor = request.actor
    if not may_write(actor):
        raise PermissionDenied
    summary = summary_of(actor=actor, key=key)
    person = summary.person
    form = DossierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        log_reads(
            actor=actor,
            what="person.dossier",
            person_ids=[person.pk],
            outcome=ReadLog.Outcome.EXPORTED,
            reason=asked["reason"],
        )
        found = dossier_of(actor=actor, person_id=person.pk, since=asked["since"], until=asked["until"])
        reads_cases = levels_on(actor=actor, person_id=person.pk)[Category.CASE] >= Level.READ
        context = {
            "person": person,
            "tax_code": summary.tax_code,
            "cases": list(cases_of_person(actor=actor, person_id=person.pk)[:20]) if reads_cases else [],
            "dossier": found,
            "asked": asked,
            "letterhead": letterhead(actor),
            "by": cast(User, request.user).get_full_name(),
            "today": timezone.localdate(),
        }
        try:
            return as_download(make_pdf("workplace/papers/dossier.html", context), "fascicolo.pdf")
        except PaperRefused as refusal:
            form.refuse(refusal)
    else:
        log_reads(actor=actor, what="person.page", person_ids=[person.pk])
    status = 422 if form.errors else 200
    return render(request, "workplace/papers/dossier_form.html", {"person": person, "form": form}, status=status)
