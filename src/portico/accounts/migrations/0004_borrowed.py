"""Who appointed a substitute decides how far: only the absent person lends what is left to them by name."""

from importlib import import_module

from django.db import migrations

from portico.kernel import rls

walls = import_module("portico.accounts.migrations.0002_walls")
before = import_module("portico.accounts.migrations.0003_who_appoints")

NOW = rls.amended(walls.MEMBERSHIPS, "where s.substitute_id = m.id", before.STILL_THERE)
BORROWED = f"""array(
                select absent.token from accounts_substitution s
                join accounts_membership absent on absent.id = s.absent_id
                {before.STILL_THERE}
                  and s.created_by is distinct from absent.user_id
                  and (now() at time zone 'Europe/Rome')::date between s.starts_on and s.ends_on)"""
MEMBERSHIPS = rls.amended(
    rls.amended(NOW, "token integer)", "token integer, borrowed integer[])"),
    "           m.token\n    from",
    f"           m.token,\n           {BORROWED}\n    from",
)

# Appointed in one's own name; afterwards the days change, and nothing else.
IN_OWN_NAME = f"{before.APPOINTS} and ({before.SYSTEM} or created_by = (select portico_user()))"
KEEPS_ITS_AUTHOR = """
create or replace function portico_substitution_keeps() returns trigger language plpgsql as $$
begin
    if (new.absent_id, new.substitute_id, new.created_by) is distinct from (old.absent_id, old.substitute_id, old.created_by) then
        raise exception 'another substitution is another row' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$
"""
INSERT = "alter policy web_insert on accounts_substitution with check ({})"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_who_appoints"), ("kernel", "0003_borrowed")]

    operations = [
        migrations.RunSQL("drop function portico_memberships(uuid)", migrations.RunSQL.noop),
        rls.definer("portico_memberships", "uuid", MEMBERSHIPS),
        migrations.RunSQL(INSERT.format(IN_OWN_NAME), INSERT.format(before.APPOINTS)),
        migrations.RunSQL(
            [
                KEEPS_ITS_AUTHOR,
                "create trigger substitution_keeps before update on accounts_substitution"
                " for each row execute function portico_substitution_keeps()",
            ],
            [
                "drop trigger substitution_keeps on accounts_substitution",
                "drop function portico_substitution_keeps()",
            ],
        ),
    ]
