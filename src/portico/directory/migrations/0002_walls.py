"""Services belong to an ambito: its people read them, nobody else does."""

from django.db import migrations

from portico.kernel import rls


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial"), ("kernel", "0002_functions")]

    operations = [
        rls.tenant("directory_service"),
        rls.tenant("directory_serviceneed", delete=True),
    ]
