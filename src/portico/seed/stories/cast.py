"""Who plays: which operator acts for a desk, a unit or an organisation, always the same."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portico.access.enums import Category, Level, Origin
from portico.access.selectors import open_origins
from portico.accounts.models import Membership
from portico.accounts.selectors import actor_today
from portico.kernel.actor import Actor
from portico.kernel.models import Ambito

# Who leads where: demo accounts wherever there is one, so that each has something of its own to see.
LEADS = {
    "sp-centro": "simona",
    "sp-borgo": "rosanna",
    "sp-mondi": "nadia",
    "sp-ascolto": "sergio",
    "seg-sociale": "ivana.rosati",
    "polo-famiglie": "giulia",
    "polo-adulti": "anna",
    "polo-anziani": "tommaso.tomassini",
    "polo-disabilita": "walter.balducci",
    "polo-foglia": "fabio.durante",
    "polo-colline": "marta.leoni",
    "eq-inclusione": "pietro.piccoli",
    "eq-affido": "luca.cangiotti",
    "pis": "elena",
    "coop-traccia": "matteo",
    "coop-approdo": "davide",
    "cav-ginestra": "lucia",
    "pa-sanfaustino": "sergio",
    "aps-borgo": "rosanna",
    "aps-mondi": "nadia",
}
# The husband of the reserved story is followed in the same pole by somebody who is not one of her two named people.
OTHERS = {
    ("s06-msna", "polo-famiglie"): "carla.grassetti",
    ("s15-riservata", "polo-famiglie"): "irene.dionigi",
}
HUSBANDS_WORKER = "laura.ercolani"
DOMAIN = "@portico.example.org"
# Who answers a referral, first those who decide.
ANSWERING = ("social_worker", "coordinator", "housing_operator", "desk_operator", "foster_team", "case_contributor",
             "emergency_operator", "psychologist")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Role:
    """A membership that may play, and where it belongs."""

    email: str
    user_id: UUID
    membership_id: UUID
    unit: str
    organisation: str
    role: str


class Cast:
    """The operators of an ambito."""

    def __init__(self, ambito: Ambito) -> None:
        self.ambito = ambito
        self._roles = [
            Role(
                row.user.email.removesuffix(DOMAIN),
                row.user_id,
                row.pk,
                row.unit.code if row.unit else "",
                row.organisation.code,
                row.role,
            )
            for row in Membership.objects.filter(ambito=ambito)
            .select_related("user", "unit", "organisation")
            .order_by("user__email", "id")
        ]
        self._actors: dict[UUID, Actor] = {}

    def named(self, email: str) -> Actor:
        return self._actor(next(role for role in self._roles if role.email == email))

    def membership(self, email: str) -> UUID:
        return next(role.membership_id for role in self._roles if role.email == email)

    def at(self, place: str, story: str = "") -> Actor | None:
        """Who acts for a desk or unit, or for an organisation as such; None where nobody works."""
        lead = OTHERS.get((story, place)) or LEADS.get(place)
        if lead is not None:
            return self.named(lead)
        found = [role for role in self._roles if role.unit == place] or [
            role for role in self._roles if role.organisation == place
        ]
        found = [role for role in found if role.role in ANSWERING]
        return self._actor(min(found, key=_rank)) if found else None

    def answering(self, token: int, story: str = "") -> Actor | None:
        """Who answers what is sent to a token."""
        actors = [(role, self._actor(role)) for role in self._roles if role.role in ANSWERING]
        able = [(role, actor) for role, actor in actors if token in actor.tokens and _handles(actor)]
        if not able:
            return None
        wanted = {
            OTHERS.get((story, role.unit)) or LEADS.get(role.unit) or LEADS.get(role.organisation) for role, _a in able
        }
        able.sort(key=lambda pair: (pair[0].email not in wanted, _rank(pair[0])))
        return able[0][1]

    def _actor(self, role: Role) -> Actor:
        if role.membership_id not in self._actors:
            actor = actor_today(role.user_id, role.membership_id)
            if actor is None:
                raise LookupError(f"{role.email} does not work today")
            self._actors[role.membership_id] = actor
        return self._actors[role.membership_id]


def _rank(role: Role) -> tuple[int, str]:
    return ANSWERING.index(role.role), role.email


def _handles(actor: Actor) -> bool:
    return Origin.ACCEPTED_REFERRAL in open_origins(actor=actor, category=Category.CONTACTS, level=Level.READ)
