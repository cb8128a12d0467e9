"""Desks are for everybody of the ambito; what is heard there belongs to the unit, while it has to do with the person."""

from django.db import migrations

from portico.kernel import rls

MINE = "(select portico_tokens())::int[]"
LIVE = "g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())"
# Roles to which the diary is open at all: a till volunteer of the same unit reads no listening.
LISTENS = "cardinality((select portico_origins('diary', 2))::text[]) > 0"


def knows(person):
    """SQL: any live grant on the person, of an origin that lets the role know of them."""
    return f"""exists (
        select 1 from access_accessgrant g
        where g.person_id = {person} and g.token = any ({MINE}) and {LIVE}
          and g.origin = any ((select portico_origins('identity', 1))::text[]))"""


MANAGES = "(select portico_role()) in ('org_manager', 'coordinator')"
SYSTEM = "(select portico_kind()) = 'system'"


def desk_part(desk):
    own = f"""exists (
        select 1 from desks_desk d join organisations_unit u on u.id = d.unit_id
        where d.id = {desk} and u.organisation_id = (select portico_organisation()))"""
    return f"{rls.TENANT} and ({SYSTEM} or ({MANAGES} and {own}))"


DESK_WRITE = f"""{rls.TENANT} and ({SYSTEM} or ({MANAGES} and exists (
    select 1 from organisations_unit u
    where u.id = desks_desk.unit_id and u.organisation_id = (select portico_organisation()))))"""

APPOINTMENT = f"""{rls.TENANT} and unit_token = any ({MINE}) and {LISTENS}
    and (person_id is null or {knows('desks_appointment.person_id')})"""

SUBJECT = f"""{rls.TENANT} and exists (
    select 1 from access_accessgrant g
    where g.person_id = desks_encountersubject.person_id and g.token = any ({MINE}) and {LIVE}
      and ((desks_encountersubject.unit_token = any ({MINE}) and {LISTENS}
            and (desks_encountersubject.level <> 'private' or desks_encountersubject.author = (select portico_user()))
            and g.origin = any ((select portico_origins('identity', 1))::text[]))
           or (desks_encountersubject.level in ('team', 'network')
               and g.origin = any ((select portico_origins('diary', 2))::text[])
               and (g.categories is null or 'diary' = any (g.categories)))))"""
SUBJECT_WRITE = f"""{rls.TENANT} and unit_token = any ({MINE}) and {LISTENS}
    and {rls.holds_grant('desks_encountersubject.person_id', 'identity', 'r')}"""

# A listening to a couple of whom one is now reserved tells of her too: it stays with who may see her.
HIDES = f"""
create or replace function portico_encounter_hides(p_encounter uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from desks_encountersubject s join people_person p on p.id = s.person_id
        where s.encounter_id = p_encounter and p.reserved and not exists (
            select 1 from access_accessgrant g
            where g.person_id = p.id and g.token = any ((select portico_tokens())::integer[]) and {LIVE}))
$$
"""

ENCOUNTER = f"""{rls.TENANT} and (
    (subject_count = 0 and unit_token = any ({MINE}) and {LISTENS}
     and (level <> 'private' or created_by = (select portico_user())))
    or (subject_count > 0
        and exists (select 1 from desks_encountersubject s where s.encounter_id = desks_encounter.id)
        and not portico_encounter_hides(desks_encounter.id)))"""
ENCOUNTER_INSERT = f"""{rls.TENANT} and unit_token = any ({MINE}) and {LISTENS}
    and created_by = (select portico_user())"""
ENCOUNTER_UPDATE = f"""{rls.TENANT} and unit_token = any ({MINE}) and {LISTENS}
    and (level <> 'private' or created_by = (select portico_user()))"""


def of_encounter(table, column="encounter_id", own=False):
    """SQL: the listening is visible; with `own`, and it is the actor's unit's."""
    ours = f" and e.unit_token = any ({MINE})" if own else ""
    return f"{rls.TENANT} and exists (select 1 from desks_encounter e where e.id = {table}.{column}{ours})"


AUTHOR = "(level <> 'private' or created_by = (select portico_user()))"
NOTE = f"{of_encounter('desks_encounternote', own=True)} and {AUTHOR}"
NEED_WRITE = of_encounter("desks_encounterneed", own=True)

# When a desk is taken, without by whom: free times are computed from here, hidden appointments included.
BUSY = """
create or replace function portico_desk_busy(p_desk uuid, p_from timestamptz, p_until timestamptz)
returns table (starts_at timestamptz, ends_at timestamptz, lane smallint, operator_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.starts_at, a.ends_at, a.lane, a.operator_id
    from desks_appointment a
    where a.desk_id = p_desk and a.ambito_id = (select portico_ambito()) and not a.walk_in
      and a.unit_token = any ((select portico_tokens())::integer[])
      and a.state in ('booked', 'arrived') and a.starts_at < p_until and a.ends_at > p_from
    order by a.starts_at, a.lane
$$
"""

# Somebody died or moved away: nobody waits for them anywhere. Asked by who writes their identity.
CANCEL = """
create or replace function portico_cancel_appointments(p_person uuid, p_reason text)
returns table (id uuid, unit_token integer, starts_at timestamptz)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (
        select 1 from access_accessgrant g
        where g.person_id = p_person and g.token = any ((select portico_tokens())::integer[])
          and g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())
          and g.origin = any ((select portico_origins('identity', 3))::text[])) then
        raise exception 'only who writes the record may cancel its appointments' using errcode = 'insufficient_privilege';
    end if;
    return query
        update desks_appointment a
           set state = 'cancelled', outcome = 'cancelled_service', reason = left(p_reason, 200), updated_at = now(),
               updated_by = (select portico_user()), version = a.version + 1
         where a.person_id = p_person and a.ambito_id = (select portico_ambito())
           and a.state = 'booked' and a.starts_at > now()
        returning a.id, a.unit_token, a.starts_at;
end
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("desks", "0001_initial"),
        ("directory", "0002_walls"),
        ("events", "0003_walls"),
        ("people", "0003_lookup"),
    ]

    operations = [
        rls.wall("desks_desk", read=rls.TENANT, insert=DESK_WRITE, update=DESK_WRITE, lookup=True),
        *[
            rls.wall(
                table,
                read=rls.TENANT,
                insert=desk_part(f"{table}.desk_id"),
                update=desk_part(f"{table}.desk_id"),
                delete=desk_part(f"{table}.desk_id"),
            )
            for table in ("desks_deskhost", "desks_deskhours", "desks_deskclosure")
        ],
        rls.wall("desks_appointment", read=APPOINTMENT, insert=APPOINTMENT, update=APPOINTMENT),
        rls.wall(
            "desks_appointmenthistory",
            read=f"{rls.TENANT} and exists (select 1 from desks_appointment a where a.id = desks_appointmenthistory.id)",
            insert=rls.TENANT,
        ),
        rls.definer("portico_encounter_hides", "uuid", HIDES),
        rls.wall("desks_encountersubject", read=SUBJECT, insert=SUBJECT_WRITE, update=SUBJECT_WRITE),
        rls.wall("desks_encounter", read=ENCOUNTER, insert=ENCOUNTER_INSERT, update=ENCOUNTER_UPDATE),
        rls.wall(
            "desks_encounterhistory",
            read=f"{of_encounter('desks_encounterhistory', 'id', own=True)} and {AUTHOR}",
            insert=rls.TENANT,
        ),
        rls.wall(
            "desks_encounterneed", read=of_encounter("desks_encounterneed"), insert=NEED_WRITE, delete=NEED_WRITE
        ),
        rls.wall("desks_encounternote", read=NOTE, insert=NOTE),
        rls.definer("portico_desk_busy", "uuid, timestamptz, timestamptz", BUSY),
        rls.definer("portico_cancel_appointments", "uuid, text", CANCEL),
    ]
