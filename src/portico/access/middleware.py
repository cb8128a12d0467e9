"""Denials are on record even though what was tried is rolled back."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from portico.access.models import ReadLog
from portico.access.services import log_reads
from portico.kernel.errors import NotVisible


class DenialLog:
    """Logs a NotVisible in a transaction of its own, after the view's rollback."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        actor = getattr(request, "actor", None)
        if actor is not None and isinstance(exception, NotVisible) and exception.what:
            with transaction.atomic():
                log_reads(
                    actor=actor,
                    what=exception.what,
                    person_ids=[None],
                    outcome=ReadLog.Outcome.DENIED,
                    object_id=exception.key or "",
                )
