from django.db import migrations

from portico.kernel import rls

# Asked before anybody acts: which roles does this user hold today, and with which tokens. The first token is the
# one work is recorded under: the unit's, else the organisation's.
MEMBERSHIPS = """
create or replace function portico_memberships(p_user uuid) returns table (
    id uuid, ambito_id uuid, ambito_name text, organisation_id uuid, organisation_name text,
    unit_id uuid, unit_name text, role text, tokens integer[], token integer)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.id, m.ambito_id, a.name::text, m.organisation_id, o.name::text,
           m.unit_id, coalesce(u.name, '')::text, m.role::text,
           array[coalesce(u.token, o.token), m.token]
           || case when u.id is not null and m.whole_organisation then array[o.token] else array[]::integer[] end
           || array(
                select absent.token from accounts_substitution s
                join accounts_membership absent on absent.id = s.absent_id
                where s.substitute_id = m.id
                  and (now() at time zone 'Europe/Rome')::date between s.starts_on and s.ends_on),
           m.token
    from accounts_membership m
    join accounts_user w on w.id = m.user_id and w.is_active
    join kernel_ambito a on a.id = m.ambito_id
    join organisations_organisation o on o.id = m.organisation_id
    left join organisations_unit u on u.id = m.unit_id
    where m.user_id = p_user
      and m.starts_on <= (now() at time zone 'Europe/Rome')::date
      and (m.ends_on is null or m.ends_on > (now() at time zone 'Europe/Rome')::date)
    order by m.starts_on, m.id
$$
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("organisations", "0002_walls")]

    operations = [
        rls.tenant("accounts_membership"),
        rls.tenant("accounts_substitution", delete=True),
        rls.definer("portico_memberships", "uuid", MEMBERSHIPS),
    ]
