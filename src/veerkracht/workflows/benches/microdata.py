"""Counts of 20 groups by area and category in a register of 20 million households, beside SQL written by hand.

The register is drawn once into the folder for temporary files and kept there for the next run.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Final

import duckdb

from veerkracht.analysis.population import check_rows, count_groups
from veerkracht.engine import open_engine
from veerkracht.tables import pull
from veerkracht.workflows.benches.work import Run, Work

AREAS, GROUPS, CATEGORIES, COLUMNS = 14_000, 20, 10, 6
MILLION: Final = 1_000_000
THREADS, MEMORY_MB = 2, 4000
_HIGH: Final = (1000, 100)  # values of even and odd columns lie below these
_ENGINE: Final = f"duckdb?threads={THREADS}&memory_mb={MEMORY_MB}"


def made_register(millions: int) -> Path:
    """Return a synthetic register with so many million households, drawn now if it was not yet."""
    path = Path(tempfile.gettempdir()) / "veerkracht-bench" / f"households_{millions}m.parquet"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".part")
        columns = ", ".join(
            f"(hash(range * {31 + 2 * c} + {c}) % {_HIGH[c % 2]})::smallint AS c{c}" for c in range(COLUMNS)
        )
        with _peer_engine() as engine:
            engine.execute(f"""COPY (SELECT range AS household,
                'A' || lpad((hash(range) % {AREAS})::varchar, 5, '0') AS area,
                (hash(range * 7 + 1) % {CATEGORIES})::tinyint AS category, {columns}
                FROM range({millions * MILLION})) TO '{aside}' (FORMAT parquet, COMPRESSION zstd)""")
        aside.rename(path)
    return path


def _peer_engine() -> duckdb.DuckDBPyConnection:
    spill = str(Path(tempfile.gettempdir()) / "veerkracht-bench")
    return duckdb.connect(config={"threads": THREADS, "memory_limit": f"{MEMORY_MB}MB", "temp_directory": spill,
                                  "preserve_insertion_order": False})  # fmt: skip


def conditions() -> dict[str, dict[str, object]]:
    """Return 20 groups of three comparisons each."""
    return {
        f"g{g}": {"all": [
            {"column": f"c{g % COLUMNS}", "is": "<", "value": 10 + g},
            {"any": [{"column": f"c{(g + 1) % COLUMNS}", "is": ">=", "value": 5 * g},
                     {"column": "category", "is": "in", "value": [1, 2, 3]}]},
        ]}
        for g in range(GROUPS)
    }  # fmt: skip


def counting(millions: int, *, checked: bool = False) -> Run:
    """Return the work: counts of all groups by area and category, as a long table; after a look at the keys or not."""
    path, groups = made_register(millions), conditions()
    with open_engine(_ENGINE) as engine:  # on one row, so that all that loads at first use is loaded
        pull(count_groups(engine.parquet(path).limit(1), groups=groups, by=["category"]))

    def run() -> float:
        with open_engine(_ENGINE) as engine:
            rows = engine.parquet(path)
            total = check_rows(rows, key="household") if checked else 0
            counts = pull(count_groups(rows, groups=groups, by=["category"]))
        return float(counts["count"].to_numpy().sum()) + total

    return run


def counting_by_hand(millions: int, *, checked: bool = False) -> Run:
    """Return the same work as SQL written by hand, without a long table."""
    path = made_register(millions)
    counts = ", ".join(
        f"count(*) FILTER (WHERE c{g % COLUMNS} < {10 + g} AND (c{(g + 1) % COLUMNS} >= {5 * g} OR category IN (1, 2, 3)))"
        f" AS g{g}" for g in range(GROUPS)
    )  # fmt: skip

    def run() -> float:
        with _peer_engine() as engine:
            keys = f"SELECT count(DISTINCT household) FROM read_parquet('{path}')"
            found = engine.execute(keys).fetchone() if checked else None
            table = (
                engine.execute(f"""SELECT area, category, count(*) AS people, {counts}
                FROM read_parquet('{path}') GROUP BY ALL""")
                .to_arrow_reader()
                .read_all()
            )
        return float(sum(table[f"g{g}"].to_numpy().sum() for g in range(GROUPS))) + (found[0] if found else 0)

    return run


def scaling(millions: int, *, bar: float) -> Work:
    """Return the work for a register of another size."""
    return Work(f"count_{millions}m_households", f"{millions} M households to 14,000 x 20 x 10 counts", "times_peer",
                bar=bar, prepare=partial(counting, millions), prepare_peer=partial(counting_by_hand, millions),
                memory_mb=MEMORY_MB, warm=0)  # fmt: skip


BAR: Final = 1 / 1.2
"""At most 1.2 times the processor time of plain DuckDB."""

WORKS = (
    scaling(20, bar=BAR),
    Work("count_20m_checked", "the same after a look whether each household has one row", "times_peer", bar=BAR,
         prepare=partial(counting, 20, checked=True), prepare_peer=partial(counting_by_hand, 20, checked=True),
         memory_mb=MEMORY_MB, warm=0),
)  # fmt: skip
