"""Who may open the pages where one writes in the diary."""

from django.utils import timezone

from tests.architecture.rows import Row


def person(w):
    return {"key": w.person.pk}


def typed(w):
    now = timezone.localtime()
    return {"text": "Una telefonata", "kind": "phone_call", "level": "unit", "day": now.date(), "hour": f"{now:%H:%M}"}


ROWS = [
    Row("workplace:quick_note", "social_worker", "dpo", denied_expect=403),
    Row("workplace:new_entry", "social_worker", "other_pole", "other_ambito", kwargs=person),
    Row(
        "workplace:new_entry",
        "desk_operator",
        "other_desk",
        "other_ambito",
        kwargs=person,
        method="post",
        data=typed,
        expect=302,
    ),
    Row(
        "workplace:entry_draft",
        "tutor",
        "other_pole",
        "other_ambito",
        kwargs=person,
        method="post",
        data=typed,
        expect=204,
    ),
    Row("workplace:case_diary", "tutor", "desk_operator", "other_ambito", kwargs=lambda w: {"key": w.case.pk}),
    Row("workplace:papers", "social_worker", "other_pole", "other_ambito", kwargs=person),
    Row(
        "workplace:prepare_paper",
        "tutor",
        "other_pole",
        "other_ambito",
        kwargs=lambda w: {"key": w.person.pk, "paper": "lettera"},
    ),
    Row(
        "workplace:fill_template",
        "social_worker",
        "other_pole",
        "other_ambito",
        kwargs=lambda w: {"key": w.person.pk, "template": w.template.pk},
    ),
    Row("workplace:dossier", "desk_operator", "other_desk", "other_ambito", kwargs=person),
    Row(
        "workplace:dossier",
        "tutor",
        "receiver",
        "other_ambito",
        kwargs=person,
        method="post",
        data=lambda w: {"reason": "Udienza"},
        denied_expect=403,
    ),
]
