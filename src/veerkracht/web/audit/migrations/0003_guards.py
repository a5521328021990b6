from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from veerkracht.web.audit.guards import guard, unguard


def _put(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guard(editor.connection.vendor):
        editor.execute(statement, params=None)


def _take(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in unguard(editor.connection.vendor):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_cuts")]

    operations = [migrations.RunPython(_put, _take, elidable=False)]
