"""Something to do for a case: for oneself, the unit, or somebody of the team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from portico.accounts.selectors import colleagues
from portico.casework import selectors
from portico.casework.models import Case
from portico.casework.views.base import case_for, form_page
from portico.kernel.actor import Actor
from portico.kernel.http import ActorRequest, guarded_post
from portico.thread.forms import TaskForm
from portico.thread.services import create_task


@guarded_post
def new_task(request: ActorRequest, key: UUID) -> HttpResponse:
    case = case_for(request, key, "add_task")
    form = TaskForm(request.POST or None, assignees=assignees(request.actor, case))

    def save(data: dict[str, Any]) -> None:
        subject = selectors.subjects_of(case=case).first()
        create_task(
            actor=request.actor,
            person=subject.person if subject else None,
            source_kind="case",
            source_id=case.pk,
            **data,
        )

    return form_page(
        request,
        case=case,
        form=form,
        save=save,
        said=_("Aggiunto alle cose da fare."),
        title=_("Nuova cosa da fare"),
        submit=_("Aggiungi"),
    )


def assignees(actor: Actor, case: Case) -> list[tuple[int, str]]:
    """The actor, the manager, the team, and, for the unit in charge, the unit and its people."""
    found: dict[int, str] = {}
    if actor.user_token:
        found[actor.user_token] = _("io")
    if case.manager and case.manager_token:
        found.setdefault(case.manager_token, f"{case.manager.user} ({_('responsabile')})")
    for member in selectors.team_of(case=case):
        if not member.is_over:
            found.setdefault(member.token, f"{member.membership.user} ({_('équipe')})")
    if case.holder_token in actor.tokens and not case.reserved:
        found.setdefault(case.holder_token, case.unit.name)
        for item in colleagues(actor=actor):
            found.setdefault(item.token, str(item.user))
    return list(found.items())
