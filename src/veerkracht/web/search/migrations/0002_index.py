"""The index of the database over the tokens of passages, kept in step by the database itself.

A later migration that makes the table of wordings anew on SQLite takes its triggers away: put them back there.
"""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(title_words, words, content='search_wording', content_rowid='passage_id',"
    " tokenize='unicode61 remove_diacritics 0', prefix='3 4', detail='column')",
    "INSERT INTO search_index(search_index, rank) VALUES ('rank', 'bm25(8.0, 1.0)')",
    "CREATE TRIGGER search_wording_made AFTER INSERT ON search_wording BEGIN"
    " INSERT INTO search_index(rowid, title_words, words) VALUES (new.passage_id, new.title_words, new.words); END",
    "CREATE TRIGGER search_wording_gone AFTER DELETE ON search_wording BEGIN"
    " INSERT INTO search_index(search_index, rowid, title_words, words)"
    " VALUES ('delete', old.passage_id, old.title_words, old.words); END",
    "CREATE TRIGGER search_wording_changed AFTER UPDATE ON search_wording BEGIN"
    " INSERT INTO search_index(search_index, rowid, title_words, words)"
    " VALUES ('delete', old.passage_id, old.title_words, old.words);"
    " INSERT INTO search_index(rowid, title_words, words) VALUES (new.passage_id, new.title_words, new.words); END",
    "INSERT INTO search_index(search_index) VALUES ('rebuild')",
)
SQLITE_BACK = (
    "DROP TRIGGER search_wording_made",
    "DROP TRIGGER search_wording_gone",
    "DROP TRIGGER search_wording_changed",
    "DROP TABLE search_index",
)
POSTGRESQL = (
    "ALTER TABLE search_wording ADD COLUMN vector tsvector GENERATED ALWAYS AS"
    " (setweight(to_tsvector('simple'::regconfig, title_words), 'A')"
    " || setweight(to_tsvector('simple'::regconfig, words), 'D')) STORED",
    "CREATE INDEX search_wording_vector ON search_wording USING gin (vector)",
    "CREATE VIEW search_index AS SELECT passage_id AS rowid, vector AS search_index, 0::double precision AS rank"
    " FROM search_wording",
)
POSTGRESQL_BACK = (
    "DROP VIEW search_index",
    "DROP INDEX search_wording_vector",
    "ALTER TABLE search_wording DROP COLUMN vector",
)


def _run(editor, statements):
    for statement in statements:
        editor.execute(statement, params=None)


def _make(apps, editor):
    _run(editor, POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE)


def _take(apps, editor):
    _run(editor, POSTGRESQL_BACK if editor.connection.vendor == "postgresql" else SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_first")]

    operations = [migrations.RunPython(_make, _take, elidable=False)]
