"""The ambito's system actor reads notifications, to send them by e-mail, and marks them as sent."""

from django.db import migrations

from portico.kernel import rls

MINE = f"{rls.TENANT} and token = any ((select portico_tokens())::int[])"
WITH_SYSTEM = (
    f"{rls.TENANT} and (token = any ((select portico_tokens())::int[]) or (select portico_kind()) = 'system')"
)


def policies(condition):
    return [
        f"alter policy web_read on events_notification using ({condition})",
        f"alter policy web_update on events_notification using ({condition}) with check ({condition})",
    ]


class Migration(migrations.Migration):
    dependencies = [("events", "0003_walls")]

    operations = [
        migrations.RunSQL(policies(WITH_SYSTEM), policies(MINE)),
        migrations.RunSQL(
            "create index notification_to_mail on events_notification (ambito_id, created_at)"
            " where emailed_at is null and read_at is null",
            "drop index notification_to_mail",
        ),
    ]
