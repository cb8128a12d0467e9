"""Who may do what to a case, by role and state: a table written by hand from the access rules."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from portico.casework import policies
from portico.kernel.actor import Actor

UNIT, OTHER = uuid4(), uuid4()
HELD, MANAGER, PERSONAL = 10, 11, 12
STATES = ["proposed", "sent_back", "accepted", "active", "suspended", "closed"]


def actor(role, unit=UNIT, tokens=(HELD, PERSONAL)):
    return Actor(ambito_id=uuid4(), role=role, unit_id=unit, tokens=tokens, membership_id=uuid4())


ACTORS = {
    "manager": actor("social_worker", tokens=(HELD, MANAGER)),
    "substitute of the manager": actor("social_worker", OTHER, (20, 21, MANAGER)),
    "coordinator": actor("coordinator"),
    "colleague": actor("social_worker"),
    "coordinator elsewhere": actor("coordinator", OTHER, (20, 21)),
    "worker elsewhere": actor("social_worker", OTHER, (20, 21)),
    "desk": actor("desk_operator", OTHER, (30, 31)),
    "tutor": actor("case_contributor", OTHER, (40, 41)),
    "volunteer of the unit": actor("volunteer"),
    "org_manager": actor("org_manager", OTHER, (50, 51)),
}
ALWAYS = {"add_task"}
LEAD = {"suspend", "close", "hand_over", "team", "edit", "add_task"}
# With a manager named; before that nobody manages it.
TABLE = {
    "manager": {
        "proposed": {"answer"},
        "sent_back": set(),
        "accepted": {"activate", "close", "hand_over", "team", "edit", "add_task"},
        "active": LEAD,
        "suspended": {"resume", "close", "hand_over", "team", "edit", "add_task"},
        "closed": {"reopen"},
    },
    "coordinator": {
        "proposed": {"answer"},
        "sent_back": set(),
        "accepted": {"assign", "activate", "close", "hand_over", "team", "edit", "add_task"},
        "active": LEAD | {"assign"},
        "suspended": {"assign", "resume", "close", "hand_over", "team", "edit", "add_task"},
        "closed": {"reopen"},
    },
    "colleague": {
        "proposed": {"answer"},
        "sent_back": set(),
        "accepted": ALWAYS,
        "active": ALWAYS,
        "suspended": ALWAYS,
        "closed": set(),
    },
}
TABLE["substitute of the manager"] = {**TABLE["manager"], "proposed": set()}
NOBODY = {
    "proposed": set(),
    "sent_back": set(),
    "accepted": ALWAYS,
    "active": ALWAYS,
    "suspended": ALWAYS,
    "closed": set(),
}


def case(state, manager=MANAGER):
    managed = manager if state not in {"proposed", "sent_back"} else None
    return SimpleNamespace(state=state, unit_id=UNIT, holder_token=HELD, manager_token=managed)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", list(ACTORS))
def test_who_may_do_what(who, state):
    expected = TABLE.get(who, NOBODY)[state]
    item = case(state)
    if who in {"manager", "substitute of the manager"} and state in {"proposed", "sent_back"}:
        item.manager_token = None
    assert policies.actions(ACTORS[who], item) == expected


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("colleague", True),
        ("coordinator", True),
        ("worker elsewhere", False),
        ("desk", False),
        ("volunteer of the unit", False),
    ],
)
def test_who_takes_a_case_that_nobody_has(who, may):
    assert policies.may_take(ACTORS[who], case("accepted", manager=None)) is may


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("desk_operator", True),
        ("emergency_operator", True),
        ("social_worker", True),
        ("coordinator", True),
        ("case_contributor", True),
        ("psychologist", True),
        ("housing_operator", True),
        ("foster_team", True),
        ("volunteer", False),
        ("aid_operator", False),
        ("org_manager", False),
        ("administrative", False),
        ("director", False),
        ("dpo", False),
        ("ambito_admin", False),
        ("system_operator", False),
    ],
)
def test_who_may_propose(role, may):
    assert policies.may_propose(actor(role)) is may


@pytest.mark.parametrize("role", ["desk_operator", "case_contributor", "volunteer", "org_manager"])
def test_only_professional_social_service_takes_in_charge_directly(role):
    assert not policies.may_open_directly(actor(role))
