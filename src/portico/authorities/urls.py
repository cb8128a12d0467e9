"""Addresses of judicial files."""

from django.urls import path

from portico.authorities.views import files, measures, urgent

app_name = "authorities"
urlpatterns = [
    path("autorita/", files.files, name="files"),
    path("autorita/uffici/", measures.courts, name="courts"),
    path("casi/<uuid:key>/autorita/", files.of_case, name="of_case"),
    path("casi/<uuid:key>/autorita/apri/", files.open_file, name="open"),
    path("casi/<uuid:key>/autorita/subentra/", files.take_over, name="take_over"),
    path("autorita/<uuid:key>/", files.file, name="file"),
    path("autorita/<uuid:key>/chi-legge/", files.name_reader, name="name_reader"),
    path("autorita/<uuid:key>/chi-legge/<uuid:reader>/togli/", files.end_reader, name="end_reader"),
    path("autorita/<uuid:key>/documenti/nuovo/", files.add_paper, name="add_paper"),
    path("autorita/documenti/<uuid:key>/", files.paper, name="paper"),
    path("autorita/<uuid:key>/provvedimenti/nuovo/", measures.new_mandate, name="new_mandate"),
    path("autorita/provvedimenti/<uuid:key>/stato/", measures.move_mandate, name="move_mandate"),
    path("autorita/provvedimenti/<uuid:key>/fine/", measures.end_mandate, name="end_mandate"),
    path("autorita/<uuid:key>/relazioni/nuova/", measures.new_report, name="new_report"),
    path("autorita/relazioni/<uuid:key>/invio/", measures.send_report, name="send_report"),
    path("autorita/relazioni/<uuid:key>/proroga/", measures.postpone_report, name="postpone_report"),
    path("autorita/relazioni/<uuid:key>/togli/", measures.drop_report, name="drop_report"),
    path("autorita/<uuid:key>/udienze/nuova/", measures.new_hearing, name="new_hearing"),
    path("autorita/udienze/<uuid:key>/", measures.end_hearing, name="end_hearing"),
    path("autorita/<uuid:key>/urgenza/nuova/", urgent.new_removal, name="new_removal"),
    path("autorita/urgenza/<uuid:key>/passaggio/", urgent.step, name="step"),
    path("autorita/urgenza/<uuid:key>/fine/", urgent.end_removal, name="end_removal"),
    path("autorita/<uuid:key>/incontri/nuovi/", urgent.plan, name="plan"),
    path("incontri-protetti/", urgent.calendar, name="calendar"),
    path("incontri-protetti/<uuid:key>/", urgent.attendance, name="attendance"),
    path("incontri-protetti/<uuid:key>/saltato/", urgent.cancel, name="cancel"),
]
