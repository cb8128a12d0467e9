"""Sample people and facts for the gallery: invented, never real."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.kernel import widgets
from portico.kernel.forms import DateField

THEMES = [
    (_("Vivere"), [("casa", _("Casa e alloggio")), ("cibo", _("Cibo e spesa")), ("soldi", _("Denaro e debiti"))]),
    (_("Carte e lingua"), [("permesso", _("Permesso di soggiorno")), ("residenza", _("Residenza")), ("lingua", _("Lingua italiana")), ("digitale", _("SPID e digitale"))]),
    (_("Lavoro e studio"), [("lavoro", _("Lavoro")), ("formazione", _("Formazione")), ("scuola", _("Scuola dei figli"))]),
    (_("Salute e relazioni"), [("salute", _("Salute")), ("famiglia", _("Famiglia e coppia")), ("solitudine", _("Solitudine")), ("violenza", _("Violenza"))]),
]  # fmt: skip


class ListeningForm(forms.Form):
    what = forms.CharField(
        label=_("Che cosa porta qui la persona"), widget=widgets.Autosize,
        help_text=_("Con parole sue: lo legge chi prosegue il lavoro."),
    )  # fmt: skip
    theme = forms.MultipleChoiceField(label=_("Temi"), choices=THEMES, widget=widgets.Chips, required=False)
    mode = forms.ChoiceField(
        label=_("Come"), choices=[("presence", _("Di persona")), ("phone", _("Al telefono")), ("video", _("In video"))],
        widget=widgets.ChipRadio, initial="presence",
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Lingua"), choices=[("it", "Italiano"), ("ar", "Arabo"), ("uk", "Ucraino"), ("fr", "Francese")]
    )
    day = DateField(label=_("Quando rivedersi"), required=False)
    hour = forms.TimeField(label=_("Ora"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    rent = forms.IntegerField(label=_("Affitto al mese"), required=False, min_value=0)
    next_step = forms.ChoiceField(
        label=_("Che cosa succede adesso"),
        choices=[("info", _("Ho dato informazioni")), ("meet", _("Un altro appuntamento")), ("refer", _("Un invio a un servizio"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    paper = forms.FileField(label=_("Documento"), required=False, help_text=_("PDF o foto, fino a 10 MB."))
    mediator = forms.BooleanField(label=_("Serve una mediatrice linguistica"), required=False)
    code = forms.CharField(label=_("Numero di scheda"), disabled=True, required=False, initial="2026/00123")
    minutes = forms.IntegerField(label=_("Tempo"), min_value=0, initial=12, widget=widgets.Minutes)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("theme") == ["casa"]:
            raise forms.ValidationError(_("Per il tema Casa indica anche dove abita adesso la persona."))
        return self.cleaned_data


class MemberForm(forms.Form):
    name = forms.CharField(label=_("Nome"))
    tie = forms.CharField(label=_("Legame"))
    born = DateField(label=_("Data di nascita"), required=False)


MemberFormSet = forms.formset_factory(MemberForm, extra=1, can_delete=True, max_num=6)


class PeopleFilter(forms.Form):
    q = forms.CharField(label=_("Parole"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("Stato"), required=False,
        choices=[("", _("Tutti")), ("waiting", _("In attesa")), ("accepted", _("Accettati")), ("declined", _("Rifiutati"))],
    )  # fmt: skip
    since = DateField(label=_("Dal"), required=False)


def frame() -> dict[str, Any]:
    entries = [
        (_("Oggi"), "po-home", 0), (_("Persone"), "po-people", 0), (_("Sportello"), "it-comment", 0), (_("Casi"), "it-folder", 0),
        (_("Invii"), "po-handover", 3), (_("Aiuti"), "po-heart", 0), (_("Posti"), "po-bed", 0), (_("Rete"), "it-map-marker-circle", 0),
    ]  # fmt: skip
    return {
        "ambito_name": "Ambito dell'Arno",
        "organisation_name": "Comune di Borgo San Piero",
        "unit_name": "Sportello Pagnana",
        "role_label": _("Assistente sociale"),
        "memberships": [
            {"id": 1, "label": "Comune di Borgo San Piero · assistente sociale", "current": True},
            {"id": 2, "label": "Emporio La Dispensa · volontaria", "current": False},
        ],
        "switch_url": "#",
        "nav": [
            {"label": label, "url": "#", "icon": icon, "active": index == 0, "badge": badge}
            for index, (label, icon, badge) in enumerate(entries)
        ],
        "nav_more": [{"label": _("Procedure"), "url": "#", "icon": "it-note", "active": False, "badge": 0}],
        "notifications_count": 4,
        "notifications_url": "#",
        "user_name": "Anna Tombari",
        "search_url": "/ui/elenchi/",
        "me_items": [{"label": _("Il mio profilo"), "url": "#", "icon": "it-user"}],
        "new_items": [
            {"label": _("Ascolto"), "url": "#", "icon": "it-comment"},
            {"label": _("Appuntamento"), "url": "#", "icon": "it-calendar"},
            {"label": _("Invio"), "url": "#", "icon": "po-handover"},
            {"label": _("Nota di diario"), "url": "#", "icon": "it-pencil"},
        ],
    }


def marks() -> dict[str, Any]:
    now = timezone.now()
    return {
        "tones": ["neutral", "accent", "info", "success", "warning", "danger"],
        "moments": [now, now - timedelta(minutes=12), now - timedelta(days=1), now + timedelta(days=1, hours=2), now - timedelta(days=4)],
        "days": [(now + timedelta(days=away)).date() for away in (0, -1, -3, -40, -400, 1, 3, 20, 90)],
        "icons": ["it-user", "it-calendar", "it-search", "it-mail", "it-folder", "po-home", "po-people", "po-bed", "po-heart", "po-handover", "po-bell", "po-portico"],
        "new_items": frame()["new_items"],
        "sections": [
            {"label": _("Filo"), "url": "#filo", "active": True, "count": 0},
            {"label": _("Progetto"), "url": "#progetto", "active": False, "count": 0},
            {"label": _("Invii"), "url": "#invii", "active": False, "count": 3},
            {"label": _("Documenti"), "url": "#documenti", "active": False, "count": 12},
        ],
    }  # fmt: skip


def referrals() -> list[dict[str, Any]]:
    today = timezone.localdate()
    people = ["Fatima B.", "Oleksandr K.", "Maria Rossi", "Nucleo Ferri", "Yusuf A.", "Giovanna Dini", "Elena P.", "Samir H.", "Nucleo Conti", "Luca M.", "Ivana S.", "Pietro Galli", "Amadou D.", "Rosa V."]  # fmt: skip
    asked = [
        "Spesa all'emporio",
        "Corso di italiano",
        "Posto per stanotte",
        "Educativa domiciliare",
        "Orientamento al lavoro",
    ]
    states = [("waiting", _("In attesa"), "warning"), ("accepted", _("Accettato"), "success"), ("declined", _("Rifiutato"), "danger"), ("closed", _("Concluso"), "neutral")]  # fmt: skip
    levels = [
        ("normal", _("Ordinario")),
        ("high", _("Urgente")),
        ("emergency", _("Subito")),
        ("low", _("Può attendere")),
    ]
    found = []
    for index, name in enumerate(people):
        state, state_label, tone = states[index % 4]
        level, level_label = levels[index % 4]
        found.append({
            "number": index + 1, "code": f"2026/{index + 118:05d}", "name": name, "asked": asked[index % 5], "from": "Caritas diocesana",
            "sent": today - timedelta(days=index), "due": today + timedelta(days=7 - index * 3), "state": state,
            "state_label": state_label, "tone": tone, "level": level, "level_label": level_label,
        })  # fmt: skip
    return found


def threads() -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "thread": [
            {"when": today, "title": _("Verifica: 2 obiettivi su 4 raggiunti"), "icon": "it-check-circle", "tone": "success", "who": "Anna Tombari · Sportello Pagnana", "text": _("Il contratto di affitto è firmato. Resta da completare l'iscrizione al corso.")},
            {"when": today - timedelta(days=1), "title": _("Emporio: 38 punti"), "icon": "it-cart", "tone": "neutral", "who": "Emporio La Dispensa", "text": ""},
            {"when": today - timedelta(days=19), "title": _("Invio allo Sportello lavoro: accettato"), "icon": "po-handover", "tone": "info", "who": "Centro per l'impiego", "text": ""},
            {"when": today - timedelta(days=47), "title": _("Accesso in via eccezionale"), "icon": "it-unlocked", "tone": "danger", "who": "Pronto intervento sociale", "text": _("Motivo: ricovero nella notte, nessun referente raggiungibile.")},
        ],
        "facts": [(_("Lingue"), _("arabo, francese")), (_("Telefono"), "333 000 0000 " + str(_("(solo la mattina)"))), (_("Permesso"), _("scade tra 20 giorni")), (_("Presa in carico"), "2026/00123")],
        "rows": referrals()[:4],
    }  # fmt: skip


def changes() -> dict[str, Any]:
    return {
        "changes": [
            {"label": _("Telefono"), "old": "333 000 0000", "new": "333 000 0001"},
            {"label": _("Lingua"), "old": "", "new": _("arabo")},
            {"label": _("Note di contatto"), "old": _("Chiamare la mattina"), "new": ""},
        ],
        "tones": ["info", "success", "warning", "danger", "neutral"],
    }


_KEPT = [
    (_("Che cosa porta qui la persona"), "Ha ricevuto lo sfratto per il 15 gennaio. Vive con due figli di 6 e 9 anni; la più grande va a scuola a piedi."),
    (_("Telefono"), "333 000 0000"),
]  # fmt: skip
_DEMO = [
    {"email": "anna@comune.example", "who": _("assistente sociale"), "password": "portico-prova"},
    {"email": "beppe@emporio.example", "who": _("volontario dell'emporio"), "password": "portico-prova"},
]

PUBLIC_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "400": ("400.html", {}),
    "403": ("403.html", {}),
    "404": ("404.html", {}),
    "409": (
        "409.html",
        {"message": _("Nel frattempo Marta ha cambiato questa scheda."), "kept": _KEPT, "back": "/ui/"},
    ),
    "413": ("413.html", {}),
    "500": ("500.html", {}),
    "503": ("503.html", {"kept": _KEPT[:1]}),
}
