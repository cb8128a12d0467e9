from django.apps import apps

from portico.kernel.protection import declare
from portico.people import models

CATEGORY = {
    "identity": ["Person", "OtherName", "Identifier", "Citizenship", "Paper", "PersonLanguage", "FactDismissal"],
    "contacts": ["Contact", "Address"],
    "protected_address": ["ProtectedAddress"],
    "household": ["Household", "HouseholdMember", "Relation", "HousingSituation"],
    "economic": ["Isee", "IncomeSource"],
}
PURPOSE = {
    "identity": "Knowing whom the network helps",
    "contacts": "Reaching people without harm",
    "protected_address": "Keeping people in danger safe",
    "household": "Understanding who lives with whom and who supports whom",
    "economic": "Deciding supports that depend on means",
}
HISTORY = {"Person", "Identifier", "Paper", "Contact", "Address", "HouseholdMember", "Relation", "Isee"}

for _category, _names in CATEGORY.items():
    for _name in _names:
        declare(getattr(models, _name), "person", category=_category, purpose=PURPOSE[_category])
        if _name in HISTORY:
            declare(
                apps.get_model("people", f"{_name}History"),
                "person",
                category=_category,
                purpose=f"Earlier versions: {PURPOSE[_category].lower()}",
            )
