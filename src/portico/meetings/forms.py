"""What is typed about a meeting. Choices depend on the case: each form is given its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.kernel import codes
from portico.kernel.forms import DateField, PorticoForm, TimeInput, offer
from portico.kernel.widgets import Autosize, ChipRadio, Chips
from portico.meetings.enums import KINDS, UVM, Presence
from portico.meetings.models import MeetingParticipant
from portico.meetings.services import DecisionData, Outsider

Choices = Sequence[tuple[Any, Any]]


class MeetingFilter(forms.Form):
    """Above the list."""

    di = forms.ChoiceField(
        label=_("Quali"),
        required=False,
        choices=[("", _("i miei")), ("unita", _("di tutta l'unità"))],
        widget=ChipRadio,
    )


class MomentForm(PorticoForm):
    """When and where."""

    starts_on = DateField(label=_("Giorno"))
    starts_time = forms.TimeField(label=_("Ora"), widget=TimeInput)
    duration = forms.IntegerField(label=_("Durata in minuti"), min_value=1, max_value=480, initial=60)
    place = forms.CharField(label=_("Dove"), max_length=200, required=False)
    video = forms.URLField(
        label=_("Collegamento video"), max_length=300, required=False, assume_scheme="https",
        help_text=_("Se ci si vede a distanza, o qualcuno si collega."),
    )  # fmt: skip
    agenda = forms.CharField(
        label=_("Ordine del giorno"), required=False, max_length=2000, widget=Autosize,
        help_text=_("Va nella convocazione, anche fuori dalla rete: solo argomenti, niente nomi e niente fatti."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Appunti per chi convoca"), required=False, max_length=2000, widget=Autosize,
        help_text=_("Non vanno nella convocazione: li legge chi segue la presa in carico e chi è invitato dalla rete."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("starts_time"):
            data["starts_at"] = timezone.make_aware(datetime.combine(data["starts_on"], data["starts_time"]))
        return data

    @property
    def moment(self) -> dict[str, Any]:
        """The service's words for when and where."""
        names = ("starts_at", "duration", "place", "video", "agenda", "note")
        return {name: self.cleaned_data[name] for name in names}


class CallMixin(PorticoForm):
    """Who is called: colleagues on the case, its people, others in words."""

    memberships = forms.MultipleChoiceField(
        label=_("Dalla rete"), widget=Chips, required=False,
        help_text=_("Chi lavora a questa presa in carico. Da Portico riceve un avviso senza nomi e legge l'incontro."),
    )  # fmt: skip
    subjects = forms.MultipleChoiceField(label=_("Della famiglia"), widget=Chips, required=False)
    outside = forms.CharField(
        label=_("Altre persone"), required=False, max_length=2000, widget=Autosize,
        help_text=_("Una per riga: nome, ente, in che veste. Ricevono la convocazione su carta."),
    )  # fmt: skip

    def offer_people(self, memberships: Choices, subjects: Choices) -> None:
        offer(self, "memberships", memberships)
        offer(self, "subjects", subjects)
        for name, choices in (("memberships", memberships), ("subjects", subjects)):
            if not choices:
                del self.fields[name]

    @property
    def people(self) -> dict[str, Any]:
        """The service's words for who is called."""
        lines = [line for line in self.cleaned_data.get("outside", "").splitlines() if line.strip()]
        return {
            "membership_ids": [UUID(key) for key in self.cleaned_data.get("memberships", [])],
            "subject_ids": [UUID(key) for key in self.cleaned_data.get("subjects", [])],
            "outsiders": [Outsider(*[part.strip() for part in line.split(",", 2)]) for line in lines],
        }


class ConveneForm(CallMixin, MomentForm):
    """A new meeting."""

    kind = forms.ChoiceField(label=_("Che incontro è"))

    field_order = (
        "kind", "starts_on", "starts_time", "duration", "place", "video", "memberships", "subjects", "outside", "agenda", "note",
    )  # fmt: skip

    def __init__(self, *args: Any, memberships: Choices, subjects: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [pair for pair in codes.choices("meeting_kind") if pair[0] in KINDS], empty=_("Scegli…"))
        self.offer_people(memberships, subjects)


class CallForm(CallMixin):
    """Others too."""

    def __init__(self, *args: Any, memberships: Choices, subjects: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_people(memberships, subjects)


class MoveForm(MomentForm):
    """Another day, place or agenda."""

    reason = forms.CharField(
        label=_("Perché cambia il giorno"), max_length=300, required=False, help_text=_("Solo se cambia.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("starts_on", "starts_time", "duration", "place", "video", "reason", "agenda", "note", "version")


class ReasonForm(PorticoForm):
    """Why, in words."""

    reason = forms.CharField(label=_("Perché"), max_length=300, widget=Autosize)

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label or self.fields["reason"].label


class MinutesForm(PorticoForm):
    """Who came, what was said, when we see each other again."""

    minutes = forms.CharField(
        label=_("Che cosa ci siamo detti"), required=False, max_length=20000, widget=Autosize({"rows": 8}),
        help_text=_("Con parole che la famiglia potrebbe leggere. Chi è invitato dalla rete lo legge."),
    )  # fmt: skip
    outcome = forms.CharField(label=_("Esito della valutazione"), required=False, max_length=500)
    next_on = DateField(label=_("Il prossimo incontro: giorno"), required=False)
    next_time = forms.TimeField(label=_("Ora"), required=False, widget=TimeInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, participants: Sequence[MeetingParticipant], kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participants = participants
        if kind != UVM:
            del self.fields["outcome"]
        for item in participants:
            self.fields[f"presence_{item.pk.hex}"] = forms.ChoiceField(
                label=item.shown_name, required=False, widget=ChipRadio, initial=item.presence,
                choices=[(code, label) for code, label in Presence.choices],
            )  # fmt: skip

    @property
    def presence_fields(self) -> list[Any]:
        return [self[f"presence_{item.pk.hex}"] for item in self.participants]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, hour = data.get("next_on"), data.get("next_time")
        if bool(day) != bool(hour):
            self.add_error("next_time" if day else "next_on", _("Per il prossimo incontro servono giorno e ora."))
        data["next_at"] = timezone.make_aware(datetime.combine(day, hour)) if day and hour else None
        return data

    @property
    def written(self) -> dict[str, Any]:
        """The service's words."""
        data = self.cleaned_data
        return {
            "minutes": data["minutes"],
            "outcome": data.get("outcome", ""),
            "presences": {item.pk: data.get(f"presence_{item.pk.hex}", "") for item in self.participants},
            "expected_version": data["version"],
        }


class DecisionForm(PorticoForm):
    """One decision: what, who, by when."""

    text = forms.CharField(label=_("Che cosa"), max_length=160, required=False)
    membership = forms.ChoiceField(label=_("Chi lo fa"), required=False)
    who = forms.CharField(label=_("Oppure chi non è in Portico"), max_length=120, required=False)
    due_on = DateField(label=_("Entro il"), required=False)

    def __init__(self, *args: Any, members: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "membership", members, empty=_("Scegli…"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("text") and not data.get("membership") and not data.get("who", "").strip():
            self.add_error("membership", _("Indica chi la porta avanti: qualcuno della rete, o con parole tue."))
        if not data.get("text") and (data.get("membership") or data.get("who")):
            self.add_error("text", _("Scrivi che cosa si è deciso."))
        return data


DecisionFormSet = forms.formset_factory(DecisionForm, extra=2, can_delete=True, max_num=30)


def decided(rows: Any) -> list[DecisionData]:
    """The rows that say something, as the service takes them."""
    return [
        DecisionData(
            text=data["text"],
            membership_id=UUID(data["membership"]) if data.get("membership") else None,
            who=data.get("who", ""),
            due_on=data.get("due_on"),
        )
        for data in rows.cleaned_data
        if data and data.get("text") and not data.get("DELETE")
    ]
