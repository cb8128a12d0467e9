"""Undoing a merge, also by who saw the kept record only through the absorbed one, and afterwards sees one of the two."""

from importlib import import_module

from django.db import migrations

from portico.kernel import rls

again = import_module("portico.access.migrations.0004_named").again
before = import_module("portico.records.migrations.0002_walls")

# The other spelling was the absorbed record's; the pair is open again. The actor may read one of the two alone.
UNDO = rls.amended(
    again(before.UNDO),
    "    perform portico_refresh_visible_to(array[v_merge.kept_id, v_merge.absorbed_id]);",
    """    delete from people_othername o using people_person a
     where a.id = v_merge.absorbed_id and o.person_id = v_merge.kept_id and o.created_at >= v_merge.created_at
       and o.created_by is not distinct from v_merge.created_by
       and (o.first_name, o.last_name) = (a.first_name, a.last_name);
    update records_duplicatedecision
       set decision = 'unclear', reason = left(p_reason, 300), updated_at = now(), updated_by = (select portico_user()),
           version = version + 1
     where first_id = least(v_merge.kept_id, v_merge.absorbed_id)
       and second_id = greatest(v_merge.kept_id, v_merge.absorbed_id);
    perform portico_refresh_visible_to(array[v_merge.kept_id, v_merge.absorbed_id]);""",
)


class Migration(migrations.Migration):
    dependencies = [("records", "0002_walls"), ("access", "0004_named")]

    operations = [migrations.RunSQL(UNDO, before.UNDO)]
