"""Addresses of plans."""

from django.urls import path

from portico.plans.views import agreeing, checking, listing, pact, papers, parts, plan

app_name = "plans"
urlpatterns = [
    path("progetti/", listing.plans, name="plans"),
    path("progetti/nuovo/", plan.new, name="new"),
    path("casi/<uuid:key>/progetti/", plan.of_case, name="of_case"),
    path("progetti/<uuid:key>/", plan.plan, name="plan"),
    path("progetti/<uuid:key>/modifica/", plan.edit, name="edit"),
    path("progetti/<uuid:key>/obiettivi/nuovo/", parts.goal, name="new_goal"),
    path("progetti/<uuid:key>/obiettivi/<uuid:part>/", parts.goal, name="goal"),
    path("progetti/<uuid:key>/obiettivi/<uuid:part>/sposta/", parts.move, name="move_goal"),
    path("progetti/<uuid:key>/obiettivi/<uuid:part>/togli/", parts.remove, {"what": "goal"}, name="remove_goal"),
    path("progetti/<uuid:key>/sostegni/nuovo/", parts.support, name="new_support"),
    path("progetti/<uuid:key>/sostegni/<uuid:part>/", parts.support, name="support"),
    path("progetti/<uuid:key>/sostegni/<uuid:part>/togli/", parts.remove, {"what": "support"}, name="remove_support"),
    path("progetti/<uuid:key>/impegni/nuovo/", parts.commitment, name="new_commitment"),
    path("progetti/<uuid:key>/impegni/<uuid:part>/", parts.commitment, name="commitment"),
    path(
        "progetti/<uuid:key>/impegni/<uuid:part>/togli/",
        parts.remove,
        {"what": "commitment"},
        name="remove_commitment",
    ),
    path("progetti/<uuid:key>/impegni/<uuid:part>/segna/", parts.keep, name="keep"),
    path("progetti/<uuid:key>/condividi/", agreeing.share, name="share"),
    path("progetti/<uuid:key>/riprendi/", agreeing.rework, name="rework"),
    path("progetti/<uuid:key>/firme/", agreeing.sign, name="sign"),
    path("progetti/<uuid:key>/firme/<uuid:file>/", agreeing.scan, name="scan"),
    path("progetti/<uuid:key>/rivedi/", agreeing.review, name="review"),
    path("progetti/<uuid:key>/conferma/", agreeing.confirm, name="confirm"),
    path("progetti/<uuid:key>/differenze/", agreeing.changes, name="changes"),
    path("progetti/<uuid:key>/versioni/<int:number>/", agreeing.version, name="version"),
    path("progetti/<uuid:key>/versioni/<int:number>/stampa/", papers.version_sheet, name="version_sheet"),
    path("progetti/<uuid:key>/stampa/", papers.sheet, name="sheet"),
    path("progetti/<uuid:key>/copia/<uuid:person>/", papers.copy, name="copy"),
    path("progetti/<uuid:key>/copia/<uuid:person>/<slug:language>/", papers.brief, name="short"),
    path("progetti/<uuid:key>/verifica/", checking.verify, name="verify"),
    path("progetti/<uuid:key>/concludi/", checking.conclude, name="conclude"),
    path("progetti/<uuid:key>/interrompi/", checking.interrupt, name="interrupt"),
    path("progetti/<uuid:key>/misura/", pact.pact, name="pact"),
    path("progetti/<uuid:key>/misura/nuovo/", pact.new_fact, name="new_fact"),
    path("progetti/<uuid:key>/misura/lavoro/", pact.work, name="work"),
    path("progetti/<uuid:key>/misura/<uuid:fact>/togli/", pact.withdraw, name="withdraw"),
]
