"""A new listening: the listening itself, and the few fields of each thing that may follow from it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portico.desks.forms.appointments import WhenForm
from portico.desks.forms.listening import ListeningForm
from portico.directory.models import Service
from portico.kernel.actor import Actor
from portico.kernel.forms import CodeChoiceField, DateField, PorticoForm, offer, offer_rows
from portico.kernel.widgets import Autosize, ChipRadio, Chips
from portico.organisations.models import Unit
from portico.organisations.selectors import units
from portico.privacy.models import NoticeDelivery
from portico.privacy.selectors import notice_languages
from portico.referrals.sections import Section

STEPS = {"appointment": "appointment", "referral": "referral", "proposal": "case_proposal"}


class NewListeningForm(ListeningForm):
    """What is heard today, with a note for oneself."""

    private_note = forms.CharField(
        label=_("Un appunto solo tuo"), widget=Autosize, required=False, help_text=_("Non lo legge nessun altro.")
    )


class NoticeStep(PorticoForm):
    """The privacy notice, at the first step. Nothing depends on it."""

    language = forms.ChoiceField(label=_("In che lingua"), required=False)
    outcome = forms.ChoiceField(
        label=_("Oggi l'hai data?"),
        choices=[("", _("non oggi")), *NoticeDelivery.Outcome.choices],
        widget=ChipRadio,
        required=False,
    )
    read_aloud = forms.BooleanField(label=_("Letta ad alta voce"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "language", notice_languages(kind="first_contact"))


class AppointmentStep(WhenForm):
    """The next appointment at the same desk."""

    day = DateField(label=_("Giorno"), required=False)
    notes = forms.CharField(label=_("Nota"), max_length=300, required=False)


class ReferralStep(PorticoForm):
    """Sending one of the people to a service: what is asked, and what goes with it."""

    service: forms.ModelChoiceField[Service] = forms.ModelChoiceField(
        queryset=Service.objects.none(),
        label=_("A quale servizio"),
        empty_label=_("Scegli…"),
        error_messages={"required": _("Scegli il servizio.")},
    )
    asked = forms.CharField(
        label=_("Che cosa chiedi"),
        widget=Autosize,
        error_messages={"required": _("Scrivi che cosa chiedi al servizio.")},
    )
    reason = forms.CharField(
        label=_("Perché"), widget=Autosize, required=False, help_text=_("Lo legge chi riceve: solo ciò che gli serve.")
    )
    sections = forms.MultipleChoiceField(
        label=_("Che cosa comunichi"),
        widget=Chips,
        required=False,
        help_text=_("Il nome e come raggiungerla vanno sempre. Dillo alla persona."),
    )

    def __init__(self, *args: Any, services: Any, offered: list[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "service", services)
        ticks = [(section.key, section.label) for section in offered if section.tickable and section.key != "needs"]
        offer(self, "sections", [*ticks, ("needs", _("Temi e bisogni di questo ascolto"))])


class ProposalStep(PorticoForm):
    """Proposing to a unit that it takes the people in charge."""

    unit: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        queryset=Unit.objects.none(),
        label=_("A chi"),
        empty_label=_("Scegli…"),
        error_messages={"required": _("Scegli l'unità.")},
    )
    area = CodeChoiceField(code_list="case_area", label=_("Area"), error_messages={"required": _("Scegli l'area.")})
    reason = forms.CharField(
        label=_("Perché la proponi"),
        widget=Autosize,
        help_text=_("È tutto ciò che l'unità leggerà finché non accetta."),
        error_messages={"required": _("Scrivi perché proponi la presa in carico.")},
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "unit", units(actor=actor).filter(Q(takes_cases=True), ~Q(pk=actor.unit_id)))


def kept(form: type[forms.Form], data: QueryDict, prefix: str = "") -> dict[str, Any]:
    """A draft's values as the form's first ones: nothing is checked, so nothing is wrong yet."""
    found = {}
    for name, item in form.base_fields.items():
        sent = f"{prefix}-{name}" if prefix else name
        if sent in data or isinstance(item, forms.BooleanField):
            found[name] = item.widget.value_from_datadict(data, {}, sent)  # type: ignore[arg-type]
    return found


def people_of(data: Any) -> list[tuple[UUID, str]]:
    """The people chosen, once each, with the role given to them."""
    found: dict[UUID, str] = {}
    for text in data.getlist("person"):
        try:
            key = UUID(text)
        except ValueError:
            continue
        found[key] = data.get(f"role_{key}") or "for_whom"
    return list(found.items())
