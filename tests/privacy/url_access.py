"""Who may open the addresses of notices and consents."""

from tests.architecture.rows import Row

ROWS = [
    Row("privacy:notice", allowed="desk_operator", kwargs=lambda w: {"kind": "first_contact", "language": "it"}),
]
