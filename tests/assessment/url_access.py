"""Who may open the addresses of assessments."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.architecture.rows import Row

WORKER = {"allowed": "social_worker", "denied": "desk_operator", "foreign": "other_ambito"}
TEAM = {"allowed": "social_worker", "denied": "tutor", "foreign": "other_ambito", "denied_expect": 403}


def done(w):
    return {"key": w.assessment.pk}


def draft(w):
    return {"key": w.draft_assessment.pk}


def domain(w):
    return {"key": w.draft_assessment.pk, "domain": "housing"}


def version(w):
    return {"key": w.assessment.form_id}


def for_person(w):
    return f"?persona={w.person.pk}"


def upload(w):
    head = "code,section_it,question_it,help_it,answers,signal_answers,suggested_path,order\n"
    row = "one,Casa,Dove dorme?,,yes|no,no,listening,10\n"
    return {
        "kind": "preliminary",
        "title": "La nostra",
        "file": SimpleUploadedFile("m.csv", (head + row).encode(), "text/csv"),
    }


ROWS = [
    Row("assessment:start", **WORKER, query=for_person, denied_expect=403),
    Row(
        "assessment:start",
        allowed="social_worker",
        denied="other_desk",
        foreign="other_ambito",
        query=for_person,
        method="post",
        data=lambda w: {"kind": "preliminary"},
        expect=302,
    ),
    Row("assessment:of_person", allowed="social_worker", denied="other_desk", foreign="other_ambito",
        kwargs=lambda w: {"key": w.person.pk}),
    Row("assessment:page", **WORKER, kwargs=done),
    Row("assessment:page", allowed="tutor", denied="other_pole", foreign="other_ambito", kwargs=done),
    Row("assessment:compare", **WORKER, kwargs=done),
    Row("assessment:paper", **WORKER, kwargs=done),
    Row("assessment:share", **TEAM, kwargs=done, method="post", data=lambda w: {"domains": ["work"]}, expect=302),
    Row("assessment:reorder", **TEAM, kwargs=done),
    Row("assessment:end", allowed="social_worker", denied="tutor", foreign="other_ambito", kwargs=draft),
    Row("assessment:domain", allowed="social_worker", denied="tutor", foreign="other_ambito", kwargs=domain),
    Row("assessment:domain", allowed="pole_colleague", denied="desk_operator", foreign="other_ambito", kwargs=domain,
        method="post", expect=302),
    Row("assessment:autosave", allowed="social_worker", denied="tutor", foreign="other_ambito", kwargs=domain,
        method="post", expect=204),
    Row("assessment:renew", allowed="social_worker", denied="coordinator", foreign="other_ambito", kwargs=draft,
        method="post", expect=302),
    Row("assessment:discard", allowed="social_worker", denied="tutor", foreign="other_ambito", kwargs=draft,
        method="post", expect=302),
    Row("assessment:versions", allowed="social_worker", denied="director", denied_expect=403),
    Row("assessment:versions", allowed="ambito_admin", denied="receiver", denied_expect=403),
    Row("assessment:version", allowed="social_worker", denied="org_manager", kwargs=version, denied_expect=403),
    Row("assessment:download", allowed="ambito_admin", denied="receiver", kwargs=version, denied_expect=403),
    Row("assessment:new_version", allowed="coordinator", denied="social_worker", denied_expect=403),
    Row("assessment:new_version", allowed="ambito_admin", denied="tutor", method="post", data=upload, expect=302,
        denied_expect=403),
]  # fmt: skip
