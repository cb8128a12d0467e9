"""Addresses of the pages that read everything."""

from django.urls import include, path

app_name = "workplace"
TOPICS = ["person", "listening", "departure", "diary", "today", "unit"]
urlpatterns = [path("", include(f"portico.workplace.urls_{topic}")) for topic in TOPICS]
