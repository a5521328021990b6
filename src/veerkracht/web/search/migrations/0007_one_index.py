"""The index of the database over the tokens of passages in their own rows, and the view by which both are asked.

A later migration that makes the table of passages anew on SQLite takes its triggers away: put them back there.
"""

import importlib

import django.db.models.deletion
from django.db import migrations, models

import veerkracht.web.search.lookups
from veerkracht.web.registers.packing import pack

FIRST = importlib.import_module("veerkracht.web.search.migrations.0002_index")
LIGHT = importlib.import_module("veerkracht.web.search.migrations.0005_lighter_vectors")
TABLE = "search_passage"
FACTS = ("id", "record_id", "register", "parent", "working", "published", "lowest", "highest", "word_order")
FOUND = ", ".join(f"p.{name}" for name in FACTS)
SQLITE = (
    *(statement.replace("search_wording", TABLE).replace("passage_id", "id") for statement in FIRST.SQLITE),
    f"CREATE VIEW search_found AS SELECT {FOUND}, i.search_index AS tokens, i.search_index AS name_tokens, i.rank AS rank"
    f" FROM search_index AS i JOIN {TABLE} AS p ON p.id = i.rowid",
)
SQLITE_BACK = (
    "DROP VIEW search_found",
    *(statement.replace("search_wording", TABLE) for statement in FIRST.SQLITE_BACK),
)
POSTGRESQL = (
    f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector GENERATED ALWAYS AS ({LIGHT.LIGHT}) STORED",
    f"CREATE INDEX {TABLE}_vector ON {TABLE} USING gin (vector)",
    f"CREATE INDEX {TABLE}_name ON {TABLE} USING gin (({LIGHT.NAME})) WITH (fastupdate = off)",
    f"CREATE VIEW search_found AS SELECT {FOUND}, p.vector AS tokens, {LIGHT.NAME} AS name_tokens, 0::double precision AS rank"
    f" FROM {TABLE} AS p",
)
POSTGRESQL_BACK = (
    "DROP VIEW search_found",
    f"DROP INDEX {TABLE}_name",
    f"ALTER TABLE {TABLE} DROP COLUMN vector",
)


def _run(editor, statements):
    for statement in statements:
        editor.execute(statement, params=None)


def _old_taken(apps, editor):
    """Take the index over the wordings away."""
    _run(editor, ("DROP VIEW search_index",) if editor.connection.vendor == "postgresql" else FIRST.SQLITE_BACK)


def _old_made(apps, editor):
    """Make the index over the wordings anew."""
    if editor.connection.vendor != "postgresql":
        _run(editor, FIRST.SQLITE)
        return
    _run(editor, FIRST.POSTGRESQL)
    editor.execute("CREATE INDEX search_wording_name ON search_wording USING gin (to_tsvector('simple', title_words))")
    LIGHT._make(apps, editor)


def _made(apps, editor):
    if editor.connection.vendor == "postgresql":
        _run(editor, POSTGRESQL)
        pack(editor, TABLE, ("vector",))
    else:
        _run(editor, SQLITE)


def _taken(apps, editor):
    _run(editor, POSTGRESQL_BACK if editor.connection.vendor == "postgresql" else SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("search", "0006_one_row")]
    operations = [
        migrations.RunPython(_old_taken, _old_made, elidable=False),
        migrations.DeleteModel("Indexed"),
        migrations.DeleteModel("Wording"),
        migrations.CreateModel(
            name="Indexed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("register", models.CharField(max_length=40)),
                ("parent", models.UUIDField(null=True)),
                ("working", models.BooleanField()),
                ("published", models.BooleanField()),
                ("lowest", models.PositiveSmallIntegerField()),
                ("highest", models.PositiveSmallIntegerField()),
                ("word_order", models.TextField(default="")),
                ("tokens", veerkracht.web.search.lookups.Tokens()),
                ("name_tokens", veerkracht.web.search.lookups.Tokens()),
                ("rank", models.FloatField()),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+",
                        to="registers.record",
                    ),
                ),
            ],
            options={"db_table": "search_found", "managed": False},
        ),
        migrations.RunPython(_made, _taken, elidable=False),
    ]
