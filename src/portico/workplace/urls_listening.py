"""Addresses of Nuovo ascolto."""

from django.urls import path

from portico.workplace.views import listening

urlpatterns = [
    path("ascolti/nuovo/", listening.new, name="new_listening"),
    path("ascolti/nuovo/servizi/", listening.services, name="listening_services"),
    path("ascolti/nuovo/persone/", listening.people, name="listening_people"),
    path("ascolti/nuovo/orari/", listening.slots, name="listening_slots"),
    path("ascolti/bozze/", listening.save_draft, name="save_listening_draft"),
    path("ascolti/bozze/<uuid:key>/elimina/", listening.discard_draft, name="discard_listening_draft"),
]
