"""Write protected counts to a folder: tables for people and programs, and a record of how they were made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from veerkracht.tables import pull
from veerkracht.version import __version__
from veerkracht.workflows.counting.count import CountFinding
from veerkracht.workflows.write_table import csv_bytes, json_bytes, write_files

Record = dict[str, Any]  # Any: a JSON object of numbers and texts


def write_counts(finding: CountFinding, out: Path) -> tuple[Path, ...]:
    """Write protected counts and the record of how they were made.

    Parameters
    ----------
    finding : CountFinding
        What was counted and protected.
    out : Path
        Folder; files of the same name are replaced, each whole or not at all.

    Returns
    -------
    tuple of Path
        counts.csv (per area), whole.csv (overlaps, memberships, unknown; not of a sample) and counts.json.
    """
    tables = {"counts.csv": csv_bytes(finding.counts)}
    if finding.whole is not None:
        tables["whole.csv"] = csv_bytes(finding.whole)
    return write_files({**tables, "counts.json": json_bytes(record(finding))}, out)


def record(finding: CountFinding) -> Record:
    """Return how counts were made: who counts as what, where it was computed, and what was hidden."""
    definition = finding.definition
    return {
        "groups": definition.id, "unit": definition.unit, "label_nl": definition.label_nl,
        "label_en": definition.label_en, "period": finding.period, "rows": finding.rows,
        "weights": definition.weights,
        "rows_without_area": finding.unplaced, "engine": finding.engine.partition(":")[0], "veerkracht": __version__,
        "cells": finding.cells, "hidden": finding.hidden, "unsafe": finding.unsafe,
        "definitions": [
            {"id": g.id, "label_nl": g.label_nl, "label_en": g.label_en, "counts_nl": g.counts_nl,
             "counts_en": g.counts_en, "source": g.source, "sensitivity": g.sensitivity, "where": g.where}
            for g in definition.groups
        ],
    }  # fmt: skip


def hidden_per_group(finding: CountFinding) -> list[dict[str, object]]:
    """Return for each group in how many cells it is told, and how many of them are hidden.

    Returns
    -------
    list of dict
        group, areas (cells of areas and categories), hidden; all groups together and everybody last.
    """
    held = pull(finding.counts)
    hidden = pc.cast(pc.is_null(held["value"]), pa.int64())
    told = held.select(["group"]).append_column("hidden", hidden).group_by("group", use_threads=False)
    rows = told.aggregate([("hidden", "count"), ("hidden", "sum")]).to_pylist()
    return [{"group": row["group"], "areas": row["hidden_count"], "hidden": row["hidden_sum"]} for row in rows]
