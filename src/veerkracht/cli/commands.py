"""The commands: each reads the request, calls one workflow and shows the result.

Heavy modules are imported inside the commands, so that help appears at once.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from veerkracht.cli.analysing import analysis_app
from veerkracht.cli.language import _
from veerkracht.cli.people import people_app
from veerkracht.cli.proof import check_app, proof_app
from veerkracht.cli.protecting import protect_app
from veerkracht.cli.registers import registers_app
from veerkracht.cli.showing import downloads, fail, print_json, print_table, shown_steps, told_errors, words_of
from veerkracht.cli.systems import Sheets, systems_app, workshop_app
from veerkracht.cli.web import bench_app, registers_of, web_app
from veerkracht.errors import UsageError
from veerkracht.version import __version__

if TYPE_CHECKING:
    from veerkracht.workflows.monitor import Adding, MonitorRequest, MonitorResult


app = typer.Typer(
    name="veerkracht",
    help=_("The resilience monitor of a city: from raw figures to a yearly edition."),
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
)  # fmt: skip

City = Annotated[str, typer.Argument(help=_("Name of the city, for example the-hague or amsterdam."))]
Data = Annotated[
    Path | None,
    typer.Option(help=_("Folder with the raw files. Without it VEERKRACHT_DATA is used, then live sources.")),
]
Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON, for scripts."))]


@app.callback(invoke_without_command=True)
def start(
    version: Annotated[bool, typer.Option("--version", help=_("Print the version and stop."))] = False,
) -> None:
    """Take the options that stand before a command."""
    if version:
        typer.echo(f"veerkracht {__version__}")
        raise typer.Exit


@app.command("monitor", help=_("Make the edition of a city: web pages, PDF, Word and open data."))
def monitor_command(
    city: City = "the-hague",
    city_option: Annotated[str, typer.Option("--city", help=_("The same as the name of the city."))] = "",
    data: Data = None,
    out: Annotated[
        Path | None, typer.Option(help=_("Folder in which the edition appears. Without it: out/ and the city."))
    ] = None,
    edition: Annotated[
        str, typer.Option(help=_("Name of the edition, mostly a year. Without it: that of the city."))
    ] = "",
    lang: Annotated[
        list[str] | None, typer.Option(help=_("nl or en; give it twice for both. Without it: both."))
    ] = None,
    initiatives: Annotated[Path | None, typer.Option(help=_("A filled-in workbook or CSV of initiatives."))] = None,
    registers: Annotated[
        Path | None, typer.Option(help=_("The bundle of registers that an edition was frozen into."))
    ] = None,
    database: Annotated[
        str, typer.Option(help=_("Address of the database with the registers. Without it DATABASE_URL, then none."))
    ] = "",
    setting: Annotated[
        list[str] | None, typer.Option("--set", help=_("Change a named setting, for example trend.band=2."))
    ] = None,
    offline: Annotated[bool, typer.Option(help=_("Ask no live source."))] = False,
    explored: Annotated[
        Path | None, typer.Option(help=_("Folder of `veerkracht explore`: its page goes into the edition."))
    ] = None,
    chosen: Annotated[
        Path | None, typer.Option(help=_("Folder of `veerkracht choose`: its page goes into the edition."))
    ] = None,
    sheets: Sheets = None,
    as_json: Json = False,
) -> None:
    """Make an edition and tell where it is."""
    from veerkracht.engine import limit_engine
    from veerkracht.workflows.monitor import MonitorRequest, monitor
    from veerkracht.workflows.publish import first_page

    limit_engine(threads=2, memory_mb=400)  # many small questions, which more threads only make slower
    with told_errors(as_json), TemporaryDirectory() as aside, shown_steps(quiet=as_json) as steps:
        taken = _registers(registers, database, city=city_option or city, edition=edition, folder=Path(aside))
        request: MonitorRequest = MonitorRequest(
            city=city_option or city, out=out or _place(city_option or city), data=data, edition=edition,
            languages=_languages(lang), initiatives=initiatives, settings=_settings(setting or []), offline=offline,
            registers=taken,
        )  # fmt: skip
        result = monitor(request, progress=steps.tell, adding=_discussed(request.city, explored, chosen, sheets, data))
    if as_json:
        print_json({
            "folder": str(result.folder), "edition": result.edition, "city": result.city, "origin": result.origin,
            "files": result.files, "gaps": result.gaps, "rejected": result.rejected,
            "key_figures": dict(result.key_figures), "seconds": steps.seconds(), "registers": result.registers,
        })  # fmt: skip
        return
    _tell_result(result, from_database=registers is None)
    typer.echo(str(request.out / "current" / first_page(result.folder)))


def _tell_result(result: MonitorResult, *, from_database: bool) -> None:
    """Tell what was used, what was not there, and what the edition is called."""
    if result.registers:
        words = (
            _("Registers of the database were used (hash {hash}).")
            if from_database
            else _("Registers were used (hash {hash}).")
        )
        typer.echo(words.format(hash=result.registers[:12]), err=True)
    for refused in result.rejected:
        typer.echo(words_of(refused), err=True)
    if result.origin == "generator":
        typer.echo(_("No real data were found: this is the synthetic Voorbeeldstad."), err=True)
    if result.gaps:
        typer.echo(
            _("Files that were not read: {n}. The page ‘What is missing’ lists them.").format(n=len(result.gaps)),
            err=True,
        )
    typer.echo(_("Edition {edition} of {city} is ready ({files} files):").format(
        edition=result.edition, city=result.city, files=result.files))  # fmt: skip


@app.command("fetch", help=_("Fetch the live sources of a city into the workspace."))
def fetch_command(
    city: City = "the-hague",
    workspace: Annotated[
        Path | None, typer.Option(help=_("Folder for what is fetched. Without it: .veerkracht here."))
    ] = None,
    as_json: Json = False,
) -> None:
    """Fetch live sources; what does not answer is told, and earlier answers stay."""
    from veerkracht import catalogue
    from veerkracht.workflows.fetch import fetch
    from veerkracht.workflows.places import workspace_folder

    folder = workspace or workspace_folder(os.environ)
    with told_errors(as_json), downloads(quiet=as_json) as (tell, count):
        chosen = catalogue.load_city(city)
        found = fetch(chosen, folder, environment=os.environ, progress=tell, on_bytes=count)
    if as_json:
        print_json([{"source": i.dataset, "rows": i.rows, "error": str(i.error) if i.error else None} for i in found])
    else:
        for item in found:
            words = words_of(item.error) if item.error else _("{n} rows").format(n=item.rows)
            typer.echo(f"{item.dataset}: {words}", err=item.error is not None)
        if any(item.error is None for item in found):
            typer.echo(_("What was fetched stands in {folder}.").format(folder=folder))
    failed = [item.error for item in found if item.error is not None]
    if failed:
        raise typer.Exit(failed[0].exit_code)


@app.command("areas", help=_("List the areas of a city with their class and level."))
def areas_command(city: City = "the-hague", data: Data = None, as_json: Json = False) -> None:
    """Print the areas of a city."""
    from veerkracht.workflows.ask import areas

    with told_errors(as_json), shown_steps(quiet=True) as steps:
        rows = areas(city, data, progress=steps.tell)
    print_json(rows) if as_json else print_table(rows, ("area", "name", "level", "class", "probability"))


@app.command("risks", help=_("List the risks of a city with their direction and its probability."))
def risks_command(city: City = "the-hague", data: Data = None, as_json: Json = False) -> None:
    """Print the risks of a city."""
    from veerkracht.workflows.ask import risks

    with told_errors(as_json), shown_steps(quiet=True) as steps:
        rows = risks(city, data, progress=steps.tell)
    print_json(rows) if as_json else print_table(rows, ("risk", "name", "kind", "direction", "probability"))


@app.command("templates", help=_("Write empty workbooks to fill in, with help on each column."))
def templates_command(
    out: Annotated[Path, typer.Option(help=_("Folder for the workbooks."))] = Path("templates"),
    lang: Annotated[str, typer.Option(help=_("nl or en."))] = "nl",
) -> None:
    """Write the workbooks and name them."""
    from veerkracht.workflows.templates import write_templates

    with told_errors(False):
        for path in write_templates(out, language=_languages([lang])[0]):
            typer.echo(str(path))


app.add_typer(bench_app, name="bench")
app.add_typer(check_app, name="check")
app.add_typer(people_app, name="people")
app.add_typer(registers_app, name="registers")
app.add_typer(workshop_app, name="workshop")
app.add_typer(analysis_app)  # without a name, as the next four
app.add_typer(proof_app)
app.add_typer(protect_app)
app.add_typer(systems_app)
app.add_typer(web_app)  # without a name, so that its commands stand beside the others


@bench_app.command(
    "monitor", help=_("Measure a whole edition in fresh processes, beside reading the same files with pandas.")
)
def bench_monitor_command(
    city: City = "the-hague",
    data: Data = None,
    runs: Annotated[int, typer.Option(min=1, max=50, help=_("How often; the median is shown."))] = 3,
) -> None:
    """Print the benchmark of the main job as JSON."""
    from veerkracht.workflows.bench import bench_monitor

    with told_errors(True):
        print_json(bench_monitor(city=city, data=data, runs=runs, progress=lambda text: typer.echo(text, err=True)))


def _discussed(
    city: str, explored: Path | None, chosen: Path | None, sheets: Path | None, data: Path | None
) -> Adding | None:  # fmt: skip
    """Return what adds the pages of an exploration and a choice, None where neither is asked for."""
    if explored is None and chosen is None and sheets is None:
        return None
    from veerkracht.workflows.places import find_data
    from veerkracht.workflows.together import DiscussedFolders, discussed_in

    return discussed_in(city, DiscussedFolders(explored, chosen, sheets, find_data(data, os.environ).folder))


def _registers(file: Path | None, database: str, *, city: str, edition: str, folder: Path) -> Path | None:
    """Return the bundle to read: the file, else out of the database that is given or named by the environment."""
    if file is not None and database:
        raise UsageError("Give --registers or --database, not both.")
    if file is not None or not (database or os.environ.get("DATABASE_URL")):
        return file
    from veerkracht.catalogue import load_city

    return registers_of(database, city=load_city(city).id, edition=edition, folder=folder)


def _place(city: str) -> Path:
    """Return where the editions of a city appear when no folder is asked for."""
    from veerkracht.catalogue import load_city

    return Path("out") / load_city(city).id


def _languages(asked: list[str] | None) -> tuple[Any, ...]:  # Any: checked here against the two that exist
    wanted = tuple(dict.fromkeys(asked or ["nl", "en"]))
    for language in wanted:
        if language not in ("nl", "en"):
            fail(UsageError("No language {language}. Choose nl or en.", language=language), as_json=False)
    return wanted


Named = dict[str, dict[str, Any]]  # Any: a setting is a number or a word


def _settings(asked: list[str]) -> Named:
    found: Named = {}
    for text in asked:
        name, equals, value = text.partition("=")
        room, point, part = name.partition(".")
        if not (equals and point and part):
            raise UsageError("{text} is no setting. Write room.name=value, for example trend.band=2.", text=text)
        found.setdefault(room, {})[part] = _value(value)
    return found


def _value(text: str) -> float | int | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def main() -> None:
    """Run the command line."""
    gc.set_threshold(100_000, 20, 50)  # hundreds of thousands of rows live to the end; looking them over takes a tenth
    app()
