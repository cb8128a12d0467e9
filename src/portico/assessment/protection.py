from django.apps import apps

from portico.assessment.models import Form, FormItem
from portico.kernel.protection import declare

declare(Form, "public", purpose="Versions of the forms of assessment")
declare(FormItem, "public", purpose="Questions of the forms of assessment")
for _name, _purpose in (
    ("Assessment", "Understanding with a household what it needs and what it can count on"),
    ("AssessmentHistory", "Earlier versions: understanding needs and strengths"),
    ("AssessmentSubject", "Whom an assessment is about"),
    # Rows about health carry their own category, which the policy asks.
    ("Answer", "What was understood, item by item; rows on health have a wall of their own"),
    ("Voice", "What they say of it themselves; rows on health have a wall of their own"),
    ("AssessmentPriority", "What to start from"),
    ("AssessmentPriorityHistory", "Earlier versions: what to start from"),
):
    declare(apps.get_model("assessment", _name), "person", category="needs", purpose=_purpose)
