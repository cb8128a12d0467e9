"""What is typed in a judicial file. Choices depend on the case: each form is given its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.authorities.enums import How
from portico.authorities.models import Attendance
from portico.authorities.services.removals import STEPS
from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm, TimeInput, offer
from portico.kernel.widgets import Autosize, ChipRadio, Chips

Choices = Sequence[tuple[Any, Any]]


def moment(day: Any, hour: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


class WhenMixin(PorticoForm):
    """A day and an hour that become `at`."""

    on = DateField(label=_("Giorno"))
    hour = forms.TimeField(label=_("Ora"), widget=TimeInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("on") and data.get("hour"):
            data["at"] = moment(data["on"], data["hour"])
        return data


class OpenForm(PorticoForm):
    """Who reads the file, beyond who opens it."""

    memberships = forms.MultipleChoiceField(
        label=_("Chi altro lo legge"), widget=Chips, required=False,
        help_text=_("Solo le persone che scegli, una per una. Indicane almeno una oltre a te: se manchi, i termini corrono lo stesso."),
    )  # fmt: skip
    note = forms.CharField(label=_("In breve"), required=False, max_length=2000, widget=Autosize)

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "memberships", members)
        if not members:
            del self.fields["memberships"]

    @property
    def keys(self) -> list[UUID]:
        return [UUID(key) for key in self.cleaned_data.get("memberships", [])]


class ReaderForm(PorticoForm):
    """Somebody else who reads it."""

    membership = forms.ChoiceField(label=_("Chi"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "membership", members)


class SubjectsMixin(PorticoForm):
    """Whom it is about."""

    subjects = forms.MultipleChoiceField(label=_("Per chi"), widget=Chips)

    def offer_subjects(self, subjects: Choices) -> None:
        offer(self, "subjects", subjects)

    @property
    def subject_ids(self) -> list[UUID]:
        return [UUID(key) for key in self.cleaned_data["subjects"]]


class MandateForm(SubjectsMixin):
    """A measure or a request, as it came."""

    authority = forms.ChoiceField(label=_("Chi scrive"))
    kind = CodeChoiceField(code_list="court_measure_kind", label=_("Che provvedimento è"))
    protocol = forms.CharField(label=_("Numero dell'autorità"), max_length=80, required=False)
    dated_on = DateField(label=_("Data del provvedimento"), required=False)
    received_on = DateField(label=_("Ricevuto il"))
    received_how = forms.ChoiceField(label=_("Come è arrivato"), choices=How.choices, widget=ChipRadio, initial=How.PEC)
    our_protocol = forms.CharField(label=_("Nostro protocollo"), max_length=80, required=False)
    answer_by = DateField(
        label=_("Risposta entro il"),
        required=False,
        help_text=_("Diventa una relazione da inviare, tra le cose da fare."),
    )
    valid_until = DateField(label=_("Vale fino al"), required=False)
    text = forms.CharField(label=_("Che cosa chiede o dispone"), required=False, max_length=4000, widget=Autosize)

    field_order = (
        "authority", "kind", "subjects", "received_on", "received_how", "protocol", "dated_on", "our_protocol",
        "answer_by", "valid_until", "text",
    )  # fmt: skip

    def __init__(self, *args: Any, authorities: Choices, subjects: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities, empty=_("Scegli…"))
        self.offer_subjects(subjects)


class ReasonForm(PorticoForm):
    reason = forms.CharField(label=_("Perché"), max_length=300, widget=Autosize)


class ReportForm(PorticoForm):
    """A report that is owed."""

    title = forms.CharField(label=_("Che relazione è"), max_length=160)
    authority = forms.ChoiceField(label=_("A chi"))
    due_on = DateField(label=_("Entro il"))

    def __init__(self, *args: Any, authorities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities, empty=_("Scegli…"))


class SendForm(PorticoForm):
    """How it left."""

    sent_on = DateField(label=_("Inviata il"))
    sent_how = forms.ChoiceField(label=_("Come"), choices=How.choices, widget=ChipRadio, initial=How.PEC)
    protocol = forms.CharField(label=_("Protocollo"), max_length=80, help_text=_("È la prova che è partita."))
    note = forms.CharField(label=_("Nota"), max_length=500, required=False, widget=Autosize)


class PostponeForm(ReasonForm):
    due_on = DateField(label=_("Nuova scadenza"))
    field_order = ("due_on", "reason")


class HearingForm(WhenMixin):
    """A day before a judge."""

    authority = forms.ChoiceField(label=_("Davanti a chi"))
    place = forms.CharField(label=_("Aula, o collegamento"), max_length=200, required=False)
    who_goes = forms.CharField(label=_("Chi ci va"), max_length=200, required=False)
    field_order = ("authority", "on", "hour", "place", "who_goes")

    def __init__(self, *args: Any, authorities: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities, empty=_("Scegli…"))


class HearingEndForm(PorticoForm):
    """How it went, or to when it was moved, or why it is not held."""

    transition = forms.ChoiceField(
        label=_("Che cosa è successo"), widget=ChipRadio, initial="hold",
        choices=[("hold", _("si è tenuta")), ("move", _("spostata")), ("cancel", _("non si tiene"))],
    )  # fmt: skip
    outcome = forms.CharField(label=_("Com'è andata"), required=False, max_length=4000, widget=Autosize)
    starts_on = DateField(label=_("Spostata al"), required=False)
    hour = forms.TimeField(label=_("Ora"), required=False, widget=TimeInput)
    reason = forms.CharField(label=_("Perché, se è spostata o non si tiene"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        both = data.get("starts_on") and data.get("hour")
        data["starts_at"] = moment(data["starts_on"], data["hour"]) if both else None
        return data


class ProtectedForm(WhenMixin):
    """A calendar of protected meetings."""

    kind = CodeChoiceField(code_list="protected_meeting_kind", label=_("Che incontro è"))
    children = forms.MultipleChoiceField(label=_("Chi è minorenne"), widget=Chips)
    visitors_in = forms.MultipleChoiceField(label=_("Chi viene a trovarlo"), widget=Chips, required=False)
    visitors = forms.CharField(
        label=_("Altre persone che vengono"),
        required=False,
        max_length=500,
        widget=Autosize,
        help_text=_("Una per riga."),
    )
    operator = forms.ChoiceField(
        label=_("Chi accompagna"), help_text=_("Vede solo gli incontri che accompagna, non il fascicolo.")
    )
    place = forms.CharField(label=_("Dove"), max_length=200, required=False)
    duration = forms.IntegerField(label=_("Durata in minuti"), min_value=1, max_value=480, initial=60)
    times = forms.IntegerField(label=_("Quanti incontri"), min_value=1, max_value=52, initial=1)
    every_days = forms.IntegerField(label=_("Ogni quanti giorni"), min_value=0, max_value=90, initial=7, required=False)
    field_order = (
        "kind", "children", "visitors_in", "visitors", "operator", "on", "hour", "duration", "place", "times", "every_days",
    )  # fmt: skip

    def __init__(self, *args: Any, subjects: Choices, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "children", subjects)
        offer(self, "visitors_in", subjects)
        offer(self, "operator", members, empty=_("Scegli…"))


class AttendanceForm(PorticoForm):
    """Who came and how it went."""

    note = forms.CharField(
        label=_("Com'è andata"), required=False, max_length=8000, widget=Autosize({"rows": 6}),
        help_text=_("Quello che hai visto e sentito, non quello che pensi. Può arrivare al giudice."),
    )  # fmt: skip

    def __init__(self, *args: Any, rows: Sequence[Attendance], statuses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[f"who_{row.pk.hex}"] = forms.ChoiceField(
                label=row.shown_name, choices=statuses, widget=ChipRadio, initial=row.status
            )
        self.order_fields([*(f"who_{row.pk.hex}" for row in rows), "note"])

    @property
    def marks(self) -> dict[UUID, str]:
        return {row.pk: self.cleaned_data[f"who_{row.pk.hex}"] for row in self.rows}


class RemovalForm(WhenMixin, SubjectsMixin):
    """When somebody was put in safety."""

    by_whom = forms.CharField(
        label=_("Chi ha deciso"), max_length=200, help_text=_("L'autorità che ha adottato il provvedimento.")
    )
    place = forms.CharField(label=_("Dove, senza indirizzo"), max_length=200, required=False)
    field_order = ("subjects", "on", "hour", "by_whom", "place")

    def __init__(self, *args: Any, subjects: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_subjects(subjects)
        self.fields["on"].label = _("Messa in sicurezza: giorno")


class StepForm(WhenMixin):
    """A passage of the procedure."""

    step = forms.ChoiceField(label=_("Che cosa è avvenuto"), widget=ChipRadio)
    field_order = ("step", "on", "hour")

    def __init__(self, *args: Any, labels: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "step", [(name, labels[name]) for name in STEPS])


class PaperForm(PorticoForm):
    title = forms.CharField(label=_("Che documento è"), max_length=160)
    upload = forms.FileField(label=_("File"), help_text=_("PDF, JPEG o PNG."))


class AuthorityForm(PorticoForm):
    kind = CodeChoiceField(code_list="authority_kind", label=_("Che autorità è"))
    name = forms.CharField(label=_("Nome"), max_length=200)
    place = forms.CharField(label=_("Sede"), max_length=120, required=False)
    pec = forms.EmailField(label=_("PEC"), required=False)
    phone = forms.CharField(label=_("Telefono"), max_length=60, required=False)
