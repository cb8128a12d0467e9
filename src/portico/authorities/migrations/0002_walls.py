"""Judicial files open by name alone: to the memberships written on them, as long as they see the case too."""

from importlib import import_module

from django.db import migrations

from portico.kernel import rls

walls = import_module("portico.casework.migrations.0002_walls")
WRITER = f"{walls.ROLE} >= 3"
# Not those borrowed from a colleague for whom somebody else appointed a substitute.
OWN = "(select portico_own_tokens())::int[]"


def sees(case):
    """The case is visible: its own policy says whether."""
    return f"exists (select 1 from casework_case c where c.id = {case})"


NAMED = f"{rls.TENANT} and tokens && {OWN} and {sees('case_id')}"


def in_file(file):
    return f"exists (select 1 from authorities_judicialfile f where f.id = {file})"


def part(table, update=True):
    """A table of the file: who is named reads it, and writes it when their role writes cases."""
    read = f"{rls.TENANT} and {in_file(f'{table}.file_id')}"
    return rls.wall(table, read=read, insert=f"{read} and {WRITER}", update=f"{read} and {WRITER}" if update else None)


def history(table, column="file_id"):
    return rls.wall(table, read=f"{rls.TENANT} and {in_file(f'{table}.{column}')}", insert=rls.TENANT)


ACCOMPANIES = f"operator_token = any ({OWN}) and {sees('case_id')}"


def protected(table):
    return f"{rls.TENANT} and ({in_file(f'{table}.file_id')} or ({ACCOMPANIES}))"


MEETING = "authorities_protectedmeeting"
SEES_MEETING = f"""{rls.TENANT} and exists (
    select 1 from {MEETING} m where m.id = authorities_attendance.meeting_id)"""
# Who accompanies marks who came, and writes nothing else of the file.
MARKS = f"{protected(MEETING)} and ({WRITER} or operator_token = any ({OWN}))"

# Nobody named can see the case any more (they left, or it was handed over): its manager reads the file from now on, so
# that no term is lost. With `p_take` false it only counts.
ORPHANS = f"""
create or replace function portico_orphan_files(p_case uuid, p_take boolean) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_file record;
    v_found integer := 0;
    v_mine integer := (select portico_user_token());
begin
    if v_mine is null or not exists (
        select 1 from casework_case c
        where c.id = p_case and c.ambito_id = (select portico_ambito()) and c.manager_token = v_mine
          and c.state in ('accepted', 'active', 'suspended')) or not ({WRITER}) then
        return 0;
    end if;
    for v_file in
        select f.id, f.tokens from authorities_judicialfile f
        where f.case_id = p_case and not (v_mine = any (f.tokens)) and not exists (
            select 1 from accounts_membership m
            left join organisations_unit u on u.id = m.unit_id
            join organisations_organisation o on o.id = m.organisation_id
            join access_accessgrant g on g.token in (m.token, u.token, o.token)
            where m.token = any (f.tokens) and m.starts_on <= current_date
              and (m.ends_on is null or m.ends_on > current_date)
              and g.scope_kind = 'case' and g.scope_id = p_case
              and g.valid_from <= now() and (g.valid_until is null or g.valid_until > now()))
    loop
        v_found := v_found + 1;
        if p_take then
            update authorities_judicialfile set tokens = array_append(tokens, v_mine), updated_at = now(),
                   updated_by = (select portico_user()), version = version + 1 where id = v_file.id;
            update authorities_protectedmeeting set audience = array_append(audience, v_mine) where file_id = v_file.id;
            insert into authorities_namedreader (id, ambito_id, created_at, created_by, updated_at, updated_by, version,
                                                 token, since, file_id, membership_id)
            values (gen_random_uuid(), (select portico_ambito()), now(), (select portico_user()), now(),
                    (select portico_user()), 1, v_mine, now(), v_file.id, (select portico_membership()));
        end if;
    end loop;
    return v_found;
end
$$
"""

# What is told of a file reaches named people only: not who stands in for one of them because others said so.
EVENTS = """
do $do$
declare
    v_rule text;
begin
    select qual into strict v_rule from pg_policies where tablename = 'events_eventsubject' and policyname = 'web_read';
    execute 'alter policy web_read on events_eventsubject using ((' || v_rule ||
            ') and (category <> ''judicial'' or tokens && (select portico_own_tokens())::int[]))';
end
$do$
"""


class Migration(migrations.Migration):
    dependencies = [("authorities", "0001_initial"), ("casework", "0004_in_charge"), ("events", "0004_mail")]

    operations = [
        rls.tenant("authorities_authority"),
        # First: the policies of the other tables look here.
        rls.wall(
            "authorities_judicialfile",
            read=NAMED,
            insert=f"{NAMED} and {WRITER}",
            update=f"{NAMED} and {WRITER}",
        ),
        history("authorities_judicialfilehistory", "id"),
        part("authorities_namedreader"),
        part("authorities_mandate"),
        history("authorities_mandatehistory"),
        part("authorities_removal"),
        history("authorities_removalhistory"),
        part("authorities_concerned", update=False),
        part("authorities_courtreport"),
        history("authorities_courtreporthistory"),
        part("authorities_hearing"),
        history("authorities_hearinghistory"),
        rls.wall(
            MEETING,
            read=protected(MEETING),
            insert=f"{rls.TENANT} and {in_file(f'{MEETING}.file_id')} and {WRITER}",
            update=MARKS,
        ),
        history("authorities_protectedmeetinghistory"),
        rls.wall(
            "authorities_attendance",
            read=SEES_MEETING,
            insert=f"{SEES_MEETING} and {WRITER}",
            update=SEES_MEETING,
        ),
        part("authorities_courtpaper", update=False),
        rls.definer("portico_orphan_files", "uuid, boolean", ORPHANS),
        migrations.RunSQL(EVENTS, migrations.RunSQL.noop),
    ]
