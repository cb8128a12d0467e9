"""Who reads the thread: one's own unit's events while any grant lives; others' where the category is open."""

from django.db import migrations

from portico.kernel import rls

MINE = "(select portico_tokens())::int[]"
LIVE = "g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())"

OPEN_PAIRS = """
create or replace function portico_open_pairs(p_level integer) returns text[]
language sql stable parallel safe as $$
    select coalesce(array_agg(c.origin || ':' || c.category), '{}')
    from access_originceiling c
    join access_rolelevel r on r.category = c.category and r.role = (select portico_role())
    where least(c.level, r.level) >= p_level
$$
"""

SUBJECT = f"""{rls.TENANT}
    and (level <> 'private' or user_id = (select portico_user()))
    and exists (
        select 1 from access_accessgrant g
        where g.person_id = events_eventsubject.person_id and g.token = any ({MINE}) and {LIVE}
          and (
            (events_eventsubject.tokens && {MINE} and g.origin = any ((select portico_origins('identity', 1))::text[]))
            or (events_eventsubject.level in ('team', 'network')
                and (g.origin || ':' || events_eventsubject.category) = any ((select portico_open_pairs(2))::text[])
                and (g.categories is null or events_eventsubject.category = any (g.categories)))))"""

# Who is on the team of one case reads nothing of another one of the same person, not even that there is one.
OF_THIS_CASE = f"""exists (
        select 1 from events_eventsubject s join access_accessgrant g on g.person_id = s.person_id
        where s.event_id = events_event.id and g.token = any ({MINE}) and {LIVE}
          and (g.origin <> 'case_team' or g.scope_id = events_event.object_id)
          and (g.origin || ':' || events_event.category) = any ((select portico_open_pairs(2))::text[])
          and (g.categories is null or events_event.category = any (g.categories)))"""

EVENT = f"""{rls.TENANT} and (
    (subjects = 0 and tokens && {MINE} and (level <> 'private' or user_id = (select portico_user())))
    or (subjects > 0 and exists (select 1 from events_eventsubject s where s.event_id = events_event.id)
        and (object_kind <> 'case' or tokens && {MINE} or {OF_THIS_CASE})))"""

SYSTEM = "(select portico_kind()) = 'system'"
# What happened is told by who did it, about people they have to do with.
MY_ACT = f"""{rls.TENANT} and ({SYSTEM} or (
    user_id = (select portico_user()) and organisation_id is not distinct from (select portico_organisation())))"""
MY_SUBJECT = f"""{rls.TENANT} and ({SYSTEM} or (
    user_id = (select portico_user()) and exists (
        select 1 from access_accessgrant g
        where g.person_id = events_eventsubject.person_id and g.token = any ({MINE}) and {LIVE})))"""
# A link leads inside: never to another site.
TOLD = rf"{rls.TENANT} and url ~ '^/([^/\\]|$)'"

NOTIFICATION = f"{rls.TENANT} and token = any ({MINE})"


class Migration(migrations.Migration):
    dependencies = [("events", "0002_initial"), ("access", "0003_walls")]

    operations = [
        migrations.RunSQL(
            [
                # The transaction an event was written in: an id watermark would skip late commits.
                "alter table events_event add column txid xid8 not null default pg_current_xact_id()",
                "create index event_by_txid on events_event (txid)",
            ],
            "alter table events_event drop column txid",
        ),
        migrations.RunSQL(
            [OPEN_PAIRS, "grant execute on function portico_open_pairs(integer) to portico_web"],
            "drop function if exists portico_open_pairs(integer)",
        ),
        rls.wall("events_eventsubject", read=SUBJECT, insert=MY_SUBJECT),
        rls.wall("events_event", read=EVENT, insert=MY_ACT),
        rls.wall("events_notification", read=NOTIFICATION, insert=TOLD, update=NOTIFICATION),
    ]
