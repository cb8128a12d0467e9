"""Who may open each address of people's records."""

from tests.architecture.rows import Row


def person(w):
    return {"key": w.person.pk}


def of_pole(name, **more):
    """Open to the social worker with the case; not there for the other desk and the other ambito."""
    return Row(
        f"people:{name}", allowed="social_worker", denied="other_desk", foreign="other_ambito", kwargs=person, **more
    )


def no_desk(name, kwargs=person, **more):
    """What the desk that registered her may not open either."""
    return Row(
        f"people:{name}", allowed="social_worker", denied="desk_operator", foreign="other_ambito", kwargs=kwargs, **more
    )


def row_of(name, thing, denied="other_desk"):
    return Row(
        f"people:{name}",
        allowed="social_worker",
        denied=denied,
        foreign="other_ambito",
        kwargs=lambda w: {"row": thing(w).pk},
    )


def code(w):
    from portico.kernel.actor import acting
    from portico.people.services.identity import add_identifier

    worker = w.actor("social_worker")
    with acting(worker):
        return w.person.identifiers.first() or add_identifier(
            actor=worker, person_id=w.person.pk, kind="passport", value="AB1234567"
        )


def contact(w):
    from portico.kernel.actor import acting

    with acting(w.actor("social_worker")):
        return w.person.contacts.first()


def address(w):
    from portico.kernel.actor import acting

    with acting(w.actor("social_worker")):
        return w.person.addresses.first()


def protected(w):
    from portico.kernel.actor import acting

    with acting(w.actor("pole_colleague")):
        return w.reserved.protected_addresses.first()


def home(w):
    return {"key": w.person.pk, "home": w.household.pk}


def looked_up(w, name):
    """The person has been looked up today by the actor, so the two acts are open."""
    from portico.kernel.actor import acting
    from portico.people.services.lookup import look_up

    actor = w.actor(name)
    with acting(actor):
        look_up(actor=actor, first_name="Fatima", last_name=w.person.last_name, birth_date=w.person.birth_date)
    return {"key": w.person.pk}


def asked(w):
    from portico.kernel.actor import acting
    from portico.people.selectors import contact_requests
    from portico.people.services.ask import ask_contact

    actor = w.actor("other_desk")
    looked_up(w, "other_desk")
    with acting(actor):
        open_one = contact_requests(actor=actor).first()
        return {"key": (open_one or ask_contact(actor=actor, person_id=w.person.pk, reason="Serve parlarsi")).pk}


ROWS = [
    Row("people:new", allowed="desk_operator", denied="tutor", denied_expect=403),
    Row(
        "people:register", allowed="desk_operator", denied="director", denied_expect=403, method="post",
        data=lambda w: {"first_name": "Ugo", "last_name": "Neri"}, expect=302,
    ),
    Row(
        "people:read_tax_code", allowed="desk_operator", denied="tutor", denied_expect=403, method="post",
        data=lambda w: {"identifier": "RSSMRA"},
    ),
    Row("people:lookup_panel", allowed="desk_operator", denied="receiver", denied_expect=403),
    Row("people:quick_register", allowed="desk_operator", denied="org_manager", denied_expect=403),
    Row("people:municipalities", allowed="desk_operator", query="?municipality=pesa"),
    Row("people:birth_places", allowed="desk_operator", query="?birth_place=maro"),
    Row("people:choose", allowed="desk_operator", denied="other_desk", foreign="other_ambito", kwargs=person),
    # Nobody meets or asks about somebody they have not looked up.
    Row("people:meet", allowed="other_desk", denied="other_pole", foreign="other_ambito", kwargs=lambda w: looked_up(w, "other_desk")),
    Row("people:ask", allowed="other_desk", denied="other_pole", foreign="other_ambito", kwargs=lambda w: looked_up(w, "other_desk")),
    Row("people:requests", allowed="desk_operator"),
    Row("people:request", allowed="social_worker", denied="other_pole", foreign="other_ambito", kwargs=asked),
    of_pole("identity"),
    of_pole("edit_identity"),
    of_pole("other_names"),
    of_pole("citizenships"),
    of_pole("languages"),
    of_pole("add_identifier"),
    row_of("verify_identifier", code),
    row_of("end_identifier", code),
    of_pole("add_paper"),
    row_of("edit_paper", lambda w: w.paper),
    of_pole("dismiss_fact"),
    of_pole("ground"),
    of_pole("add_contact"),
    row_of("edit_contact", contact),
    row_of("end_contact", contact),
    of_pole("add_address"),
    row_of("edit_address", address),
    row_of("end_address", address),
    of_pole("set_protected"),
    Row(
        "people:end_protected", allowed="pole_colleague", denied="social_worker", foreign="other_ambito",
        kwargs=lambda w: {"row": protected(w).pk},
    ),
    of_pole("reserve"),
    of_pole("unreserve"),
    no_desk("household"),
    no_desk("create_household"),
    no_desk("add_member", home),
    row_of("edit_member", lambda w: w.household_member, "desk_operator"),
    row_of("end_member", lambda w: w.household_member, "desk_operator"),
    row_of("withdraw_member", lambda w: w.household_member, "desk_operator"),
    row_of("move_member", lambda w: w.household_member, "desk_operator"),
    no_desk("add_relation"),
    row_of("edit_relation", lambda w: w.relation, "desk_operator"),
    row_of("end_relation", lambda w: w.relation, "desk_operator"),
    no_desk("economy"),
    no_desk("add_isee"),
    row_of("edit_isee", lambda w: w.isee, "desk_operator"),
    no_desk("add_income"),
    row_of("edit_income", lambda w: w.income, "desk_operator"),
    row_of("end_income", lambda w: w.income, "desk_operator"),
    no_desk("add_housing"),
    of_pole("sights"),
    no_desk("looks"),
    of_pole("changes"),
]  # fmt: skip
