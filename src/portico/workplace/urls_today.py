from django.urls import path

from portico.workplace.views import membership, notifications, search, today

urlpatterns = [
    path("", today.today, name="today"),
    path("oggi/incontri/", today.coming, name="coming"),
    path("cerca/", search.search, name="search"),
    path("notifiche/", notifications.inbox, name="notifications"),
    path("notifiche/lette/", notifications.read_all, name="read_all"),
    path("notifiche/<uuid:key>/", notifications.open_one, name="open_notification"),
    path("incarico/", membership.switch, name="switch"),
]
