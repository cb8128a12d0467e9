"""Addresses of referrals."""

from django.urls import path

from portico.referrals.views import acts, inbox, referral, write

app_name = "referrals"

# Italian word of each act, as it is in its address.
WORDS = {
    "receive": "ricevuto",
    "accept": "accetta",
    "take_in_charge": "prendi-in-carico",
    "ask": "chiedi",
    "answer": "rispondi",
    "wait": "lista-attesa",
    "decline": "non-accetta",
    "start": "inizia",
    "complete": "concludi",
    "interrupt": "interrompi",
    "cancel": "annulla",
    "comment": "messaggio",
}

urlpatterns = [
    path("invii/", inbox.inbox, name="inbox"),
    path("invii/esporta/", inbox.export, name="export"),
    path("invii/nuovo/", write.new, name="new"),
    path("invii/<uuid:key>/", referral.referral, name="referral"),
    path("invii/<uuid:key>/modifica/", write.edit, name="edit"),
    path("invii/<uuid:key>/stampa/", referral.paper, name="paper"),
    *[path(f"invii/<uuid:key>/{word}/", acts.do, {"act": act}, name=act) for act, word in WORDS.items()],
]
