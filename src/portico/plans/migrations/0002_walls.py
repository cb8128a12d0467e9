"""Plans open by their case's grants; who only works on the case reads what was shared, and what is their own."""

from django.db import migrations

from portico.kernel import rls

MINE = "(select portico_tokens())::int[]"
LIVE = "g.valid_from <= now() and (g.valid_until is null or g.valid_until > now())"
# Who writes plans reads them whole.
WRITER = """(select coalesce(max(r.level), 0) from access_rolelevel r
             where r.role = (select portico_role()) and r.category = 'plan') >= 3"""
# As in casework: a family of whom one is now reserved stays with who may see her.
HIDDEN = "case_id = any ((select portico_hidden_cases())::uuid[])"


def opened(case, level):
    """The plans of this case are open to the actor: by its own grants, or through a reserved person it is about."""
    origins = f"g.origin = any ((select portico_origins('plan', {rls.LEVELS[level]}))::text[])"
    return f"""(exists (
        select 1 from access_accessgrant g
        where g.scope_kind = 'case' and g.scope_id = {case} and g.token = any ({MINE}) and {LIVE} and {origins}
          and (g.categories is null or 'plan' = any (g.categories)))
      or exists (
        select 1 from casework_casesubject n join access_accessgrant g on g.person_id = n.person_id
        where n.case_id = {case} and g.scope_kind = 'reserved' and g.token = any ({MINE}) and {LIVE} and {origins}))"""


def seen(plan):
    """The plan is visible: its own policy says whether."""
    return f"exists (select 1 from plans_plan p where p.id = {plan})"


def written(plan):
    return f"exists (select 1 from plans_plan p where p.id = {plan} and {opened('p.case_id', 'w')})"


def part(table, more="", changes=True):
    """A table of the plan: read whole by who writes plans, `more` by the others."""
    read = f"{rls.TENANT} and {seen(f'{table}.plan_id')} and ({WRITER}{f' or ({more})' if more else ''})"
    write = f"{rls.TENANT} and {written(f'{table}.plan_id')}"
    return rls.wall(table, read=read, insert=write, update=write if changes else None)


def history(table, plan="plan_id"):
    return rls.wall(
        table, read=f"{rls.TENANT} and {WRITER} and {seen(f'{table}.{plan}')}", insert=rls.TENANT
    )


OWN = f"responsible_token = any ({MINE})"


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("casework", "0003_proofs"), ("access", "0003_walls")]

    operations = [
        # First: the policies of the other tables look here.
        rls.wall(
            "plans_plan",
            read=f"{rls.TENANT} and ({WRITER} or shared_at is not null) and not {HIDDEN}"
            f" and {opened('plans_plan.case_id', 'r')}",
            insert=f"{rls.TENANT} and {opened('plans_plan.case_id', 'w')}",
            update=f"{rls.TENANT} and {opened('plans_plan.case_id', 'w')}",
        ),
        part("plans_narrative"),
        part("plans_planperson", "true"),
        part("plans_goal", "shared_at is not null"),
        part("plans_support", OWN),
        part("plans_commitment", OWN),
        part("plans_verification"),
        part("plans_goaloutcome"),
        part("plans_planversion", changes=False),
        part("plans_signedscan", changes=False),
        part("plans_signature", changes=False),
        part("plans_pactfact"),
        part("plans_deadline"),
        history("plans_planhistory", "id"),
        history("plans_narrativehistory"),
        history("plans_goalhistory"),
        history("plans_supporthistory"),
        history("plans_commitmenthistory"),
        history("plans_pactfacthistory"),
        history("plans_deadlinehistory"),
    ]
