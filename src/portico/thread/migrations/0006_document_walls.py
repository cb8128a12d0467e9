"""A document opens as far as it was said, by its category, to who has to do with the person: see `_reach`."""

from django.db import migrations

from portico.kernel import rls
from portico.thread.migrations import _reach

SUBJECT = "thread_documentsubject"
MINE = f"portico_document_is_ours({SUBJECT}.document_id, level, category, case_id, named_tokens)"
OURS = f"{rls.TENANT} and unit_token = any ({_reach.MINE}) and {_reach.WRITES}"


def of_document(column, ours=False):
    """SQL: the document is visible; with `ours`, and it is the actor's unit's."""
    mine = f" and d.unit_token = any ({_reach.MINE}) and {_reach.WRITES}" if ours else ""
    return f"{rls.TENANT} and exists (select 1 from thread_document d where d.id = {column}{mine})"


DOCUMENT = f"""{rls.TENANT} and exists (select 1 from thread_documentsubject s where s.document_id = thread_document.id)
    and not portico_document_hides(thread_document.id)"""
# An organisation's own are written by who runs it, the ambito's by its administrator.
TEMPLATE = f"""{rls.TENANT} and ((select portico_kind()) = 'system'
    or (organisation_id is null and {_reach.ROLE} = 'ambito_admin')
    or (organisation_id = (select portico_organisation()) and {_reach.ROLE} in ('coordinator', 'org_manager', 'ambito_admin')))"""


class Migration(migrations.Migration):
    dependencies = [("thread", "0005_documents"), ("thread", "0004_diary_walls")]

    operations = [
        _reach.own_rows("portico_document_is_ours", "thread_document", "id", f"e.unit_token = any ({_reach.MINE})"),
        _reach.hides("portico_document_hides", SUBJECT, "document_id"),
        rls.wall(SUBJECT, read=_reach.reached(SUBJECT), insert=_reach.added(SUBJECT, MINE), update=OURS),
        _reach.repeats(SUBJECT, MINE),
        rls.wall(
            "thread_document",
            read=DOCUMENT,
            insert=f"{OURS} and author = {_reach.ME} and created_by = {_reach.ME}",
            update=OURS,
        ),
        rls.wall(
            "thread_documenthistory", read=of_document("thread_documenthistory.id", ours=True), insert=rls.TENANT
        ),
        rls.wall(
            "thread_documentfile",
            read=of_document("thread_documentfile.document_id"),
            insert=of_document("thread_documentfile.document_id", ours=True),
        ),
        rls.wall("thread_documenttemplate", read=rls.TENANT, insert=TEMPLATE, update=TEMPLATE),
        migrations.RunSQL(
            """create policy of_the_documents on events_event as restrictive for select to portico_web using (
                object_kind <> 'document'
                or exists (select 1 from thread_document d where d.id = events_event.object_id))""",
            "drop policy if exists of_the_documents on events_event",
        ),
    ]
