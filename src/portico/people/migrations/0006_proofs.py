"""A look-up of today proves a desk's own grant, to the role it was made in; addresses go only for a protected one."""

from importlib import import_module

from django.db import migrations

before = import_module("portico.people.migrations.0005_reserve_and_ask")
LIVE = before.LIVE

FOUND = """exists (
        select 1 from access_readlog l
        where l.person_id = p.id and l.user_id = (select portico_user()) and l.what = 'lookup' and l.outcome = 'found'
          and l.membership_id is not distinct from (select portico_membership())
          and l.at > now() - interval '12 hours')"""

PROVES = f"""
create or replace function portico_proves_desk(p_person uuid, p_desk uuid, p_origin text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from people_person p
        where p.id = p_person and p_origin = 'own_desk' and p.ambito_id = (select portico_ambito())
          and not p.reserved and p.merged_into_id is null and {FOUND})
$$
"""

# What was found in one role is not followed up in another one of the same user.
FOLLOWERS = f"""
create or replace function portico_followers(p_person uuid) returns integer[]
language sql stable security definer set search_path = public, pg_temp as $$
    select array(
        select distinct g.token from access_accessgrant g
        where g.person_id = p.id and {LIVE} and g.origin not in ('break_glass', 'closed_case')
          and not (g.token = any ((select portico_tokens())::integer[]))
          and (exists (select 1 from organisations_unit u where u.token = g.token)
               or exists (select 1 from organisations_organisation o where o.token = g.token)))
    from people_person p
    where p.id = p_person and p.ambito_id = (select portico_ambito()) and not p.reserved and p.merged_into_id is null
      and {FOUND}
$$
"""

HIDE = f"""
create or replace function portico_hide_addresses(p_person uuid, p_ids uuid[]) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_gone integer;
begin
    if not {before.holds("contacts")} or not exists (
        select 1 from people_protectedaddress a
        where a.person_id = p_person and a.ended_on is null and a.named_tokens && (select portico_tokens())::integer[]) then
        raise exception 'only who protects an address may take others away' using errcode = 'insufficient_privilege';
    end if;
    delete from people_address where person_id = p_person and id = any (p_ids);
    get diagnostics v_gone = row_count;
    delete from people_addresshistory where person_id = p_person and id = any (p_ids);
    return v_gone;
end
$$
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_reserve_and_ask")]

    operations = [
        migrations.RunSQL(
            [PROVES, "revoke all on function portico_proves_desk(uuid, uuid, text) from public, portico_web"],
            "drop function if exists portico_proves_desk(uuid, uuid, text)",
        ),
        migrations.RunSQL(FOLLOWERS, before.FOLLOWERS),
        migrations.RunSQL(HIDE, before.HIDE),
    ]
