"""The import of a file and the search, measured in this process."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from veerkracht.catalogue import Register, register
from veerkracht.errors import ServiceError
from veerkracht.web.bench.figures import percentile
from veerkracht.web.bench.synthetic import synthetic_values
from veerkracht.web.people.access import Actor, Assigned, Reader, Role
from veerkracht.web.registers.checking import check_values
from veerkracht.web.registers.models import Values
from veerkracht.web.search.searching import search
from veerkracht.web.transfer.applying import apply_plan
from veerkracht.web.transfer.gathering import Leaf, Row
from veerkracht.web.transfer.importing import export_file, plan_file
from veerkracht.web.transfer.plans import Choices

__all__ = ["QUESTIONS", "measure_import", "measure_search"]

Result = dict[str, Any]  # Any: a JSON object of numbers and texts
ABOUT: Final = "initiatives"
DAY: Final = date(2026, 1, 1)
OFFICER: Final = Actor(Reader(assigned=(Assigned(Role.OFFICER),)), "system")
QUESTIONS: Final = (
    "hitte", "wijk", "energiearmoede", "bewoners", "eenzaamheid ouderen", "vrijwill", "overstroming water", "heat",
    "schoolplein", "hitteplan", '"wijk school"', "synthetisch initiatief",
)  # fmt: skip


def measure_import(pool: Mapping[str, Sequence[str]], *, rows: int, runs: int, tell: Callable[[str], None]) -> Result:
    """Import a workbook of new records a few times, and return medians in seconds.

    Parameters
    ----------
    pool : Mapping
        Ids of records that links may point to, by register.
    rows : int
        Records in the workbook; each run brings others.
    """
    found = []
    for run in range(runs):
        found.append(_import(_workbook(pool, rows, run)))
        tell(f"import {run + 1} of {runs}: {found[-1]['wall_s']:.1f} s")
    names = ("wall_s", "cpu_s", "look_s", "write_s", "signs")
    return {"rows": rows, "runs": found, **{name: statistics.median(one[name] for one in found) for name in names}}


def _workbook(pool: Mapping[str, Sequence[str]], rows: int, run: int) -> bytes:
    item, rng = register(ABOUT), np.random.default_rng(1_000 + run)
    made = tuple(
        Row(f"import-{run}-{n}", "", _right(item, 100_000 * (run + 1) + n, pool, rng), "") for n in range(rows)
    )
    leaf = Leaf(item, item.fields, made)
    return export_file([leaf], "xlsx", name=ABOUT, reader=OFFICER.reader, language="nl", day=DAY).content


def _right(item: Register, number: int, pool: Mapping[str, Sequence[str]], rng: np.random.Generator) -> Values:
    """Draw answers until an import would take them; areas that are not there are left out, and what breaks a rule."""
    while True:
        values = synthetic_values(item, number, pool=pool, rng=rng)
        kept = {name: value for name, value in values.items() if item.field(name).kind != "area"}
        kept = {name: value for name, value in kept.items() if name not in _wrong(item, kept)}
        if not _wrong(item, kept):
            return kept


def _wrong(item: Register, values: Values) -> set[str]:
    found = check_values(item, values, before=None, taken=lambda rule: False)
    return {one.field for one in found if not one.warning}


def _import(content: bytes) -> dict[str, float]:
    signs: list[str] = []
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        wall, cpu = time.perf_counter(), time.process_time()
        plan = plan_file(Path(file.name), ABOUT, Choices(), actor=OFFICER, tick=lambda phase, *_: signs.append(phase))
        looked = time.perf_counter()
        counts = apply_plan(plan, actor=OFFICER, reason="synthetic", tick=lambda phase, *_: signs.append(phase))
    if counts["new"] != len(plan.steps):
        raise ServiceError("Only {n} of {total} rows could be imported.", n=counts["new"], total=len(plan.steps))
    end = time.perf_counter()
    return {
        "wall_s": round(end - wall, 2), "cpu_s": round(time.process_time() - cpu, 2), "look_s": round(looked - wall, 2),
        "write_s": round(end - looked, 2), "signs": len(signs),
    }  # fmt: skip


def measure_search(*, runs: int) -> Result:
    """Ask the search a dozen questions as the public and as an analyst, and return milliseconds.

    Notes
    -----
    Nothing is remembered of an answer. The first question of all, which reads the word lists, is told apart.
    """
    readers = (Reader(), Reader(1, (Assigned(Role.ANALYST),)))
    start = time.perf_counter()
    search(QUESTIONS[0], reader=readers[0])
    first = time.perf_counter() - start
    asked = [(text, reader) for reader in readers for text in QUESTIONS]
    rounds = [[_asked(text, reader) for text, reader in asked] for _ in range(runs)]
    wall = {
        text: statistics.median(one[place][0] for one in rounds for place in _places(asked, text)) for text in QUESTIONS
    }
    return {
        "p95_ms": round(statistics.median(percentile([wall for wall, _ in one], 95) for one in rounds), 1),
        "median_ms": round(statistics.median(wall for one in rounds for wall, _ in one), 1),
        "cpu_median_ms": round(statistics.median(cpu for one in rounds for _, cpu in one), 1),
        "first_ms": round(first * 1000, 1), "questions": {text: round(ms, 1) for text, ms in wall.items()},
        "asked": len(asked) * runs,
    }  # fmt: skip


def _places(asked: Sequence[tuple[str, Reader]], text: str) -> list[int]:
    return [place for place, (other, _) in enumerate(asked) if other == text]


def _asked(text: str, reader: Reader) -> tuple[float, float]:
    """Return milliseconds on the clock and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    search(text, reader=reader)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
