"""How PostgreSQL packs long values: the quickest way that it has."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

__all__ = ["pack"]

_CAN = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"


def pack(editor: BaseDatabaseSchemaEditor, table: str, columns: Iterable[str]) -> None:
    """Let PostgreSQL pack what is written to some columns from now on with lz4, where it was built with it.

    Parameters
    ----------
    editor : BaseDatabaseSchemaEditor
        That of a migration.
    table, columns : str
        Names as the database knows them.
    """
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(_CAN)
        found = cursor.fetchone()
    if found and found[0]:
        changes = ", ".join(f"ALTER COLUMN {editor.quote_name(name)} SET COMPRESSION lz4" for name in columns)
        editor.execute(f"ALTER TABLE {editor.quote_name(table)} {changes}", params=None)
