"""Commands on risks in connection: prepare a workshop, explore what sets off what, and choose what to do about it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from veerkracht.cli.language import _
from veerkracht.cli.showing import print_json, shown_steps, told_errors, words_of
from veerkracht.errors import UsageError

if TYPE_CHECKING:
    from veerkracht.reports.content import Edition
    from veerkracht.tables import Table

__all__ = ["systems_app", "workshop_app"]

systems_app = typer.Typer(rich_markup_mode=None)
workshop_app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help=_("Prepare a workshop on risks in connection.")
)

City = Annotated[str, typer.Argument(help=_("Name of the city, for example the-hague or amsterdam."))]
Data = Annotated[Path | None, typer.Option(help=_("Folder with the raw files. Without it VEERKRACHT_DATA is used."))]
Sheets = Annotated[Path | None, typer.Option(help=_("Folder with the filled-in workbooks of a workshop."))]
Seed = Annotated[int | None, typer.Option(min=0, help=_("Start of the random numbers; there must be one."))]
Registers = Annotated[Path | None, typer.Option(help=_("The bundle of registers that an edition was frozen into."))]
Date = Annotated[str, typer.Option(help=_("Date on the page, as 2026-11-30. Without it: today."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON, for scripts."))]


@workshop_app.callback()
def start() -> None:
    """Keep `sheets` a word of its own."""


@workshop_app.command(
    "sheets",
    help=_("Write the workbooks of a workshop: judgements per respondent, futures, critical services and choices."),
)
def sheets_command(
    city: City,
    respondents: Annotated[
        int, typer.Option(help=_("How many people give judgements, each in a workbook of their own."))
    ] = 5,
    out: Annotated[Path, typer.Option(help=_("Folder for the workbooks."))] = Path("workshop"),
    lang: Annotated[str, typer.Option(help=_("nl or en."))] = "nl",
    example: Annotated[
        bool, typer.Option("--example", help=_("Fill them in with made-up answers; for voorbeeldstad only."))
    ] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, help=_("Start of the random numbers. A made example needs one."))
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help=_("Write over workbooks that are there; their answers are lost."))
    ] = False,
    data: Data = None,
) -> None:
    """Write the workbooks and name them."""
    from veerkracht.workflows.workshop.place import city_place
    from veerkracht.workflows.workshop.sheets import write_example, write_sheets

    with told_errors(False), shown_steps(quiet=False) as steps:
        language = _language(lang)
        start_at = needed_seed(seed) if example else 0
        place = city_place(city, data, progress=steps.tell)
        if example:
            files = write_example(
                place, out, respondents=respondents, language=language, seed=start_at, replace=replace
            )
        else:
            files = write_sheets(place, out, respondents=respondents, language=language, replace=replace)
    for file in files:
        typer.echo(str(file))


def _language(asked: str) -> Literal["nl", "en"]:
    match asked:
        case "nl" | "en":
            return asked
        case _:
            raise UsageError("No language {language}. Choose nl or en.", language=asked)


def needed_seed(seed: int | None) -> int:
    """Return the seed that was given.

    Raises
    ------
    UsageError
        If none was given.
    """
    if seed is None:
        raise UsageError("Give a seed with --seed: any whole number from 0. With the same seed anybody finds the same.")
    return seed


@systems_app.command("explore", help=_("Explore what sets off what, which futures fit together and what fails next."))
def explore_command(
    city: City,
    seed: Seed = None,
    sheets: Sheets = None,
    shock: Annotated[
        str,
        typer.Option(help=_("What stops: an asset, or a district by code or name. Without it: the heaviest asset.")),
    ] = "",
    service: Annotated[str, typer.Option(help=_("Which service stops in a district, for example power."))] = "power",
    relief_day: Annotated[
        int,
        typer.Option(min=1, max=90, help=_("Day on which all generators stop; the page tells what that costs.")),
    ] = 10,
    staff: Annotated[
        float | None,
        typer.Option(min=0, help=_("Full-time staff for recovery per year: which projects fit?")),
    ] = None,
    out: Annotated[Path, typer.Option(help=_("Folder for the page and its tables."))] = Path("explored"),
    date: Date = "",
    data: Data = None,
    registers: Registers = None,
    as_json: Json = False,
) -> None:
    """Explore, write the page with its tables, and tell the answers in short."""
    from veerkracht.workflows.exploring.grounds import ExploreRequest
    from veerkracht.workflows.exploring.make import explore
    from veerkracht.workflows.exploring.page import explored_edition, explored_record, explored_tables
    from veerkracht.workflows.places import find_data

    with told_errors(as_json), told_cells(as_json), shown_steps(quiet=as_json) as steps:
        request = ExploreRequest(city, needed_seed(seed), sheets=sheets, shock=shock, service=service,
                                 data=find_data(data, os.environ).folder, registers=registers,
                                 relief_day=relief_day, staff=staff)  # fmt: skip
        found = explore(request, progress=steps.tell)
        steps.tell("write", "page")
        edition, record = explored_edition(found, date=_day(date)), explored_record(found)
        _write(edition, explored_tables(found), record, out, as_json=as_json)


@systems_app.command(
    "choose", help=_("Choose what to do: a portfolio, its regret and business case, and homes that move.")
)
def choose_command(
    city: City,
    seed: Seed = None,
    sheets: Sheets = None,
    homes: Annotated[
        int, typer.Option(min=0, help=_("Social homes that are taken out; 0 leaves that question out."))
    ] = 120,
    area: Annotated[
        str,
        typer.Option("--from", help=_("Neighbourhood in which homes go. Without it: the one with the heaviest load.")),
    ] = "",
    turnover: Annotated[
        float, typer.Option(help=_("Assumed: tenants of social homes who leave in a year, in per cent."))
    ] = 6.0,
    budget: Annotated[
        float | None,
        typer.Option(
            min=0, help=_("Euro that can be spent in each of the three years, in place of what the sheet says.")
        ),
    ] = None,
    rates: Annotated[
        str, typer.Option(help=_("Whose discount rates: nl, uk or fema, with the date of the decision."))
    ] = "nl",
    division: Annotated[
        str, typer.Option(help=_("Rule by which money is divided over districts: floor-90 or by-need."))
    ] = "floor-90",
    out: Annotated[Path, typer.Option(help=_("Folder for the page and its tables."))] = Path("chosen"),
    date: Date = "",
    data: Data = None,
    registers: Registers = None,
    as_json: Json = False,
) -> None:
    """Choose, write the page with its tables, and tell the answers in short."""
    from veerkracht.workflows.choosing.grounds import ChooseRequest
    from veerkracht.workflows.choosing.homes import HomesRequest
    from veerkracht.workflows.choosing.make import choose
    from veerkracht.workflows.choosing.page import chosen_edition, chosen_record, chosen_tables
    from veerkracht.workflows.places import find_data

    with told_errors(as_json), told_cells(as_json), shown_steps(quiet=as_json) as steps:
        request = ChooseRequest(city, needed_seed(seed), _day(date), sheets=sheets, data=find_data(data, os.environ).folder,
                                registers=registers, homes=HomesRequest(homes, area, turnover / 100), budget_eur=budget,
                                rates=rates, division=division)  # fmt: skip
        found = choose(request, progress=steps.tell)
        steps.tell("write", "page")
        _write(chosen_edition(found), chosen_tables(found), chosen_record(found), out, as_json=as_json)


def _write(
    edition: Edition, tables: dict[str, Table], record: dict[str, object], out: Path, *, as_json: bool
) -> None:  # fmt: skip
    """Write all, and show the answers or the record."""
    from veerkracht.cli.language import speaks_dutch
    from veerkracht.reports.content import Answer
    from veerkracht.reports.words import plain
    from veerkracht.workflows.workshop.pages import write_findings

    files = write_findings(edition, tables, record, out)
    if as_json:
        print_json({**record, "files": [str(file) for file in files]})
        return
    for block in edition.summary:
        if isinstance(block, Answer):
            typer.echo(plain(block.text, "nl" if speaks_dutch() else "en"))
    typer.echo(str(out / ("index_nl.html" if speaks_dutch() else "index_en.html")))


def _day(asked: str) -> str:
    from datetime import UTC, datetime

    if not asked:
        return datetime.now(UTC).date().isoformat()
    try:
        return datetime.strptime(asked, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
    except ValueError as error:
        raise UsageError("{text} is no date. Write it as 2026-11-30.", text=asked) from error


@contextmanager
def told_cells(as_json: bool) -> Iterator[None]:
    """Name every cell that was refused before the error that stops the command."""
    from veerkracht.workflows.workshop.answers import RefusedCellsError

    try:
        yield
    except RefusedCellsError as error:
        for refused in error.refused:
            typer.echo(f"{refused.facts['file']}: {words_of(refused)}", err=True)
        raise
