"""Protected addresses and reserved records are for who was named, not for who was appointed in their place by others."""

from importlib import import_module

from django.db import migrations

from portico.kernel import rls

again = import_module("portico.access.migrations.0004_named").again
walls = import_module("portico.people.migrations.0002_walls")
reserve = import_module("portico.people.migrations.0005_reserve_and_ask")
proofs = import_module("portico.people.migrations.0006_proofs")

NAMED = f"{rls.TENANT} and named_tokens && (select portico_own_tokens())::int[]"
HIDE = rls.amended(
    again(proofs.HIDE), "a.named_tokens && (select portico_tokens())", "a.named_tokens && (select portico_own_tokens())"
)
UNRESERVE = rls.amended(
    again(reserve.UNRESERVE),
    "version = version + 1 where id = p_person and reserved;",
    """version = version + 1 where id = p_person and reserved;
    update access_accessgrant set named = false where person_id = p_person and named;""",
)


def policies(condition):
    return [
        f"alter policy web_read on people_protectedaddress using ({condition})",
        f"alter policy web_insert on people_protectedaddress with check ({condition})",
        f"alter policy web_update on people_protectedaddress using ({condition}) with check ({condition})",
    ]


class Migration(migrations.Migration):
    dependencies = [("people", "0006_proofs"), ("access", "0004_named")]

    operations = [
        migrations.RunSQL(policies(NAMED), policies(walls.NAMED)),
        migrations.RunSQL(HIDE, proofs.HIDE),
        migrations.RunSQL(UNRESERVE, reserve.UNRESERVE),
    ]
