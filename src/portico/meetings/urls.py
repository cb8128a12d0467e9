"""Addresses of meetings."""

from django.urls import path

from portico.meetings.views import listing, meeting, minutes, papers

app_name = "meetings"
urlpatterns = [
    path("casi/<uuid:key>/incontri/", listing.of_case, name="of_case"),
    path("casi/<uuid:key>/incontri/nuovo/", meeting.convene, name="convene"),
    path("incontri/", listing.meetings, name="meetings"),
    path("incontri/<uuid:key>/", meeting.meeting, name="meeting"),
    path("incontri/<uuid:key>/invita/", meeting.call, name="call"),
    path("incontri/<uuid:key>/invitati/<uuid:participant>/togli/", meeting.uncall, name="uncall"),
    path("incontri/<uuid:key>/modifica/", meeting.move, name="move"),
    path("incontri/<uuid:key>/annulla/", meeting.cancel, name="cancel"),
    path("incontri/<uuid:key>/verbale/", minutes.minutes, name="minutes"),
    path("incontri/<uuid:key>/correggi/", minutes.reopen, name="reopen"),
    path("incontri/<uuid:key>/convocazione/", papers.convocation, name="convocation"),
    path("incontri/<uuid:key>/verbale/stampa/", papers.minutes_paper, name="minutes_paper"),
]
