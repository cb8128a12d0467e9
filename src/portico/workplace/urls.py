"""Addresses of the pages that read everything."""

from django.conf import settings
from django.urls import include, path

app_name = "workplace"
TOPICS = ["person", "listening", "departure", "today"]
urlpatterns = [
    path("", include(f"portico.workplace.urls_{topic}"))
    for topic in TOPICS
    if (settings.PACKAGE / "workplace" / f"urls_{topic}.py").exists()
]
