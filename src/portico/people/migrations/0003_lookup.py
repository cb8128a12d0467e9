"""Looking somebody up across the network: one audited function, at most three minimal cards."""

from django.db import migrations

from portico.kernel import rls

LOOKUP = """
create or replace function portico_lookup(
    p_first text, p_last text, p_birth date, p_kind text, p_value text) returns table (
    person_id uuid, matched text, likeness real, mine boolean, followed_by jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
    with asked as (
        select (select portico_ambito()) as ambito,
               portico_normal(coalesce(p_last, '') || ' ' || coalesce(p_first, '')) as name,
               extract(year from p_birth)::integer as year,
               case when extract(day from p_birth) <= 12
                    then make_date(extract(year from p_birth)::integer, extract(day from p_birth)::integer,
                                   extract(month from p_birth)::integer) end as swapped
    ),
    by_code as (
        select i.person_id, 'identifier' as matched, 1::real as likeness
        from people_identifier i, asked
        where p_value <> '' and i.ambito_id = asked.ambito and i.value = p_value and i.kind = p_kind
        limit 5
    ),
    near as (
        select * from (
            select p.id as person_id, p.search_name as name, p.birth_date
            from people_person p
            where p_birth is not null and btrim(coalesce(p_first, '')) <> '' and btrim(coalesce(p_last, '')) <> ''
              and p.ambito_id = (select ambito from asked) and p.birth_year = (select year from asked)
              and p.merged_into_id is null
            order by p.search_name <-> (select name from asked) limit 20) k
        union all
        select * from (
            select o.person_id, o.search_name, p.birth_date
            from (
                select x.person_id, x.search_name from people_othername x
                where p_birth is not null and btrim(coalesce(p_first, '')) <> '' and btrim(coalesce(p_last, '')) <> ''
                  and x.ambito_id = (select ambito from asked)
                order by x.search_name <-> (select name from asked) limit 20) o
            join people_person p on p.id = o.person_id and p.birth_year = (select year from asked)) k2
    ),
    by_name as (
        select near.person_id, 'name' as matched, max(similarity(near.name, asked.name)) as likeness
        from near, asked
        -- The more the date agrees, the more a spelling may differ: 0.32 is one name in two transliterations.
        where (similarity(near.name, asked.name) >= 0.3 and near.birth_date = p_birth)
               or (similarity(near.name, asked.name) >= 0.45 and near.birth_date = asked.swapped)
               or (similarity(near.name, asked.name) >= 0.6
                   and (extract(month from near.birth_date) = extract(month from p_birth)
                        or extract(day from near.birth_date) = extract(day from p_birth)))
        group by near.person_id
    ),
    found as (
        select f.person_id, min(f.matched) as matched, max(f.likeness) as likeness
        from (select * from by_code union all select * from by_name) f
        join people_person p on p.id = f.person_id
        where not p.reserved and p.merged_into_id is null and p.ambito_id = (select ambito from asked)
        group by f.person_id
        order by max(f.likeness) desc, f.person_id
        limit 3
    )
    select found.person_id, found.matched, found.likeness,
           exists (
               select 1 from access_accessgrant g
               where g.person_id = found.person_id and g.token = any ((select portico_tokens())::integer[])
                 and g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())
                 and g.origin = any ((select portico_origins('identity', 2))::text[])
                 and (g.categories is null or 'identity' = any (g.categories))),
           coalesce((
               select jsonb_agg(distinct jsonb_build_object(
                          'organisation', coalesce(o.id, uo.id), 'organisation_name', coalesce(o.name, uo.name),
                          'unit_name', coalesce(u.name, ''), 'token', g.token,
                          'sensitive', coalesce(o.sensitive, u.sensitive or uo.sensitive)))
               from access_accessgrant g
               left join organisations_organisation o on o.token = g.token
               left join organisations_unit u on u.token = g.token
               left join organisations_organisation uo on uo.id = u.organisation_id
               where g.person_id = found.person_id and (o.id is not null or u.id is not null)
                 and g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())), '[]'::jsonb)
    from found
    order by found.likeness desc, found.person_id
$$
"""

# A code typed at a desk that a reserved record holds: the registration goes on as if nothing were, and only the
# record's named people are told. Returns nothing, so that nothing can be inferred.
RESERVED_CLASH = """
create or replace function portico_tell_reserved_clash(
    p_id uuid, p_kind text, p_value text, p_first text, p_last text, p_birth date, p_text text) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into events_notification (id, ambito_id, token, kind, text, url, urgent, created_at, updated_at, version)
    select gen_random_uuid(), p.ambito_id, g.token, 'people.reserved_clash', p_text, '/persone/' || p.id || '/',
           true, now(), now(), 1
    from people_person p
    join access_accessgrant g on g.person_id = p.id and (g.valid_until is null or g.valid_until > now())
    join accounts_membership m on m.token = g.token
    where p.reserved and p.ambito_id = (select portico_ambito()) and p.id <> p_id
      and (exists (select 1 from people_identifier i
                   where i.person_id = p.id and p_value <> '' and i.kind = p_kind and i.value = p_value)
           or (p_birth is not null and p.birth_date = p_birth
               and p.search_name = portico_normal(coalesce(p_last, '') || ' ' || coalesce(p_first, ''))))
    group by p.ambito_id, p.id, g.token
$$
"""

LOOKUP_ARGUMENTS = "text, text, date, text, text"


class Migration(migrations.Migration):
    dependencies = [("people", "0002_walls"), ("events", "0003_walls")]

    operations = [
        migrations.RunSQL(
            [
                "grant select on people_person, people_othername, people_identifier, access_accessgrant,"
                " access_originceiling, access_rolelevel, organisations_organisation, organisations_unit"
                " to portico_lookup",
                "grant execute on function portico_origins(text, integer) to portico_lookup",
            ],
            migrations.RunSQL.noop,
        ),
        rls.definer("portico_lookup", LOOKUP_ARGUMENTS, LOOKUP, owner="portico_lookup"),
        rls.definer("portico_tell_reserved_clash", "uuid, text, text, text, text, date, text", RESERVED_CLASH),
    ]
