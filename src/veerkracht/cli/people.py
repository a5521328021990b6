"""Commands about registers of people: count who lives where, and write a register to try it with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from veerkracht.cli.language import _
from veerkracht.cli.showing import print_json, print_table, shown_steps, told_errors

people_app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help=_("Count who lives where in a register of people.")
)

SHOWN = ("group", "areas", "hidden")


@people_app.command("count", help=_("Count groups of people per area, and write what protection allows."))
def count_command(
    areas: Annotated[Path, typer.Option(help=_("CSV with area and parent: every area, and what it is part of."))],
    period: Annotated[str, typer.Option(help=_("Of which moment the register is, for example 2024."))],
    persons: Annotated[str, typer.Option(help=_("Parquet with a row per person, as the engine sees it."))] = "",
    households: Annotated[str, typer.Option(help=_("Parquet with a row per household, as the engine sees it."))] = "",
    groups: Annotated[
        str, typer.Option(help=_("Set of groups of the catalogue, or the path of your own definition."))
    ] = "vulnerable_people",
    by: Annotated[list[str] | None, typer.Option(help=_("Column to split the counts by; may be given again."))] = None,
    leave_out_unplaced: Annotated[
        bool, typer.Option("--leave-out-unplaced", help=_("Leave out who has no area, and tell how many."))
    ] = False,
    out: Annotated[Path, typer.Option(help=_("Folder for the tables."))] = Path("people"),
    as_json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON, for scripts."))] = False,
) -> None:
    """Count, protect, write, and show how much was hidden."""
    from veerkracht.engine import ENGINE_VARIABLE, open_engine
    from veerkracht.workflows.counting.count import CountRequest, count_people
    from veerkracht.workflows.counting.write import hidden_per_group, record, write_counts

    request = CountRequest(areas, period, persons=persons, households=households, groups=groups, by=tuple(by or ()),
                           leave_out_unplaced=leave_out_unplaced)  # fmt: skip
    with told_errors(as_json), shown_steps(quiet=as_json) as steps:
        with open_engine(os.environ.get(ENGINE_VARIABLE, "")) as engine:
            finding = count_people(request, engine, progress=steps.tell)
        files = write_counts(finding, out)
    if as_json:
        print_json({**record(finding), "files": [str(file) for file in files]})
        return
    print_table(hidden_per_group(finding), SHOWN)
    if finding.unplaced:
        typer.echo(_("Left out because they have no area: {n}, or a few less.").format(n=finding.unplaced), err=True)
    if finding.unsafe:
        typer.echo(
            _("Hidden figures that can still be worked out too closely: {n}.").format(n=finding.unsafe), err=True
        )
    for file in files:
        typer.echo(str(file))


@people_app.command("example", help=_("Write a synthetic register of households and persons, to try counting with."))
def example_command(
    out: Annotated[Path, typer.Option(help=_("Folder for the register."))] = Path("example-people"),
    households: Annotated[int, typer.Option(min=1, help=_("How many households."))] = 50_000,
    seed: Annotated[int, typer.Option(min=0, help=_("Start of the random numbers."))] = 1,
) -> None:
    """Write a register in which nobody exists."""
    from veerkracht.workflows.counting.example import write_example

    with told_errors(False):
        for file in write_example(out, households=households, seed=seed):
            typer.echo(str(file))
