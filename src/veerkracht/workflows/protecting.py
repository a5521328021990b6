"""Protect a table of counts that a user brings by hiding or changing cells, attack the result, and write both."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from veerkracht.analysis.disclosure import (
    CellRules,
    audit_linked,
    audit_perturbed,
    changes_told,
    suppress_linked,
    suppression_told,
)
from veerkracht.connectors.own_counts import read_own_counts, read_parts
from veerkracht.errors import PublicationError, UsageError
from veerkracht.tables import Table, memtable, pull
from veerkracht.version import __version__
from veerkracht.workflows.perturbing import Perturbation, check_perturbation, perturbed, with_bounds
from veerkracht.workflows.write_table import csv_bytes, json_bytes, write_files

Record = dict[str, Any]  # Any: a JSON object of numbers and texts
Progress = Callable[[str, str], None]

INSIDE: Final = "inside"
"""Folder with what must not leave the house: reasons and intervals tell which cells are small."""

FIRST: Final = 20
"""Unsafe cells that the report names; the intervals hold them all."""


@dataclass(frozen=True)
class ProtectRequest:
    """What to protect and how.

    Parameters
    ----------
    figures : Path
        Counts: CSV or Parquet with area, period and value, as `read_own_counts` reads them.
    areas : Path
        Which area is part of which.
    rules : CellRules
        What is unsafe.
    categories, periods : Path, optional
        Which category or period is part of which.
    years : {"apart", "linked"}
        Whether a reader is to learn nothing from changes between periods.
    price : {"cells", "people", "log_people"}
        What hiding costs.
    proof : {"move", "programme"}
        How the audit works.
    protected : Path, optional
        A table that was protected already: it is audited as it is, and nothing is hidden.
    perturbation : Perturbation, optional
        Rounding or noise instead of hiding cells.
    """

    figures: Path
    areas: Path
    rules: CellRules
    categories: Path | None = None
    periods: Path | None = None
    years: Literal["apart", "linked"] = "apart"
    price: Literal["cells", "people", "log_people"] = "people"
    proof: Literal["move", "programme"] = "move"
    protected: Path | None = None
    perturbation: Perturbation | None = None


@dataclass(frozen=True)
class ProtectFinding:
    """The protected table, what an intruder reaches, and how much was hidden or changed per indicator and period."""

    request: ProtectRequest
    published: Table
    intervals: Table
    told: Table

    @property
    def unsafe(self) -> int:
        """How many cells an intruder comes too close to."""
        return int(pc.sum(pc.invert(pull(self.intervals)["safe"])).as_py() or 0)


def protect_table(request: ProtectRequest, *, progress: Progress = lambda stage, what: None) -> ProtectFinding:
    """Hide or change what tells too much of few people, and attack the result.

    Raises
    ------
    MissingDataError, InputError
        If a file is absent or not what it should be.
    TableError
        If counts do not add up, are negative, or a rule lacks its column.
    UsageError
        If a method lacks what it needs, or is asked for linked years.
    """
    _check(request)
    progress("read", request.figures.name)
    key_column = request.perturbation.key_column if request.perturbation else ""
    figures = read_own_counts(request.figures, key_column=key_column)
    adds_up = _AddsUp(
        read_parts(request.areas, of="area"),
        read_parts(request.categories, of="category") if request.categories else None,
        read_parts(request.periods, of="period") if request.periods else None,
    )
    before = _as_published(read_own_counts(request.protected), figures) if request.protected else None
    progress("compute", "protection")
    if request.perturbation:
        return _by_change(request, request.perturbation, figures, before, adds_up, progress)
    return _by_hiding(request, figures, before, adds_up, progress)


@dataclass(frozen=True)
class _AddsUp:
    """Which area, category and period is part of which."""

    areas: Table
    categories: Table | None
    periods: Table | None


def _check(request: ProtectRequest) -> None:
    if request.perturbation is None:
        return
    check_perturbation(request.perturbation)
    if request.years == "linked":
        raise UsageError("Linked years need suppression: rounding and noise do not hide how a cell changed. Leave --years out, "
                         "or choose --method suppress.")  # fmt: skip


def _by_hiding(
    request: ProtectRequest, figures: Table, before: Table | None, adds_up: _AddsUp, progress: Progress
) -> ProtectFinding:
    parts = {"categories": adds_up.categories, "periods": adds_up.periods}
    published = before if before is not None else suppress_linked(
        figures, adds_up.areas, rules=request.rules, years=request.years, price=request.price, **parts)  # fmt: skip
    progress("compute", "audit")
    intervals = audit_linked(published, figures, areas=adds_up.areas, rules=request.rules, years=request.years,
                             proof=request.proof, **parts)  # fmt: skip
    return ProtectFinding(request, published, intervals, suppression_told(published, figures))


def _by_change(
    request: ProtectRequest, asked: Perturbation, figures: Table, before: Table | None, adds_up: _AddsUp,
    progress: Progress,
) -> ProtectFinding:  # fmt: skip
    parts = {"categories": adds_up.categories, "periods": adds_up.periods}
    published = before if before is not None else perturbed(figures, asked, areas=adds_up.areas, **parts)
    progress("compute", "audit")
    known = with_bounds(published, figures, asked)
    intervals = audit_perturbed(known, figures, areas=adds_up.areas, rules=request.rules, **parts)
    return ProtectFinding(request, published, intervals, changes_told(published, figures))


def _as_published(protected: Table, figures: Table) -> Table:
    """Give a table that was read the columns that protection makes; cells that vanished count as hidden."""
    rows = pull(figures)
    keys = [name for name in ("indicator", "period", "area", "category") if name in rows.column_names]
    shown = pull(protected).select([*keys, "value"])
    joined = rows.select(keys).join(shown, keys, join_type="left outer")
    for name in ("indicator", "category"):
        if name not in keys:
            joined = joined.append_column(name, pa.array([""] * joined.num_rows))
    hidden = pc.is_null(joined["value"])
    joined = joined.append_column("status", pc.if_else(hidden, "Q", "A"))
    return memtable(joined.append_column("reason", pa.nulls(joined.num_rows, pa.string())))


def record(finding: ProtectFinding) -> Record:
    """Return the report of a protection: settings, how much was hidden, and what the audit found."""
    request, intervals = finding.request, pull(finding.intervals)
    unsafe = intervals.filter(pc.invert(intervals["safe"]))
    return {
        "veerkracht": __version__, "figures": request.figures.name, "rules": asdict(request.rules),
        "years": request.years, "price": request.price, "proof": request.proof, "protected_here": not request.protected,
        "method": request.perturbation.told() if request.perturbation else {"method": "suppress"},
        "changed" if request.perturbation else "hidden": pull(finding.told).to_pylist(),
        "audited": intervals.num_rows, "unsafe": finding.unsafe, "first_unsafe": unsafe.slice(0, FIRST).to_pylist(),
        "proofs": {str(row["values"]): row["counts"] for row in pc.value_counts(intervals["proof"]).to_pylist()},
    }  # fmt: skip


def write_protected(finding: ProtectFinding, out: Path) -> tuple[Path, ...]:
    """Write the protected table, and for the house the report and the intervals.

    Parameters
    ----------
    finding : ProtectFinding
        What was made.
    out : Path
        Folder; files of the same name are replaced, each whole or not at all.

    Returns
    -------
    tuple of Path
        protected.csv or .parquet, as the figures were, unless a cell is unsafe; inside/audit.json and
        inside/intervals.parquet, which must not leave the house.
    """
    suffix = ".parquet" if finding.request.figures.suffix.lower() == ".parquet" else ".csv"
    contents = {
        f"{INSIDE}/audit.json": json_bytes(record(finding)),
        f"{INSIDE}/intervals.parquet": _bytes(finding.intervals, ".parquet"),
    }
    if not finding.unsafe and not finding.request.protected:
        contents[f"protected{suffix}"] = _bytes(_leaving(finding.published), suffix)
    return write_files(contents, out)


def _leaving(published: Table) -> Table:
    """Return what may leave: without rows that were never to be published, reasons, and keys that the figures lack."""
    never = (published.reason == "unpublished").fill_null(False)
    shown = pull(published.filter(~never).drop("reason"))
    lacking = [name for name in ("indicator", "category") if set(shown[name].unique().to_pylist()) == {""}]
    return memtable(shown.drop_columns(lacking))


def _bytes(table: Table, suffix: str) -> bytes:
    if suffix == ".csv":
        return csv_bytes(table)
    stream = io.BytesIO()
    pq.write_table(pull(table), stream, compression="zstd")
    return stream.getvalue()


def check_safe(finding: ProtectFinding) -> None:
    """Stop if an intruder comes too close to a cell.

    Raises
    ------
    PublicationError
        If so; it names how many cells, and the first.
    """
    if finding.unsafe:
        intervals = pull(finding.intervals)
        first = intervals.filter(pc.invert(intervals["safe"])).slice(0, 1).to_pylist()[0]
        raise PublicationError(
            "{count} cell(s) can be worked out too closely, first {area}, {period}, {category}: from {lower} to {upper}. "
            "Do not publish this table; see inside/audit.json.",
            count=finding.unsafe, area=first["area"], period=first["period"], category=first["category"] or "-",
            lower=first["lower"], upper=first["upper"],
        )  # fmt: skip
