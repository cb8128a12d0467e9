"""Row-level policies of everything known about a person, and the columns and triggers they lean on."""

from django.db import migrations

from portico.kernel import rls

MINE = "(select portico_tokens())::int[]"

VISIBLE_TO = """
create or replace function portico_visible_to() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_table_name = 'people_person' then
        new.visible_to := array(
            select distinct g.token from access_accessgrant g
            where g.person_id = new.id and (g.valid_until is null or g.valid_until > now()));
        return new;
    end if;
    update people_person p
       set visible_to = array(
            select distinct g.token from access_accessgrant g
            where g.person_id = new.person_id and (g.valid_until is null or g.valid_until > now()))
     where p.id = new.person_id;
    return null;
end
$$
"""


def person_wall():
    """A person's row: found by token through the array's index, then proved by a live grant."""
    read = f"{rls.TENANT} and visible_to && {MINE} and {rls.holds_grant('people_person.id', 'identity', 'r')}"
    write = f"{rls.TENANT} and visible_to && {MINE} and {rls.holds_grant('people_person.id', 'identity', 'w')}"
    return rls.wall("people_person", read=read, insert=write, update=write, lookup=True)


def relation(table, level):
    """A relation shows when both its ends do."""
    other = rls.holds_grant(f"{table}.other_id", "household", level)
    person = rls.holds_grant(f"{table}.person_id", "household", level)
    return f"{rls.TENANT} and {other} and ({table}.person_id is null or {person})"


NAMED = f"{rls.TENANT} and named_tokens && {MINE}"
MEMBER_SEEN = "exists (select 1 from people_householdmember m where m.household_id = people_household.id)"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("access", "0003_walls")]

    operations = [
        migrations.RunSQL(
            [
                "alter table people_person add column visible_to integer[] not null default '{}'",
                "create index person_visible_to on people_person using gin (visible_to)",
                "create index person_lookup on people_person using gist"
                " (ambito_id, birth_year, search_name gist_trgm_ops(siglen=64)) where merged_into_id is null",
                "create index person_sorted on people_person (ambito_id, search_name, id)",
                "create index othername_lookup on people_othername using gist"
                " (ambito_id, search_name gist_trgm_ops(siglen=64))",
                VISIBLE_TO,
                "create trigger person_visible_to before insert on people_person"
                " for each row execute function portico_visible_to()",
                "create trigger grant_visible_to after insert or update on access_accessgrant"
                " for each row execute function portico_visible_to()",
            ],
            [
                "drop trigger grant_visible_to on access_accessgrant",
                "drop trigger person_visible_to on people_person",
                "drop function portico_visible_to()",
                "alter table people_person drop column visible_to",
            ],
        ),
        person_wall(),
        rls.wall(
            "people_personhistory",
            read=f"{rls.TENANT} and {rls.holds_grant('people_personhistory.id', 'identity', 'r')}",
            insert=rls.TENANT,
        ),
        rls.person("people_othername", "identity", delete=True, lookup=True),
        *rls.person("people_identifier", "identity", lookup=True, history="people_identifierhistory"),
        rls.person("people_citizenship", "identity", delete=True),
        *rls.person("people_paper", "identity", history="people_paperhistory"),
        rls.person("people_personlanguage", "identity", delete=True),
        *rls.person("people_contact", "contacts", history="people_contacthistory"),
        *rls.person("people_address", "contacts", history="people_addresshistory"),
        rls.wall("people_protectedaddress", read=NAMED, insert=NAMED, update=NAMED),
        rls.wall(
            "people_household",
            read=f"{rls.TENANT} and {MEMBER_SEEN}",
            insert=rls.TENANT,
            update=f"{rls.TENANT} and {MEMBER_SEEN}",
        ),
        *rls.person("people_householdmember", "household", history="people_householdmemberhistory"),
        rls.wall(
            "people_relation",
            read=relation("people_relation", "r"),
            insert=relation("people_relation", "w"),
            update=relation("people_relation", "w"),
        ),
        rls.wall("people_relationhistory", read=relation("people_relationhistory", "r"), insert=rls.TENANT),
        *rls.person("people_isee", "economic", history="people_iseehistory"),
        rls.person("people_incomesource", "economic"),
        rls.person("people_housingsituation", "household"),
    ]
