"""Whom another unit has in charge; who may reserve; what a team reads of cases that are not its own."""

from importlib import import_module

from django.db import migrations

from portico.kernel import rls

access = import_module("portico.access.migrations.0004_named")
desks = import_module("portico.desks.migrations.0002_walls")
events = import_module("portico.events.migrations.0003_walls")
walls = import_module("portico.casework.migrations.0002_walls")
proofs = import_module("portico.casework.migrations.0003_proofs")
MINE, LIVE, ROLE, again = walls.MINE, walls.LIVE, walls.ROLE, access.again
UNIT = "nullif(current_setting('portico.unit', true), '')::uuid"
# What more than a listening at one's desk opened.
BROUGHT = "g.origin in ('case_team', 'case_manager', 'accepted_referral') and g.categories is null"


def own_function(name, arguments, sql):
    """A definer function that only other definer functions call."""
    return proofs.own_function(name, arguments, sql)


def live_cases(person, others):
    """SQL: the cases a person is in today; with `others`, those of other units than the actor's."""
    theirs = f"and not (c.holder_token = any ({MINE})) and c.unit_id is distinct from {UNIT}" if others else ""
    return f"""casework_case c join casework_casesubject s on s.case_id = c.id and s.ends_on is null
        where s.person_id = {person} and c.state in ('accepted', 'active', 'suspended')
          and c.ambito_id = (select portico_ambito()) {theirs}"""


HIDDEN_CASE = "(c.reserved or c.id = any ((select portico_hidden_cases())::uuid[]))"

# Who has a person in charge, or was called by somebody who does: a team, a referral or a proposal of others, who hold
# more than their own listening. A referral's senders are the referrals' to tell.
BROUGHT_IN = f"""
create or replace function portico_brought_in(p_person uuid, p_case uuid) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_grant record;
begin
    for v_grant in
        select g.origin, g.scope_id from access_accessgrant g
        where g.person_id = p_person and g.token = any ({MINE}) and {LIVE} and {access.OWN} and {BROUGHT}
    loop
        if v_grant.origin <> 'accepted_referral' or portico_sent_by_others(v_grant.scope_id) then
            return true;
        end if;
    end loop;
    return exists (
        select 1 from casework_caseproposal p
        join access_accessgrant g on g.person_id = p_person and {LIVE} and {BROUGHT}
        left join accounts_membership m on m.token = g.token
        where p.case_id = p_case and not (p.from_token = any ({MINE}))
          and p.from_user_id is distinct from (select portico_user())
          and (g.token = p.from_token or m.user_id = p.from_user_id));
end
$$
"""

# Going on with one's own case, or reading the dossier of the one just handed over, is no taking in charge.
REFUSES = f"""
create or replace function portico_refuses_case(p_person uuid, p_case uuid, p_origin text) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return exists (select 1 from {live_cases("p_person", others=True)})
       and not portico_brought_in(p_person, p_case)
       and not exists (
            select 1 from access_accessgrant g
            where g.person_id = p_person and g.scope_kind = 'case' and g.scope_id = p_case and g.token = any ({MINE})
              and g.origin = 'case_manager' and g.categories is null
              and (p_origin = 'closed_case' or exists (
                    select 1 from casework_case c where c.id = p_case and c.holder_token = any ({MINE}))));
end
$$
"""

# '' when the unit may take them in charge; 'followed' when another one does, 'hidden' when that is not to be told.
# Of people the actor reads, or that were proposed to them; of others it says nothing.
FOLLOWED = f"""
create or replace function portico_followed_elsewhere(p_people uuid[], p_case uuid) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_person uuid;
    v_answer text := '';
begin
    foreach v_person in array p_people loop
        if ({access.held("v_person", 2)} or exists (
                select 1 from casework_case c join casework_casesubject s on s.case_id = c.id
                where c.id = p_case and s.person_id = v_person and c.state = 'proposed' and c.holder_token = any ({MINE})))
           and portico_refuses_case(v_person, p_case, 'case_manager') then
            if exists (select 1 from {live_cases("v_person", others=True)} and not {HIDDEN_CASE}) then
                return 'followed';
            end if;
            v_answer := 'hidden';
        end if;
    end loop;
    return v_answer;
end
$$
"""

# Who has them in charge is told that another unit does too: not who, and not about whom.
TELL = f"""
create or replace function portico_tell_in_charge(p_case uuid, p_text text) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into events_notification (id, ambito_id, token, kind, text, url, urgent, created_at, updated_at, version)
    select gen_random_uuid(), k.ambito_id, k.token, 'casework.also_followed', p_text, '/persone/' || k.person_id || '/',
           false, now(), now(), 1
    from (
        select distinct on (t.token) c.ambito_id, t.token, s.person_id
        from casework_case mine
        join casework_casesubject own on own.case_id = mine.id and own.ends_on is null
        join casework_casesubject s on s.person_id = own.person_id and s.ends_on is null
        join casework_case c on c.id = s.case_id and c.state in ('accepted', 'active', 'suspended')
        cross join lateral unnest(array[c.holder_token, c.manager_token]) t (token)
        where mine.id = p_case and mine.ambito_id = (select portico_ambito())
          and mine.state in ('accepted', 'active', 'suspended')
          and (mine.holder_token = any ({MINE}) or mine.manager_token = any ({MINE}))
          and c.unit_id <> mine.unit_id and t.token is not null and not (t.token = any ({MINE}))
        order by t.token, s.person_id) k
$$
"""

MANAGERS = f"""
create or replace function portico_case_managers(p_person uuid) returns integer[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(distinct c.manager_token) filter (where c.manager_token is not null), '{{}}')
    from {live_cases("p_person", others=False)}
$$
"""

# '' nobody has the person in charge, 'mine' the actor leads one of the cases, 'followed' others do, 'hidden' others do
# and it is not to be told. For who reads the person.
IN_CHARGE = f"""
create or replace function portico_in_charge(p_person uuid) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not {access.held("p_person", 2)} or not exists (select 1 from {live_cases("p_person", others=False)}) then
        return '';
    end if;
    if exists (select 1 from {live_cases("p_person", others=False)} and (c.manager_token = any ({MINE})
               or (c.unit_id = {UNIT} and (select portico_role()) = 'coordinator'))) then
        return 'mine';
    end if;
    if exists (select 1 from {live_cases("p_person", others=False)} and not {HIDDEN_CASE}) then
        return 'followed';
    end if;
    return 'hidden';
end
$$
"""

# Somebody of the unit works on the case: it has it, or is on its team. Asked by who is on it too.
WORKS_ON = f"""
create or replace function portico_works_on(p_tokens integer[], p_case uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
            select 1 from access_accessgrant g
            where g.scope_kind = 'case' and g.scope_id = p_case and g.token = any ({MINE}) and {LIVE})
        and (exists (
                select 1 from casework_case c join organisations_unit u on u.id = c.unit_id
                where c.id = p_case and (u.token = any (p_tokens) or c.holder_token = any (p_tokens)))
            or exists (
                select 1 from casework_casemember t
                join accounts_membership m on m.id = t.membership_id
                join organisations_organisation o on o.id = m.organisation_id
                left join organisations_unit u on u.id = m.unit_id
                where t.case_id = p_case and coalesce(u.token, o.token) = any (p_tokens)))
$$
"""

# What is for a team is read through a team by the teams on which the unit that wrote it works.
SUBJECT = rls.amended(
    desks.SUBJECT,
    "and (g.categories is null or 'diary' = any (g.categories))",
    """and (g.categories is null or 'diary' = any (g.categories))
               and (g.origin <> 'case_team' or desks_encountersubject.level <> 'team'
                    or portico_works_on(array[desks_encountersubject.unit_token], g.scope_id))""",
)
EVENT_SUBJECT = rls.amended(
    events.SUBJECT,
    "and (g.categories is null or events_eventsubject.category = any (g.categories))",
    """and (g.origin <> 'case_team' or events_eventsubject.level <> 'team'
                     or portico_works_on(events_eventsubject.tokens, g.scope_id))
                and (g.categories is null or events_eventsubject.category = any (g.categories))""",
)
# What happened to a task or a listening for a team shows to who reads the thing itself.
EVENT = rls.amended(
    events.EVENT,
    "where s.event_id = events_event.id)\n        and",
    f"""where s.event_id = events_event.id)
        and (level <> 'team' or tokens && {MINE}
             or (object_kind = 'task' and exists (select 1 from thread_task t where t.id = events_event.object_id))
             or (object_kind = 'encounter' and exists (select 1 from desks_encounter e where e.id = events_event.object_id))
             or object_kind not in ('task', 'encounter'))
        and""",
)

# A reserved proposal waits for one person, by name.
BY_NAME = "reserved and holder_token <> all ((select portico_own_tokens())::int[])"
HOLDING = f"(({walls.HOLDING}) and not ({BY_NAME}))"
SEEN = "not (casework_case.id = any ((select portico_hidden_cases())::uuid[]))"


def case_read(holding):
    return f"{rls.TENANT} and ({walls.opened('casework_case.id', 'r')} or {holding} or {walls.PROPOSING}) and {SEEN}"


def case_update(holding):
    return f"{rls.TENANT} and ({walls.opened('casework_case.id', 'w')} or {holding})"


def proposal_read(mine):
    sql = rls.amended(walls.PROPOSAL_READ, f"(to_token = any ({MINE}) and", f"(to_token = any ({mine}) and")
    return f"({sql}) and not (casework_caseproposal.case_id = any ((select portico_hidden_cases())::uuid[]))"


# A reserved proposal is addressed to somebody, the others to a unit, whose token nobody borrows.
OWN_TOKENS = "(select portico_own_tokens())::int[]"


def policy(table, now, was, name="web_read"):
    return migrations.RunSQL(
        f"alter policy {name} on {table} using ({now})", f"alter policy {name} on {table} using ({was})"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_proofs"),
        ("access", "0004_named"),
        ("desks", "0002_walls"),
        ("events", "0004_mail"),
        ("thread", "0002_walls"),
    ]

    operations = [
        own_function("portico_brought_in", "uuid, uuid", BROUGHT_IN),
        own_function("portico_refuses_case", "uuid, uuid, text", REFUSES),
        own_function("portico_case_managers", "uuid", MANAGERS),
        rls.definer("portico_followed_elsewhere", "uuid[], uuid", FOLLOWED),
        rls.definer("portico_tell_in_charge", "uuid, text", TELL),
        rls.definer("portico_in_charge", "uuid", IN_CHARGE),
        rls.definer("portico_works_on", "integer[], uuid", WORKS_ON),
        migrations.RunSQL(again(walls.KNOWN_CASES), walls.KNOWN_CASES),
        migrations.RunSQL(again(proofs.TAKES), proofs.TAKES),
        migrations.RunSQL(again(proofs.HIDDEN), proofs.HIDDEN),
        policy("desks_encountersubject", SUBJECT, desks.SUBJECT),
        policy("events_eventsubject", EVENT_SUBJECT, events.SUBJECT),
        policy("events_event", EVENT, events.EVENT),
        policy("casework_case", case_read(HOLDING), case_read(walls.HOLDING)),
        migrations.RunSQL(
            f"alter policy web_update on casework_case using ({case_update(HOLDING)}) with check ({case_update(HOLDING)})",
            f"alter policy web_update on casework_case using ({case_update(walls.HOLDING)})"
            f" with check ({case_update(walls.HOLDING)})",
        ),
        policy("casework_caseproposal", proposal_read(OWN_TOKENS), proposal_read(MINE)),
    ]
