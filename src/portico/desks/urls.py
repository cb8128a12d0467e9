"""Addresses of desks, appointments and listenings."""

app_name = "desks"
urlpatterns: list = []
