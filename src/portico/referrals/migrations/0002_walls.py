"""Who reads a referral, whom it is about and what goes with it; the acts of who may not see the person."""

from django.db import migrations

from portico.kernel import rls

MINE = "(select portico_tokens())::int[]"
SYSTEM = "(select portico_kind()) = 'system'"
# A role that may be told names and contacts: a volunteer or the page's manager of the same body is not.
HANDLES = "'accepted_referral' = any ((select portico_origins('contacts', 2))::text[])"
LIVE = "g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())"
OPEN = "'sent', 'received', 'more_information', 'waiting_list', 'accepted', 'in_progress'"

TO_ME = f"r.to_token = any ({MINE}) and {HANDLES} and r.sent_at is not null"
STILL_MINE = f"{TO_ME} and (r.state in ({OPEN}) or r.kept_until > now())"


def subject_seen(s):
    """The sender while it holds the person; the receiver while the referral stands and once its own grant is open; who
    reads the person's diary, unless a sensitive body is part of it."""
    known = rls.holds_grant(f"{s}.person_id", "identity", "k")
    return f"""(({s}.from_token = any ({MINE}) or ({s}.to_token = any ({MINE}) and {s}.open_until > now())) and {known})
        or (not {s}.discreet and {rls.holds_grant(f"{s}.person_id", "diary", "r")})"""


SUBJECT = f"{rls.TENANT} and ({subject_seen('referrals_referralsubject')})"
HELD = f"""r.from_token = any ({MINE}) and exists (
    select 1 from referrals_referralsubject s
    where s.referral_id = r.id and {rls.holds_grant("s.person_id", "identity", "k")})"""

# Questions the policies ask of a row. Asked in functions: policies that nest four deep take longer to plan than to run.
# Each answers for the actor of the session alone, and tells nothing a query would not.
SEEN = f"""
create or replace function portico_referral_seen(p_referral uuid) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return exists (select 1 from referrals_referralsubject s
                   where s.referral_id = p_referral and s.{rls.TENANT} and ({subject_seen("s")}));
end
$$
"""

READS = f"""
create or replace function portico_referral_reads(p_referral uuid) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return exists (select 1 from referrals_referral r
                   where r.id = p_referral and r.{rls.TENANT} and (({STILL_MINE}) or ({HELD})));
end
$$
"""

WRITES = f"""
create or replace function portico_referral_writes(p_referral uuid) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return exists (select 1 from referrals_referral r
                   where r.id = p_referral and r.{rls.TENANT} and r.state = 'draft' and {HELD});
end
$$
"""

SPEAKS = f"""
create or replace function portico_referral_speaks(p_referral uuid) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return exists (select 1 from referrals_referral r
                   where r.id = p_referral and r.{rls.TENANT} and (({TO_ME}) or ({HELD}) or {SYSTEM}));
end
$$
"""

# A colleague whose role reads less of the person than who sent reads less of the copy, too.
READS_SECTION = f"""
create or replace function portico_referral_reads_section(p_referral uuid, p_category text) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return exists (
        select 1 from referrals_referral r
        where r.id = p_referral and r.{rls.TENANT} and (({STILL_MINE}) or (r.from_token = any ({MINE}) and exists (
            select 1 from referrals_referralsubject s join access_accessgrant g on g.person_id = s.person_id
            where s.referral_id = r.id and g.ambito_id = r.ambito_id and g.token = any ({MINE}) and {LIVE}
              and (g.origin || ':' || p_category) = any ((select portico_open_pairs(2))::text[])
              and (g.categories is null or p_category = any (g.categories))))));
end
$$
"""

REFERRAL = f"""{rls.TENANT} and (
    {SYSTEM}
    or (to_token = any ({MINE}) and {HANDLES} and sent_at is not null)
    or ((sent_at is not null or from_token = any ({MINE})) and portico_referral_seen(id)))"""

REFERRAL_UPDATE = f"""{rls.TENANT} and (
    {SYSTEM}
    or (to_token = any ({MINE}) and {HANDLES} and sent_at is not null)
    or (from_token = any ({MINE}) and portico_referral_seen(id)))"""

SUBJECT_STATE = f"""
create or replace function portico_referral_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_referral referrals_referral;
begin
    if tg_table_name = 'referrals_referralsubject' then
        select * into strict v_referral from referrals_referral where id = new.referral_id;
        new.from_token := v_referral.from_token;
        new.to_token := v_referral.to_token;
        new.discreet := v_referral.discreet;
        new.open_until := case when v_referral.state in ({OPEN}) then timestamptz '9999-01-01' else v_referral.kept_until end;
        return new;
    end if;
    update referrals_referralsubject
       set from_token = new.from_token, to_token = new.to_token, discreet = new.discreet,
           open_until = case when new.state in ({OPEN}) then timestamptz '9999-01-01' else new.kept_until end
     where referral_id = new.id;
    return null;
end
$$
"""

# The receiver does not know who the person is until it accepts: this is the act by which it does.
ACCEPT = """
create or replace function portico_referral_accept(p_grant uuid, p_referral uuid, p_token integer) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_person uuid;
begin
    select s.person_id into v_person
    from referrals_referral r join referrals_referralsubject s on s.referral_id = r.id
    where r.id = p_referral and r.ambito_id = (select portico_ambito()) and r.state in ('accepted', 'in_progress')
      and r.to_token = any ((select portico_tokens())::integer[]);
    if v_person is null or not (p_token = any ((select portico_tokens())::integer[])) then
        raise exception 'only who receives a referral may accept it' using errcode = 'insufficient_privilege';
    end if;
    -- A reserved record opens to the person who accepted, never to the whole unit.
    if exists (select 1 from people_person p where p.id = v_person and p.reserved) then
        p_token := (select portico_user_token());
    end if;
    perform portico_open_grant(p_grant, v_person, p_token, 'accepted_referral', 'referral', p_referral,
                               null, null, null, '');
    return v_person;
end
$$
"""

# An event of a referral reaches the thread of its person also when who acts may not know who that is. The
# dimensions are those of the event that told of the sending.
TELL = """
create or replace function portico_referral_tell(p_event uuid, p_referral uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_person uuid;
    v_sent events_event;
begin
    select s.person_id into v_person
    from referrals_referral r join referrals_referralsubject s on s.referral_id = r.id
    where r.id = p_referral and r.ambito_id = (select portico_ambito())
      and ((select portico_kind()) = 'system'
           or r.to_token = any ((select portico_tokens())::integer[])
           or r.from_token = any ((select portico_tokens())::integer[]));
    if v_person is null or not exists (
        select 1 from events_event e
        where e.id = p_event and e.object_kind = 'referral' and e.object_id = p_referral and e.subjects = 0
          and e.ambito_id = (select portico_ambito())) then
        raise exception 'not an event of a referral of yours' using errcode = 'insufficient_privilege';
    end if;
    select * into v_sent from events_event e
    where e.object_kind = 'referral' and e.object_id = p_referral and e.kind = 'referral_sent'
    order by e.occurred_at limit 1;
    insert into events_eventsubject (event_id, ambito_id, person_id, occurred_at, kind, category, level, tokens, user_id)
    select e.id, e.ambito_id, v_person, e.occurred_at, e.kind, e.category, e.level, e.tokens, e.user_id
    from events_event e where e.id = p_event;
    update events_event
       set subjects = 1, municipality = coalesce(v_sent.municipality, ''), sex = coalesce(v_sent.sex, ''),
           age_band = coalesce(v_sent.age_band, ''), citizenship_group = coalesce(v_sent.citizenship_group, '')
     where id = p_event;
end
$$
"""

# Who looked, in the name of a person who reads the copy without knowing whose record it is.
READ = """
create or replace function portico_referral_read(p_referrals uuid[], p_what text, p_outcome text) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into access_readlog (at, ambito_id, user_id, membership_id, organisation_id, unit_id, person_id, what,
                                object_id, outcome, reason)
    select now(), r.ambito_id, (select portico_user()), (select portico_membership()), (select portico_organisation()),
           nullif(current_setting('portico.unit', true), '')::uuid, s.person_id, p_what, r.id::text, p_outcome, ''
    from referrals_referral r join referrals_referralsubject s on s.referral_id = r.id
    where r.id = any (p_referrals) and r.ambito_id = (select portico_ambito())
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0001_initial"),
        ("access", "0003_walls"),
        ("events", "0003_walls"),
        ("people", "0003_lookup"),
    ]

    operations = [
        migrations.RunSQL(
            [
                SUBJECT_STATE,
                "create trigger subject_from_referral before insert on referrals_referralsubject"
                " for each row execute function portico_referral_subject()",
                "create trigger referral_to_subject after update on referrals_referral"
                " for each row execute function portico_referral_subject()",
            ],
            [
                "drop trigger referral_to_subject on referrals_referral",
                "drop trigger subject_from_referral on referrals_referralsubject",
                "drop function portico_referral_subject()",
            ],
        ),
        rls.definer("portico_referral_seen", "uuid", SEEN),
        rls.definer("portico_referral_reads", "uuid", READS),
        rls.definer("portico_referral_writes", "uuid", WRITES),
        rls.definer("portico_referral_speaks", "uuid", SPEAKS),
        rls.definer("portico_referral_reads_section", "uuid, text", READS_SECTION),
        rls.wall(
            "referrals_referralsubject",
            read=SUBJECT,
            insert=f"{rls.TENANT} and from_token = any ({MINE})"
            f" and {rls.holds_grant('referrals_referralsubject.person_id', 'identity', 'r')}",
        ),
        rls.wall(
            "referrals_referral",
            read=REFERRAL,
            insert=f"{rls.TENANT} and from_token = any ({MINE}) and state = 'draft'",
            update=REFERRAL_UPDATE,
        ),
        rls.wall(
            "referrals_referralhistory",
            read=f"{rls.TENANT} and exists (select 1 from referrals_referral r where r.id = referrals_referralhistory.id)",
            insert=rls.TENANT,
        ),
        rls.wall(
            "referrals_referralpackage",
            read=f"{rls.TENANT} and portico_referral_reads(referral_id)",
            insert=f"{rls.TENANT} and portico_referral_writes(referral_id)",
            update=f"{rls.TENANT} and portico_referral_writes(referral_id)",
        ),
        rls.wall(
            "referrals_referralsection",
            read=f"{rls.TENANT} and portico_referral_reads_section(referral_id, category)",
            insert=f"{rls.TENANT} and portico_referral_writes(referral_id)",
        ),
        rls.wall(
            "referrals_referralmessage",
            read=f"{rls.TENANT} and portico_referral_reads(referral_id)",
            insert=f"{rls.TENANT} and portico_referral_speaks(referral_id)",
        ),
        rls.wall(
            "referrals_referralreminder",
            read=f"{rls.TENANT} and {SYSTEM}",
            insert=f"{rls.TENANT} and {SYSTEM}",
        ),
        rls.definer("portico_referral_accept", "uuid, uuid, integer", ACCEPT),
        rls.definer("portico_referral_tell", "uuid, uuid", TELL),
        rls.definer("portico_referral_read", "uuid[], text, text", READ),
    ]
