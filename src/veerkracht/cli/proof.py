"""Commands that prove something: published examples come out equal, and work is done in time, also the first time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from veerkracht.cli.language import _
from veerkracht.cli.showing import print_json, print_table, told_errors
from veerkracht.cli.web import bench_app

check_app = typer.Typer(help=_("Check what is computed against what others published."), no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON, for scripts."))]
DIFFERS = 12
"""Exit code when a published example comes out otherwise."""


@check_app.callback()
def start() -> None:
    """Keep `references` a word of its own."""


@check_app.command("references", help=_("Compute every published example and tell the largest difference."))
def references_command(
    data: Annotated[
        Path | None, typer.Option(help=_("Folder with the raw files. Without it VEERKRACHT_DATA is used."))
    ] = None,
    as_json: Json = False,
) -> None:
    """Print each reference with its difference; stop with code 12 when one differs."""
    from veerkracht.workflows.places import needed_data
    from veerkracht.workflows.references.checking import check_references

    with told_errors(as_json):
        folder = needed_data(data, os.environ)
        rows = check_references(folder, progress=lambda name: typer.echo(name, err=True) if not as_json else None)
    if as_json:
        print_json(rows)
    else:
        told = [
            {**row, "difference": f"{row['difference']:.1e}", "tolerance": f"{row['tolerance']:.0e}"} for row in rows
        ]
        print_table(told, ("name", "difference", "tolerance", "verdict", "source"))
    if any(row["verdict"] == "differs" for row in rows):
        raise typer.Exit(DIFFERS)


Only = Annotated[list[str] | None, typer.Option(help=_("Name of one work; give it more than once for more."))]
Runs = Annotated[int, typer.Option(min=1, max=50, help=_("How often; the median is shown."))]


@bench_app.command("index", help=_("Measure indices, space, trends and protection at the scale of a country."))
def bench_index_command(only: Only = None, runs: Runs = 3, as_json: Json = False) -> None:
    """Print what each work takes beside its bar and its peer."""
    _show_suite("index", only or (), runs, as_json=as_json)


@bench_app.command("systems", help=_("Measure cascades, recovery, futures, worlds, portfolios and homes that move."))
def bench_systems_command(only: Only = None, runs: Runs = 3, as_json: Json = False) -> None:
    """Print what each work takes beside its bar and its peer."""
    _show_suite("systems", only or (), runs, as_json=as_json)


proof_app = typer.Typer(rich_markup_mode=None)


@proof_app.command("prepare", help=_("Compile once what is computed often, so that nobody waits for it in a meeting."))
def prepare_command() -> None:
    """Compile every kernel that a meeting may ask for, and tell of each."""
    from veerkracht.workflows.preparing import prepare

    with told_errors(False):
        done = prepare(progress=lambda text: typer.echo(text, err=True))
    typer.echo(_("Ready: {n} kinds of work are prepared.").format(n=done))


def _show_suite(suite: str, only: Sequence[str], runs: int, *, as_json: bool) -> None:
    from veerkracht.workflows.benches.suite import bench_suite

    with told_errors(as_json):
        found = bench_suite(suite, only=only, runs=runs, progress=lambda text: typer.echo(text, err=True))
    if as_json:
        print_json(found)
        return
    rows = [{**row, "peak MB": row["peak_mb"], "cpu_s": row["ours"]["cpu_s"]} for row in found["works"]]
    print_table(rows, ("name", "reached", "bar", "stretch", "unit", "cpu_s", "peak MB", "verdict"))
