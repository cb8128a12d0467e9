"""One listening as it is typed, new or amended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.desks.models import Desk, Encounter
from portico.desks.selectors.desks import desks
from portico.directory.models import Need
from portico.directory.selectors import needs as all_needs
from portico.directory.selectors import themes as all_themes
from portico.events.models import Event
from portico.kernel import codes
from portico.kernel.actor import Actor
from portico.kernel.forms import CodeChoiceField, CodeMultipleField, PorticoForm, offer, offer_rows
from portico.kernel.models import Ambito
from portico.kernel.widgets import Autosize, ChipRadio, Chips, Minutes
from portico.organisations.models import Organisation
from portico.organisations.selectors import organisations
from portico.territory.models import Municipality

USUAL_CHANNELS = ["in_person", "phone", "video", "home_visit", "street"]
INFORMED = [("", _("non so")), ("yes", _("sì")), ("no", _("no"))]


class WhenField(forms.DateTimeField):
    """A day and an hour of the clock on the wall, in the browser's own picker."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"])
        super().__init__(**kwargs)


class PlainChips(Chips):
    """Chips in sight all together: a list one learns by heart needs no box to narrow it."""

    filter_from = 100


class ListeningForm(PorticoForm):
    """Few things asked, the rest there for who needs it; nothing is mandatory but that something was said."""

    # Who is here.
    channel = forms.ChoiceField(label=_("Come"), widget=ChipRadio, required=False)
    other_channel = CodeChoiceField(
        code_list="encounter_channel", label=_("In un altro modo"), required=False, empty_label="–"
    )
    interlocutor = CodeChoiceField(code_list="interlocutor", label=_("Chi parla"), required=False, initial="person")
    interlocutor_note = forms.CharField(
        label=_("Chi è"),
        max_length=200,
        required=False,
        help_text=_("Se non è la persona: «la vicina», «maestra della 3ª B»."),
    )
    person_informed = forms.ChoiceField(
        label=_("La persona lo sa?"), choices=INFORMED, required=False, help_text=_("Se parla qualcun altro per lei.")
    )
    people_count = forms.IntegerField(label=_("Quante persone"), min_value=1, max_value=200, required=False)
    presence = CodeChoiceField(
        code_list="encounter_presence", label=_("Chi è dove"), required=False, empty_label=_("Come al solito")
    )
    person_desk: forms.ModelChoiceField[Desk] = forms.ModelChoiceField(
        queryset=Desk.objects.none(),
        label=_("A quale sportello è la persona"),
        required=False,
        empty_label=_("A questo"),
    )
    operator_place = forms.CharField(label=_("Da dove ascolti tu"), max_length=200, required=False)
    operators_present = forms.IntegerField(label=_("Quanti operatori"), min_value=1, max_value=20, required=False)
    called = forms.CharField(
        label=_("Come la chiamate fra voi"),
        max_length=60,
        required=False,
        help_text=_("Per riconoscerla la prossima volta."),
    )
    sex = CodeChoiceField(code_list="sex", label=_("Sesso"), required=False, empty_label=_("Non so"))
    age_band = CodeChoiceField(code_list="age_band", label=_("Età, circa"), required=False, empty_label=_("Non so"))
    municipality = forms.ChoiceField(label=_("Dove vive"), required=False)
    stay_reason = CodeChoiceField(
        code_list="stay_request_reason", label=_("Se viene da fuori ambito, perché"), required=False, empty_label="–"
    )
    happened_at = WhenField(label=_("Quando"), required=False, help_text=_("Vuoto: adesso."))

    # What brings them.
    themes = forms.MultipleChoiceField(label=_("Temi"), widget=PlainChips, required=False)
    needs = forms.MultipleChoiceField(label=_("Più precisamente"), widget=Chips, required=False)
    noticed = forms.MultipleChoiceField(label=_("Notati da te, non detti"), widget=Chips, required=False)
    request = forms.CharField(
        label=_("Con parole sue"),
        widget=Autosize,
        required=False,
        help_text=_("Scrivi come se leggesse: ne ha diritto."),
    )
    urgency = CodeChoiceField(code_list="urgency", label=_("Urgenza"), required=False, initial="ordinary")
    language = CodeChoiceField(code_list="language", label=_("Lingua"), required=False, empty_label=_("Italiano"))
    interpreter = CodeChoiceField(
        code_list="interpreter_need", label=_("Mediazione"), required=False, empty_label=_("Nessuna")
    )
    reason_code = CodeChoiceField(
        code_list="access_reason", label=_("Come è arrivata"), required=False, empty_label=_("Non so")
    )
    sent_by_organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("Ente che l'ha inviata"), required=False, empty_label="–"
    )
    sent_by = forms.CharField(label=_("O chi altro l'ha inviata"), max_length=200, required=False)
    summoned_by = forms.CharField(label=_("Chi l'ha convocata, e perché"), max_length=200, required=False)

    # What we did, what happens next.
    narrative = forms.CharField(label=_("Che cosa abbiamo fatto"), widget=Autosize, required=False)
    level = forms.ChoiceField(label=_("Chi lo legge"), choices=Event.Level.choices, widget=ChipRadio, required=False)
    outcomes = CodeMultipleField(
        code_list="encounter_outcome", label=_("Che cosa succede adesso"), widget=PlainChips, required=False
    )
    outcome_note = forms.CharField(label=_("A parole"), widget=Autosize, required=False)
    minutes = forms.IntegerField(label=_("Tempo"), min_value=0, max_value=1440, required=False, widget=Minutes)

    def __init__(self, *args: Any, actor: Actor, desk: Desk | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = _channels(desk)
        offer(self, "channel", channels)
        if self.initial.get("channel") not in dict(channels):
            # Seldom used: it is among the others.
            self.initial["other_channel"] = self.initial.pop("channel", "")
        offer_rows(self, "person_desk", desks(actor=actor))
        offer_rows(self, "sent_by_organisation", organisations(actor=actor).filter(sensitive=False))
        offer(self, "municipality", _municipalities(actor))
        self._offer_needs()

    def _offer_needs(self) -> None:
        """All are accepted; shown are those under the themes chosen so far."""
        by_theme: dict[str, list[Need]] = {}
        for need in all_needs():
            by_theme.setdefault(need.parent_id or "", []).append(need)
        themes = all_themes()
        groups = {
            theme.code: (theme.label, [(need.code, need.label) for need in by_theme.get(theme.code, [])])
            for theme in themes
        }
        offer(self, "themes", [(theme.code, theme.label) for theme in themes])
        for name in ("needs", "noticed"):
            offer(self, name, groups.values())
            self.fields[name].widget.choices = [group for code, group in groups.items() if code in self.chosen]

    @property
    def chosen(self) -> set[str]:
        """The themes chosen so far, and those of the needs chosen so far."""
        found: set[str] = set()
        for name in ("themes", "needs", "noticed"):
            found.update(code.partition(".")[0] for code in self[name].value() or ())
        return found

    def encounter_values(self) -> dict[str, Any]:
        """What was typed, under the names of `EncounterData`; the people come from elsewhere."""
        data = dict(self.cleaned_data)
        themes, exact = data.pop("themes"), [*data["needs"], *data["noticed"]]
        covered = {code.partition(".")[0] for code in exact}
        desk, organisation = data.pop("person_desk"), data.pop("sent_by_organisation")
        # A theme says nothing more where one of its needs was chosen.
        data["needs"] = [theme for theme in themes if theme not in covered] + data["needs"]
        return data | {
            "channel": data.pop("other_channel") or data["channel"] or "in_person",
            "interlocutor": data["interlocutor"] or "person",
            "urgency": data["urgency"] or "ordinary",
            "level": data["level"] or Event.Level.UNIT,
            "person_informed": {"yes": True, "no": False}.get(data["person_informed"]),
            "people_count": data["people_count"] or 0,
            "operators_present": data["operators_present"] or 1,
            "person_desk_id": desk.pk if desk else None,
            "sent_by_organisation_id": organisation.pk if organisation else None,
        }


def initial_of(encounter: Encounter) -> dict[str, Any]:
    """What the form shows of a listening that is there already."""
    plain = (
        "channel", "interlocutor", "interlocutor_note", "people_count", "presence", "operator_place", "operators_present",
        "called", "sex", "age_band", "municipality", "stay_reason", "request", "urgency", "language", "interpreter",
        "reason_code", "sent_by", "summoned_by", "narrative", "level", "outcomes", "outcome_note", "minutes",
    )  # fmt: skip
    rows = list(encounter.need_rows.all())
    return {name: getattr(encounter, name) for name in plain} | {
        "happened_at": timezone.localtime(encounter.happened_at),
        "person_informed": {True: "yes", False: "no", None: ""}[encounter.person_informed],
        "person_desk": encounter.person_desk_id,
        "sent_by_organisation": encounter.sent_by_organisation_id,
        "themes": [row.need_id for row in rows if row.need.parent_id is None],
        "needs": [row.need_id for row in rows if row.need.parent_id and row.expressed],
        "noticed": [row.need_id for row in rows if row.need.parent_id and not row.expressed],
    }


def _channels(desk: Desk | None) -> list[tuple[str, str]]:
    """The desk's own first, then the usual ones; the others are among the details."""
    labels = dict(codes.choices("encounter_channel"))
    own = [code for code in (desk.channels if desk else []) if code in labels]
    order = dict.fromkeys([*own, *USUAL_CHANNELS])
    return [(code, labels[code]) for code in order]


def _municipalities(actor: Actor) -> list[tuple[str, str]]:
    """Those of the ambito."""
    own = Ambito.objects.get(pk=actor.ambito_id).municipalities
    names = Municipality.objects.filter(istat_code__in=own).order_by("name").values_list("istat_code", "name")
    return [("", str(_("Non so, o fuori ambito"))), *names]


def as_uuid(text: str) -> UUID | None:
    """An id of an address or a form, when it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None
