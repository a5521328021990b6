"""Print who may do what: role by register by action."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils.translation import gettext, override
from rich.console import Console
from rich.table import Table as Printed

from veerkracht.catalogue import register
from veerkracht.web.people.access import Action, Role, Scope
from veerkracht.web.people.matrix import Cell, Table, cells, role_matrix
from veerkracht.web.people.words import ACTIONS, CLASSES, ROLES, SCOPES

__all__ = ["Command"]

WIDTH: Final = 180  # columns; narrower cuts the names of roles


class Command(BaseCommand):
    """Prints the table of roles, for people or as JSON."""

    help = "Print who may do what: role by register by action."
    requires_system_checks: Any = ()  # Any: so declared by Django

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form and the language."""
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--lang", choices=["nl", "en"], default="en")

    def handle(self, *args: Any, as_json: bool, lang: str, **options: Any) -> None:  # Any: of Django
        """Print."""
        with override(lang):
            if as_json:
                self.stdout.write(json.dumps([_plain(cell, lang) for cell in cells()], ensure_ascii=False, indent=1))
            else:
                self._print(lang)

    def _print(self, language: str) -> None:
        console = Console(file=self.stdout, width=WIDTH, highlight=False)  # type: ignore[arg-type]  # writes as a file does
        for table in role_matrix():
            console.print(_printed(table, language))


def _plain(cell: Cell, language: str) -> dict[str, Any]:  # Any: JSON
    return {
        "role": cell.role.value, "register": cell.register, "class": cell.access, "sees": cell.level,
        "label": getattr(register(cell.register).label, language),
        "actions": {str(action): str(scope) for action, scope in cell.scopes},
    }  # fmt: skip


def _printed(table: Table, language: str) -> Printed:
    names = ", ".join(getattr(item.label, language) for item in table.registers) or "–"
    printed = Printed(title=f"{CLASSES[table.access]}\n{names}", title_justify="left")
    for words in (gettext("role"), *(str(ACTIONS[action]) for action in Action), gettext("sees")):
        printed.add_column(words, overflow="fold")
    for row in table.rows:
        printed.add_row(_name(row.role), *(_scope(scope) for _, scope in row.scopes), row.level or "–")
    return printed


def _name(role: Role) -> str:
    return str(ROLES[role][0])


def _scope(scope: Scope) -> str:
    return "–" if scope is Scope.NONE else str(SCOPES[scope])
