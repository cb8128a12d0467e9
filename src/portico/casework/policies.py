"""Who may do what with a case, once the walls let them see it. Screens and services ask the same functions."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from portico.casework.enums import MANAGER_ROLES, OPEN_STATES, State
from portico.casework.models import Case
from portico.kernel.actor import Actor
from portico.kernel.errors import DomainError

PROPOSING_ROLES = frozenset(
    {
        "social_worker",
        "coordinator",
        "foster_team",
        "desk_operator",
        "emergency_operator",
        "case_contributor",
        "psychologist",
        "housing_operator",
    }
)
ANSWERING_ROLES = frozenset({"social_worker", "coordinator"})


FOLLOWED, HIDDEN = "followed", "hidden"


class FollowedElsewhere(DomainError):
    """Another unit has the person in charge: it says who else does, by its team, a proposal or a referral of its own."""

    message = _(
        "La segue già %(who)s. Puoi proporre la presa in carico a quell'unità, o chiedere di essere messi in contatto; "
        "chi la segue può farvi entrare nell'équipe, proporvela o passarvi le consegne."
    )
    proposed = _(
        "La segue già %(who)s: rimanda indietro la proposta e dillo a chi l'ha scritta. "
        "Chi la segue può proporvela, farvi entrare nell'équipe o passarvi le consegne."
    )


def refuse_followed(answer: str, followers: Collection[str], *, proposed: bool = False) -> None:
    """One rule for opening, accepting and widening a case: a unit takes in charge whom another one has in charge only
    when it works on that already, or was called by others who hold more than their own listening.

    The answer is the database's, which sees every case. Raises FollowedElsewhere, or DomainError with no reason where
    even that there is a case must not be told.
    """
    if answer == HIDDEN:
        raise DomainError(_("Questa presa in carico non è disponibile."))
    if answer == FOLLOWED:
        who = ", ".join(dict.fromkeys(followers)) or _("un'altra unità della rete")
        raise FollowedElsewhere((FollowedElsewhere.proposed if proposed else FollowedElsewhere.message) % {"who": who})


def is_manager(actor: Actor, case: Case) -> bool:
    """The case manager, or who stands in for them today."""
    return case.manager_token is not None and case.manager_token in actor.tokens


def coordinates(actor: Actor, case: Case) -> bool:
    """The coordinator of the unit in charge."""
    return actor.role == "coordinator" and actor.unit_id is not None and actor.unit_id == case.unit_id


def leads(actor: Actor, case: Case) -> bool:
    """Manager or coordinator: who decides about the case."""
    return is_manager(actor, case) or coordinates(actor, case)


def may_propose(actor: Actor) -> bool:
    """Any operator who listens to people or works with them; holding the person is checked by the walls."""
    return actor.role in PROPOSING_ROLES


def may_open_directly(actor: Actor) -> bool:
    """Professional social service takes people in charge in its own unit without proposing to itself."""
    return actor.role in MANAGER_ROLES and actor.unit_id is not None


def may_answer(actor: Actor, case: Case) -> bool:
    """Accept or send back: coordinator or social worker of the unit it was proposed to."""
    return actor.role in ANSWERING_ROLES and case.holder_token in actor.tokens and case.state == State.PROPOSED


def may_assign(actor: Actor, case: Case) -> bool:
    """Name or change the manager: the unit's coordinator."""
    return coordinates(actor, case) and case.state in OPEN_STATES


def may_take(actor: Actor, case: Case) -> bool:
    """A social worker of the unit takes a case that nobody has."""
    return (
        actor.role in MANAGER_ROLES
        and case.manager_token is None
        and case.holder_token in actor.tokens
        and case.state in OPEN_STATES
    )


def may_activate(actor: Actor, case: Case) -> bool:
    """Who leads it starts a case that was accepted and has a manager."""
    return leads(actor, case) and case.state == State.ACCEPTED and case.manager_token is not None


def may_suspend(actor: Actor, case: Case) -> bool:
    """Who leads it suspends an active case."""
    return leads(actor, case) and case.state == State.ACTIVE


def may_resume(actor: Actor, case: Case) -> bool:
    """Who leads it takes a suspended case up again."""
    return leads(actor, case) and case.state == State.SUSPENDED


def may_close(actor: Actor, case: Case) -> bool:
    """Who leads it closes an open case."""
    return leads(actor, case) and case.state in OPEN_STATES


def may_reopen(actor: Actor, case: Case) -> bool:
    """Who leads it reopens a closed case."""
    return leads(actor, case) and case.state == State.CLOSED


def may_hand_over(actor: Actor, case: Case) -> bool:
    """Who leads it passes an open case on."""
    return leads(actor, case) and case.state in OPEN_STATES


def may_lead_team(actor: Actor, case: Case) -> bool:
    """Add and end team members and subjects, name the family's reference."""
    return leads(actor, case) and case.state in OPEN_STATES


def may_edit(actor: Actor, case: Case) -> bool:
    """Areas, intensity, who bears the costs."""
    return leads(actor, case) and case.state in OPEN_STATES


def may_add_task(actor: Actor, case: Case) -> bool:
    """Anybody who works on it: the unit in charge and the team. The walls decide who reads it."""
    return case.state in OPEN_STATES


def actions(actor: Actor, case: Case) -> set[str]:
    """The names of everything the actor may do to the case now."""
    table = {
        "answer": may_answer,
        "assign": may_assign,
        "take": may_take,
        "activate": may_activate,
        "suspend": may_suspend,
        "resume": may_resume,
        "close": may_close,
        "reopen": may_reopen,
        "hand_over": may_hand_over,
        "team": may_lead_team,
        "edit": may_edit,
        "add_task": may_add_task,
    }
    return {name for name, allowed in table.items() if allowed(actor, case)}
