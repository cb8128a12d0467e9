"""Row-level security as migration operations.

Each helper gives one reversible `RunSQL`. Reads and writes have a policy each; nothing is deletable unless
`delete` says when. The owner role, which runs migrations and the trigger functions, keeps a policy of its own
because FORCE binds it too.
"""

from __future__ import annotations

from django.db import migrations

TENANT = "ambito_id = (select portico_ambito())"

LEVELS = {"k": 1, "r": 2, "w": 3}


def amended(sql: str, old: str, new: str) -> str:
    """An earlier rule with a part of it written anew. Raises ValueError when it has no such part.

    A plain `replace` that finds nothing would leave the looser rule in place, and say nothing.
    """
    if old not in sql:
        raise ValueError(f"the rule to amend does not say: {old}")
    return sql.replace(old, new)


def holds_grant(person: str, category: str, level: str) -> str:
    """SQL: the actor's role and a live grant on `person` together open `category` at `level` (k, r, w)."""
    return f"""exists (
        select 1 from access_accessgrant g
        where g.person_id = {person}
          and g.token = any ((select portico_tokens())::int[])
          and g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())
          and g.origin = any ((select portico_origins('{category}', {LEVELS[level]}))::text[])
          and (g.categories is null or '{category}' = any (g.categories)))"""


def wall(
    table: str,
    *,
    read: str,
    insert: str | None = None,
    update: str | None = None,
    delete: str | None = None,
    lookup: bool = False,
) -> migrations.RunSQL:
    """Force row-level security on `table`. A `None` means that nobody may.

    Snapshots (`…history`) are written by the triggers that keep them, whatever `insert` says, and by no statement.
    """
    if insert is not None and table.endswith("history"):
        insert = f"{insert} and pg_trigger_depth() > 0"
    forward = [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy owner_all on {table} to portico_owner using (true) with check (true)",
        f"create policy web_read on {table} for select to portico_web using ({read})",
    ]
    if insert is not None:
        forward.append(f"create policy web_insert on {table} for insert to portico_web with check ({insert})")
    if update is not None:
        forward.append(
            f"create policy web_update on {table} for update to portico_web using ({update}) with check ({update})"
        )
    if delete is not None:
        forward.append(f"create policy web_delete on {table} for delete to portico_web using ({delete})")
    if lookup:
        forward.append(f"create policy lookup_read on {table} for select to portico_lookup using (true)")
    names = ["owner_all", "web_read", "web_insert", "web_update", "web_delete", "lookup_read"]
    backward = [f"drop policy if exists {name} on {table}" for name in names]
    backward += [f"alter table {table} no force row level security", f"alter table {table} disable row level security"]
    return migrations.RunSQL(sql=tuple(forward), reverse_sql=tuple(backward))


def tenant(table: str, *, delete: bool = False, lookup: bool = False) -> migrations.RunSQL:
    """Rows of the actor's ambito, read and written."""
    return wall(table, read=TENANT, insert=TENANT, update=TENANT, delete=TENANT if delete else None, lookup=lookup)


def person(
    table: str,
    category: str,
    *,
    column: str = "person_id",
    delete: bool = False,
    lookup: bool = False,
    history: str = "",
) -> migrations.RunSQL | list[migrations.RunSQL]:
    """Rows about a person: the actor's ambito, and a grant that opens `category`.

    `history` names the table of snapshots kept by triggers: it is read like its source and only appended to.
    """
    read = f"{TENANT} and {holds_grant(f'{table}.{column}', category, 'r')}"
    write = f"{TENANT} and {holds_grant(f'{table}.{column}', category, 'w')}"
    source = wall(table, read=read, insert=write, update=write, delete=write if delete else None, lookup=lookup)
    if not history:
        return source
    snapshots = wall(history, read=f"{TENANT} and {holds_grant(f'{history}.{column}', category, 'r')}", insert=TENANT)
    return [source, snapshots]


def definer(name: str, arguments: str, sql: str, *, owner: str = "portico_owner") -> migrations.RunSQL:
    """A SECURITY DEFINER function web may execute. `sql` is the whole `create or replace function` text."""
    signature = f"{name}({arguments})"
    return migrations.RunSQL(
        sql=[
            sql.strip().rstrip(";"),
            f"alter function {signature} owner to {owner}",
            f"revoke all on function {signature} from public",
            f"grant execute on function {signature} to portico_web",
        ],
        reverse_sql=f"drop function if exists {signature}",
    )
