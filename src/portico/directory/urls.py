"""Addresses of the network's services."""

from django.urls import path

from portico.directory.views import cards

app_name = "directory"
urlpatterns = [
    path("servizi/", cards.services, name="services"),
    path("servizi/nuovo/", cards.new_service, name="new_service"),
    path("servizi/<uuid:key>/", cards.service, name="service"),
    path("servizi/<uuid:key>/modifica/", cards.edit_service_card, name="edit_service"),
]
