"""What policies ask the session, and how names are normalised. A missing setting is NULL: nobody."""

from django.db import migrations

from portico.kernel import rls

SETTINGS = [
    ("portico_ambito", "uuid", "nullif(current_setting('portico.ambito', true), '')::uuid"),
    ("portico_user", "uuid", "nullif(current_setting('portico.user_id', true), '')::uuid"),
    ("portico_membership", "uuid", "nullif(current_setting('portico.membership', true), '')::uuid"),
    ("portico_organisation", "uuid", "nullif(current_setting('portico.organisation', true), '')::uuid"),
    ("portico_tokens", "integer[]", "coalesce(nullif(current_setting('portico.tokens', true), ''), '{}')::integer[]"),
    ("portico_user_token", "integer", "nullif(current_setting('portico.user_token', true), '')::integer"),
    ("portico_role", "text", "coalesce(current_setting('portico.role', true), '')"),
    ("portico_kind", "text", "coalesce(current_setting('portico.kind', true), '')"),
]

NORMAL = r"""
create or replace function portico_normal(value text) returns text
language sql immutable parallel safe strict as $$
    select btrim(regexp_replace(
        lower(public.unaccent('public.unaccent'::regdictionary,
              translate(value, '''’‘‛`´ʹʻʼʽˈ′-‐‑‒–—―', '                   '))),
        '\s+', ' ', 'g'))
$$
"""


def grant(signature: str) -> str:
    return f"grant execute on function {signature} to portico_web, portico_lookup"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        *[
            migrations.RunSQL(
                [
                    f"create or replace function {name}() returns {kind} language sql stable parallel safe"
                    f" as $$ select {body} $$",
                    grant(f"{name}()"),
                ],
                f"drop function if exists {name}()",
            )
            for name, kind, body in SETTINGS
        ],
        migrations.RunSQL([NORMAL, grant("portico_normal(text)")], "drop function if exists portico_normal(text)"),
        migrations.RunSQL(
            [
                "create sequence if not exists portico_token_seq as integer",
                "grant usage on sequence portico_token_seq to portico_web",
            ],
            "drop sequence if exists portico_token_seq",
        ),
        rls.tenant("kernel_counter"),
        rls.wall(
            "kernel_draft",
            read="membership_id = (select portico_membership())",
            insert="membership_id = (select portico_membership()) and user_id = (select portico_user())",
            update="membership_id = (select portico_membership())",
            delete="membership_id = (select portico_membership())",
        ),
    ]
