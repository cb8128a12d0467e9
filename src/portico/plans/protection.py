from django.apps import apps

from portico.kernel.protection import declare

for _name, _purpose in (
    ("Plan", "Agreeing with people on what to reach together"),
    ("PlanHistory", "Earlier versions: agreeing with people on what to reach together"),
    ("Narrative", "Where a plan starts from, and notes for who writes it"),
    ("NarrativeHistory", "Earlier versions: where a plan starts from"),
    ("PlanPerson", "Whom a plan is about"),
    ("Goal", "What a plan wants to reach"),
    ("GoalHistory", "Earlier versions: what a plan wants to reach"),
    ("Support", "Who gives what in a plan"),
    ("SupportHistory", "Earlier versions: who gives what in a plan"),
    ("Commitment", "What household and services promise"),
    ("CommitmentHistory", "Earlier versions: what household and services promise"),
    ("Verification", "How a plan is going"),
    ("GoalOutcome", "How each goal is going"),
    ("PlanVersion", "The text that was shared and signed"),
    ("Signature", "Who signed a plan, when and how"),
    ("SignedScan", "Scanned papers with signatures"),
    ("PactFact", "What the rules of the national measure of inclusion count from"),
    ("PactFactHistory", "Earlier versions: what the rules of the national measure count from"),
    ("Deadline", "Days given by the rules of a plan's kind"),
    ("DeadlineHistory", "Earlier versions: days given by the rules of a plan's kind"),
):
    declare(apps.get_model("plans", _name), "person", category="plan", purpose=_purpose)
