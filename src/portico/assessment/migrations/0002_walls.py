"""An assessment opens through its people; each answer by its own category; what was completed does not change.

A subject's row repeats case, unit and discretion of its assessment, so that its policy looks at grants alone; the
other tables look at it. The same conditions are written a second time in `assessment.selectors.reading`.
"""

from django.db import migrations

from portico.kernel import rls

MINE = "(select portico_tokens())::int[]"
LIVE = "g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())"
AMBITO = "(select portico_ambito())"
# Roles that keep the forms of the ambito.
KEEPS = "(select portico_role()) in ('ambito_admin', 'coordinator')"


def reaches(category, level):
    """SQL: the actor's role goes so far in a category, whatever the grant."""
    return f"""(select coalesce(max(r.level), 0) from access_rolelevel r
        where r.role = (select portico_role()) and r.category = '{category}') >= {rls.LEVELS[level]}"""


def origins(category, level):
    return f"(select portico_origins('{category}', {rls.LEVELS[level]}))::text[]"


def opened(subject, category, level, shared="true"):
    """SQL: a category of what was said of this subject is open to the actor.

    By a grant for the same case, by one that reaches a person's every case (unless the assessment is of a unit not to
    be named), or because it is the actor's unit's own work on somebody it still holds. What is not `shared` is for
    who assesses, not for the rest of a case's team.
    """
    return f"""exists (
        select 1 from access_accessgrant g
        where g.person_id = {subject}.person_id and g.token = any ({MINE}) and {LIVE}
          and ((g.origin = any ({origins(category, level)})
                and (g.categories is null or '{category}' = any (g.categories))
                and (g.scope_kind = 'reserved' or (g.scope_kind = 'case' and g.scope_id = {subject}.case_id)
                     or (not {subject}.narrow and g.origin in ('case_manager', 'consent')))
                and ({shared} or g.origin <> 'case_team' or g.origin = any ({origins("needs", "w")})))
               or ({subject}.unit_token = any ({MINE}) and {reaches(category, level)}
                   and g.origin = any ({origins("identity", level)})
                   and (g.categories is null or 'identity' = any (g.categories)))))"""


# An assessment of a couple of whom one is now reserved tells of her too: it stays with who may see her.
HIDES = f"""
create or replace function portico_assessment_hides(p_assessment uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from assessment_assessmentsubject s join people_person p on p.id = s.person_id
        where s.assessment_id = p_assessment and p.reserved and not exists (
            select 1 from access_accessgrant g
            where g.person_id = p.id and g.token = any ((select portico_tokens())::integer[]) and {LIVE}))
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


def about(row, level, *, key="assessment_id", extra=""):
    """SQL: somebody the assessment is about is open to the actor for needs."""
    return f"""exists (
        select 1 from assessment_assessmentsubject n
        where n.assessment_id = {row}.{key} and {opened("n", "needs", level)}{extra})"""


def assessment_read():
    table = "assessment_assessment"
    return f"""{rls.TENANT} and ((state in ('completed', 'superseded') and {about(table, "r", key="id")})
        or {about(table, "w", key="id")}) and not portico_assessment_hides({table}.id)"""


def said(table, level, *, person=True, draft=False):
    """SQL: a row of what was said, by its own category; about a member, through that member's grants."""
    member = f" and ({table}.person_id is null or n.person_id = {table}.person_id)" if person else ""
    state = " and a.state = 'draft'" if draft else ""
    ways = " or ".join(
        f"({table}.category = '{category}' and {opened('n', category, level, f'{table}.shared')})"
        for category in ("needs", "health")
    )
    return f"""{rls.TENANT} and exists (
        select 1 from assessment_assessmentsubject n join assessment_assessment a on a.id = n.assessment_id
        where n.assessment_id = {table}.assessment_id{member}{state} and ({ways}))"""


def frozen(table):
    name = f"{table}_frozen"
    return migrations.RunSQL(
        f"create trigger {name} before update on {table} for each row execute function portico_assessment_frozen()",
        f"drop trigger if exists {name} on {table}",
    )


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
        # First: the policies of the other tables look here.
        rls.wall(
            SUBJECT,
            read=f"{rls.TENANT} and {opened(SUBJECT, 'needs', 'r')}",
            insert=f"{rls.TENANT} and unit_token = any ({MINE}) and {opened(SUBJECT, 'needs', 'w')} and {OWN_CASE}",
        ),
        rls.definer("portico_assessment_hides", "uuid", HIDES),
        rls.wall(
            "assessment_assessment",
            read=assessment_read(),
            insert=f"{rls.TENANT} and state = 'draft' and unit_token = any ({MINE}) and {reaches('needs', 'w')}",
            update=f"{rls.TENANT} and {about('assessment_assessment', 'w', key='id')}",
        ),
        rls.wall(
            "assessment_assessmenthistory",
            read=f"{rls.TENANT} and exists (select 1 from assessment_assessment a where a.id = assessment_assessmenthistory.id)",
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
            read=said("assessment_voice", "r", person=False),
            insert=said("assessment_voice", "w", person=False, draft=True),
            update=said("assessment_voice", "w", person=False),
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
