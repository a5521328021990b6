"""The command that protects a table of counts before it leaves the house, by hiding, rounding or noise."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer

from veerkracht.cli.language import _
from veerkracht.cli.showing import print_json, print_table, shown_steps, told_errors

protect_app = typer.Typer(rich_markup_mode=None)


class Edges(StrEnum):
    """What to do with zeros and with counts as large as their total."""

    shown = "shown"
    zeros = "zeros"
    zeros_and_full = "zeros_and_full"


class Method(StrEnum):
    """How cells are protected."""

    suppress = "suppress"
    round = "round"
    random = "random"
    controlled = "controlled"
    cell_key = "cell-key"


class Zeros(StrEnum):
    """Whether noise may make a small count zero."""

    kept = "kept"
    may_arise = "may_arise"


class Years(StrEnum):
    """Whether changes between periods are protected."""

    apart = "apart"
    linked = "linked"


class Price(StrEnum):
    """What hiding a cell costs."""

    cells = "cells"
    people = "people"
    log_people = "log_people"


class Proof(StrEnum):
    """How the audit works."""

    move = "move"
    programme = "programme"


MethodOption = Annotated[
    Method,
    typer.Option(help=_("suppress hides cells; round, random and controlled round them; cell-key adds noise that belongs to "
                        "the people in a cell.")),
]  # fmt: skip
Base = Annotated[int, typer.Option(min=2, help=_("Rounded counts are multiples of this."))]
Seed = Annotated[
    int | None, typer.Option(help=_("Start of random rounding. Keep it secret: who knows it can undo the rounding."))
]
KeyColumn = Annotated[
    str, typer.Option(help=_("Column with the key of each cell, the sum of the keys of its records; for cell-key."))
]
Variance = Annotated[float, typer.Option(help=_("Variance of the noise, in people squared."))]
Bound = Annotated[int, typer.Option(min=1, help=_("Largest change by noise, in people."))]
ZerosOption = Annotated[Zeros, typer.Option(help=_("Whether noise may make a small count zero."))]
Figures = Annotated[Path, typer.Argument(help=_("Counts: CSV or Parquet with area, period and value, and category."))]
Areas = Annotated[Path, typer.Option(help=_("CSV or Parquet with area and parent: which area is part of which."))]
Parts = Annotated[Path | None, typer.Option(help=_("CSV or Parquet with category and parent."))]
Periods = Annotated[Path | None, typer.Option(help=_("CSV or Parquet with period and parent."))]
Least = Annotated[float, typer.Option(help=_("Smallest count that may be shown."))]
EdgesOption = Annotated[Edges, typer.Option(help=_("Whether zeros, and counts as large as their total, are hidden."))]
Records = Annotated[float, typer.Option(help=_("Smallest number of records behind a cell; 0 for no rule."))]
Dominance = Annotated[
    tuple[int, float] | None, typer.Option(help=_("n and k: the n largest may not make more than k percent of a cell."))
]
Percent = Annotated[float | None, typer.Option(help=_("Nobody may estimate another to within this percentage."))]
YearsOption = Annotated[
    Years, typer.Option(help=_("linked also protects against who knows how each cell changed between periods."))
]
PriceOption = Annotated[
    Price, typer.Option(help=_("What hiding a cell costs: one each, the people in it, or their logarithm."))
]
ProofOption = Annotated[
    Proof, typer.Option(help=_("programme works out the exact interval of every hidden cell, and takes longer."))
]
Protected = Annotated[
    Path | None, typer.Option("--audit", help=_("Only audit this table, which was protected before."))
]
Out = Annotated[Path, typer.Option(help=_("Folder for the tables."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON, for scripts."))]


@protect_app.command(
    "protect", help=_("Hide, round or blur what tells of few people in a table, and attack the result.")
)
def protect_command(
    figures: Figures, areas: Areas, categories: Parts = None, periods: Periods = None,
    method: MethodOption = Method.suppress, base: Base = 5, seed: Seed = None, key_column: KeyColumn = "",
    variance: Variance = 2.0, bound: Bound = 5, zeros: ZerosOption = Zeros.kept, least_count: Least = 5,
    edges: EdgesOption = Edges.shown, least_records: Records = 0, dominance: Dominance = None,
    p_percent: Percent = None, years: YearsOption = Years.apart, price: PriceOption = Price.people,
    proof: ProofOption = Proof.move,
    audit: Protected = None, out: Out = Path("protected"), as_json: Json = False,
) -> None:  # fmt: skip
    """Protect a table, write it with its audit, and stop with an error if a cell is unsafe."""
    from veerkracht.analysis.disclosure import CellRules
    from veerkracht.workflows.perturbing import Perturbation
    from veerkracht.workflows.protecting import ProtectRequest, check_safe, protect_table, record, write_protected

    with told_errors(as_json), shown_steps(quiet=as_json) as steps:
        rules = CellRules(least_count, edges.value, least_records, dominance, p_percent)
        name: Literal["suppress", "round", "random", "controlled", "cell-key"] = method.value
        change = (
            None if name == "suppress" else Perturbation(name, base, seed, key_column, variance, bound, zeros.value)
        )
        request = ProtectRequest(figures, areas, rules, categories, periods, years=years.value, price=price.value,
                                 proof=proof.value, protected=audit, perturbation=change)  # fmt: skip
        finding = protect_table(request, progress=steps.tell)
        files = write_protected(finding, out)
        told = record(finding)
        if as_json and not finding.unsafe:
            print_json({**told, "files": [str(file) for file in files]})
        check_safe(finding)
    if not as_json:
        _show(told, files)


_COLUMNS: Final = {
    "hidden": ("indicator", "period", "cells", "unsafe", "complements", "share", "share_of_people"),
    "changed": ("indicator", "period", "cells", "changed", "mean_change", "largest_change"),
}


def _show(told: dict[str, Any], files: tuple[Path, ...]) -> None:  # Any: a JSON object of numbers and texts
    kind = "hidden" if "hidden" in told else "changed"
    print_table(told[kind], _COLUMNS[kind])
    typer.echo(_("Audited: {n} cells, none of which can be worked out too closely.").format(n=told["audited"]))
    for file in files:
        typer.echo(str(file))
