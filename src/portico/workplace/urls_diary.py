from django.urls import path

from portico.workplace.views import diary, dossier, papers

urlpatterns = [
    path("nota/", diary.quick_note, name="quick_note"),
    path("persone/<uuid:key>/diario/nuovo/", diary.new_entry, name="new_entry"),
    path("persone/<uuid:key>/diario/bozza/", diary.keep_draft, name="entry_draft"),
    path("persone/<uuid:key>/fascicolo/pdf/", dossier.dossier, name="dossier"),
    path("persone/<uuid:key>/carte/", papers.choose, name="papers"),
    path("persone/<uuid:key>/carte/<slug:paper>/", papers.prepare, name="prepare_paper"),
    path("persone/<uuid:key>/carte/modello/<uuid:template>/", papers.from_template, name="fill_template"),
    path("casi/<uuid:key>/diario/", diary.case_diary, name="case_diary"),
]
