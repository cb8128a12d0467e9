"""Merging moves every row about the absorbed person, also rows the actor may not read: a definer function does it."""

from django.db import migrations

from portico.kernel import rls

# Every table with a key to people_person, asked to the catalogue: a table added later is moved too. Left alone: the
# merges and decisions themselves, and the mark of the merge.
KEYS = """
    select c.conrelid::regclass::text as tab, a.attname::text as col, k.attname::text as pk
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    join pg_index i on i.indrelid = c.conrelid and i.indisprimary
    join pg_attribute k on k.attrelid = c.conrelid and k.attnum = i.indkey[0]
    where c.contype = 'f' and c.confrelid = 'people_person'::regclass and array_length(c.conkey, 1) = 1
      and c.conrelid not in ('people_person'::regclass, 'records_merge'::regclass, 'records_duplicatedecision'::regclass)
    order by 1, 2
"""

MAY_WRITE = """exists (
        select 1 from access_accessgrant g
        where g.person_id = {person} and g.token = any ((select portico_tokens())::integer[])
          and g.ambito_id = (select portico_ambito())
          and g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())
          and g.origin = any (portico_origins('identity', 3)))"""

LIVE = "g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())"


def in_charge(person, mine):
    """SQL: a unit of the actor's (or, when not `mine`, any other) has the person in charge today."""
    own = "g.token = any ((select portico_tokens())::integer[])"
    return f"""exists (
        select 1 from access_accessgrant g
        where g.person_id = {person} and g.origin = 'case_manager' and {LIVE} and {own if mine else f"not ({own})"})"""


def widens(followed, other):
    """SQL: merged, what others know of `followed`, in charge elsewhere, would open to who has only `other` in charge."""
    return f"""({in_charge(followed, False)} and not {in_charge(followed, True)} and {in_charge(other, True)})"""


# Writes the merge itself: what it moved is never taken from the web's hand. Returns why not; empty when done.
MERGE = f"""
create or replace function portico_merge_person(p_id uuid, p_kept uuid, p_absorbed uuid, p_reason text) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_key record;
    v_row record;
    v_ids jsonb;
    v_moved jsonb := '{{}}';
begin
    if not ({MAY_WRITE.format(person="p_kept")} and {MAY_WRITE.format(person="p_absorbed")}) then
        raise exception 'only who writes both records may make them one' using errcode = 'insufficient_privilege';
    end if;
    perform 1 from people_person where id in (p_kept, p_absorbed) order by id for update;
    if exists (select 1 from people_person where id in (p_kept, p_absorbed) and merged_into_id is not null) then
        return 'merged';
    end if;
    if exists (select 1 from people_person where id in (p_kept, p_absorbed) and reserved) then
        return 'reserved';
    end if;
    if {widens("p_kept", "p_absorbed")} or {widens("p_absorbed", "p_kept")} then
        return 'followed';
    end if;
    for v_key in {KEYS} loop
        v_ids := '[]';
        for v_row in execute format('select %1$I::text as id from %2$s where %3$I = $1 order by 1',
                                    v_key.pk, v_key.tab, v_key.col)
                     using p_absorbed loop
            begin
                execute format('update %s set %I = $1 where %I::text = $2', v_key.tab, v_key.col, v_key.pk)
                using p_kept, v_row.id;
                v_ids := v_ids || to_jsonb(v_row.id);
            exception when unique_violation or exclusion_violation or check_violation then
                -- The kept record says the same already (a language, a household): the row stays behind, as it was.
                null;
            end;
        end loop;
        if v_ids <> '[]' then
            v_moved := v_moved || jsonb_build_object(v_key.tab || '.' || v_key.col || '.' || v_key.pk, v_ids);
        end if;
    end loop;
    update people_person set merged_into_id = p_kept, updated_at = now(), updated_by = (select portico_user()),
           version = version + 1 where id = p_absorbed;
    perform portico_refresh_visible_to(array[p_kept, p_absorbed]);
    insert into records_merge (id, ambito_id, kept_id, absorbed_id, reason, moved, undone_reason, created_at, created_by,
                               updated_at, updated_by, version)
    values (p_id, (select portico_ambito()), p_kept, p_absorbed, left(p_reason, 300), v_moved, '', now(),
            (select portico_user()), now(), (select portico_user()), 1);
    return '';
end
$$
"""

UNDO = f"""
create or replace function portico_unmerge_person(p_merge uuid, p_reason text) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_merge record;
    v_key record;
    v_ids jsonb;
begin
    select * into v_merge from records_merge where id = p_merge and ambito_id = (select portico_ambito()) for update;
    if v_merge.id is null or not {MAY_WRITE.format(person="v_merge.kept_id")} then
        raise exception 'only who writes the record may undo' using errcode = 'insufficient_privilege';
    end if;
    if v_merge.undone_at is not null or not exists (
        select 1 from people_person where id = v_merge.absorbed_id and merged_into_id = v_merge.kept_id) then
        return 'undone';
    end if;
    -- Given back, the other record would be found again by everybody.
    if exists (select 1 from people_person where id = v_merge.kept_id and reserved) then
        return 'reserved';
    end if;
    for v_key in {KEYS} loop
        v_ids := v_merge.moved -> (v_key.tab || '.' || v_key.col || '.' || v_key.pk);
        if v_ids is not null then
            execute format('update %1$s set %2$I = $1 where %2$I = $2'
                           ' and %3$I::text = any (array(select jsonb_array_elements_text($3)))',
                           v_key.tab, v_key.col, v_key.pk)
            using v_merge.absorbed_id, v_merge.kept_id, v_ids;
        end if;
    end loop;
    update people_person set merged_into_id = null, updated_at = now(), updated_by = (select portico_user()),
           version = version + 1 where id = v_merge.absorbed_id;
    update records_merge set undone_at = now(), undone_by = (select portico_user()), undone_reason = left(p_reason, 300),
           updated_at = now(), updated_by = (select portico_user()), version = version + 1 where id = p_merge;
    perform portico_refresh_visible_to(array[v_merge.kept_id, v_merge.absorbed_id]);
    return '';
end
$$
"""

REFRESH = """
create or replace function portico_refresh_visible_to(p_people uuid[]) returns void
language sql security definer set search_path = public, pg_temp as $$
    update people_person p set visible_to = array(
        select distinct g.token from access_accessgrant g
        where g.person_id = p.id and (g.valid_until is null or g.valid_until > now()))
    where p.id = any (p_people)
$$
"""

BOTH = (
    f"{rls.TENANT} and {rls.holds_grant('records_duplicatedecision.first_id', 'identity', 'r')}"
    f" and {rls.holds_grant('records_duplicatedecision.second_id', 'identity', 'r')}"
)
KEPT = f"{rls.TENANT} and {rls.holds_grant('records_merge.kept_id', 'identity', 'r')}"


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("people", "0003_lookup")]

    operations = [
        rls.wall("records_duplicatedecision", read=BOTH, insert=BOTH, update=BOTH),
        # Written by the two functions alone.
        rls.wall("records_merge", read=KEPT),
        migrations.RunSQL(
            [REFRESH, "revoke all on function portico_refresh_visible_to(uuid[]) from public, portico_web"],
            "drop function if exists portico_refresh_visible_to(uuid[])",
        ),
        rls.definer("portico_merge_person", "uuid, uuid, uuid, text", MERGE),
        rls.definer("portico_unmerge_person", "uuid, text", UNDO),
    ]
