"""Addresses of assessments."""

from django.urls import path

from portico.assessment.views import end, fill, result, start, versions

app_name = "assessment"
urlpatterns = [
    path("analisi/nuova/", start.start, name="start"),
    path("analisi/moduli/", versions.versions, name="versions"),
    path("analisi/moduli/nuovo/", versions.new_version, name="new_version"),
    path("analisi/moduli/<uuid:key>/", versions.version, name="version"),
    path("analisi/moduli/<uuid:key>/csv/", versions.download, name="download"),
    path("analisi/<uuid:key>/", result.page, name="page"),
    path("analisi/<uuid:key>/fine/", end.end, name="end"),
    path("analisi/<uuid:key>/priorita/", end.reorder, name="reorder"),
    path("analisi/<uuid:key>/equipe/", result.share, name="share"),
    path("analisi/<uuid:key>/confronto/", result.compare, name="compare"),
    path("analisi/<uuid:key>/stampa/", result.paper, name="paper"),
    path("analisi/<uuid:key>/lascia/", fill.discard, name="discard"),
    path("analisi/<uuid:key>/modulo-nuovo/", fill.renew, name="renew"),
    path("analisi/<uuid:key>/ambiti/<slug:domain>/", fill.domain, name="domain"),
    path("analisi/<uuid:key>/ambiti/<slug:domain>/bozza/", fill.autosave, name="autosave"),
    path("persone/<uuid:key>/analisi/", start.of_person, name="of_person"),
]
