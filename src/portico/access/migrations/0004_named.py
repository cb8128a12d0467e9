"""Grants given by name; who may reserve; a grant that had ended starts again now; a case opens nobody over another's."""

from importlib import import_module

from django.db import migrations, models

from portico.kernel import rls

before = import_module("portico.access.migrations.0003_walls")
LIVE, OF_CASES = before.LIVE, before.OF_CASES
# What was left to named people is not lent by a substitution that somebody else made.
OWN = "(not g.named or g.token <> all ((select portico_borrowed())::integer[]))"


def again(sql, aliases="g"):
    """A function as it was, in which borrowed tokens open nothing given by name."""
    for alias in aliases.split():
        live, own = LIVE.replace("g.", f"{alias}."), OWN.replace("g.", f"{alias}.")
        sql = rls.amended(sql, live, f"{live} and {own}")
    return sql


def held(person, level):
    return again(before.held(person, level))


READ = f"{rls.TENANT} and token = any ((select portico_tokens())::int[])"
READ_NAMED = f"{READ} and (not named or token <> all ((select portico_borrowed())::int[]))"

# Opening again what had ended starts now. `portico_refuses_case` is casework's: whom another unit has in charge is
# taken in charge only by who was brought in.
OPEN_GRANT = f"""
create or replace function portico_open_grant(
    p_id uuid, p_person uuid, p_token integer, p_origin text, p_scope_kind text, p_scope_id uuid,
    p_from timestamptz, p_until timestamptz, p_categories text[], p_reason text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_tokens integer[] := (select portico_tokens());
    v_ambito uuid := (select portico_ambito());
    v_system boolean := (select portico_kind()) = 'system';
    v_reserved boolean := false;
    v_known record;
begin
    if v_ambito is null then
        raise exception 'no actor: nobody may open a grant' using errcode = 'insufficient_privilege';
    end if;
    if not exists (select 1 from organisations_unit u where u.token = p_token and u.ambito_id = v_ambito)
       and not exists (select 1 from organisations_organisation o where o.token = p_token and o.ambito_id = v_ambito)
       and not exists (select 1 from accounts_membership m where m.token = p_token and m.ambito_id = v_ambito) then
        raise exception 'nobody of this ambito has that token' using errcode = 'insufficient_privilege';
    end if;
    if p_origin in {OF_CASES} and not {before.WRITES_CASES} then
        raise exception 'cases are opened by who writes cases' using errcode = 'insufficient_privilege';
    end if;
    select p.ambito_id, p.reserved into v_known from people_person p where p.id = p_person;
    if found then
        v_reserved := v_known.reserved;
        if v_known.ambito_id <> v_ambito then
            raise exception 'a person of another ambito' using errcode = 'insufficient_privilege';
        end if;
        if v_reserved and not exists (select 1 from accounts_membership m where m.token = p_token) then
            raise exception 'a reserved record opens to named people only' using errcode = 'insufficient_privilege';
        end if;
        if not v_system and p_token = any (v_tokens) then
            if not portico_proven(p_person, p_scope_kind, p_scope_id, p_origin)
               and (p_origin = 'accepted_referral' or not {held("p_person", 2)}) then
                raise exception 'nothing shows why this person opens' using errcode = 'insufficient_privilege';
            end if;
        elsif not v_system and not {held("p_person", 3)} then
            raise exception 'a grant for somebody else needs a grant of one''s own' using errcode = 'insufficient_privilege';
        end if;
        if not v_system and p_origin in {OF_CASES} and portico_refuses_case(p_person, p_scope_id, p_origin) then
            raise exception 'another unit has this person in charge' using errcode = 'insufficient_privilege';
        end if;
    elsif not v_system and not (p_token = any (v_tokens) and p_origin = 'own_desk') then
        -- The grant comes before the row only for who registers it.
        raise exception 'nobody has that record' using errcode = 'insufficient_privilege';
    end if;
    insert into access_accessgrant (id, ambito_id, person_id, token, origin, scope_kind, scope_id, valid_from, valid_until,
                                    categories, reason, named, created_at, created_by, updated_at, updated_by, version)
    values (p_id, v_ambito, p_person, p_token, p_origin, p_scope_kind, p_scope_id, coalesce(p_from, now()), p_until,
            p_categories, p_reason, v_reserved, now(), (select portico_user()), now(), (select portico_user()), 1)
    on conflict (person_id, token, origin, scope_kind, scope_id) do update
        set valid_from = case when access_accessgrant.valid_until <= now() then excluded.valid_from
                              else least(access_accessgrant.valid_from, excluded.valid_from) end,
            valid_until = excluded.valid_until, categories = excluded.categories, reason = excluded.reason,
            named = excluded.named, updated_at = now(), updated_by = excluded.updated_by,
            version = access_accessgrant.version + 1;
end
$$
"""

# Somebody in charge decides, and is always among the named; before anybody is, who has met the person may.
RESERVE = f"""
create or replace function portico_reserve_person(p_person uuid, p_named integer[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_named integer[] := p_named || portico_case_managers(p_person);
begin
    if (select portico_kind()) <> 'system' and (not {held("p_person", 3)}
       or (select portico_role()) not in ('social_worker', 'coordinator', 'foster_team', 'emergency_operator')
       or portico_in_charge(p_person) not in ('', 'mine')) then
        raise exception 'only professionals who write the record, and lead its cases, may reserve it'
            using errcode = 'insufficient_privilege';
    end if;
    if exists (select 1 from unnest(v_named) n where n not in (
        select m.token from accounts_membership m where m.ambito_id = (select portico_ambito())))
       or coalesce(array_length(p_named, 1), 0) = 0 then
        raise exception 'named people are memberships of this ambito' using errcode = 'invalid_parameter_value';
    end if;
    update access_accessgrant set valid_until = greatest(now(), valid_from), updated_at = now()
     where person_id = p_person and not (token = any (v_named)) and (valid_until is null or valid_until > now());
    insert into access_accessgrant (id, ambito_id, person_id, token, origin, scope_kind, scope_id, valid_from,
                                    reason, created_at, created_by, updated_at, updated_by, version)
    select gen_random_uuid(), (select portico_ambito()), p_person, n, 'case_manager', 'reserved', p_person, now(),
           '', now(), (select portico_user()), now(), (select portico_user()), 1
      from (select distinct unnest(v_named) as n) d
    on conflict (person_id, token, origin, scope_kind, scope_id) do update
        set valid_from = case when access_accessgrant.valid_until <= now() then excluded.valid_from
                              else access_accessgrant.valid_from end,
            valid_until = null, updated_at = now();
    update access_accessgrant set named = true where person_id = p_person and not named;
    update people_person set reserved = true, updated_at = now(), updated_by = (select portico_user()),
           version = version + 1 where id = p_person;
end
$$
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_walls"), ("kernel", "0003_borrowed")]

    operations = [
        migrations.AddField("accessgrant", "named", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(
            "update access_accessgrant set named = true where person_id in (select id from people_person where reserved)",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            f"alter policy web_read on access_accessgrant using ({READ_NAMED})",
            f"alter policy web_read on access_accessgrant using ({READ})",
        ),
        migrations.RunSQL(OPEN_GRANT, before.OPEN_GRANT),
        migrations.RunSQL(again(before.END_GRANTS), before.END_GRANTS),
        migrations.RunSQL(RESERVE, before.RESERVE),
        migrations.RunSQL(again(before.PERSON_GRANTS, "mine"), before.PERSON_GRANTS),
    ]
