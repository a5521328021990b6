"""Commands that compute one thing for an analyst and write it as tables."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veerkracht.cli.language import _
from veerkracht.cli.showing import print_json, print_table, shown_steps, told_errors

if TYPE_CHECKING:
    from veerkracht.workflows.indexing.make import IndexFinding

analysis_app = typer.Typer(rich_markup_mode=None)

Data = Annotated[Path | None, typer.Option(help=_("Folder with the raw files. Without it VEERKRACHT_DATA is used."))]
Out = Annotated[Path, typer.Option(help=_("Folder for the tables."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON, for scripts."))]
Figures = Annotated[
    Path | None, typer.Option(help=_("Your own figures: CSV or Parquet with area, period, indicator and value."))
]

SHOWN = 10
"""Areas shown on the screen at each end; the tables hold them all."""


@analysis_app.command("index", help=_("Make an index of areas, with how sure each score and rank is."))
def index_command(
    index: Annotated[
        str, typer.Argument(help=_("Name of an index, or the path of your own definition."))
    ] = "vulnerability",
    city: Annotated[
        str, typer.Option(help=_("Name of a city. Without it: your own figures, or the whole country."))
    ] = "",
    figures: Figures = None,
    data: Data = None,
    out: Out = Path("index"),
    draws: Annotated[int | None, typer.Option(min=1, help=_("How often the index is drawn."))] = None,
    seed: Annotated[int | None, typer.Option(help=_("Start of the random numbers."))] = None,
    sensitivity: Annotated[bool, typer.Option(help=_("Also tell which choice matters most."))] = True,
    as_json: Json = False,
) -> None:
    """Make an index, write its tables and show both ends of the list."""
    from veerkracht.workflows.indexing.make import IndexRequest, make_index
    from veerkracht.workflows.indexing.write import record, write_index
    from veerkracht.workflows.places import find_data

    with told_errors(as_json), shown_steps(quiet=as_json) as steps:
        request = IndexRequest(index, city=city, figures=figures, data=find_data(data, os.environ).folder, draws=draws,
                               seed=seed, sensitivity=sensitivity)  # fmt: skip
        finding = make_index(request, progress=steps.tell)
        files = write_index(finding, out)
    if as_json:
        print_json({**record(finding), "files": [str(file) for file in files]})
        return
    rows = _shown(finding)
    print_table(rows if len(rows) <= 2 * SHOWN else [*rows[:SHOWN], *rows[-SHOWN:]], tuple(rows[0]))
    for file in files:
        typer.echo(str(file))


def _shown(finding: IndexFinding) -> list[dict[str, object]]:
    """Return the areas with a rank as rows for the screen, best first."""
    known = finding.figures.areas
    names = (
        {}
        if known is None
        else {row["area"]: row["name"] for row in known.select("area", "name").to_pyarrow().to_pylist()}
    )
    ranked = [row for row in finding.areas.to_pyarrow().to_pylist() if row["rank"] is not None]
    return [
        {"area": row["area"], "name": names.get(row["area"]), "rank": row["rank"],
         "from": int(row["rank_lower"]), "to": int(row["rank_upper"] + 0.5), "score": row["score"],
         "low": row["score_lower"], "high": row["score_upper"]}
        for row in sorted(ranked, key=lambda row: (row["rank"], row["area"]))
    ]  # fmt: skip
