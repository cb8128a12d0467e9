"""An entry opens as far as its author said, to who has to do with the person: see `_reach`."""

from django.db import migrations

from portico.kernel import rls
from portico.thread.migrations import _reach

SUBJECT = "thread_diarysubject"
MINE = f"portico_diary_is_mine({SUBJECT}.entry_id, level, category, case_id, named_tokens)"
OWN = f"{rls.TENANT} and author = {_reach.ME} and unit_token = any ({_reach.MINE})"
ENTRY = f"""{rls.TENANT} and exists (select 1 from thread_diarysubject s where s.entry_id = thread_diaryentry.id)
    and not portico_diary_hides(thread_diaryentry.id)"""
HISTORY = f"""{rls.TENANT} and (level <> 'private' or author = {_reach.ME}) and exists (
    select 1 from thread_diaryentry e where e.id = thread_diaryentryhistory.id and e.unit_token = any ({_reach.MINE}))"""


class Migration(migrations.Migration):
    dependencies = [
        ("thread", "0003_diary"),
        ("events", "0003_walls"),
        ("access", "0004_named"),
        ("people", "0002_walls"),
    ]

    operations = [
        _reach.own_rows("portico_diary_is_mine", "thread_diaryentry", "id"),
        _reach.hides("portico_diary_hides", SUBJECT, "entry_id"),
        rls.wall(SUBJECT, read=_reach.reached(SUBJECT), insert=_reach.added(SUBJECT, MINE), update=OWN),
        _reach.repeats(SUBJECT, MINE),
        rls.wall(
            "thread_diaryentry",
            read=ENTRY,
            insert=f"{OWN} and created_by = {_reach.ME} and {_reach.WRITES}",
            update=OWN,
        ),
        rls.wall("thread_diaryentryhistory", read=HISTORY, insert=rls.TENANT),
        # What happened to an entry is told to who may read the entry, whatever else the event's own rule says.
        migrations.RunSQL(
            """create policy of_the_diary on events_event as restrictive for select to portico_web using (
                object_kind <> 'diary_entry'
                or exists (select 1 from thread_diaryentry d where d.id = events_event.object_id))""",
            "drop policy if exists of_the_diary on events_event",
        ),
    ]
