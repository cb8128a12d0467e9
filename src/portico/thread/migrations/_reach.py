"""SQL of how far a piece of writing reaches: the same rule as `selectors/reach.py`."""

from django.db import migrations

from portico.kernel import rls

MINE = "(select portico_tokens())::int[]"
ME = "(select portico_user())"
LIVE = "g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())"
OPEN_PAIRS = "(select portico_open_pairs(2))::text[]"
# Categories that some grant would open to the role: what a colleague of the unit reads of the unit's own.
ROLE_READS = "(select array_agg(split_part(pair, ':', 2)) from unnest(portico_open_pairs(2)) pair)::text[]"
# Named one by one: a substitution made by others lends nothing of it.
BY_NAME = """(select array_agg(token) from unnest((select portico_tokens())::int[]) token
              where token <> all ((select portico_borrowed())::int[]))::int[]"""
OWN = "(not g.named or g.token <> all ((select portico_borrowed())::integer[]))"
ROLE = "(select portico_role())"
WRITES = "cardinality((select portico_origins('diary', 3))::text[]) > 0"


def holds(table, condition):
    """A live grant of the actor's on the person of the row."""
    return f"""exists (
        select 1 from access_accessgrant g
        where g.person_id = {table}.person_id and g.token = any ({MINE}) and {LIVE} and {condition})"""


def of_case(table):
    return f"(g.scope_kind = 'case' and g.scope_id = {table}.case_id)"


def knows(table, level):
    """The actor has to do with the person; through a team, only as far as that case."""
    return holds(
        table,
        f"""g.origin = any ((select portico_origins('identity', {level}))::text[])
            and (g.origin <> 'case_team' or {of_case(table)})""",
    )


def reached(table):
    """The row of a person (`…subject`) through which the actor reads what it belongs to.

    One look at the grants: each further one costs the planner more than it costs to run.
    """
    opens = f"""((g.origin || ':' || {table}.category) = any ({OPEN_PAIRS})
                 and (g.categories is null or {table}.category = any (g.categories)))"""
    whose = f"""(({table}.author = {ME} and {table}.unit_token = any ({MINE}))
        or ({table}.level <> 'private' and {table}.category = 'judicial' and {table}.named_tokens && {BY_NAME})
        or ({table}.level <> 'private' and {table}.category <> 'judicial' and (
            ({table}.unit_token = any ({MINE}) and {table}.category = any ({ROLE_READS}))
            or ({table}.level = 'network' and {opens})
            or ({table}.level = 'team' and {ROLE} <> 'psychologist' and {opens}
                and ({of_case(table)} or g.scope_kind = 'reserved')))))"""
    known = f"""g.origin = any ((select portico_origins('identity', 1))::text[])
            and (g.origin <> 'case_team' or {of_case(table)})"""
    return f"{rls.TENANT} and {holds(table, f'{known} and {whose}')}"


def added(table, mine):
    """A row of a person that the author of the parent adds: about somebody, and for a case, they work with."""
    works = holds(
        table,
        f"""(({of_case(table)} and g.origin = any ((select portico_origins('diary', 3))::text[]))
             or g.scope_kind = 'reserved')""",
    )
    return f"""{rls.TENANT} and author = {ME} and unit_token = any ({MINE}) and {WRITES} and {mine}
        and {knows(table, 2)} and (case_id is null or {works})"""


def repeats(table, mine):
    """Changed, a row of a person still repeats what its parent says."""
    return migrations.RunSQL(
        f"create policy repeats on {table} as restrictive for update to portico_web using (true) with check ({mine})",
        f"drop policy if exists repeats on {table}",
    )


def own_rows(name, table, key, whose=f"e.author = {ME}"):
    """A definer function: the parent is the actor's (or their unit's), and the row repeats what it says."""
    return rls.definer(
        name,
        "uuid, text, text, uuid, integer[]",
        f"""
create or replace function {name}(p_key uuid, p_level text, p_category text, p_case uuid, p_named integer[])
returns boolean language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from {table} e
        where e.{key} = p_key and {whose} and e.level = p_level and e.category = p_category
          and e.case_id is not distinct from p_case and e.named_tokens = p_named)
$$
""",
    )


def hides(name, subjects, key):
    """A definer function: it is also about a reserved person the actor has nothing to do with.

    To who has nothing to do with any of its people the answer is always yes: it tells nothing.
    """
    held = f"""exists (
            select 1 from access_accessgrant g
            where g.person_id = p.id and g.token = any ((select portico_tokens())::integer[]) and {LIVE} and {OWN})"""
    return rls.definer(
        name,
        "uuid",
        f"""
create or replace function {name}(p_key uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(bool_or(p.reserved and not {held}), true) or not bool_or({held})
    from {subjects} s join people_person p on p.id = s.person_id
    where s.{key} = p_key
$$
""",
    )
