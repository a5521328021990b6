"""Commands on risks in connection: prepare a workshop, explore what sets off what, and choose what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from veerkracht.cli.language import _
from veerkracht.cli.showing import shown_steps, told_errors
from veerkracht.errors import UsageError

__all__ = ["systems_app", "workshop_app"]

systems_app = typer.Typer(rich_markup_mode=None)
workshop_app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help=_("Prepare a workshop on risks in connection.")
)

City = Annotated[str, typer.Argument(help=_("Name of the city, for example the-hague or amsterdam."))]
Data = Annotated[Path | None, typer.Option(help=_("Folder with the raw files. Without it VEERKRACHT_DATA is used."))]


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
            files = write_example(place, out, respondents=respondents, language=language, seed=start_at)
        else:
            files = write_sheets(place, out, respondents=respondents, language=language)
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
