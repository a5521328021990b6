"""An index over the words in names alone; SQLite has one by itself."""

from django.db import migrations

MAKE = "CREATE INDEX search_wording_name ON search_wording USING gin (to_tsvector('simple', title_words))"
TAKE = "DROP INDEX search_wording_name"


def _make(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(MAKE, params=None)


def _take(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(TAKE, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_parents")]
    operations = [migrations.RunPython(_make, _take, elidable=False)]
