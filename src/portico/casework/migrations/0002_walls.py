"""Cases open by scope: a grant opens the case it was given for, and no other one of the same person."""

from django.db import migrations

from portico.kernel import rls

MINE = "(select portico_tokens())::int[]"
LIVE = "g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())"
# How far the actor's role goes in cases, whatever the grant: 0 nothing … 3 write.
ROLE = """(select coalesce(max(r.level), 0) from access_rolelevel r
           where r.role = (select portico_role()) and r.category = 'case')"""
WAITING = "('proposed', 'sent_back')"


def scoped(case, level):
    """A live grant given for this very case."""
    return f"""exists (
        select 1 from access_accessgrant g
        where g.scope_kind = 'case' and g.scope_id = {case} and g.token = any ({MINE}) and {LIVE}
          and g.origin = any ((select portico_origins('case', {rls.LEVELS[level]}))::text[])
          and (g.categories is null or 'case' = any (g.categories)))"""


def named(person, level):
    """One of the people a reserved record was left to."""
    return f"""exists (
        select 1 from access_accessgrant g
        where g.person_id = {person} and g.scope_kind = 'reserved' and g.token = any ({MINE}) and {LIVE}
          and g.origin = any ((select portico_origins('case', {rls.LEVELS[level]}))::text[]))"""


def opened(case, level):
    """The case is open to the actor: by its own grants, or through a reserved person it is about."""
    return f"""({scoped(case, level)} or exists (
        select 1 from casework_casesubject n where n.case_id = {case} and {named("n.person_id", level)}))"""


HOLDING = f"(state in {WAITING} and holder_token = any ({MINE}) and {ROLE} >= 3)"
PROPOSING = f"(state in {WAITING} and proposed_by_token = any ({MINE}) and {ROLE} >= 1)"

PROPOSAL_READ = f"""{rls.TENANT} and (
    (from_token = any ({MINE}) and {ROLE} >= 1 and exists (
        select 1 from access_accessgrant g
        where g.person_id = any (casework_caseproposal.person_ids) and g.token = any ({MINE}) and {LIVE}
          and g.origin = any ((select portico_origins('identity', 1))::text[])))
    or (to_token = any ({MINE}) and {ROLE} >= 3 and exists (
        select 1 from casework_case c where c.id = casework_caseproposal.case_id and c.state = 'proposed'))
    or {opened("casework_caseproposal.case_id", "r")})"""

# Who holds only "known" learns that a case is open and with whom. What the name of a sensitive body would tell
# does not leave the database; neither does the area.
KNOWN_CASES = f"""
create or replace function portico_known_cases(p_person uuid) returns table (
    case_id uuid, series text, year integer, number integer, state text, unit_name text, organisation_name text,
    manager_name text, sensitive boolean, since date, readable boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select k.id, k.series, k.year, k.number, k.state,
           case when k.hidden then '' else k.unit_name end,
           case when k.hidden then '' else k.organisation_name end,
           case when k.hidden then '' else k.manager_name end,
           k.hidden, k.since, k.readable
    from (
        select c.id, c.series::text, c.year::integer, c.number, c.state::text, u.name::text as unit_name,
               o.name::text as organisation_name, coalesce(w.first_name || ' ' || w.last_name, '')::text as manager_name,
               (o.sensitive or u.sensitive) and o.id is distinct from (select portico_organisation()) as hidden,
               (c.accepted_at at time zone 'Europe/Rome')::date as since, c.reserved,
               {scoped("c.id", "r")} as readable
        from casework_casesubject s
        join casework_case c on c.id = s.case_id
        join organisations_unit u on u.id = c.unit_id
        join organisations_organisation o on o.id = u.organisation_id
        left join accounts_membership m on m.id = c.manager_id
        left join accounts_user w on w.id = m.user_id
        where s.person_id = p_person and s.ends_on is null and c.ambito_id = (select portico_ambito())
          and c.state in ('accepted', 'active', 'suspended')
          and exists (
            select 1 from access_accessgrant g
            where g.person_id = p_person and g.token = any ({MINE}) and {LIVE}
              and (g.origin <> 'case_team' or g.scope_id = c.id)
              and g.origin = any ((select portico_origins('case', 1))::text[])
              and (g.categories is null or 'case' = any (g.categories)))
    ) k
    where not k.reserved or k.readable
    order by k.since, k.id
$$
"""

# What the proposer keeps seeing of an answered proposal: the answer, not the case.
PROPOSALS_SENT = f"""
create or replace function portico_proposals_sent(p_limit integer) returns table (
    case_id uuid, series text, year integer, number integer, answer text, answer_reason text, unit_name text,
    proposed_at timestamptz, answered_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, c.series::text, c.year::integer, c.number,
           case when c.state in ('proposed', 'sent_back') then c.state::text else 'accepted' end,
           case when c.state = 'sent_back' then c.answer_reason::text else '' end,
           u.name::text, c.proposed_at, c.answered_at
    from casework_caseproposal p
    join casework_case c on c.id = p.case_id
    join organisations_unit u on u.id = c.unit_id
    where p.ambito_id = (select portico_ambito()) and p.from_token = any ({MINE}) and {ROLE} >= 1
    order by c.proposed_at desc, c.id desc
    limit p_limit
$$
"""

# A unit that sends a proposal back holds nobody: its event reaches the people's thread all the same, with the
# dimensions of the event that told of the proposal.
TELL_SENT_BACK = f"""
create or replace function portico_case_sent_back(p_event uuid, p_case uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_proposed events_event;
begin
    if not exists (
        select 1 from casework_case c join events_event e on e.object_kind = 'case' and e.object_id = c.id
        where c.id = p_case and c.ambito_id = (select portico_ambito()) and c.state = 'sent_back'
          and c.holder_token = any ({MINE})
          and e.id = p_event and e.kind = 'case_sent_back' and e.subjects = 0) then
        raise exception 'not a proposal of yours' using errcode = 'insufficient_privilege';
    end if;
    select * into v_proposed from events_event e
    where e.object_kind = 'case' and e.object_id = p_case and e.kind = 'case_proposed' order by e.occurred_at limit 1;
    insert into events_eventsubject (event_id, ambito_id, person_id, occurred_at, kind, category, level, tokens, user_id)
    select e.id, e.ambito_id, s.person_id, e.occurred_at, e.kind, e.category, e.level, e.tokens, e.user_id
    from events_event e join casework_casesubject s on s.case_id = p_case
    where e.id = p_event;
    update events_event
       set subjects = (select count(*) from casework_casesubject s where s.case_id = p_case),
           municipality = coalesce(v_proposed.municipality, ''), sex = coalesce(v_proposed.sex, ''),
           age_band = coalesce(v_proposed.age_band, ''),
           citizenship_group = coalesce(v_proposed.citizenship_group, '')
     where id = p_event;
end
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_initial"),
        ("people", "0002_walls"),
        ("access", "0003_walls"),
        ("events", "0003_walls"),
    ]

    operations = [
        # First: the policies of the other tables look here.
        rls.wall(
            "casework_casesubject",
            read=f"{rls.TENANT} and ({scoped('casework_casesubject.case_id', 'r')}"
            f" or {named('casework_casesubject.person_id', 'r')})",
            insert=f"{rls.TENANT} and {rls.holds_grant('casework_casesubject.person_id', 'identity', 'r')}",
            update=f"{rls.TENANT} and ({scoped('casework_casesubject.case_id', 'w')}"
            f" or {named('casework_casesubject.person_id', 'w')})",
        ),
        rls.wall(
            "casework_case",
            read=f"{rls.TENANT} and ({opened('casework_case.id', 'r')} or {HOLDING} or {PROPOSING})",
            insert=f"{rls.TENANT} and proposed_by_token = any ({MINE}) and {ROLE} >= 1",
            update=f"{rls.TENANT} and ({opened('casework_case.id', 'w')} or {HOLDING})",
        ),
        rls.wall(
            "casework_casehistory",
            read=f"{rls.TENANT} and {opened('casework_casehistory.id', 'r')}",
            insert=rls.TENANT,
        ),
        rls.wall(
            "casework_caseproposal",
            read=PROPOSAL_READ,
            insert=f"{rls.TENANT} and from_token = any ({MINE}) and {ROLE} >= 1",
        ),
        *[
            rls.wall(
                table,
                read=f"{rls.TENANT} and {opened(f'{table}.case_id', 'r')}",
                insert=f"{rls.TENANT} and {opened(f'{table}.case_id', 'w')}",
                update=f"{rls.TENANT} and {opened(f'{table}.case_id', 'w')}",
            )
            for table in ("casework_casemember", "casework_casehandover")
        ],
        rls.definer("portico_known_cases", "uuid", KNOWN_CASES),
        rls.definer("portico_proposals_sent", "integer", PROPOSALS_SENT),
        rls.definer("portico_case_sent_back", "uuid, uuid", TELL_SENT_BACK),
    ]
