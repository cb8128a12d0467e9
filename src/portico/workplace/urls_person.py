from django.urls import path

from portico.workplace.views import person

urlpatterns = [
    path("persone/", person.people, name="people"),
    path("persone/<uuid:key>/", person.person, name="person"),
    path("persone/<uuid:key>/filo/", person.thread, name="person_thread"),
    path("persone/<uuid:key>/accanto/", person.beside, name="person_beside"),
    path("persone/<uuid:key>/appuntamento/", person.appointment, name="new_appointment"),
    path("persone/<uuid:key>/stampa/", person.print_person, name="print_person"),
]
