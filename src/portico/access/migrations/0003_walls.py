"""The second wall's ground: which origins open a category, and the only two ways a grant is written."""

import csv
from pathlib import Path

from django.db import migrations

from portico.kernel import rls

DATA = Path(__file__).resolve().parent.parent / "data"
LEVEL = {"-": 0, "k": 1, "r": 2, "w": 3}

ORIGINS = """
create or replace function portico_origins(p_category text, p_level integer) returns text[]
language sql stable parallel safe as $$
    select coalesce(array_agg(c.origin::text), '{}')
    from access_originceiling c
    join access_rolelevel r on r.category = c.category and r.role = (select portico_role())
    where c.category = p_category and least(c.level, r.level) >= p_level
$$
"""

LIVE = "g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())"


def held(person, level):
    """SQL: the actor holds the person's identity at a level (1 known, 2 read, 3 write)."""
    return f"""exists (
        select 1 from access_accessgrant g
        where g.person_id = {person} and g.ambito_id = (select portico_ambito())
          and g.token = any ((select portico_tokens())::integer[]) and {LIVE}
          and g.origin = any (portico_origins('identity', {level}))
          and (g.categories is null or 'identity' = any (g.categories)))"""


# Origins that open a case's data: given, and ended, only by roles that write cases.
OF_CASES = "('case_manager', 'case_team', 'closed_case')"
WRITES_CASES = """((select portico_kind()) = 'system' or exists (
        select 1 from access_rolelevel r where r.role = (select portico_role()) and r.category = 'case' and r.level >= 3))"""

# Of a fact that lets somebody see a person they do not hold yet (a referral accepted, a proposal, a look-up of today),
# the app that owns it says whether it is so: `portico_proves_<scope_kind>(person, scope, origin)`.
PROVEN = """
create or replace function portico_proven(p_person uuid, p_scope_kind text, p_scope_id uuid, p_origin text) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_proven boolean := false;
begin
    if p_scope_kind ~ '^[a-z_]+$' and to_regprocedure('portico_proves_' || p_scope_kind || '(uuid,uuid,text)') is not null then
        execute format('select %I($1, $2, $3)', 'portico_proves_' || p_scope_kind)
           into v_proven using p_person, p_scope_id, p_origin;
    end if;
    return coalesce(v_proven, false);
end
$$
"""

OPEN_GRANT = f"""
create or replace function portico_open_grant(
    p_id uuid, p_person uuid, p_token integer, p_origin text, p_scope_kind text, p_scope_id uuid,
    p_from timestamptz, p_until timestamptz, p_categories text[], p_reason text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_tokens integer[] := (select portico_tokens());
    v_ambito uuid := (select portico_ambito());
    v_system boolean := (select portico_kind()) = 'system';
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
    if p_origin in {OF_CASES} and not {WRITES_CASES} then
        raise exception 'cases are opened by who writes cases' using errcode = 'insufficient_privilege';
    end if;
    select p.ambito_id, p.reserved into v_known from people_person p where p.id = p_person;
    if found then
        if v_known.ambito_id <> v_ambito then
            raise exception 'a person of another ambito' using errcode = 'insufficient_privilege';
        end if;
        if v_known.reserved and not exists (select 1 from accounts_membership m where m.token = p_token) then
            raise exception 'a reserved record opens to named people only' using errcode = 'insufficient_privilege';
        end if;
        if not v_system and p_token = any (v_tokens) then
            if not {held("p_person", 2)} and not portico_proven(p_person, p_scope_kind, p_scope_id, p_origin) then
                raise exception 'nothing shows why this person opens' using errcode = 'insufficient_privilege';
            end if;
        elsif not v_system and not {held("p_person", 3)} then
            raise exception 'a grant for somebody else needs a grant of one''s own' using errcode = 'insufficient_privilege';
        end if;
    elsif not v_system and not (p_token = any (v_tokens) and p_origin = 'own_desk') then
        -- The grant comes before the row only for who registers it.
        raise exception 'nobody has that record' using errcode = 'insufficient_privilege';
    end if;
    insert into access_accessgrant (id, ambito_id, person_id, token, origin, scope_kind, scope_id, valid_from,
                                    valid_until, categories, reason, created_at, created_by, updated_at, updated_by, version)
    values (p_id, v_ambito, p_person, p_token, p_origin, p_scope_kind, p_scope_id,
            coalesce(p_from, now()), p_until, p_categories, p_reason, now(), (select portico_user()), now(), (select portico_user()), 1)
    on conflict (person_id, token, origin, scope_kind, scope_id) do update
        set valid_until = excluded.valid_until, categories = excluded.categories, reason = excluded.reason,
            updated_at = now(), updated_by = excluded.updated_by, version = access_accessgrant.version + 1;
end
$$
"""

END_GRANTS = f"""
create or replace function portico_end_grants(
    p_person uuid, p_scope_kind text, p_scope_id uuid, p_token integer, p_until timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_tokens integer[] := (select portico_tokens());
    -- The transaction's own clock: a grant opened and ended in it must count as ended.
    v_until timestamptz := coalesce(p_until, now());
    v_ended integer;
begin
    if (select portico_ambito()) is null then
        raise exception 'no actor: nobody may end a grant' using errcode = 'insufficient_privilege';
    end if;
    update access_accessgrant e
       set valid_until = greatest(v_until, e.valid_from), updated_at = now(), updated_by = (select portico_user()), version = version + 1
     where e.ambito_id = (select portico_ambito())
       and (p_person is null or e.person_id = p_person)
       and e.scope_kind = p_scope_kind and e.scope_id = p_scope_id
       and (p_token is null or e.token = p_token)
       and (e.valid_until is null or e.valid_until > v_until)
       and ((select portico_kind()) = 'system' or e.token = any (v_tokens)
            or ((e.origin not in {OF_CASES} or {WRITES_CASES}) and {held("e.person_id", 3)}));
    get diagnostics v_ended = row_count;
    return v_ended;
end
$$
"""

RESERVE = f"""
create or replace function portico_reserve_person(p_person uuid, p_named integer[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if (select portico_kind()) <> 'system' and (not {held("p_person", 3)}
       or (select portico_role()) not in ('social_worker', 'coordinator', 'foster_team', 'emergency_operator')) then
        raise exception 'only professionals who write the record may reserve it' using errcode = 'insufficient_privilege';
    end if;
    if exists (select 1 from unnest(p_named) n where n not in (
        select m.token from accounts_membership m where m.ambito_id = (select portico_ambito())))
       or coalesce(array_length(p_named, 1), 0) = 0 then
        raise exception 'named people are memberships of this ambito' using errcode = 'invalid_parameter_value';
    end if;
    update access_accessgrant set valid_until = greatest(now(), valid_from), updated_at = now()
     where person_id = p_person and not (token = any (p_named)) and (valid_until is null or valid_until > now());
    insert into access_accessgrant (id, ambito_id, person_id, token, origin, scope_kind, scope_id, valid_from,
                                    reason, created_at, created_by, updated_at, updated_by, version)
    select gen_random_uuid(), (select portico_ambito()), p_person, n, 'case_manager', 'reserved', p_person, now(),
           '', now(), (select portico_user()), now(), (select portico_user()), 1
      from unnest(p_named) n
    on conflict (person_id, token, origin, scope_kind, scope_id) do update set valid_until = null, updated_at = now();
    update people_person set reserved = true, updated_at = now(), updated_by = (select portico_user()),
           version = version + 1 where id = p_person;
end
$$
"""

PERSON_GRANTS = """
create or replace function portico_person_grants(p_person uuid) returns table (
    token integer, origin text, scope_kind text, valid_from timestamptz, valid_until timestamptz,
    organisation_id uuid, organisation_name text, unit_id uuid, unit_name text, user_name text, sensitive boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.token, s.origin, s.scope_kind, s.valid_from, s.valid_until,
           case when not s.hidden then s.organisation_id end, case when s.hidden then '' else s.organisation_name end,
           case when not s.hidden then s.unit_id end, case when s.hidden then '' else s.unit_name end,
           case when s.hidden then '' else s.user_name end, s.sensitive
    from (
    select g.id, g.token, g.origin::text, g.scope_kind::text, g.valid_from, g.valid_until,
           coalesce(o.id, uo.id, mo.id) as organisation_id, coalesce(o.name, uo.name, mo.name)::text as organisation_name,
           coalesce(u.id, mu.id) as unit_id, coalesce(u.name, mu.name, '')::text as unit_name,
           coalesce(w.first_name || ' ' || w.last_name, '')::text as user_name, b.sensitive,
           b.sensitive and coalesce(o.id, uo.id, mo.id) is distinct from (select portico_organisation()) as hidden
    from access_accessgrant g
    left join organisations_organisation o on o.token = g.token
    left join organisations_unit u on u.token = g.token
    left join organisations_organisation uo on uo.id = u.organisation_id
    left join accounts_membership m on m.token = g.token
    left join organisations_unit mu on mu.id = m.unit_id
    left join organisations_organisation mo on mo.id = m.organisation_id
    left join accounts_user w on w.id = m.user_id
    cross join lateral (select coalesce(
        o.sensitive, u.sensitive or uo.sensitive, mo.sensitive or coalesce(mu.sensitive, false), false) as sensitive) b
    where g.person_id = p_person and g.ambito_id = (select portico_ambito())
      and (g.valid_until is null or g.valid_until > now())
      and exists (
        select 1 from access_accessgrant mine
        where mine.person_id = p_person and mine.token = any ((select portico_tokens())::integer[])
          and mine.valid_from <= now() and (mine.valid_until is null or mine.valid_until > now())
          and mine.origin = any (portico_origins('identity', 2)))
    ) s
    order by s.valid_from, s.id
$$
"""


def load_matrix(apps, schema_editor):
    for file, model, field in (
        ("matrix.csv", "RoleLevel", "role"),
        ("ceilings.csv", "OriginCeiling", "origin"),
    ):
        rows = list(csv.DictReader((DATA / file).open(encoding="utf-8")))
        table = apps.get_model("access", model)
        table.objects.all().delete()
        table.objects.bulk_create(
            table(**{field: name, "category": row["category"], "level": LEVEL[value]})
            for row in rows
            for name, value in row.items()
            if name != "category"
        )


AUDIT = rls.holds_grant("access_readlog.person_id", "audit", "r")


class Migration(migrations.Migration):
    dependencies = [("access", "0002_initial"), ("accounts", "0002_walls")]

    operations = [
        migrations.RunPython(load_matrix, migrations.RunPython.noop),
        migrations.RunSQL(
            [ORIGINS, "grant execute on function portico_origins(text, integer) to portico_web"],
            "drop function if exists portico_origins(text, integer)",
        ),
        # Reads tokens only: policies of persons look here, so this one must not look back.
        rls.wall(
            "access_accessgrant",
            read=f"{rls.TENANT} and token = any ((select portico_tokens())::int[])",
            lookup=True,
        ),
        rls.wall(
            "access_readlog",
            read=f"{rls.TENANT} and (user_id = (select portico_user()) or (select portico_role()) = 'dpo' or {AUDIT})",
            # Nobody writes down a look in somebody else's name.
            insert=f"{rls.TENANT} and user_id is not distinct from (select portico_user())"
            " and membership_id is not distinct from (select portico_membership())",
        ),
        rls.wall(
            "access_contactrequest",
            read=f"{rls.TENANT} and (from_token = any ((select portico_tokens())::int[])"
            " or to_tokens && (select portico_tokens())::int[])",
            insert=f"{rls.TENANT} and from_token = any ((select portico_tokens())::int[])",
            update=f"{rls.TENANT} and to_tokens && (select portico_tokens())::int[]",
        ),
        migrations.RunSQL(
            [PROVEN, "revoke all on function portico_proven(uuid, text, uuid, text) from public, portico_web"],
            "drop function if exists portico_proven(uuid, text, uuid, text)",
        ),
        # The matrix is changed by migrations alone.
        migrations.RunSQL(
            "revoke insert, update, delete, truncate on access_rolelevel, access_originceiling from portico_web",
            "grant insert, update, delete on access_rolelevel, access_originceiling to portico_web",
        ),
        rls.definer(
            "portico_open_grant",
            "uuid, uuid, integer, text, text, uuid, timestamptz, timestamptz, text[], text",
            OPEN_GRANT,
        ),
        rls.definer("portico_end_grants", "uuid, text, uuid, integer, timestamptz", END_GRANTS),
        rls.definer("portico_reserve_person", "uuid, integer[]", RESERVE),
        rls.definer("portico_person_grants", "uuid", PERSON_GRANTS),
    ]
