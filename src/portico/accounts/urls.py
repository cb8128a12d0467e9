"""Addresses of substitutions."""

from django.urls import path

from portico.accounts.views import substitutions

app_name = "accounts"
urlpatterns = [
    path("incarichi/sostituzioni/", substitutions.substitutions, name="substitutions"),
    path("incarichi/sostituzioni/<uuid:key>/fine/", substitutions.end, name="end_substitution"),
]
