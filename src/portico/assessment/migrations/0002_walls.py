"""An assessment opens through its people; each answer by its own category; what was completed does not change.

A subject's row repeats case, unit and discretion of its assessment, so that its policy looks at grants alone. The same
conditions are written a second time in `assessment.selectors.reading`.
"""

from django.db import migrations

from portico.kernel import rls

MINE = "(select portico_tokens())::int[]"
LIVE = "g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())"
AMBITO = "(select portico_ambito())"
# Roles that keep the forms of the ambito.
KEEPS = "(select portico_role()) in ('ambito_admin', 'coordinator')"


# By a grant for the same case, by one that reaches a person's every case (unless the assessment is of a unit not to be
# named), or because it is the actor's unit's own work on somebody it still holds. What is not shared is for who
# assesses, not for the rest of a case's team. A function, not a condition: nested in the policies of six tables it
# would be planned a hundred times for each page.
SUBJECT_OPENS = f"""
create or replace function portico_subject_opens(
    p_person uuid, p_case uuid, p_unit integer, p_narrow boolean, p_category text, p_level integer, p_shared boolean)
returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_tokens integer[] := portico_tokens();
    v_ambito uuid := portico_ambito();
    v_origins text[] := portico_origins(p_category, p_level);
begin
    if cardinality(v_origins) = 0 or cardinality(v_tokens) = 0 then
        return false;
    end if;
    return exists (
        select 1 from access_accessgrant g
        where g.person_id = p_person and g.token = any (v_tokens) and g.ambito_id = v_ambito and {LIVE}
          and ((g.origin = any (v_origins)
                and (g.categories is null or p_category = any (g.categories))
                and (g.scope_kind = 'reserved' or (g.scope_kind = 'case' and g.scope_id = p_case)
                     or (not p_narrow and g.origin in ('case_manager', 'consent')))
                and (p_shared or g.origin <> 'case_team' or g.origin = any (portico_origins('needs', 3))))
               or (p_unit = any (v_tokens)
                   and g.origin = any (portico_origins('identity', p_level))
                   and (g.categories is null or 'identity' = any (g.categories)))));
end
$$
"""

# Somebody the assessment is about is open to the actor; about a member, that member. A draft is for who may write it.
# An assessment of a couple of whom one is now reserved tells of her too: it stays with who may see her.
OPENS = f"""
create or replace function portico_assessment_opens(
    p_assessment uuid, p_person uuid, p_category text, p_level integer, p_shared boolean)
returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_state text;
begin
    select a.state into v_state from assessment_assessment a
    where a.id = p_assessment and a.ambito_id = portico_ambito();
    if v_state is null then
        return false;
    end if;
    if not exists (
        select 1 from assessment_assessmentsubject n
        where n.assessment_id = p_assessment and (p_person is null or n.person_id = p_person)
          and portico_subject_opens(
              n.person_id, n.case_id, n.unit_token, n.narrow, p_category, p_level, p_shared)
          and (v_state in ('completed', 'superseded') or portico_subject_opens(
              n.person_id, n.case_id, n.unit_token, n.narrow, 'needs', 3, true))) then
        return false;
    end if;
    return not exists (
        select 1 from assessment_assessmentsubject s join people_person p on p.id = s.person_id
        where s.assessment_id = p_assessment and p.reserved and not exists (
            select 1 from access_accessgrant g
            where g.person_id = p.id and g.token = any (portico_tokens()) and {LIVE}));
end
$$
"""

# What was completed stays as it was; only who reads it, and to which record it belongs, may still change.
FROZEN = """
create or replace function portico_assessment_frozen() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    if to_jsonb(old) - '{shared,person_id}'::text[] is distinct from to_jsonb(new) - '{shared,person_id}'::text[]
       and not exists (select 1 from assessment_assessment a where a.id = old.assessment_id and a.state = 'draft') then
        raise exception 'a completed assessment does not change' using errcode = 'check_violation';
    end if;
    return new;
end
$$
"""


def subject(level):
    """SQL: needs of this subject are open to the actor."""
    row = "assessment_assessmentsubject"
    return f"""{rls.TENANT} and portico_subject_opens(
        {row}.person_id, {row}.case_id, {row}.unit_token, {row}.narrow, 'needs', {rls.LEVELS[level]}, true)"""


def whole(level, key="id"):
    """SQL: the assessment is open to the actor for needs."""
    return f"{rls.TENANT} and portico_assessment_opens({key}, null, 'needs', {rls.LEVELS[level]}, true)"


def said(table, level, *, person="person_id", draft=False):
    """SQL: a row of what was said, by its own category; about a member, through that member's grants."""
    state = f" and exists (select 1 from assessment_assessment a where a.id = {table}.assessment_id and a.state = 'draft')"
    return (
        f"{rls.TENANT} and portico_assessment_opens(assessment_id, {person}, category, {rls.LEVELS[level]}, shared)"
        + (state if draft else "")
    )


def frozen(table):
    name = f"{table}_frozen"
    return migrations.RunSQL(
        f"create trigger {name} before update on {table} for each row execute function portico_assessment_frozen()",
        f"drop trigger if exists {name} on {table}",
    )


ASSESSES = "cardinality((select portico_origins('needs', 3))::text[]) > 0"
SUBJECT = "assessment_assessmentsubject"
# Nobody ties what they write to a case that is not theirs.
OWN_CASE = f"""(case_id is null or exists (
    select 1 from access_accessgrant g
    where g.token = any ({MINE}) and {LIVE}
      and ((g.scope_kind = 'case' and g.scope_id = {SUBJECT}.case_id)
           or (g.scope_kind = 'reserved' and g.person_id = {SUBJECT}.person_id))))"""
COMMON = f"ambito_id is null and {AMBITO} is null"
F_COMMON = f"f.ambito_id is null and {AMBITO} is null"
FORM_WRITE = f"({COMMON}) or (ambito_id = {AMBITO} and {KEEPS})"
ITEM_WRITE = f"exists (select 1 from assessment_form f where f.id = form_id and (({F_COMMON}) or (f.ambito_id = {AMBITO} and {KEEPS})))"


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0001_initial"),
        ("people", "0002_walls"),
        ("access", "0003_walls"),
        ("events", "0003_walls"),
    ]

    operations = [
        # Forms: the common ones are loaded by nobody in particular, an ambito's own by who keeps them.
        rls.wall(
            "assessment_form", read=f"ambito_id is null or ambito_id = {AMBITO}", insert=FORM_WRITE, update=COMMON
        ),
        rls.wall(
            "assessment_formitem",
            read="exists (select 1 from assessment_form f where f.id = form_id)",
            insert=ITEM_WRITE,
            update=f"exists (select 1 from assessment_form f where f.id = form_id and {F_COMMON})",
        ),
        rls.definer(
            "portico_subject_opens", "uuid, uuid, integer, boolean, text, integer, boolean", SUBJECT_OPENS
        ),
        rls.wall(
            SUBJECT,
            read=subject("r"),
            insert=f"{subject('w')} and unit_token = any ({MINE}) and {OWN_CASE}",
        ),
        rls.definer("portico_assessment_opens", "uuid, uuid, text, integer, boolean", OPENS),
        rls.wall(
            "assessment_assessment",
            read=whole("r"),
            insert=f"{rls.TENANT} and state = 'draft' and unit_token = any ({MINE}) and {ASSESSES}",
            update=whole("w"),
        ),
        rls.wall(
            "assessment_assessmenthistory",
            read=whole("r"),
            insert=rls.TENANT,
        ),
        rls.wall(
            "assessment_answer",
            read=said("assessment_answer", "r"),
            insert=said("assessment_answer", "w", draft=True),
            update=said("assessment_answer", "w"),
        ),
        rls.wall(
            "assessment_voice",
            read=said("assessment_voice", "r", person="null"),
            insert=said("assessment_voice", "w", person="null", draft=True),
            update=said("assessment_voice", "w", person="null"),
        ),
        rls.wall(
            "assessment_assessmentpriority",
            read=said("assessment_assessmentpriority", "r"),
            insert=said("assessment_assessmentpriority", "w"),
            update=said("assessment_assessmentpriority", "w"),
            delete=said("assessment_assessmentpriority", "w"),
        ),
        rls.wall(
            "assessment_assessmentpriorityhistory",
            read=said("assessment_assessmentpriorityhistory", "r"),
            insert=rls.TENANT,
        ),
        migrations.RunSQL(FROZEN, "drop function if exists portico_assessment_frozen()"),
        frozen("assessment_answer"),
        frozen("assessment_voice"),
    ]
