"""Write an index to a folder: tables for people and programs, and a record of how it was made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from veerkracht.tables import Table, pull
from veerkracht.version import __version__
from veerkracht.workflows.indexing.make import IndexFinding
from veerkracht.workflows.write_table import csv_bytes, json_bytes, write_files

Record = dict[str, Any]  # Any: a JSON object of numbers and texts


def write_index(finding: IndexFinding, out: Path) -> tuple[Path, ...]:
    """Write the tables of an index and the record of how it was made.

    Parameters
    ----------
    finding : IndexFinding
        What was made.
    out : Path
        Folder; files of the same name are replaced, each whole or not at all.

    Returns
    -------
    tuple of Path
        areas.csv (score, rank and their uncertainty), figures.csv (what went in), weights.csv, causes.csv where the
        sensitivity was asked for, and index.json.
    """
    tables = {"areas": _named(finding), "figures": finding.figures.observations, "weights": finding.weights}
    if finding.causes is not None:
        tables["causes"] = finding.causes
    contents = {f"{name}.csv": csv_bytes(table) for name, table in tables.items()}
    return write_files({**contents, "index.json": json_bytes(record(finding))}, out)


def _named(finding: IndexFinding) -> Table:
    if finding.figures.areas is None:
        return finding.areas.order_by("area", "period")
    known = finding.figures.areas.select("area", "name", "parent")
    joined = finding.areas.left_join(known, "area").drop("area_right")
    return joined.relocate("name", "parent", after="area").order_by("area", "period")


def record(finding: IndexFinding) -> Record:
    """Return how an index was made: definition, choices, draws and seed, so that anybody can make it again."""
    definition = finding.definition
    return {
        "index": definition.id, "label_nl": definition.label_nl, "label_en": definition.label_en,
        "level": definition.level or None, "veerkracht": __version__, "draws": finding.draws, "seed": finding.seed,
        "factors": list(finding.factors), "published": dict(definition.published),
        "uncertain": dict(definition.uncertain),
        "elements": [{"id": e.id, "parent": e.parent, "weight": e.weight} for e in definition.elements],
        "sources": sorted(set(_sources(finding))),
    }  # fmt: skip


def _sources(finding: IndexFinding) -> list[str]:
    table = finding.figures.observations
    return [] if "source" not in table.columns else pull(table.select("source").distinct())["source"].to_pylist()
