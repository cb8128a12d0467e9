"""Things to do: the list, and what one does with each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.access.services import log_reads
from portico.kernel.errors import DomainError
from portico.kernel.forms import PorticoForm
from portico.kernel.http import ActorRequest, guarded_post, redirect_htmx, safe_next
from portico.thread import selectors
from portico.thread.forms import DoneForm, DropForm, MoveForm, TaskForm
from portico.thread.models import Task
from portico.thread.services import complete_task, create_task, drop_task, move_task

SHOWN = 100


def tasks(request: ActorRequest) -> HttpResponse:
    """What the actor and their unit have to do; and the days that remain of paths that ended."""
    actor = request.actor
    found = list(selectors.open_tasks(actor=actor)[:SHOWN])
    named = {task.person_id for task in found if task.person_id}
    if named:
        log_reads(actor=actor, what="thread.tasks", person_ids=named, outcome="listed")
    return render(
        request,
        "thread/tasks.html",
        {
            "mine": [task for task in found if task.assigned_token == actor.user_token],
            "unit": [task for task in found if task.assigned_token != actor.user_token],
            "past": selectors.past_days(actor=actor),
        },
    )


@guarded_post
def new(request: ActorRequest) -> HttpResponse:
    """Something to do that belongs to no case: for oneself, or for one's unit."""
    actor = request.actor
    own = [(actor.user_token, _("io"))] if actor.user_token else []
    assignees = [*own, (actor.main_token, _("la mia unità"))]
    form = TaskForm(request.POST or None, assignees=assignees)
    if request.method == "POST" and form.is_valid():
        try:
            create_task(actor=actor, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Aggiunto alle cose da fare."))
            return redirect_htmx(request, safe_next(request, reverse("thread:tasks")))
    context = {"form": form, "title": _("Nuova cosa da fare"), "submit": _("Aggiungi"), "task": None}
    return render(request, "thread/task_form.html", context)


@guarded_post
def done(request: ActorRequest, key: UUID) -> HttpResponse:
    """Mark it done; the quick button sends no note."""
    return _act(request, key, DoneForm, _("Fatto"), complete_task, _("Fatto: resta nel filo."))


@guarded_post
def move(request: ActorRequest, key: UUID) -> HttpResponse:
    return _act(request, key, MoveForm, _("Sposta a un altro giorno"), move_task, _("Spostato."))


@guarded_post
def drop(request: ActorRequest, key: UUID) -> HttpResponse:
    return _act(request, key, DropForm, _("Non serve più"), drop_task, _("Tolto dalle cose da fare."))


def _act(
    request: ActorRequest,
    key: UUID,
    form_class: type[PorticoForm],
    title: str,
    service: Callable[..., Task],
    said: str,
) -> HttpResponse:
    task = selectors.get_task(actor=request.actor, key=key)
    form = form_class(request.POST if request.method == "POST" else None, initial={"due_on": task.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            service(actor=request.actor, task_id=task.pk, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, said)
            return redirect_htmx(request, safe_next(request, task.url or reverse("thread:tasks")))
    if task.person_id:
        log_reads(actor=request.actor, what="thread.task", person_ids=[task.person_id], object_id=task.pk)
    context: dict[str, Any] = {"form": form, "task": task, "title": title, "submit": title}
    return render(request, "thread/task_form.html", context)
