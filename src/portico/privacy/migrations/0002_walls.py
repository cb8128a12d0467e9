from django.db import migrations

from portico.kernel import rls


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("people", "0003_lookup")]

    operations = [
        rls.person("privacy_noticedelivery", "identity"),
        rls.person("privacy_signedcopy", "identity"),
        *rls.person("privacy_consent", "identity", history="privacy_consenthistory"),
    ]
