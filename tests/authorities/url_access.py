"""Who may open the addresses of judicial files: who is named, and nobody of the unit, of the team, above them."""

from tests.architecture.rows import Row

NAMED = {"allowed": "social_worker", "denied": "pole_colleague", "foreign": "other_ambito"}
UNNAMED_LEADER = {"allowed": "social_worker", "denied": "coordinator", "foreign": "other_ambito"}
UNNAMED_TUTOR = {"allowed": "social_worker", "denied": "tutor", "foreign": "other_ambito"}


def of(name):
    return lambda w: {"key": getattr(w, name).pk}


ROWS = [
    Row("authorities:files", allowed="social_worker"),
    Row("authorities:courts", allowed="social_worker", denied="tutor", denied_expect=403),
    Row("authorities:of_case", allowed="social_worker", denied="desk_operator", foreign="other_ambito", kwargs=of("ward_case")),
    Row("authorities:open", allowed="coordinator", denied="tutor", foreign="other_ambito", kwargs=of("ward_case"), denied_expect=403),
    Row(
        "authorities:take_over", allowed=None, denied="other_desk", foreign="other_ambito", kwargs=of("ward_case"), method="post",
    ),
    Row("authorities:file", **NAMED, kwargs=of("file")),
    Row("authorities:file", allowed=None, denied="coordinator", foreign="other_ambito", kwargs=of("file")),
    Row("authorities:name_reader", **UNNAMED_LEADER, kwargs=of("file")),
    Row(
        "authorities:end_reader", **UNNAMED_LEADER, method="post", expect=302,
        kwargs=lambda w: {"key": w.file.pk, "reader": w.reader.pk},
    ),
    Row("authorities:add_paper", **UNNAMED_TUTOR, kwargs=of("file")),
    Row("authorities:paper", **NAMED, kwargs=of("court_paper")),
    Row("authorities:new_mandate", **UNNAMED_TUTOR, kwargs=of("file")),
    Row("authorities:move_mandate", **NAMED, kwargs=of("mandate"), method="post", data=lambda w: {"transition": "start"}, expect=302),
    Row("authorities:end_mandate", **UNNAMED_LEADER, kwargs=of("mandate")),
    Row("authorities:new_report", **NAMED, kwargs=of("file")),
    Row("authorities:send_report", **UNNAMED_LEADER, kwargs=of("report")),
    Row("authorities:postpone_report", **NAMED, kwargs=of("report")),
    Row("authorities:drop_report", **UNNAMED_TUTOR, kwargs=of("report")),
    Row("authorities:new_hearing", **NAMED, kwargs=of("file")),
    Row("authorities:end_hearing", **UNNAMED_LEADER, kwargs=of("hearing")),
    Row("authorities:new_removal", **NAMED, kwargs=of("file")),
    Row("authorities:step", **UNNAMED_LEADER, kwargs=of("removal")),
    Row("authorities:end_removal", **UNNAMED_TUTOR, kwargs=of("removal")),
    Row("authorities:plan", **UNNAMED_TUTOR, kwargs=of("file")),
    Row("authorities:calendar", allowed="tutor"),
    Row("authorities:attendance", allowed="tutor", denied="coordinator", foreign="other_ambito", kwargs=of("protected")),
    Row("authorities:cancel", allowed="social_worker", denied="pole_colleague", foreign="other_ambito", kwargs=of("protected")),
]  # fmt: skip
