from django.apps import apps

from portico.kernel.protection import declare

declare(apps.get_model("authorities", "Authority"), "tenant", purpose="Courts and prosecutors of the area")
for _name, _purpose in (
    ("JudicialFile", "The judicial side of a case, for named people"),
    ("JudicialFileHistory", "Earlier versions: judicial files"),
    ("NamedReader", "Who may read a judicial file"),
    ("Mandate", "Measures and requests received from courts"),
    ("MandateHistory", "Earlier versions: measures received from courts"),
    ("Removal", "Emergency removals and their terms"),
    ("RemovalHistory", "Earlier versions: emergency removals"),
    ("Concerned", "Whom a measure is about"),
    ("CourtReport", "Reports owed and sent to courts"),
    ("CourtReportHistory", "Earlier versions: reports to courts"),
    ("Hearing", "Hearings"),
    ("HearingHistory", "Earlier versions: hearings"),
    ("ProtectedMeeting", "Protected meetings of children and parents"),
    ("ProtectedMeetingHistory", "Earlier versions: protected meetings"),
    ("Attendance", "Who comes to a protected meeting"),
    ("CourtPaper", "Papers of a judicial file"),
):
    declare(apps.get_model("authorities", _name), "person", category="judicial", purpose=_purpose)
