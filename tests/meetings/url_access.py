"""Who may open the addresses of meetings."""

from tests.architecture.rows import Row

LED = {"allowed": "social_worker", "denied": "tutor", "foreign": "other_ambito"}


def case(w):
    return {"key": w.case.pk}


def meeting(w):
    return {"key": w.meeting.pk}


ROWS = [
    Row("meetings:meetings", allowed="social_worker"),
    Row("meetings:of_case", allowed="social_worker", denied="other_desk", foreign="other_ambito", kwargs=case),
    Row("meetings:of_case", allowed="tutor", denied="desk_operator", foreign="other_ambito", kwargs=case),
    Row("meetings:convene", **LED, kwargs=case, denied_expect=403),
    Row("meetings:convene", allowed="coordinator", denied="other_pole", foreign="other_ambito", kwargs=case),
    Row("meetings:meeting", **LED, kwargs=meeting),
    Row("meetings:meeting", allowed="pole_colleague", denied="desk_operator", foreign="other_ambito", kwargs=meeting),
    Row("meetings:call", **LED, kwargs=meeting),
    Row("meetings:move", **LED, kwargs=meeting),
    Row("meetings:cancel", allowed="coordinator", denied="pole_colleague", foreign="other_ambito", kwargs=meeting, denied_expect=403),
    Row("meetings:minutes", **LED, kwargs=meeting),
    Row("meetings:reopen", allowed=None, denied="social_worker", foreign="other_ambito", kwargs=meeting, denied_expect=403),
    Row("meetings:convocation", **LED, kwargs=meeting),
    Row("meetings:minutes_paper", **LED, kwargs=meeting),
    Row(
        "meetings:uncall",
        **LED,
        kwargs=lambda w: {"key": w.meeting.pk, "participant": w.participant.pk},
        method="post",
        expect=302,
    ),
]  # fmt: skip
