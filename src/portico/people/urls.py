"""Addresses of people's records. The list and the person page read every app: `workplace/urls_person.py`."""

from django.urls import path

from portico.people.views import economy, ground, household, identity, lookup, requests, trail

app_name = "people"
urlpatterns = [
    path("persone/nuova/", lookup.new, name="new"),
    path("persone/nuova/registra/", lookup.register, name="register"),
    path("persone/nuova/codice-fiscale/", lookup.read_tax_code, name="read_tax_code"),
    path("persone/cerca/", lookup.lookup_panel, name="lookup_panel"),
    path("persone/cerca/registra/", lookup.quick_register, name="quick_register"),
    path("persone/luoghi/comuni/", lookup.municipalities, name="municipalities"),
    path("persone/luoghi/nascita/", lookup.birth_places, name="birth_places"),
    path("persone/<uuid:key>/scelta/", lookup.choose, name="choose"),
    path("persone/<uuid:key>/incontra/", lookup.meet, name="meet"),
    path("persone/<uuid:key>/chiedi/", lookup.ask, name="ask"),
    path("richieste/", requests.inbox, name="requests"),
    path("richieste/<uuid:key>/", requests.answer, name="request"),
    # Identity
    path("persone/<uuid:key>/identita/", identity.show, name="identity"),
    path("persone/<uuid:key>/identita/dati/", identity.edit, name="edit_identity"),
    path("persone/<uuid:key>/altri-nomi/", identity.other_names, name="other_names"),
    path("persone/<uuid:key>/cittadinanze/", identity.citizenships, name="citizenships"),
    path("persone/<uuid:key>/lingue/", identity.languages, name="languages"),
    path("persone/<uuid:key>/codici/nuovo/", identity.add_identifier, name="add_identifier"),
    path("persone/codici/<uuid:row>/verifica/", identity.verify_identifier, name="verify_identifier"),
    path("persone/codici/<uuid:row>/fine/", identity.end_identifier, name="end_identifier"),
    path("persone/<uuid:key>/documenti/nuovo/", identity.add_paper, name="add_paper"),
    path("persone/documenti/<uuid:row>/", identity.edit_paper, name="edit_paper"),
    path("persone/<uuid:key>/fatti/togli/", identity.dismiss_fact, name="dismiss_fact"),
    # Contacts, addresses, protection
    path("persone/<uuid:key>/recapiti/", ground.show, name="ground"),
    path("persone/<uuid:key>/recapiti/nuovo/", ground.add_contact, name="add_contact"),
    path("persone/recapiti/<uuid:row>/", ground.edit_contact, name="edit_contact"),
    path("persone/recapiti/<uuid:row>/fine/", ground.end_contact, name="end_contact"),
    path("persone/<uuid:key>/indirizzi/nuovo/", ground.add_address, name="add_address"),
    path("persone/indirizzi/<uuid:row>/", ground.edit_address, name="edit_address"),
    path("persone/indirizzi/<uuid:row>/fine/", ground.end_address, name="end_address"),
    path("persone/<uuid:key>/indirizzo-protetto/", ground.set_protected, name="set_protected"),
    path("persone/indirizzo-protetto/<uuid:row>/fine/", ground.end_protected, name="end_protected"),
    path("persone/<uuid:key>/riserva/", ground.reserve_person, name="reserve"),
    path("persone/<uuid:key>/riserva/togli/", ground.unreserve_person, name="unreserve"),
    # Households and ties
    path("persone/<uuid:key>/nucleo/", household.show, name="household"),
    path("persone/<uuid:key>/nucleo/nuovo/", household.create, name="create_household"),
    path("persone/<uuid:key>/nucleo/<uuid:home>/aggiungi/", household.add_member, name="add_member"),
    path("persone/nucleo/<uuid:row>/", household.edit_member, name="edit_member"),
    path("persone/nucleo/<uuid:row>/fine/", household.end_member, name="end_member"),
    path("persone/nucleo/<uuid:row>/sbaglio/", household.withdraw_member, name="withdraw_member"),
    path("persone/nucleo/<uuid:row>/sposta/", household.move_member, name="move_member"),
    path("persone/<uuid:key>/legami/nuovo/", household.add_relation, name="add_relation"),
    path("persone/legami/<uuid:row>/", household.edit_relation, name="edit_relation"),
    path("persone/legami/<uuid:row>/fine/", household.end_relation, name="end_relation"),
    # Means and housing
    path("persone/<uuid:key>/economia/", economy.show, name="economy"),
    path("persone/<uuid:key>/isee/nuova/", economy.add_isee, name="add_isee"),
    path("persone/isee/<uuid:row>/", economy.edit_isee, name="edit_isee"),
    path("persone/<uuid:key>/entrate/nuova/", economy.add_income, name="add_income"),
    path("persone/entrate/<uuid:row>/", economy.edit_income, name="edit_income"),
    path("persone/entrate/<uuid:row>/fine/", economy.end_income, name="end_income"),
    path("persone/<uuid:key>/casa/", economy.add_housing, name="add_housing"),
    # Who sees, who looked, what changed
    path("persone/<uuid:key>/accessi/", trail.sights, name="sights"),
    path("persone/<uuid:key>/letture/", trail.looks, name="looks"),
    path("persone/<uuid:key>/storia/", trail.changes, name="changes"),
]
