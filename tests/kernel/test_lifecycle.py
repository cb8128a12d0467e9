"""The engine that reads state tables."""

import pytest

from portico.kernel.errors import DomainError
from portico.kernel.lifecycle import ImpossibleTransition, Lifecycle, Transition

DOOR = Lifecycle(
    "door",
    initial="closed",
    open_states={"open", "ajar"},
    table={
        "push": Transition(frozenset({"closed", "ajar"}), "open", "Spingi", side="outside"),
        "pull": Transition(frozenset({"open", "ajar"}), "closed", "Tira", side="inside"),
        "leave": Transition(frozenset({"open"}), "ajar", "Accosta"),
    },
)
LEADS = {
    ("push", "closed"): "open",
    ("push", "ajar"): "open",
    ("pull", "open"): "closed",
    ("pull", "ajar"): "closed",
    ("leave", "open"): "ajar",
}


@pytest.mark.parametrize("transition", ["push", "pull", "leave", "burn"])
@pytest.mark.parametrize("state", ["closed", "open", "ajar", "gone"])
def test_every_transition_from_every_state(transition, state):
    if (transition, state) in LEADS:
        assert DOOR.target(transition, state) == LEADS[transition, state]
    else:
        with pytest.raises(ImpossibleTransition):
            DOOR.target(transition, state)


def test_what_is_impossible_is_told_as_a_refusal_in_words():
    with pytest.raises(DomainError, match="Lo stato è cambiato"):
        DOOR.target("leave", "closed")


def test_states_are_those_of_the_table():
    assert DOOR.states == {"closed", "open", "ajar"}
    assert DOOR.open_states <= DOOR.states


def test_each_side_is_offered_its_own_acts_and_those_of_both():
    assert DOOR.available("open") == ["pull", "leave"]
    assert DOOR.available("open", side="inside") == ["pull", "leave"]
    assert DOOR.available("open", side="outside") == ["leave"]
    assert DOOR.available("gone") == []


def test_the_drawing_has_an_arrow_for_each_way():
    lines = DOOR.mermaid().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> closed"]
    assert sorted(lines[2:]) == sorted(f"    {state} --> {target}: {name}" for (name, state), target in LEADS.items())
