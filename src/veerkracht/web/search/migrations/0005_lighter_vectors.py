"""The index of PostgreSQL without places of words in the text, and short rows that thousands can be looked through of.

A word counts once in a text, as on SQLite, and more in a name. Texts are tokens already, so nothing reads them again.
Long texts stand beside their row, which a search does not read. Words of names do
not wait to be put in the index, because each search looks through all that waits.
"""

from django.db import migrations

from veerkracht.web.registers.packing import pack

NAME = "array_to_tsvector(array_remove(string_to_array(title_words, ' '), ''))"
ALL = "array_to_tsvector(array_remove(string_to_array(title_words || ' ' || words, ' '), ''))"
LIGHT = f"setweight(to_tsvector('simple'::regconfig, title_words), 'A') || {ALL}"
PLACED = (
    "setweight(to_tsvector('simple'::regconfig, title_words), 'A')"
    " || setweight(to_tsvector('simple'::regconfig, words), 'D')"
)
PLACED_NAME = "to_tsvector('simple', title_words)"
TABLE = "search_wording"
SHORT_ROWS = f"ALTER TABLE {TABLE} SET (toast_tuple_target = 128)"
USUAL_ROWS = f"ALTER TABLE {TABLE} RESET (toast_tuple_target)"


def _written(editor, vector, name, *, waiting_name=""):
    for statement in (
        "DROP VIEW search_index",
        "DROP INDEX search_wording_name",
        f"ALTER TABLE {TABLE} DROP COLUMN vector",
        f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector GENERATED ALWAYS AS ({vector}) STORED",
        f"CREATE INDEX search_wording_vector ON {TABLE} USING gin (vector)",
        f"CREATE INDEX search_wording_name ON {TABLE} USING gin (({name})){waiting_name}",
        "CREATE VIEW search_index AS SELECT passage_id AS rowid, vector AS search_index, 0::double precision AS rank"
        f" FROM {TABLE}",
    ):
        editor.execute(statement, params=None)


def _make(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(SHORT_ROWS, params=None)
        pack(editor, TABLE, ("title_words", "words", "word_order"))
        _written(
            editor,
            LIGHT,
            NAME,
            waiting_name=" WITH (fastupdate = off)",
        )
        pack(editor, TABLE, ("vector",))


def _take(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(USUAL_ROWS, params=None)
        _written(editor, PLACED, PLACED_NAME)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_names")]
    operations = [migrations.RunPython(_make, _take, elidable=False)]
