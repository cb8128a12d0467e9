"""Addresses of desks, appointments and listenings."""

from django.urls import path

from portico.desks.views import appointments, days, encounters, papers, settings

app_name = "desks"
urlpatterns = [
    path("sportello/", days.desks, name="desks"),
    path("sportello/<uuid:key>/", days.day, name="day"),
    path("sportello/<uuid:key>/arrivo/", days.walk_in, name="walk_in"),
    path("sportello/<uuid:key>/dati/", settings.settings, name="settings"),
    path("sportello/<uuid:key>/orari/", appointments.slots, name="slots"),
    path("sportello/<uuid:key>/scheda-in-bianco/", papers.blank_sheet, name="blank_sheet"),
    path("sportello/<uuid:key>/appuntamenti/nuovo/", appointments.book, name="book"),
    path("appuntamenti/<uuid:key>/", appointments.appointment, name="appointment"),
    path("appuntamenti/<uuid:key>/sposta/", appointments.move, name="move"),
    path("appuntamenti/<uuid:key>/disdici/", appointments.cancel, name="cancel"),
    path("appuntamenti/<uuid:key>/<slug:act>/", appointments.mark, name="mark"),
    path("ascolti/", encounters.encounters, name="encounters"),
    path("ascolti/bisogni/", encounters.needs, name="needs"),
    path("ascolti/<uuid:key>/", encounters.encounter, name="encounter"),
    path("ascolti/<uuid:key>/aggiungi/", encounters.add_note, name="add_note"),
    path("ascolti/<uuid:key>/correggi/", encounters.amend, name="amend"),
    path("ascolti/<uuid:key>/chi-era/", encounters.identify, name="identify"),
    path("ascolti/<uuid:key>/foglio/", papers.sheet, name="sheet"),
    path("ascolti/<uuid:key>/attestato/", papers.certificate, name="certificate"),
]
