"""Things to do: one's own while the person is known, others' where the diary is open; and what remains afterwards."""

from django.db import migrations

from portico.kernel import rls

MINE = "(select portico_tokens())::int[]"
LIVE = "g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())"


def known(table):
    """The actor still knows the person, whatever for."""
    return f"""exists (
        select 1 from access_accessgrant g
        where g.person_id = {table}.person_id and g.token = any ({MINE}) and {LIVE}
          and g.origin = any ((select portico_origins('identity', 1))::text[]))"""


def diary(table, level):
    """The diary is open; through a team, only the tasks of that case."""
    return f"""exists (
        select 1 from access_accessgrant g
        where g.person_id = {table}.person_id and g.token = any ({MINE}) and {LIVE}
          and g.origin = any ((select portico_origins('diary', {rls.LEVELS[level]}))::text[])
          and (g.categories is null or 'diary' = any (g.categories))
          and (g.origin <> 'case_team'
               or (g.scope_kind = {table}.source_kind and g.scope_id = {table}.source_id)))"""


def visible(table, level):
    return f"""{rls.TENANT} and (
        (assigned_token = any ({MINE}) and (person_id is null or {known(table)}))
        or (person_id is not null and {diary(table, level)}))"""


INSERT = f"""{rls.TENANT} and (
    (select portico_kind()) = 'system' or person_id is null or {known("thread_task")})"""

# What remains of a path one took part in: the days, without whom or what.
PAST_DAYS = f"""
create or replace function portico_past_days(p_limit integer) returns table (day date, times bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select (t.done_at at time zone 'Europe/Rome')::date as day, count(*)
    from thread_task t
    where t.ambito_id = (select portico_ambito()) and t.state = 'done' and t.person_id is not null
      and t.assigned_token = (select portico_user_token())
      and not {known("t")}
    group by 1 order by 1 desc limit p_limit
$$
"""


class Migration(migrations.Migration):
    dependencies = [("thread", "0001_initial"), ("people", "0002_walls"), ("access", "0003_walls")]

    operations = [
        rls.wall(
            "thread_task",
            read=visible("thread_task", "r"),
            insert=INSERT,
            update=visible("thread_task", "w"),
        ),
        rls.wall("thread_taskhistory", read=visible("thread_taskhistory", "r"), insert=rls.TENANT),
        rls.definer("portico_past_days", "integer", PAST_DAYS),
    ]
