"""Addresses of notices and consents."""

from django.urls import path

from portico.privacy.views import notices

app_name = "privacy"
urlpatterns = [
    path("informative/consegne/<uuid:key>/copia/", notices.add_copy, name="add_copy"),
    path("informative/copie/<uuid:key>/", notices.signed_copy, name="signed_copy"),
    path("persone/<uuid:key>/informativa/", notices.person, name="person"),
    path("persone/<uuid:key>/consensi/", notices.give_consent, name="give_consent"),
    path("consensi/<uuid:key>/ritira/", notices.withdraw_consent, name="withdraw_consent"),
    path("informative/<slug:kind>/<slug:language>/", notices.notice, name="notice"),
]
