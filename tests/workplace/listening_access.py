"""Who may open the addresses of Nuovo ascolto."""

from portico.kernel.actor import acting
from portico.kernel.ids import uuid7
from portico.workplace.selectors.drafts import drafts
from portico.workplace.services.listening import keep_draft
from tests.architecture.rows import Row


def draft(w):
    """A draft of the desk's operator, made when it is asked for."""
    desk = w.actor("desk_operator")
    with acting(desk):
        found = drafts(actor=desk).first()
        if found is None:
            keep_draft(actor=desk, key=uuid7(), fields={"request": ["Cerca casa"]})
            found = drafts(actor=desk).first()
        return found


ROWS = [
    Row("workplace:new_listening", allowed="desk_operator", denied="org_manager", denied_expect=403),
    Row("workplace:new_listening", allowed="desk_colleague", denied="other_desk", foreign="other_ambito",
        query=lambda w: f"?persona={w.person.pk}"),
    Row("workplace:new_listening", allowed="social_worker", method="post", expect=302,
        data=lambda w: {"themes": "housing", "request": "Cerca casa"}),
    Row("workplace:listening_services", allowed="desk_operator", method="post", data=lambda w: {"themes": "housing"}),
    Row("workplace:listening_people", allowed="desk_operator", method="post", data=lambda w: {"person": str(w.person.pk)}),
    Row("workplace:listening_slots", allowed="desk_operator", denied="social_worker"),
    Row("workplace:save_listening_draft", allowed="desk_operator", method="post", expect=204, data=lambda w: {"request": "x"}),
    Row("workplace:discard_listening_draft", allowed="desk_operator", denied="desk_colleague", foreign="other_ambito",
        kwargs=lambda w: {"key": draft(w).pk}, method="post", expect=302),
]  # fmt: skip
