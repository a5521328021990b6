"""Commands of the web application, which is started by its name: no line here imports it."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer

from veerkracht.cli.language import _, speaks_dutch
from veerkracht.cli.showing import told_errors
from veerkracht.errors import UsageError

__all__ = ["Database", "bench_app", "choose", "registers_of", "run_command", "web_app"]

SETTINGS = "veerkracht.web.site.settings"
LOOPBACK = ("127.0.0.1", "localhost", "::1")

web_app = typer.Typer(rich_markup_mode=None)
bench_app = typer.Typer(
    help=_("Measure speed and memory on this machine."), no_args_is_help=True, rich_markup_mode=None
)
Database = Annotated[
    str, typer.Option("--database", help=_("Address of PostgreSQL. Without it DATABASE_URL, then SQLite."))
]


@web_app.command("serve", help=_("Start the web application with the registers of a city."))
def serve_command(
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=_("Port to listen on."))] = 8000,
    database: Database = "",
    city: Annotated[str, typer.Option(help=_("Name of the city, for example the-hague or amsterdam."))] = "",
    workers: Annotated[
        int, typer.Option(min=0, max=64, help=_("Processes that answer. 0: two on PostgreSQL, one on SQLite."))
    ] = 0,
    open_browser: Annotated[bool, typer.Option("--open", help=_("Open the first page in the browser."))] = False,
) -> None:
    """Start the application and stay until it is stopped."""
    choose("DATABASE_URL", database)
    choose("VEERKRACHT_CITY", city)
    with told_errors(False):
        _choose_transport(host)
    run_command(
        "serve", f"--host={host}", f"--port={port}", f"--workers={workers}", *(["--open"] if open_browser else [])
    )


@web_app.command("backup", help=_("Write everything that the web application keeps into one file."))
def backup_command(
    file: Annotated[Path, typer.Argument(help=_("The file to write, for example backup.zip."))], database: Database = ""
) -> None:
    """Write a backup and tell its hash."""
    choose("DATABASE_URL", database)
    run_command("backup", str(file))


@web_app.command("restore", help=_("Put back everything out of a backup, into an empty database."))
def restore_command(
    file: Annotated[Path, typer.Argument(help=_("The file that backup wrote."))],
    database: Database = "",
    replace: Annotated[bool, typer.Option(help=_("Remove first what is in the database now."))] = False,
    yes: Annotated[bool, typer.Option(help=_("Do not ask whether you are sure."))] = False,
) -> None:
    """Restore a backup, after a question when something would be removed."""
    if replace and not yes:
        typer.confirm(_("All that is in the database now will be removed. Are you sure?"), abort=True)
    choose("DATABASE_URL", database)
    run_command("restore", str(file), *(["--replace"] if replace else []))


@web_app.command("roles", help=_("Show who may do what: role by register by action."))
def roles_command(
    as_json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON, for scripts."))] = False,
    lang: Annotated[str, typer.Option(help=_("nl or en."))] = "",
) -> None:
    """Print the table of roles."""
    language = lang or ("nl" if speaks_dutch() else "en")
    run_command("roles", f"--lang={language}", *(["--json"] if as_json else []))


@web_app.command("audit", help=_("Check that nothing was changed in the log of the web application."))
def audit_command(
    as_json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON, for scripts."))] = False,
    cut: Annotated[
        Path | None, typer.Option(help=_("Folder to which entries older than a year are moved, after the check."))
    ] = None,
    database: Database = "",
) -> None:
    """Check the log, and stop with code 11 when it is broken."""
    choose("DATABASE_URL", database)
    run_command("audit", *(["--json"] if as_json else []), *([f"--cut={cut}"] if cut else []))


@bench_app.command("web", help=_("Measure the web application with many records and readers, on an empty database."))
def bench_web_command(
    database: Database = "",
    users: Annotated[int, typer.Option(min=1, max=500, help=_("Readers at once."))] = 50,
    seconds: Annotated[float, typer.Option(min=5, help=_("How long they read."))] = 30,
    scale: Annotated[float, typer.Option(min=0.001, max=10, help=_("Share of the records; 1 is the full size."))] = 1,
    runs: Annotated[int, typer.Option(min=1, max=20, help=_("How often each is measured; medians are told."))] = 3,
) -> None:
    """Fill an empty database with synthetic records, measure, and print the figures as JSON."""
    with tempfile.TemporaryDirectory(prefix="veerkracht-bench-") as folder:
        os.environ["VEERKRACHT_STATE"] = folder
        choose("DATABASE_URL", database)
        run_command("bench_web", f"--users={users}", f"--seconds={seconds}", f"--scale={scale}", f"--runs={runs}")


@web_app.command(
    "manage", hidden=True, add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    help=_("Run a command of Django, for example: manage check --deploy."),
)  # fmt: skip
def manage_command(context: typer.Context) -> None:
    """Hand the rest of the line to Django."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    with told_errors(False):
        execute_from_command_line(["veerkracht manage", *context.args])


def registers_of(database: str, *, city: str, edition: str, folder: Path) -> Path:
    """Take the registers out of a database, as the main job reads them.

    Parameters
    ----------
    database : str
        Its address; empty takes that of the environment.
    city : str
        Id of the city in the catalogue.
    edition : str
        Period or key of an edition: one that was frozen is taken as it was then. Empty takes the registers as they are.
    folder : Path
        Where the file appears.

    Returns
    -------
    Path
        The file.
    """
    choose("DATABASE_URL", database)
    choose("VEERKRACHT_CITY", city)
    file = folder / "registers.json"
    usual = os.umask(0o077)
    try:
        with redirect_stdout(StringIO()):  # its hash, which the main job tells
            run_command("edition_bundle", str(file), *([f"--edition={edition}"] if edition else []))
    finally:
        os.umask(usual)  # an edition is for everybody
    return file


def choose(name: str, value: str) -> None:
    """Put a value that was given on the line into the environment, where the application reads it."""
    if value:
        os.environ[name] = value


def _choose_transport(host: str) -> None:
    """Serve http on this machine by itself; to be reached from elsewhere the names of the host must be given."""
    if host in LOOPBACK:
        if not any(os.environ.get(name) for name in ("VEERKRACHT_HOSTS", "VEERKRACHT_BEHIND_PROXY")):
            os.environ.setdefault("VEERKRACHT_INSECURE", "1")
    elif not os.environ.get("VEERKRACHT_HOSTS"):
        raise UsageError(
            "To be reached from other machines, set VEERKRACHT_HOSTS to the name of the site, for example "
            "monitor.example.org. Without it only --host 127.0.0.1 will do."
        )


def run_command(command: str, *arguments: str) -> None:
    """Run a command of the application in this process, and tell its errors as those of the house."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.umask(0o077)  # what is kept is for the owner of the process only
    with told_errors(False):
        import django
        from django.core.management import CommandError, call_command
        from django.utils import translation

        django.setup()
        translation.activate("nl" if speaks_dutch() else "en")
        try:
            call_command(command, *arguments)
        except CommandError as error:
            typer.echo(f"{_('Error')}: {error}", err=True)
            sys.exit(error.returncode)
