"""A referral brings somebody to a unit when another one sent it: not the same desk, not the same user in another role."""

from importlib import import_module

from django.db import migrations

walls = import_module("portico.referrals.migrations.0002_walls")

SENT = f"""
create or replace function portico_sent_by_others(p_referral uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from referrals_referral r
        where r.id = p_referral and r.ambito_id = (select portico_ambito()) and not (r.from_token = any ({walls.MINE}))
          and r.created_by is distinct from (select portico_user()))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_closed_ones")]

    operations = [
        migrations.RunSQL(
            [SENT, "revoke all on function portico_sent_by_others(uuid) from public, portico_web"],
            "drop function if exists portico_sent_by_others(uuid)",
        ),
    ]
