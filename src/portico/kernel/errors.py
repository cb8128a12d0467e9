"""What can go wrong on purpose. Messages are what the person reads."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule said no. `message` is shown beside `field`, or on top of the form when it is empty."""

    message: Any = _("Non è possibile farlo ora.")

    def __init__(self, message: Any = None, *, field: str = "") -> None:
        self.message = message or self.message
        self.field = field
        super().__init__(str(self.message))


class NotAllowed(DomainError):
    """The actor sees the thing and may not do this to it."""

    message = _("Il tuo incarico non permette questa operazione.")


class StaleEdit(DomainError):
    """Somebody changed it meanwhile. `changes` is a list of (label, theirs, yours)."""

    message = _("Nel frattempo qualcun altro ha modificato questi dati. Controlla e salva di nuovo.")

    def __init__(self, changes: list[tuple[str, Any, Any]] | None = None, *, version: int = 0) -> None:
        super().__init__()
        self.changes = changes or []
        self.version = version


class NotVisible(Http404):
    """Missing and forbidden look the same; `what` and `key` go to the read log, never to the page."""

    def __init__(self, what: str = "", key: object = None) -> None:
        super().__init__("not found")
        self.what = what
        self.key = key
