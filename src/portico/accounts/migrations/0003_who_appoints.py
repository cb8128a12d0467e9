"""Who works where, and who stands in for whom, is written by those who run the organisation."""

from importlib import import_module

from django.db import migrations

from portico.kernel import rls

walls = import_module("portico.accounts.migrations.0002_walls")

SYSTEM = "(select portico_kind()) = 'system'"
RUNS = f"""({SYSTEM} or (select portico_role()) = 'ambito_admin' or (
    (select portico_role()) = 'org_manager' and organisation_id = (select portico_organisation())))"""
APPOINTS = f"""{rls.TENANT} and ({SYSTEM} or exists (
    select 1 from accounts_membership absent
    join accounts_membership other on other.id = accounts_substitution.substitute_id
    where absent.id = accounts_substitution.absent_id and other.organisation_id = absent.organisation_id
      and (absent.id = (select portico_membership())
           or ((select portico_role()) = 'coordinator'
               and absent.unit_id = nullif(current_setting('portico.unit', true), '')::uuid)
           or ((select portico_role()) = 'org_manager' and absent.organisation_id = (select portico_organisation())))))"""

# Who no longer works there has nobody standing in for them.
STILL_THERE = """where s.substitute_id = m.id
                  and absent.starts_on <= (now() at time zone 'Europe/Rome')::date
                  and (absent.ends_on is null or absent.ends_on > (now() at time zone 'Europe/Rome')::date)"""


def checks(table, condition, update=True, delete=False):
    return [
        f"alter policy web_insert on {table} with check ({condition})",
        *([f"alter policy web_update on {table} using ({condition}) with check ({condition})"] if update else []),
        *([f"alter policy web_delete on {table} using ({condition})"] if delete else []),
    ]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_walls")]

    operations = [
        migrations.RunSQL(
            checks("accounts_membership", f"{rls.TENANT} and {RUNS}"), checks("accounts_membership", rls.TENANT)
        ),
        migrations.RunSQL(
            checks("accounts_substitution", APPOINTS, delete=True),
            checks("accounts_substitution", rls.TENANT, delete=True),
        ),
        migrations.RunSQL(
            rls.amended(walls.MEMBERSHIPS, "where s.substitute_id = m.id", STILL_THERE), walls.MEMBERSHIPS
        ),
    ]
