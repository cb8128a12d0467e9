from django.apps import apps

from portico.kernel.protection import declare

for _name, _purpose in (
    ("Meeting", "Meetings about a case: when, where, what was said"),
    ("MeetingHistory", "Earlier versions: meetings about a case"),
    ("MeetingParticipant", "Who is called to a meeting about a case, and who came"),
    ("Decision", "What was decided in a meeting, who does it by when"),
    ("DecisionHistory", "Earlier versions: what was decided in a meeting"),
):
    declare(apps.get_model("meetings", _name), "person", category="case", purpose=_purpose)
