from django.apps import apps

from portico.kernel.protection import declare

for _name, _purpose in (
    ("Case", "Following people who were taken in charge"),
    ("CaseHistory", "Earlier versions: following people who were taken in charge"),
    ("CaseProposal", "Letting a unit decide whether to take somebody in charge"),
    ("CaseSubject", "Whom a case is about"),
    ("CaseMember", "Who works on a case, from when to when"),
    ("CaseHandover", "Who had a case before"),
):
    declare(apps.get_model("casework", _name), "person", category="case", purpose=_purpose)
