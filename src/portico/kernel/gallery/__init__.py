"""`/ui/`: every screen component in every state, with sample data. Only where it was asked for."""

from portico.kernel.gallery.urls import urlpatterns

__all__ = ["urlpatterns"]
