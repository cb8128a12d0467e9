"""Who may open the addresses of plans."""

from tests.architecture.rows import Row

WRITER = {"allowed": "social_worker", "denied": "tutor", "foreign": "other_ambito"}
REFUSED = {**WRITER, "denied_expect": 403}
POST = {"method": "post", "expect": 302}


def plan(w):
    return {"key": w.plan.pk}


def draft(w):
    return {"key": w.draft_plan.pk}


def shared(w):
    return {"key": w.other_draft.pk}


def of_draft(name):
    return lambda w: {"key": w.draft_plan.pk, "part": getattr(w, name).pk}


def copy(w):
    return {"key": w.plan.pk, "person": w.plan_person.pk}


GOAL = {"domain": "work", "text": "Un lavoro"}

ROWS = [
    Row("plans:plans", allowed="social_worker"),
    Row("plans:new", **REFUSED, query=lambda w: f"?caso={w.case.pk}"),
    Row("plans:new", allowed="coordinator", denied="other_desk", foreign="other_ambito", query=lambda w: f"?caso={w.case.pk}"),
    Row("plans:of_case", allowed="social_worker", denied="other_desk", foreign="other_ambito", kwargs=lambda w: {"key": w.case.pk}),
    Row("plans:of_case", allowed="tutor", denied="desk_operator", foreign="other_ambito", kwargs=lambda w: {"key": w.case.pk}),
    Row("plans:plan", allowed="social_worker", denied="other_desk", foreign="other_ambito", kwargs=plan),
    Row("plans:plan", allowed="tutor", denied="desk_operator", foreign="other_ambito", kwargs=plan),
    # A draft is for who writes plans.
    Row("plans:plan", allowed="pole_colleague", denied="tutor", foreign="other_ambito", kwargs=draft),
    Row("plans:edit", **WRITER, kwargs=draft),
    Row("plans:new_goal", **WRITER, kwargs=draft),
    Row("plans:new_goal", **WRITER, kwargs=draft, method="post", data=lambda w: GOAL, expect=302),
    Row("plans:goal", **WRITER, kwargs=of_draft("goal")),
    Row("plans:move_goal", **WRITER, kwargs=of_draft("goal"), **POST),
    Row("plans:remove_goal", **WRITER, kwargs=of_draft("goal"), **POST),
    Row("plans:new_support", **WRITER, kwargs=draft),
    Row("plans:support", **WRITER, kwargs=of_draft("support")),
    Row("plans:remove_support", **WRITER, kwargs=of_draft("support"), **POST),
    Row("plans:new_commitment", **WRITER, kwargs=draft),
    Row("plans:commitment", **WRITER, kwargs=of_draft("commitment")),
    Row("plans:remove_commitment", **WRITER, kwargs=of_draft("commitment"), **POST),
    Row(
        "plans:keep", **REFUSED, kwargs=lambda w: {"key": w.plan.pk, "part": w.promise.pk}, data=lambda w: {"stato": "kept"},
        **POST,
    ),
    Row("plans:share", **WRITER, kwargs=draft),
    Row("plans:rework", **WRITER, kwargs=shared, **POST),
    Row("plans:sign", allowed=None, denied="tutor", foreign="other_ambito", kwargs=draft),
    Row("plans:scan", **WRITER, kwargs=lambda w: {"key": w.plan.pk, "file": w.scan.pk}),
    Row("plans:review", **REFUSED, kwargs=plan, **POST),
    Row("plans:confirm", **WRITER, kwargs=draft, **POST),
    Row("plans:changes", **WRITER, kwargs=plan),
    Row("plans:version", **WRITER, kwargs=lambda w: {"key": w.plan.pk, "number": 1}),
    Row("plans:version_sheet", **WRITER, kwargs=lambda w: {"key": w.plan.pk, "number": 1}),
    Row("plans:sheet", allowed="social_worker", denied="other_desk", foreign="other_ambito", kwargs=plan),
    Row("plans:sheet", allowed="tutor", denied="desk_operator", foreign="other_ambito", kwargs=plan),
    Row("plans:copy", **WRITER, kwargs=copy),
    Row("plans:short", **WRITER, kwargs=lambda w: {**copy(w), "language": "fr"}),
    Row("plans:verify", **REFUSED, kwargs=plan),
    Row("plans:conclude", **REFUSED, kwargs=plan),
    Row("plans:interrupt", **REFUSED, kwargs=plan),
    Row("plans:pact", **WRITER, kwargs=plan),
    Row("plans:new_fact", **WRITER, kwargs=plan),
    Row("plans:work", **WRITER, kwargs=plan),
    Row("plans:withdraw", **WRITER, kwargs=lambda w: {"key": w.plan.pk, "fact": w.fact.pk}, **POST),
]  # fmt: skip
