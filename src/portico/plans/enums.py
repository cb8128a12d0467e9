"""Small closed sets of plans; kinds of plan, outcomes and kinds of support are codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("bozza")
    SHARED = "shared", _("condiviso, da firmare")
    SIGNED = "signed", _("firmato")
    UNDER_REVIEW = "under_review", _("in revisione")
    CONCLUDED = "concluded", _("concluso")
    INTERRUPTED = "interrupted", _("interrotto")


class SupportKind(models.TextChoices):
    SERVICE = "service_by_referral", _("servizio della rete")
    OWN = "own_service", _("lo facciamo noi")
    AID = "aid", _("aiuto")


class Side(models.TextChoices):
    HOUSEHOLD = "household", _("della famiglia")
    SERVICES = "services", _("dei servizi")


class CommitmentState(models.TextChoices):
    OPEN = "open", _("da mantenere")
    KEPT = "kept", _("mantenuto")
    MISSED = "missed", _("non mantenuto")


class Work(models.TextChoices):
    """Where somebody stands towards work, in the national measure of inclusion."""

    UNKNOWN = "", _("non ancora detto")
    EMPLOYABLE = "employable", _("può lavorare: percorso con il centro per l'impiego")
    NOT_EMPLOYABLE = "not_employable", _("non può lavorare ora: percorso con i servizi sociali")
    EXEMPT = "exempt", _("senza obblighi")


class Capacity(models.TextChoices):
    SELF = "self", _("per sé")
    REPRESENTS = "represents", _("chi la rappresenta per legge")
    SERVICE = "service", _("per i servizi")


class How(models.TextChoices):
    PAPER = "paper_scanned", _("su carta")
    PRESENCE = "in_presence", _("in presenza, a voce davanti all'operatore")
    DIGITAL = "digital", _("firma digitale")
    REFUSED = "refused", _("non firma")


class FactKind(models.TextChoices):
    """What happens in the national measure, by date; the clocks of `data/plan_rules.csv` start and stop here."""

    ACTIVATION = "activation", _("sottoscritto il patto di attivazione digitale")
    RENEWAL = "renewal", _("rinnovo della misura")
    CONVOCATION = "convocation", _("convocazione")
    MEETING = "meeting", _("incontro con i servizi sociali")
    NO_SHOW = "no_show", _("non è venuta all'incontro")
    JUSTIFIED = "justified_absence", _("assenza giustificata")
    SENT_TO_WORK = "sent_to_employment", _("avvio al centro per l'impiego")
    WORK_PACT = "employment_signed", _("firma al centro per l'impiego")


EDITABLE = (State.DRAFT, State.UNDER_REVIEW)
IN_FORCE = (State.SIGNED, State.UNDER_REVIEW)
OVER = (State.CONCLUDED, State.INTERRUPTED)
PACT_KIND = "inclusion_pact"
REACHED = frozenset({"reached"})
SETTLED = frozenset({"reached", "partly_reached", "not_reached", "dropped"})
