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

MERGE = f"""
create or replace function portico_merge_person(p_kept uuid, p_absorbed uuid) returns jsonb
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
        raise exception 'already merged' using errcode = 'object_not_in_prerequisite_state';
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
    return v_moved;
end
$$
"""

UNDO = f"""
create or replace function portico_unmerge_person(p_merge uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_merge record;
    v_key record;
begin
    select * into v_merge from records_merge where id = p_merge and ambito_id = (select portico_ambito()) for update;
    if v_merge.id is null or v_merge.undone_at is not null then
        raise exception 'nothing to undo' using errcode = 'object_not_in_prerequisite_state';
    end if;
    if not {MAY_WRITE.format(person="v_merge.kept_id")} then
        raise exception 'only who writes the record may undo' using errcode = 'insufficient_privilege';
    end if;
    for v_key in select key, value from jsonb_each(v_merge.moved) loop
        execute format('update %1$s set %2$I = $1 where %2$I = $2'
                       ' and %3$I::text = any (array(select jsonb_array_elements_text($3)))',
                       split_part(v_key.key, '.', 1), split_part(v_key.key, '.', 2), split_part(v_key.key, '.', 3))
        using v_merge.absorbed_id, v_merge.kept_id, v_key.value;
    end loop;
    update people_person set merged_into_id = null, updated_at = now(), updated_by = (select portico_user()),
           version = version + 1 where id = v_merge.absorbed_id;
    perform portico_refresh_visible_to(array[v_merge.kept_id, v_merge.absorbed_id]);
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
        rls.wall("records_merge", read=KEPT, insert=KEPT, update=KEPT),
        migrations.RunSQL(
            [REFRESH, "revoke all on function portico_refresh_visible_to(uuid[]) from public, portico_web"],
            "drop function if exists portico_refresh_visible_to(uuid[])",
        ),
        rls.definer("portico_merge_person", "uuid, uuid", MERGE),
        rls.definer("portico_unmerge_person", "uuid", UNDO),
    ]
