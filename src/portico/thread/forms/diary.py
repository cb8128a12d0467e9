"""What is typed in the diary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.events.models import Event
from portico.kernel import codes
from portico.kernel.forms import DateField, PorticoForm, TimeInput, offer
from portico.kernel.widgets import Autosize, ChipRadio, Chips
from portico.thread.models import DiaryEntry
from portico.thread.models.diary import A_DAY

Choices = Sequence[tuple[Any, Any]]
# Kinds another part of the record writes by itself.
WRITTEN_ELSEWHERE = frozenset({"assessment", "plan", "referral", "aid", "document"})


def entry_kinds() -> list[tuple[str, str]]:
    return [(code, label) for code, label in codes.choices("diary_kind") if code not in WRITTEN_ELSEWHERE]


class DiaryFilter(PorticoForm):
    """Which entries to list."""

    tipo = forms.ChoiceField(label=_("Tipo"), required=False)
    mie = forms.BooleanField(label=_("Solo quelle scritte da me"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "tipo", entry_kinds(), empty=_("Tutto"))


class EntryForm(PorticoForm):
    """An entry: the words first, because on a phone one writes and goes."""

    text = forms.CharField(
        label=_("Che cosa è successo"),
        max_length=20_000,
        widget=Autosize({"rows": 5}),
        error_messages={"required": _("Scrivi qualcosa.")},
    )
    kind = forms.ChoiceField(label=_("Tipo"), initial="note")
    level = forms.ChoiceField(label=_("Chi lo legge"), widget=ChipRadio, initial=Event.Level.UNIT)
    case = forms.TypedChoiceField(label=_("Presa in carico"), coerce=UUID, empty_value=None, required=False)
    day = DateField(label=_("Giorno"))
    hour = forms.TimeField(label=_("Ora"), widget=TimeInput)
    minutes = forms.IntegerField(label=_("Tempo"), min_value=0, max_value=A_DAY, required=False)
    people = forms.TypedMultipleChoiceField(label=_("Riguarda anche"), coerce=UUID, widget=Chips, required=False)
    named = forms.TypedMultipleChoiceField(
        label=_("Chi altro può leggerlo, se parla di tribunale o procura"), coerce=int, widget=Chips, required=False,
        help_text=_("I fatti di giustizia li leggono solo chi li scrive e le persone scelte qui, per nome."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, cases: Choices = (), people: Choices = (), colleagues: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", entry_kinds())
        offer(self, "level", level_choices(with_team=bool(cases)))
        for name, choices, empty in (
            ("case", cases, _("Nessuna")),
            ("people", people, None),
            ("named", colleagues, None),
        ):
            if choices:
                offer(self, name, choices, empty=empty)
            else:
                del self.fields[name]

    @property
    def values(self) -> dict[str, Any]:
        """What the service asks."""
        data = self.cleaned_data
        return {
            "text": data["text"],
            "kind": data["kind"],
            "level": data["level"],
            "case_id": data.get("case"),
            "minutes": data["minutes"],
            "named_tokens": sorted(data.get("named", [])),
            "happened_at": self._moment(data["day"], data["hour"]),
        }

    def _moment(self, day: Any, hour: time) -> datetime:
        return timezone.make_aware(datetime.combine(day, hour))


def level_choices(*, with_team: bool) -> list[tuple[str, str]]:
    """(level, words): the team is there when there is a case."""
    return [(code, label) for code, label in codes.choices("diary_visibility") if with_team or code != Event.Level.TEAM]


def typed_in(entry: DiaryEntry) -> dict[str, Any]:
    """What a form shows of an entry."""
    at = timezone.localtime(entry.happened_at)
    return {
        "text": entry.text,
        "kind": entry.kind,
        "level": entry.level,
        "case": entry.case_id,
        "day": at.date(),
        "hour": at.time(),
        "minutes": entry.minutes,
        "named": entry.named_tokens,
    }
