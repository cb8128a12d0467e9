"""Who may open the addresses of casework."""

from tests.architecture.rows import Row

CASE = {"allowed": "social_worker", "denied": "other_desk", "foreign": "other_ambito"}


def case(w):
    return {"key": w.case.pk}


def proposal(w):
    return {"key": w.proposal.pk}


def for_person(w):
    return f"?persona={w.person.pk}"


ROWS = [
    Row("casework:cases", allowed="social_worker"),
    Row("casework:inbox", allowed="coordinator"),
    Row("casework:proposals_sent", allowed="desk_operator"),
    Row("casework:open", **CASE, query=for_person, denied_expect=403),
    Row("casework:propose", allowed="desk_operator", denied="other_desk", foreign="other_ambito", query=for_person),
    Row("casework:proposal", allowed="coordinator", denied="other_pole", foreign="other_ambito", kwargs=proposal),
    Row("casework:accept", allowed="coordinator", denied="other_pole", foreign="other_ambito", kwargs=proposal),
    Row(
        "casework:accept",
        allowed="coordinator",
        denied="tutor",
        foreign="other_ambito",
        kwargs=proposal,
        method="post",
        expect=302,
    ),
    Row(
        "casework:send_back",
        allowed="coordinator",
        denied="other_desk",
        foreign="other_ambito",
        kwargs=proposal,
        method="post",
        data=lambda w: {"reason": "Non qui"},
        expect=302,
    ),
    Row("casework:case", **CASE, kwargs=case),
    Row("casework:case", allowed="tutor", denied="desk_operator", foreign="other_ambito", kwargs=case),
    Row("casework:sheet", **CASE, kwargs=case),
    Row("casework:edit", allowed="social_worker", denied="tutor", foreign="other_ambito", kwargs=case, denied_expect=403),
    Row("casework:assign", allowed="coordinator", denied="tutor", foreign="other_ambito", kwargs=case, denied_expect=403),
    Row("casework:take", **CASE, kwargs=case, method="post", expect=302),
    Row("casework:activate", **CASE, kwargs=case, method="post", expect=302),
    Row("casework:suspend", allowed="social_worker", denied="tutor", foreign="other_ambito", kwargs=case, denied_expect=403),
    Row("casework:resume", **CASE, kwargs=case, method="post", expect=302),
    Row("casework:close", allowed="coordinator", denied="pole_colleague", foreign="other_ambito", kwargs=case, denied_expect=403),
    Row("casework:reopen", allowed=None, denied="social_worker", foreign="other_ambito", kwargs=case, denied_expect=403),
    Row("casework:handover", allowed="social_worker", denied="tutor", foreign="other_ambito", kwargs=case, denied_expect=403),
    Row("casework:new_member", allowed="social_worker", denied="tutor", foreign="other_ambito", kwargs=case, denied_expect=403),
    Row(
        "casework:end_member",
        allowed="social_worker",
        denied="tutor",
        foreign="other_ambito",
        kwargs=lambda w: {"key": w.case.pk, "member": w.member.pk},
        denied_expect=403,
    ),
    Row("casework:new_subject", allowed="social_worker", denied="tutor", foreign="other_ambito", kwargs=case, denied_expect=403),
    Row(
        "casework:remove_subject",
        **CASE,
        kwargs=lambda w: {"key": w.case.pk, "person": w.person.pk},
        method="post",
        expect=302,
    ),
    Row(
        "casework:head_subject",
        **CASE,
        kwargs=lambda w: {"key": w.case.pk, "person": w.person.pk},
        method="post",
        expect=302,
    ),
    Row(
        "casework:family_reference", allowed="social_worker", denied="tutor", foreign="other_ambito", kwargs=case,
        denied_expect=403,
    ),
    Row("casework:new_task", **CASE, kwargs=case),
]  # fmt: skip
