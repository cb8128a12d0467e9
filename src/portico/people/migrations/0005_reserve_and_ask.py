"""Walls and definer functions of facts put aside, protected addresses, reserved records and "chiedi"."""

from django.db import migrations

from portico.kernel import rls

LIVE = "g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())"


def holds(category):
    """SQL: the actor may write `category` of p_person."""
    return f"""exists (
        select 1 from access_accessgrant g
        where g.person_id = p_person and g.ambito_id = (select portico_ambito())
          and g.token = any ((select portico_tokens())::integer[]) and {LIVE}
          and g.origin = any (portico_origins('{category}', 3))
          and (g.categories is null or '{category}' = any (g.categories)))"""


# An address that became a secret leaves the ordinary table and its history: both are read by more people.
HIDE = f"""
create or replace function portico_hide_addresses(p_person uuid, p_ids uuid[]) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_gone integer;
begin
    if not {holds("contacts")} then
        raise exception 'only who writes the addresses may take one away' using errcode = 'insufficient_privilege';
    end if;
    delete from people_address where person_id = p_person and id = any (p_ids);
    get diagnostics v_gone = row_count;
    delete from people_addresshistory where person_id = p_person and id = any (p_ids);
    return v_gone;
end
$$
"""

# What reserving ended for one unit starts again. Those grants carry the instant of the reservation.
UNRESERVE = f"""
create or replace function portico_unreserve_person(p_person uuid, p_token integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_at timestamptz;
    v_back integer;
begin
    if not {holds("identity")} then
        raise exception 'only who writes the record may open it again' using errcode = 'insufficient_privilege';
    end if;
    select max(updated_at) into v_at from access_accessgrant
     where person_id = p_person and scope_kind = 'reserved' and scope_id = p_person;
    update people_person set reserved = false, updated_at = now(), updated_by = (select portico_user()),
           version = version + 1 where id = p_person and reserved;
    update access_accessgrant g
       set valid_until = case when g.origin = 'case_manager' then null else now() + interval '12 months' end,
           updated_at = now(), updated_by = (select portico_user()), version = g.version + 1
     where g.person_id = p_person and g.token = p_token and g.origin in ('case_manager', 'own_desk')
       and g.updated_at = v_at and g.valid_until <= greatest(v_at, g.valid_from);
    get diagnostics v_back = row_count;
    return v_back;
end
$$
"""

# To whom "chiedi" goes. Null for a person the actor did not find by a look-up of today; never on a page.
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
      and exists (
        select 1 from access_readlog l
        where l.person_id = p.id and l.user_id = (select portico_user()) and l.what = 'lookup'
          and l.at > now() - interval '12 hours')
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_facts_and_notes"),
        ("access", "0003_walls"),
    ]

    operations = [
        rls.person("people_factdismissal", "identity"),
        rls.definer("portico_hide_addresses", "uuid, uuid[]", HIDE),
        rls.definer("portico_unreserve_person", "uuid, integer", UNRESERVE),
        rls.definer("portico_followers", "uuid", FOLLOWERS),
    ]
