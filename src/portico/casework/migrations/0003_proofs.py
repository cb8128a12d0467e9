"""What a case proves of a grant, who puts people in it, and what happens to it when one of them becomes reserved."""

from importlib import import_module

from django.db import migrations

from portico.kernel import rls

walls = import_module("portico.casework.migrations.0002_walls")
MINE, LIVE = walls.MINE, walls.LIVE

# A unit asked to take somebody in charge, or that had them, opens the case's people to itself; who has just handed the
# case over keeps reading it. A person reserved meanwhile opens to nobody this way.
PROVES = f"""
create or replace function portico_proves_case(p_person uuid, p_case uuid, p_origin text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1
        from casework_case c
        join casework_casesubject s on s.case_id = c.id and s.ends_on is null
        join people_person p on p.id = s.person_id
        where c.id = p_case and s.person_id = p_person and c.ambito_id = (select portico_ambito())
          and p_origin in ('case_manager', 'closed_case')
          and ((c.holder_token = any ({MINE}) and c.state <> 'sent_back'
                and (not p.reserved or c.holder_token = (select portico_user_token())))
               or (p_origin = 'closed_case' and exists (
                    select 1 from casework_casehandover h
                    join organisations_unit u on u.id = h.from_unit_id
                    left join accounts_membership m on m.id = h.from_manager_id
                    where h.case_id = c.id and h.created_at > now() - interval '1 hour'
                      and (m.token = (select portico_user_token())
                           or (not p.reserved and u.token = any ({MINE})))))))
$$
"""

TAKES = f"""
create or replace function portico_case_takes(p_case uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from casework_case c
        where c.id = p_case and c.ambito_id = (select portico_ambito())
          and ((c.state = 'proposed' and c.proposed_by_token = any ({MINE})) or {walls.opened("c.id", "w")}))
$$
"""

# A case of a family of whom one is now reserved tells of her too: it stays with who may see her. Those opened as
# reserved ones have their own named holder. Asked once a query: reserved people are few, cases are many.
HIDDEN = f"""
create or replace function portico_hidden_cases() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(distinct c.id), '{{}}')
    from people_person p
    join casework_casesubject s on s.person_id = p.id and s.ends_on is null
    join casework_case c on c.id = s.case_id
    where p.reserved and p.ambito_id = (select portico_ambito()) and not c.reserved and not exists (
        select 1 from access_accessgrant g
        where g.person_id = p.id and g.token = any ({MINE}) and {LIVE})
$$
"""

TABLES = {
    "casework_casesubject": "case_id",
    "casework_case": "id",
    "casework_casehistory": "id",
    "casework_caseproposal": "case_id",
    "casework_casemember": "case_id",
    "casework_casehandover": "case_id",
}
# As the policy stands in the catalogue, with the condition added or taken off.
NARROW = """
do $do$
declare
    v_rule text;
begin
    select qual into strict v_rule from pg_policies where tablename = '{table}' and policyname = 'web_read';
    execute 'alter policy web_read on {table} using ((' || v_rule ||
            ') and not ({table}.{column} = any ((select portico_hidden_cases())::uuid[])))';
end
$do$
"""

HELD = rls.holds_grant("casework_casesubject.person_id", "identity", "r")
INSERT = "alter policy web_insert on casework_casesubject with check ({})"


def own_function(name, arguments, sql):
    """A definer function that only other definer functions call."""
    return migrations.RunSQL(
        [sql, f"revoke all on function {name}({arguments}) from public, portico_web"],
        f"drop function if exists {name}({arguments})",
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_walls"), ("people", "0003_lookup")]

    operations = [
        own_function("portico_proves_case", "uuid, uuid, text", PROVES),
        rls.definer("portico_case_takes", "uuid", TAKES),
        migrations.RunSQL(
            "create index person_reserved on people_person (ambito_id) where reserved", "drop index person_reserved"
        ),
        rls.definer("portico_hidden_cases", "", HIDDEN),
        migrations.RunSQL(
            INSERT.format(f"{rls.TENANT} and {HELD} and portico_case_takes(case_id)"),
            INSERT.format(f"{rls.TENANT} and {HELD}"),
        ),
        *[
            migrations.RunSQL(NARROW.format(table=table, column=column), migrations.RunSQL.noop)
            for table, column in TABLES.items()
        ],
    ]
