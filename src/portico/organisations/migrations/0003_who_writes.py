"""An organisation and its units are described by who runs them; whether one may be named is not everybody's to say."""

from django.db import migrations

from portico.kernel import rls

RUNS = """((select portico_kind()) = 'system' or (select portico_role()) = 'ambito_admin' or (
    (select portico_role()) = 'org_manager' and {column} = (select portico_organisation())))"""


def checks(table, condition):
    return [
        f"alter policy web_insert on {table} with check ({condition})",
        f"alter policy web_update on {table} using ({condition}) with check ({condition})",
    ]


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_walls")]

    operations = [
        migrations.RunSQL(
            checks(table, f"{rls.TENANT} and {RUNS.format(column=column)}"), checks(table, rls.TENANT)
        )
        for table, column in (
            ("organisations_organisation", "id"),
            ("organisations_unit", "organisation_id"),
        )
    ]
