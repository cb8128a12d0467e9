"""Outermost middleware: a database that is gone gives a clear page and a log line, nothing else."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string

log = structlog.get_logger(__name__)


class DatabaseOutage:
    """Turns a lost database into 503 and drops the connection, so that the next request tries afresh."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            # PostgreSQL has no text with a NUL in it: refuse it here, once, instead of in every selector.
            return HttpResponseBadRequest(render_to_string("400.html"))
        try:
            response = self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return self.unavailable(error)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return self.unavailable(exception)
        return None

    def unavailable(self, error: Exception) -> HttpResponse:
        log.error("database.unavailable", error=type(error).__name__)
        connection.close()
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "5"})
