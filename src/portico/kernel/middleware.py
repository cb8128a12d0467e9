"""Outermost middleware: a database that is gone gives a clear page; what could never be stored is refused once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string
from django.views import defaults

from portico.kernel.http import typed_text

log = structlog.get_logger(__name__)

GONE = (OperationalError, InterfaceError)


class DatabaseOutage:
    """Turns a lost database into 503 and drops the connection, so that the next request tries afresh."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable(request, exception) if isinstance(exception, GONE) else None


class Unstorable:
    """Refuses once what no selector and no form could take: a NUL, which PostgreSQL has not, and far too much text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            return _refusal(400)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        try:
            if any("\x00" in text for name, texts in request.POST.lists() for text in (name, *texts)):
                return _refusal(400)
        except RequestDataTooBig:
            return _refusal(413)
        except UnreadablePostError:
            # Whoever was sending has gone: the view will find out.
            pass
        return None


def _refusal(status: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of uncaught exceptions: the way out for a database lost in another middleware."""
    error = sys.exc_info()[1]
    return unavailable(request, error) if isinstance(error, GONE) else defaults.server_error(request)


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page that waits, with what was being written."""
    log.error("database.unavailable", error=type(error).__name__)
    connection.close()
    typed: list[tuple[str, str]] = []
    with suppress(SuspiciousOperation, UnreadablePostError):
        typed = typed_text(request)
    response = HttpResponse(render_to_string("503.html", {"kept": typed}), status=503, headers={"Retry-After": "5"})
    # One line is enough: Django would add a traceback for each request of the outage.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
