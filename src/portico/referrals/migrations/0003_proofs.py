"""An accepted referral proves its grant; who reads a copy is written down only by who reads it."""

from importlib import import_module

from django.db import migrations

from portico.kernel import rls

walls = import_module("portico.referrals.migrations.0002_walls")
MINE = walls.MINE

# A person reserved after the sending: whoever answers now is not one of those the record was left to.
PROVES = f"""
create or replace function portico_proves_referral(p_person uuid, p_referral uuid, p_origin text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1
        from referrals_referral r
        join referrals_referralsubject s on s.referral_id = r.id
        join people_person p on p.id = s.person_id
        where r.id = p_referral and s.person_id = p_person and r.ambito_id = (select portico_ambito())
          and p_origin = 'accepted_referral' and r.state in ('accepted', 'in_progress') and r.to_token = any ({MINE})
          and (not p.reserved or r.sent_at >= (
                select max(g.updated_at) from access_accessgrant g
                where g.person_id = p.id and g.scope_kind = 'reserved'
                  and (g.valid_until is null or g.valid_until > now()))))
$$
"""

READ = f"""
create or replace function portico_referral_read(p_referrals uuid[], p_what text, p_outcome text) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into access_readlog (at, ambito_id, user_id, membership_id, organisation_id, unit_id, person_id, what,
                                object_id, outcome, reason)
    select now(), r.ambito_id, (select portico_user()), (select portico_membership()), (select portico_organisation()),
           nullif(current_setting('portico.unit', true), '')::uuid, s.person_id, p_what, r.id::text, p_outcome, ''
    from referrals_referral r join referrals_referralsubject s on s.referral_id = r.id
    where r.id = any (p_referrals) and r.ambito_id = (select portico_ambito())
      and p_what like 'referral.%' and (({walls.STILL_MINE}) or r.from_token = any ({MINE}))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_walls")]

    operations = [
        migrations.RunSQL(
            [PROVES, "revoke all on function portico_proves_referral(uuid, uuid, text) from public, portico_web"],
            "drop function if exists portico_proves_referral(uuid, uuid, text)",
        ),
        migrations.RunSQL(READ, walls.READ),
    ]
