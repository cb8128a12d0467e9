"""Plans: what a household and its services want to reach together, who does what, and what was signed."""

from portico.plans.models.frozen import PlanVersion, Signature, SignedScan
from portico.plans.models.pact import Deadline, PactFact
from portico.plans.models.parts import Commitment, Goal, GoalOutcome, Support, Verification
from portico.plans.models.plan import Narrative, Plan, PlanPerson

__all__ = [
    "Commitment",
    "Deadline",
    "Goal",
    "GoalOutcome",
    "Narrative",
    "PactFact",
    "Plan",
    "PlanPerson",
    "PlanVersion",
    "Signature",
    "SignedScan",
    "Support",
    "Verification",
]
