from django.db import migrations

from portico.kernel import rls


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial"), ("kernel", "0002_functions")]

    operations = [
        rls.tenant("organisations_organisation", lookup=True),
        rls.tenant("organisations_unit", lookup=True),
    ]
