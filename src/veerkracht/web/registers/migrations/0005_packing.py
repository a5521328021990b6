"""Answers are packed in a way that is quicker to do and undo."""

from django.db import migrations

from veerkracht.web.registers.packing import pack

COLUMNS = {
    "registers_record": ("values", "published", "brief", "published_brief"),
    "registers_historicalrecord": ("values", "published"),
}


def _make(apps, editor):
    for table, columns in COLUMNS.items():
        pack(editor, table, columns)


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_short_answers")]
    operations = [migrations.RunPython(_make, migrations.RunPython.noop, elidable=False)]
