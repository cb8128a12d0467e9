"""Levels, categories and origins of access. Rules and cases: docs/adr/0002."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """How far: nothing; known and followed by whom; read; read and write."""

    NONE = 0, _("niente")
    KNOWN = 1, _("che è conosciuta")
    READ = 2, _("leggere")
    WRITE = 3, _("leggere e scrivere")


class Category(models.TextChoices):
    IDENTITY = "identity", _("identità")
    CONTACTS = "contacts", _("recapiti e indirizzi")
    PROTECTED_ADDRESS = "protected_address", _("indirizzo protetto")
    HOUSEHOLD = "household", _("nucleo e relazioni")
    ECONOMIC = "economic", _("situazione economica")
    NEEDS = "needs", _("bisogni e risorse")
    HEALTH = "health", _("salute")
    JUDICIAL = "judicial", _("provvedimenti")
    DIARY = "diary", _("diario e ascolti")
    CASE = "case", _("presa in carico")
    PLAN = "plan", _("progetto")
    AID = "aid", _("aiuti, posti, attività")
    AUDIT = "audit", _("chi ha guardato")


class Origin(models.TextChoices):
    OWN_DESK = "own_desk", _("ascolto o registrazione allo sportello")
    ACCEPTED_REFERRAL = "accepted_referral", _("invio accettato")
    CASE_TEAM = "case_team", _("équipe del caso")
    CASE_MANAGER = "case_manager", _("presa in carico")
    CLOSED_CASE = "closed_case", _("caso chiuso")
    CARD_ACTIVITY = "card_activity", _("tessera, prenotazione o attività")
    STAY_PLACEMENT = "stay_placement", _("accoglienza o affidamento")
    CONSENT = "consent", _("consenso")
    BREAK_GLASS = "break_glass", _("accesso d'emergenza")
