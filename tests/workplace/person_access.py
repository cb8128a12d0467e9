"""Who may open the list of people and the page of one."""

from tests.architecture.rows import Row


def person(w):
    return {"key": w.person.pk}


ROWS = [
    Row("workplace:people", "desk_operator"),
    Row("workplace:person", "desk_operator", "other_desk", "other_ambito", kwargs=person),
    Row("workplace:person_thread", "social_worker", "other_pole", "other_ambito", kwargs=person),
    Row("workplace:person_beside", "desk_operator", "other_desk", "other_ambito", kwargs=person),
    Row("workplace:new_appointment", "desk_operator", "other_desk", "other_ambito", kwargs=person, expect=302),
    Row("workplace:print_person", "social_worker", "receiver", "other_ambito", kwargs=person),
    Row("workplace:person", "pole_colleague", "social_worker", "other_ambito", kwargs=lambda w: {"key": w.reserved.pk}),
]
