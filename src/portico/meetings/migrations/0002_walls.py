"""Meetings open by their case's grants; who only works on the case reads those they are called to."""

from importlib import import_module

from django.db import migrations

from portico.kernel import rls

walls = import_module("portico.casework.migrations.0002_walls")
MINE, opened = walls.MINE, walls.opened
# Who writes cases reads all of their meetings.
WRITER = f"{walls.ROLE} >= 3"
# As in casework: a family of whom one is now reserved stays with who may see her.
HIDDEN = "case_id = any ((select portico_hidden_cases())::uuid[])"


def seen(meeting):
    """The meeting is visible: its own policy says whether."""
    return f"exists (select 1 from meetings_meeting m where m.id = {meeting})"


def written(meeting):
    return f"exists (select 1 from meetings_meeting m where m.id = {meeting} and {opened('m.case_id', 'w')})"


def part(table):
    write = f"{rls.TENANT} and {written(f'{table}.meeting_id')}"
    return rls.wall(
        table, read=f"{rls.TENANT} and {seen(f'{table}.meeting_id')}", insert=write, update=write, delete=write
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("casework", "0004_in_charge")]

    operations = [
        # First: the policies of the other tables look here.
        rls.wall(
            "meetings_meeting",
            read=f"{rls.TENANT} and ({WRITER} or tokens && {MINE}) and not {HIDDEN}"
            f" and {opened('meetings_meeting.case_id', 'r')}",
            insert=f"{rls.TENANT} and {opened('meetings_meeting.case_id', 'w')}",
            update=f"{rls.TENANT} and {opened('meetings_meeting.case_id', 'w')}",
        ),
        part("meetings_meetingparticipant"),
        part("meetings_decision"),
        rls.wall(
            "meetings_meetinghistory",
            read=f"{rls.TENANT} and {WRITER} and {seen('meetings_meetinghistory.id')}",
            insert=rls.TENANT,
        ),
        rls.wall(
            "meetings_decisionhistory",
            read=f"{rls.TENANT} and {WRITER} and {seen('meetings_decisionhistory.meeting_id')}",
            insert=rls.TENANT,
        ),
    ]
