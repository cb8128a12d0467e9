"""Who may open the addresses of desks, appointments and listenings."""

import datetime as dt

from django.utils import timezone

from tests.architecture.rows import Row

DESK = {"allowed": "desk_operator", "denied": "other_desk", "foreign": "other_ambito"}


def desk(w):
    return {"key": w.desk.pk}


def appointment(w):
    return {"key": w.appointment.pk}


def encounter(w):
    return {"key": w.encounter.pk}


def anonymous(w):
    return {"key": w.anonymous.pk}


def tomorrow(w):
    return timezone.localdate() + dt.timedelta(days=1)


def settings_of(w):
    return {
        "version": str(w.desk.version),
        "name": "Sportello Alba",
        "slot_minutes": "30",
        "operators": "2",
        "hours-TOTAL_FORMS": "0",
        "hours-INITIAL_FORMS": "0",
        "closures-TOTAL_FORMS": "0",
        "closures-INITIAL_FORMS": "0",
    }


ROWS = [
    Row("desks:desks", allowed="desk_operator", expect=302),
    Row("desks:desks", allowed="org_manager"),
    Row("desks:day", **DESK, kwargs=desk),
    Row("desks:day", allowed=None, denied="org_manager", kwargs=desk, denied_expect=403),
    Row("desks:walk_in", **DESK, kwargs=desk, method="post", data=lambda w: {"label": "Rosa"}, expect=302),
    Row("desks:settings", allowed="org_manager", denied="desk_operator", foreign="other_ambito", kwargs=desk),
    Row(
        "desks:settings", allowed="org_manager", denied="other_desk", foreign="other_ambito", kwargs=desk,
        method="post", data=settings_of, expect=302,
    ),
    Row("desks:slots", **DESK, kwargs=desk),
    Row("desks:blank_sheet", allowed="desk_operator", foreign="other_ambito", kwargs=desk),
    Row("desks:book", **DESK, kwargs=desk),
    Row(
        "desks:book", **DESK, kwargs=desk, method="post", expect=302,
        data=lambda w: {"label": "R.", "day": str(tomorrow(w)), "time": "11:00", "channel": "phone"},
    ),
    Row("desks:appointment", **DESK, kwargs=appointment),
    Row("desks:move", **DESK, kwargs=appointment),
    Row("desks:mark", **DESK, kwargs=lambda w: {**appointment(w), "act": "arrivo"}, method="post", expect=302),
    Row("desks:cancel", **DESK, kwargs=appointment, method="post", data=lambda w: {"by_person": "1"}, expect=302),
    Row("desks:encounters", allowed="desk_operator"),
    Row("desks:encounters", allowed=None, denied="org_manager", denied_expect=403),
    Row("desks:needs", allowed="desk_operator", method="post", data=lambda w: {"themes": "housing"}),
    Row("desks:encounter", **DESK, kwargs=encounter),
    Row("desks:encounter", allowed="desk_colleague", denied="social_worker", kwargs=encounter),
    Row("desks:encounter", allowed=None, denied="org_manager", foreign="other_ambito", kwargs=anonymous),
    Row("desks:add_note", **DESK, kwargs=encounter, method="post", data=lambda w: {"text": "Ancora", "level": "unit"}, expect=302),
    Row("desks:amend", **DESK, kwargs=encounter),
    Row("desks:identify", **DESK, kwargs=anonymous),
    Row("desks:identify", **DESK, kwargs=anonymous, method="post", expect=302,
        data=lambda w: {"person": str(w.person.pk), "role": "for_whom"}),
    Row("desks:sheet", **DESK, kwargs=encounter),
    Row("desks:certificate", **DESK, kwargs=encounter),
]  # fmt: skip
