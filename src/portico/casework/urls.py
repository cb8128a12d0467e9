"""Addresses of casework."""

from django.urls import path

from portico.casework.views import acts, case, caseload, proposals, taking, tasks, team

app_name = "casework"
urlpatterns = [
    path("casi/", caseload.cases, name="cases"),
    path("casi/apri/", taking.take, name="open"),
    path("casi/proponi/", taking.propose, name="propose"),
    path("casi/proposte/", proposals.inbox, name="inbox"),
    path("casi/proposte/inviate/", proposals.proposals_sent, name="proposals_sent"),
    path("casi/proposte/<uuid:key>/", proposals.proposal, name="proposal"),
    path("casi/proposte/<uuid:key>/accogli/", proposals.accept, name="accept"),
    path("casi/proposte/<uuid:key>/rimanda/", proposals.send_back, name="send_back"),
    path("casi/<uuid:key>/", case.case, name="case"),
    path("casi/<uuid:key>/stampa/", case.sheet, name="sheet"),
    path("casi/<uuid:key>/modifica/", acts.edit, name="edit"),
    path("casi/<uuid:key>/assegna/", acts.assign, name="assign"),
    path("casi/<uuid:key>/prendi/", acts.take, name="take"),
    path("casi/<uuid:key>/avvia/", acts.activate, name="activate"),
    path("casi/<uuid:key>/sospendi/", acts.suspend, name="suspend"),
    path("casi/<uuid:key>/riprendi/", acts.resume, name="resume"),
    path("casi/<uuid:key>/chiudi/", acts.close, name="close"),
    path("casi/<uuid:key>/riapri/", acts.reopen, name="reopen"),
    path("casi/<uuid:key>/consegne/", acts.handover, name="handover"),
    path("casi/<uuid:key>/equipe/nuova/", team.new_member, name="new_member"),
    path("casi/<uuid:key>/equipe/<uuid:member>/fine/", team.end, name="end_member"),
    path("casi/<uuid:key>/persone/nuova/", team.new_subject, name="new_subject"),
    path("casi/<uuid:key>/persone/<uuid:person>/togli/", team.remove_subject, name="remove_subject"),
    path("casi/<uuid:key>/persone/<uuid:person>/intesta/", team.head_subject, name="head_subject"),
    path("casi/<uuid:key>/famiglia/", team.family_reference, name="family_reference"),
    path("casi/<uuid:key>/cose-da-fare/nuova/", tasks.new_task, name="new_task"),
]
