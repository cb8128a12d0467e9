"""Tokens of a colleague for whom somebody else appointed the actor: they open nothing left to named people."""

from importlib import import_module

from django.db import migrations

before = import_module("portico.kernel.migrations.0002_functions")

SETTINGS = [
    ("portico_borrowed", "coalesce(nullif(current_setting('portico.borrowed', true), ''), '{}')::integer[]"),
    (
        "portico_own_tokens",
        "array(select t from unnest(portico_tokens()) t where t <> all (portico_borrowed()))",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_functions")]

    operations = [
        migrations.RunSQL(
            [
                f"create or replace function {name}() returns integer[] language sql stable parallel safe"
                f" as $$ select {body} $$",
                before.grant(f"{name}()"),
            ],
            f"drop function if exists {name}()",
        )
        for name, body in SETTINGS
    ]
