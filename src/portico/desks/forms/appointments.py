"""What is typed to book, move and cancel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.accounts.models import Membership
from portico.desks.calendar import ROME, Slot
from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm, TimeInput, offer, offer_rows
from portico.kernel.widgets import ChipRadio

CHANNELS = ["in_person", "phone", "video", "home_visit"]


class WhenForm(PorticoForm):
    """A time: one of those offered, or any other of the day."""

    day = DateField(label=_("Giorno"), widget=forms.HiddenInput)
    slot = forms.ChoiceField(label=_("Orari liberi"), required=False, widget=ChipRadio)
    time = forms.TimeField(
        label=_("Un altro orario"),
        required=False,
        widget=TimeInput(),
        help_text=_("Anche fuori dagli orari dello sportello."),
    )
    minutes = forms.IntegerField(label=_("Durata in minuti"), required=False, min_value=5, max_value=240)

    def __init__(self, *args: Any, offered: list[Slot] = [], **kwargs: Any) -> None:  # noqa: B006
        super().__init__(*args, **kwargs)
        choices = [(slot.value, f"{slot.starts_at:%H:%M}".lstrip("0")) for slot in offered]
        typed = self.data.get(self.add_prefix("slot")) if self.is_bound else ""
        known = {value for value, _label in choices}
        # A time that went meanwhile is still a time: the service says so, not the list.
        if typed and typed not in known and _moment(typed):
            choices.append((typed, f"{_moment(typed):%H:%M}".lstrip("0")))
        offer(self, "slot", choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("time") and data.get("day"):
            data["starts_at"] = datetime.combine(data["day"], data["time"], ROME)
        elif data.get("slot"):
            data["starts_at"] = _moment(data["slot"])
        elif not self.errors:
            self.add_error("slot", _("Scegli un orario, oppure scrivine un altro."))
        return data

    def refuse(self, error: Any) -> None:
        if error.field == "starts_at":
            error.field = "time" if self.cleaned_data.get("time") else "slot"
        super().refuse(error)


class BookForm(WhenForm):
    """Somebody is expected: a person of one's own, or a name and nothing else."""

    label = forms.CharField(
        label=_("Oppure un nome o le iniziali"),
        max_length=60,
        required=False,
        help_text=_("Se non c'è ancora una scheda. Niente cognome, se non serve."),
    )
    channel = forms.ChoiceField(label=_("Come"), widget=ChipRadio, initial="in_person")
    operator = forms.ModelChoiceField(
        queryset=Membership.objects.none(), label=_("Con chi"), required=False, empty_label=_("Chi è libero")
    )
    language = CodeChoiceField(
        code_list="language", label=_("Lingua"), required=False, empty_label=_("Italiano o non serve")
    )
    notes = forms.CharField(
        label=_("Nota"),
        max_length=300,
        required=False,
        help_text=_("Per i colleghi: «portare ISEE», «serve mediatrice»."),
    )

    def __init__(self, *args: Any, channels: list[tuple[str, str]], operators: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "channel", channels)
        offer_rows(self, "operator", operators, label=lambda row: row.user.get_full_name())


class MoveForm(WhenForm):
    """The same appointment at another time."""

    reason = forms.CharField(label=_("Perché"), max_length=200, required=False)


class CancelForm(PorticoForm):
    """The place is given back."""

    by_person = forms.ChoiceField(
        label=_("Chi disdice"),
        choices=[("1", _("la persona")), ("", _("lo sportello"))],
        required=False,
        widget=ChipRadio,
        initial="1",
    )
    reason = forms.CharField(label=_("Perché"), max_length=200, required=False)


class WalkInForm(PorticoForm):
    """Somebody waits without an appointment."""

    label = forms.CharField(
        label=_("Nome o iniziali"), max_length=60, error_messages={"required": _("Scrivi un nome o le iniziali.")}
    )


def day_asked(text: str) -> Any:
    """The day of an address, today when it is none."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        return timezone.localdate()


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ROME)
