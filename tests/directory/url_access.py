"""Who may open the pages of services."""

from tests.architecture.rows import Row

ROWS = [
    Row("directory:services", allowed="desk_operator"),
    Row("directory:service", allowed="director", foreign="other_ambito", kwargs=lambda w: {"key": w.service.pk}),
    Row("directory:new_service", allowed="org_manager", denied="desk_operator", denied_expect=403),
    Row("directory:new_service", allowed="ambito_admin", denied="social_worker", denied_expect=403),
    Row(
        "directory:edit_service",
        allowed="org_manager",
        denied="desk_operator",
        denied_expect=403,
        foreign="other_ambito",
        kwargs=lambda w: {"key": w.service.pk},
    ),
]
