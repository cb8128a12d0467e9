from django.urls import path

from portico.workplace.views import calendar, unit

urlpatterns = [
    path("unita/", unit.unit, name="unit"),
    path("unita/calendario/", calendar.week, name="team_calendar"),
    path("unita/<uuid:key>/riassegna/", unit.reassign, name="reassign"),
]
