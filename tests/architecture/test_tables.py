"""Every table says what it holds; what is about a person or an ambito stands behind forced policies."""

import pytest
from django.db import connection

from portico.kernel.protection import declared

# Tables of libraries that hold no personal data: jobs carry ids only, content types and migrations names of models.
LIBRARY = {
    "django_content_type",
    "django_migrations",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
    "django_session",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "pghistory_context",
}
TABLES = """
    select c.relname, c.relrowsecurity, c.relforcerowsecurity,
           array(select p.policyname from pg_policies p
                 where p.tablename = c.relname and 'portico_web' = any (p.roles))
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1
"""


@pytest.fixture
def tables(db):
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return {name: (enabled, forced, policies) for name, enabled, forced, policies in cursor.fetchall()}


def test_every_table_is_declared(tables):
    undeclared = set(tables) - set(declared()) - LIBRARY
    assert not undeclared, f"declare them in the app's protection.py: {sorted(undeclared)}"


def test_every_declaration_is_about_a_table(tables):
    assert not set(declared()) - set(tables)


def test_protected_tables_have_forced_policies(tables):
    for name, item in declared().items():
        enabled, forced, policies = tables[name]
        if item.kind == "public":
            continue
        assert enabled and forced, f"{name} has no forced row-level security"
        assert "web_read" in policies, f"{name} has no read policy for the web role"


def test_public_tables_are_few_and_known(tables):
    public = {name for name, item in declared().items() if item.kind == "public"}
    assert public == {
        "access_originceiling",
        "access_rolelevel",
        "assessment_form",
        "assessment_formitem",
        "account_emailaddress",
        "account_emailconfirmation",
        "accounts_user",
        "directory_need",
        "directory_needlabel",
        "django_session",
        "kernel_ambito",
        "kernel_code",
        "kernel_codelist",
        "kernel_formnonce",
        "mfa_authenticator",
        "privacy_notice",
        "territory_foreignstate",
        "territory_formermunicipality",
        "territory_municipality",
    }


def test_the_web_role_is_bound_by_policies(tables):
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper or rolbypassrls, exists (select 1 from pg_class c join pg_namespace n"
            " on n.oid = c.relnamespace where n.nspname = 'public' and pg_has_role(current_user, c.relowner, 'member'))"
            " from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False)
