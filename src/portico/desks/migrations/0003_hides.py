"""Whether a listening hides somebody is told to who may see one of its people; to others, always that it does."""

from importlib import import_module

from django.db import migrations

access = import_module("portico.access.migrations.0004_named")
before = import_module("portico.desks.migrations.0002_walls")

HELD = f"""exists (
            select 1 from access_accessgrant g
            where g.person_id = {{person}} and g.token = any ((select portico_tokens())::integer[])
              and {before.LIVE} and {access.OWN})"""
HIDES = f"""
create or replace function portico_encounter_hides(p_encounter uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(bool_or(p.reserved and not {HELD.format(person="p.id")}), true)
           or not bool_or((s.unit_token = any ((select portico_tokens())::integer[]) or s.level in ('team', 'network'))
                          and {HELD.format(person="p.id")})
    from desks_encountersubject s join people_person p on p.id = s.person_id
    where s.encounter_id = p_encounter
$$
"""


class Migration(migrations.Migration):
    dependencies = [("desks", "0002_walls"), ("access", "0004_named")]

    operations = [
        migrations.RunSQL(HIDES, before.HIDES),
        migrations.RunSQL(access.again(before.CANCEL), before.CANCEL),
    ]
