"""Triggers by which the database itself refuses to change the log.

An entry can go only when a signed cut covers it (`retention`), and a cut must name the digest of the entry it ends
at. Statements are kept per database, as both write triggers in their own way.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

__all__ = ["guard", "is_guarded", "unguard"]

_REFUSED: Final = "The log only grows."
_COVERED: Final = "OLD.number <= (SELECT COALESCE(MAX(number), 0) FROM audit_cut)"
_FITS: Final = "EXISTS (SELECT 1 FROM audit_entry WHERE number = NEW.number AND digest = NEW.digest)"
_NAMES: Final = (
    ("audit_entry_keep", "audit_entry"), ("audit_entry_hold", "audit_entry"), ("audit_cut_keep", "audit_cut"),
    ("audit_cut_hold", "audit_cut"), ("audit_cut_fit", "audit_cut"),
)  # fmt: skip
_WHOLE: Final = (("audit_entry_whole", "audit_entry"), ("audit_cut_whole", "audit_cut"))  # PostgreSQL knows TRUNCATE

_FUNCTIONS: Final = ("audit_refuse", "audit_refuse_held", "audit_refuse_misfit")


def guard(vendor: str) -> list[str]:
    """Return the statements that put the triggers in place."""
    return _postgresql() if vendor == "postgresql" else _sqlite()


def unguard(vendor: str) -> list[str]:
    """Return the statements that take the triggers away, to empty a database that is filled again from a backup."""
    if vendor == "postgresql":
        dropped = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in (*_NAMES, *_WHOLE)]
        return [*dropped, *[f"DROP FUNCTION IF EXISTS {name}()" for name in _FUNCTIONS]]
    return [f"DROP TRIGGER IF EXISTS {name}" for name, _ in _NAMES]


def is_guarded() -> bool:
    """Tell whether all triggers are in place."""
    catalogue = "pg_trigger" if connection.vendor == "postgresql" else "sqlite_master"
    column = "tgname" if connection.vendor == "postgresql" else "name"
    wanted = [name for name, _ in _NAMES]
    marks = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {catalogue} WHERE {column} IN ({marks})", wanted)
        return bool(cursor.fetchone()[0] == len(wanted))


def _sqlite() -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    return [
        f"CREATE TRIGGER audit_entry_keep BEFORE UPDATE ON audit_entry {refuse}",
        f"CREATE TRIGGER audit_entry_hold BEFORE DELETE ON audit_entry WHEN NOT ({_COVERED}) {refuse}",
        f"CREATE TRIGGER audit_cut_keep BEFORE UPDATE ON audit_cut {refuse}",
        f"CREATE TRIGGER audit_cut_hold BEFORE DELETE ON audit_cut {refuse}",
        f"CREATE TRIGGER audit_cut_fit BEFORE INSERT ON audit_cut WHEN NOT ({_FITS}) {refuse}",
    ]


def _postgresql() -> list[str]:
    body = f"BEGIN RAISE EXCEPTION '{_REFUSED}'; END"
    one = "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    deletes = (
        "CREATE OR REPLACE FUNCTION audit_refuse_held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_COVERED} THEN RETURN OLD; END IF; RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    fits = (
        "CREATE OR REPLACE FUNCTION audit_refuse_misfit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_FITS} THEN RETURN NEW; END IF; RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    return [
        f"CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        deletes,
        fits,
        f"CREATE TRIGGER audit_entry_keep BEFORE UPDATE ON audit_entry {one}",
        "CREATE TRIGGER audit_entry_hold BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse_held()",
        f"CREATE TRIGGER audit_cut_keep BEFORE UPDATE ON audit_cut {one}",
        f"CREATE TRIGGER audit_cut_hold BEFORE DELETE ON audit_cut {one}",
        "CREATE TRIGGER audit_cut_fit BEFORE INSERT ON audit_cut FOR EACH ROW EXECUTE FUNCTION audit_refuse_misfit()",
        *[
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
            for name, table in _WHOLE
        ],
    ]
