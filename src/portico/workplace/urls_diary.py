from django.urls import path

from portico.workplace.views import diary

urlpatterns = [
    path("nota/", diary.quick_note, name="quick_note"),
    path("persone/<uuid:key>/diario/nuovo/", diary.new_entry, name="new_entry"),
    path("persone/<uuid:key>/diario/bozza/", diary.keep_draft, name="entry_draft"),
    path("casi/<uuid:key>/diario/", diary.case_diary, name="case_diary"),
]
