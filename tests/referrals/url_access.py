"""Who may open the addresses of referrals. `w.referral` is the pole's by now; `w.sent_referral` waits at the shelter."""

from tests.architecture.rows import Row


def taken(w):
    return {"key": w.referral.pk}


def waiting(w):
    return {"key": w.sent_referral.pk}


def draft(w):
    """A draft of the desk, written when it is asked for."""
    from portico.kernel.actor import acting
    from portico.referrals.models import Referral
    from portico.referrals.services import draft_referral

    desk = w.actor("desk_operator")
    with acting(desk):
        found = Referral.objects.filter(state="draft").first() or draft_referral(
            actor=desk, person_id=w.other_person.pk, service_id=w.shelter_service.pk, asked="Un posto"
        )
    return {"key": found.pk}


def act(name, allowed, kwargs, denied="other_desk", **data):
    return Row(
        f"referrals:{name}",
        allowed=allowed,
        denied=denied,
        foreign="other_ambito",
        kwargs=kwargs,
        method="post",
        data=lambda w: data,
        expect=302,
    )


# The other side sees the referral and may not do this to it.
def other_side(name, denied, kwargs, **data):
    return Row(
        f"referrals:{name}",
        allowed=None,
        denied=denied,
        kwargs=kwargs,
        method="post",
        data=lambda w: data,
        denied_expect=403,
    )


ROWS = [
    Row("referrals:inbox", allowed="receiver"),
    Row("referrals:export", allowed="receiver"),
    Row("referrals:new", allowed="desk_operator"),
    Row("referrals:new", allowed="desk_operator", method="post", expect=302, data=lambda w: {"asked": "Aiuto", "urgency": "ordinary"},
        denied="other_desk", foreign="other_ambito",
        query=lambda w: f"?persona={w.other_person.pk}&servizio={w.pole_service.pk}"),
    Row("referrals:referral", allowed="receiver", denied="other_desk", foreign="other_ambito", kwargs=waiting),
    Row("referrals:referral", allowed="desk_colleague", denied="tutor", foreign="other_ambito", kwargs=waiting),
    Row("referrals:paper", allowed="receiver", denied="other_pole", foreign="other_ambito", kwargs=waiting),
    Row("referrals:edit", allowed="desk_operator", denied="receiver", foreign="other_ambito", kwargs=draft),
    act("receive", "receiver", waiting),
    act("accept", "receiver", waiting, text=""),
    act("decline", "receiver", waiting, reason="no_places", words=""),
    act("ask", "receiver", waiting, text="Ha documenti?"),
    act("wait", "receiver", waiting, position="2", note=""),
    act("comment", "receiver", waiting, text="Buongiorno"),
    act("cancel", "desk_colleague", waiting, reason="Ci ha ripensato"),
    act("complete", "social_worker", taken, outcome="completed", words=""),
    act("interrupt", "pole_colleague", taken, reason="no_contact", words=""),
    Row("referrals:take_in_charge", allowed=None, denied="receiver", kwargs=waiting, method="post", denied_expect=403,
        data=lambda w: {"area": "adults", "text": ""}),
    Row("referrals:start", allowed="social_worker", denied="other_pole", foreign="other_ambito", kwargs=taken, method="post",
        expect=422),
    Row("referrals:answer", allowed="desk_operator", denied="other_desk", foreign="other_ambito", kwargs=waiting, method="post",
        data=lambda w: {"text": "Sì"}, expect=422),
    other_side("answer", "receiver", waiting, text="Sì"),
    other_side("accept", "desk_operator", waiting, text=""),
    other_side("decline", "desk_operator", waiting, reason="no_places", words=""),
]  # fmt: skip
