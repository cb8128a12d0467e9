"""What one opens to oneself: one's own listening and one's own cases; the rest is shown by the fact it comes from."""

from importlib import import_module

from django.db import migrations

from portico.kernel import rls

before = import_module("portico.access.migrations.0004_named")

FACTS = "('accepted_referral', 'break_glass', 'card_activity', 'stay_placement')"
# A consent opens what it names, of what the one who writes it down reads.
READS = f"""exists (
                select 1 from access_accessgrant g
                where g.person_id = p_person and g.token = any (v_tokens) and {before.LIVE} and {before.OWN}
                  and g.origin = any (portico_origins(wanted, 2)) and (g.categories is null or wanted = any (g.categories)))"""
CONSENT = f"""
        if not v_system and p_origin = 'consent' and (p_categories is null or exists (
                select 1 from unnest(p_categories) wanted where not {READS})) then
            raise exception 'a consent opens what it names and its writer reads' using errcode = 'insufficient_privilege';
        end if;
        if not v_system and p_origin in {before.OF_CASES} and portico_refuses_case"""

OPEN_GRANT = rls.amended(
    rls.amended(before.OPEN_GRANT, "p_origin = 'accepted_referral' or not", f"p_origin in {FACTS} or not"),
    f"\n        if not v_system and p_origin in {before.OF_CASES} and portico_refuses_case",
    CONSENT,
)


class Migration(migrations.Migration):
    dependencies = [("access", "0004_named")]

    operations = [migrations.RunSQL(OPEN_GRANT, before.OPEN_GRANT)]
