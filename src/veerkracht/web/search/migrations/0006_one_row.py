"""What a passage is found by stands in its own row, so that one look tells whether it is met and who may see it."""

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from veerkracht.web.registers.packing import pack

TABLE = "search_passage"
TEXTS = ("title_words", "words", "word_order")
TAKE_OVER = (
    f"UPDATE {TABLE} SET {', '.join(f'{name} = w.{name}' for name in TEXTS)}"
    f" FROM search_wording AS w WHERE w.passage_id = {TABLE}.id"
)
GIVE_BACK = (
    f"INSERT INTO search_wording (passage_id, {', '.join(TEXTS)}) SELECT id, {', '.join(TEXTS)} FROM {TABLE}"
)


def short_rows(apps, editor):
    """Let PostgreSQL keep texts beside the rows."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE {TABLE} SET (toast_tuple_target = 128)", params=None)
        pack(editor, TABLE, TEXTS)


def usual_rows(apps, editor):
    """Take that back."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE {TABLE} RESET (toast_tuple_target)", params=None)


def _texts() -> list[Operation]:
    return [migrations.AddField("passage", name, models.TextField(default="")) for name in TEXTS]


class Migration(migrations.Migration):
    dependencies = [("search", "0005_lighter_vectors")]
    operations = [
        *_texts(),
        migrations.RunPython(short_rows, usual_rows, elidable=False),
        migrations.RunSQL(TAKE_OVER, GIVE_BACK),
    ]
