"""The list as a spreadsheet: the same rows and columns as the page, no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portico.referrals.selectors import Line

RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


def neutral(cell: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(RUN_BY_SPREADSHEETS) else cell


def columns() -> list[str]:
    """The headings of the list, on the page and in the file."""
    return [
        _("Da quanto"),
        _("Da o a chi"),
        _("Persona"),
        _("Che cosa si chiede"),
        _("Urgenza"),
        _("Entro"),
        _("Stato"),
    ]


def cells(line: Line) -> list[str]:
    day = date_format(timezone.localdate(line.sent_at), "d/m/Y") if line.sent_at else ""
    return [
        f"{line.age} ({day})" if day else line.age,
        f"{line.other_side}: {line.service_title}",
        f"{line.shown_person} {line.number}".strip(),
        line.asked,
        line.urgency_label,
        date_format(line.due_on, "d/m/Y") if line.due_on else "",
        f"{line.state_label}: {line.why}" if line.why else line.state_label,
    ]


def as_csv(rows: Iterable[Line], *, filename: str) -> HttpResponse:
    """A file that Italian spreadsheets open as it is: semicolons, and a mark of the encoding."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(columns())
    for row in rows:
        writer.writerow([neutral(cell) for cell in cells(row)])
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"},
    )
