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
Boundaries = Annotated[
    Path | None, typer.Option(help=_("Your own boundaries of the areas: GeoJSON or TopoJSON, for the map."))
]

FALSE_SHARE = 0.1
"""An area is shown as standing out when at most this share of those shown is expected to be false."""
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
    page: Annotated[bool, typer.Option(help=_("Also write a page with a map, to read and to print."))] = True,
    boundaries: Boundaries = None,
    tiles: Annotated[bool, typer.Option(help=_("Also write map tiles (PMTiles), to zoom in on."))] = False,
    as_json: Json = False,
) -> None:
    """Make an index, write its tables and its page, and show both ends of the list."""
    from veerkracht.workflows.indexing.make import IndexRequest, make_index
    from veerkracht.workflows.indexing.told_files import write_told
    from veerkracht.workflows.indexing.write import record, write_index
    from veerkracht.workflows.places import find_data

    with told_errors(as_json), shown_steps(quiet=as_json) as steps:
        request = IndexRequest(index, city=city, figures=figures, data=find_data(data, os.environ).folder, draws=draws,
                               seed=seed, sensitivity=sensitivity)  # fmt: skip
        finding = make_index(request, progress=steps.tell)
        files = write_index(finding, out)
        if page or tiles:
            steps.tell("write", "page")
            files = (*files, *write_told(finding, out, request, boundaries=boundaries, page=page, tiles=tiles))
    if as_json:
        print_json({**record(finding), "files": [str(file) for file in files]})
        return
    rows = _shown(finding)
    print_table(rows if len(rows) <= 2 * SHOWN else [*rows[:SHOWN], *rows[-SHOWN:]], tuple(rows[0]))
    for file in files:
        typer.echo(str(file))


@analysis_app.command(
    "trends", help=_("Tell of every area and indicator whether it rises or falls, and how sure that is.")
)
def trends_command(
    city: Annotated[str, typer.Option(help=_("Name of a city. Without it: your own figures."))] = "",
    figures: Figures = None,
    data: Data = None,
    indicator: Annotated[
        list[str] | None, typer.Option(help=_("Only this indicator; give it more than once for more."))
    ] = None,
    correction: Annotated[bool, typer.Option(help=_("Allow for years that resemble those before them."))] = False,
    interval: Annotated[float, typer.Option(help=_("Probability inside the interval of the slope."))] = 0.9,
    out: Annotated[Path, typer.Option(help=_("File for the table."))] = Path("trends.csv"),
    as_json: Json = False,
) -> None:
    """Test every series, write the table and show the clearest."""
    from veerkracht.workflows.trending import TrendsRequest, make_trends
    from veerkracht.workflows.write_table import write_csv

    with told_errors(as_json), shown_steps(quiet=as_json) as steps:
        request = TrendsRequest(city=city, figures=figures, data=data, indicators=tuple(indicator or ()),
                                correction="hamed_rao" if correction else "none", interval=interval)  # fmt: skip
        found = make_trends(request, progress=steps.tell)
        write_csv(found, out)
    rows = [row for row in found.to_pyarrow().to_pylist() if row["p_adjusted"] is not None]
    if as_json:
        print_json({"file": str(out), "series": int(found.count().to_pyarrow().as_py()), "tested": len(rows)})
        return
    clearest = sorted(rows, key=lambda row: (row["p_adjusted"], row["indicator"], row["area"]))[: 2 * SHOWN]
    if clearest:
        print_table(clearest, ("area", *(("name",) if "name" in clearest[0] else ()), "indicator", "points", "slope",
                               "lower", "upper", "p_adjusted"))  # fmt: skip
    typer.echo(str(out))


@analysis_app.command("space", help=_("Tell whether like areas lie together, and where."))
def space_command(
    indicator: Annotated[str, typer.Argument(help=_("Id of an indicator, for example low_income_households."))],
    city: Annotated[str, typer.Option(help=_("Name of the city, for example the-hague or amsterdam."))] = "the-hague",
    data: Data = None,
    level: Annotated[str, typer.Option(help=_("district or neighbourhood."))] = "neighbourhood",
    neighbours: Annotated[
        str, typer.Option(help=_("queen (share a point), rook (share a border) or nearest (six)."))
    ] = "queen",
    permutations: Annotated[int, typer.Option(min=99, help=_("How often figures are dealt out anew."))] = 999,
    seed: Annotated[int, typer.Option(help=_("Start of the random numbers."))] = 20,
    out: Annotated[Path, typer.Option(help=_("File for the table."))] = Path("space.csv"),
    as_json: Json = False,
) -> None:
    """Find where like areas lie together, write the table and show what stands out."""
    from veerkracht.workflows.patterns import PatternRequest, find_pattern, neighbours_named
    from veerkracht.workflows.write_table import write_csv

    with told_errors(as_json), shown_steps(quiet=as_json) as steps:
        request = PatternRequest(indicator, city=city, data=data, level=level, permutations=permutations, seed=seed,
                                 neighbours=neighbours_named(neighbours))  # fmt: skip
        found = find_pattern(request, progress=steps.tell)
        write_csv(found.areas, out)
    overall = found.overall.to_pyarrow().to_pylist()
    if as_json:
        print_json(
            {"file": str(out), "period": found.period, "links": found.links, "alone": found.alone, "moran": overall}
        )
        return
    print_table(overall, ("indicator", "period", "statistic", "expected", "p", "areas", "missing_areas", "islands"))
    clear = [row for row in found.areas.to_pyarrow().to_pylist() if row["q"] is not None and row["q"] <= FALSE_SHARE]
    if clear:
        print_table(clear, ("area", "name", "quadrant", "value", "p", "q"))
    else:
        typer.echo(_("No area stands out once many areas are allowed for."))
    typer.echo(str(out))


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
