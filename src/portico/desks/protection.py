from django.apps import apps

from portico.desks import models
from portico.kernel.protection import declare

OPEN = "Where and when people can knock"
EXPECTED = "Who is expected at a desk, and when"
HEARD = "What people said at a desk and what was done"

for _model in (models.Desk, models.DeskHost, models.DeskHours, models.DeskClosure):
    declare(_model, "tenant", purpose=OPEN)
declare(models.Appointment, "person", category="diary", purpose=EXPECTED)
declare(
    apps.get_model("desks", "AppointmentHistory"),
    "person",
    category="diary",
    purpose=f"Earlier versions: {EXPECTED.lower()}",
)
for _heard in (models.Encounter, models.EncounterSubject, models.EncounterNeed, models.EncounterNote):
    declare(_heard, "person", category="diary", purpose=HEARD)
declare(
    apps.get_model("desks", "EncounterHistory"),
    "person",
    category="diary",
    purpose=f"Earlier versions: {HEARD.lower()}",
)
