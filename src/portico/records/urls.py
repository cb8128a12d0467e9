from django.urls import path

from portico.records.views import duplicates

app_name = "records"
urlpatterns = [
    path("persone/<uuid:key>/doppi/", duplicates.lookalikes, name="lookalikes"),
    path("persone/<uuid:key>/doppi/<uuid:other>/", duplicates.compare, name="compare"),
    path("persone/<uuid:key>/doppi/<uuid:other>/unisci/", duplicates.merge, name="merge"),
    path("persone/<uuid:key>/doppi/<uuid:other>/decidi/", duplicates.decide, name="decide"),
    path("unioni/<uuid:key>/annulla/", duplicates.undo, name="undo"),
]
