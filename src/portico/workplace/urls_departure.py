from django.urls import path

from portico.workplace.views import departure

urlpatterns = [
    path("persone/<uuid:key>/uscita/", departure.departure, name="departure"),
    path("persone/<uuid:key>/uscita/annulla/", departure.undo, name="undo_departure"),
]
