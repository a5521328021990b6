"""Commands that take registers out as files and bring them in, through the web application by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from veerkracht.cli.language import _
from veerkracht.cli.web import Database, choose, run_command

__all__ = ["registers_app"]

registers_app = typer.Typer(
    help=_("Take registers out as files, and bring files in."), no_args_is_help=True, rich_markup_mode=None
)

Register = Annotated[str, typer.Argument(help=_("Register, for example initiatives. Without it: the whole city."))]
Language = Annotated[str, typer.Option("--lang", help=_("nl or en."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON, for scripts."))]


@registers_app.command("export", help=_("Write a register with its parts, or the whole city, into a file."))
def export_command(
    register: Register = "",
    out: Annotated[
        Path | None, typer.Option(help=_("File to write, ending in .xlsx, .csv or .json. Without it: a workbook here."))
    ] = None,
    lang: Language = "nl",
    role: Annotated[str, typer.Option(help=_("Write what this role may take along, for example public."))] = "officer",
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Write the file and name it."""
    choose("DATABASE_URL", database)
    place = [f"--out={out}"] if out else []
    run_command(
        "registers", "export", register, f"--lang={lang}", f"--role={role}", *place, *(["--json"] if as_json else [])
    )


@registers_app.command("import", help=_("Bring a file in: all of it, or nothing."))
def import_command(
    file: Annotated[Path, typer.Argument(help=_("XLSX, CSV, ZIP of CSV, or JSON."))],
    register: Annotated[str, typer.Option(help=_("Register that the file is about. Without it: the whole city."))] = "",
    policy: Annotated[
        str, typer.Option(help=_("What to do with rows that are recorded already: update, skip or stop."))
    ] = "update",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Tell what would change, and keep nothing."))] = False,
    clear_blanks: Annotated[
        bool, typer.Option("--clear-blanks", help=_("A blank cell makes the answer unknown."))
    ] = False,
    make_ids: Annotated[
        bool, typer.Option("--make-ids", help=_("Rows without id get one made of their name."))
    ] = False,
    only_right: Annotated[
        bool, typer.Option("--only-right", help=_("Take the right rows only, when others are not."))
    ] = False,
    reason: Annotated[str, typer.Option(help=_("Why, for the history."))] = "",
    database: Database = "",
    as_json: Json = False,
) -> None:
    """Show what changes, and keep it unless it is a try."""
    choose("DATABASE_URL", database)
    switches = {
        "--dry-run": dry_run, "--clear-blanks": clear_blanks, "--make-ids": make_ids, "--only-right": only_right,
        "--json": as_json,
    }  # fmt: skip
    run_command("registers", "import", register, f"--file={file}", f"--policy={policy}", f"--reason={reason}",
                *(name for name, on in switches.items() if on))  # fmt: skip


@registers_app.command("template", help=_("Write an empty workbook to fill in, for any register."))
def template_command(
    register: Register = "",
    out: Annotated[
        Path | None, typer.Option(help=_("File to write. Without it: named after the register, here."))
    ] = None,
    lang: Language = "nl",
) -> None:
    """Write the workbook and name it."""
    run_command("registers", "template", register, f"--lang={lang}", *([f"--out={out}"] if out else []))
