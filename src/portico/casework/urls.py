"""Addresses of casework."""

from django.urls import path

from portico.casework.views import caseload

app_name = "casework"
urlpatterns = [
    path("casi/", caseload.cases, name="cases"),
    path("casi/proposte/", caseload.inbox, name="inbox"),
    path("casi/proposte/inviate/", caseload.proposals_sent, name="proposals_sent"),
    path("casi/<uuid:key>/", caseload.case, name="case"),
]
