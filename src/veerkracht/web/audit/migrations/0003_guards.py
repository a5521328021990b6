from django.db import migrations

from veerkracht.web.audit.guards import guard, unguard


def _put(apps, editor):
    for statement in guard(editor.connection.vendor):
        editor.execute(statement, params=None)


def _take(apps, editor):
    for statement in unguard(editor.connection.vendor):
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_cuts")]

    operations = [migrations.RunPython(_put, _take, elidable=False)]
