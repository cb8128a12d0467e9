from django.apps import apps

from portico.kernel.protection import declare
from portico.referrals import models

declare(models.Referral, "person", category="diary", purpose="Referrals: who asks whom, and how it stands")
declare(
    apps.get_model("referrals", "ReferralHistory"), "person", category="diary", purpose="Earlier versions of referrals"
)
declare(models.ReferralSubject, "person", category="identity", purpose="Whom a referral is about")
declare(models.ReferralPackage, "person", category="diary", purpose="What is asked of a service, and why")
declare(models.ReferralSection, "person", category="diary", purpose="The data that go with a referral, frozen")
declare(models.ReferralMessage, "person", category="diary", purpose="Steps and messages of a referral")
declare(models.ReferralReminder, "tenant", purpose="Reminders about referrals already sent; ids only")
