from django.apps import apps

from portico.kernel.protection import declare
from portico.privacy.models import Consent, Notice, NoticeDelivery, SignedCopy

TOLD = "Showing that people were told how their data is used"
AGREED = "What a person agreed to, and may take back"

declare(Notice, "public", purpose="Privacy notices in each language")
declare(NoticeDelivery, "person", category="identity", purpose=TOLD)
declare(SignedCopy, "person", category="identity", purpose=TOLD)
declare(Consent, "person", category="identity", purpose=AGREED)
declare(
    apps.get_model("privacy", "ConsentHistory"),
    "person",
    category="identity",
    purpose=f"Earlier versions: {AGREED.lower()}",
)
