"""Measure works in fresh processes: medians of several runs, both sides in turn."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from veerkracht.errors import StoreError
from veerkracht.workflows.benches.work import Run, Work

Result = dict[str, Any]  # Any: a JSON object of numbers and texts

_LINUX_KB, _MAC_BYTES = 1024, 1024**2  # ru_maxrss is in kilobytes on Linux and in bytes on macOS


def measure_here(prepare: Callable[[], Run], *, warm: int) -> Result:
    """Do a work in this process and return its seconds, the memory at its peak and a number of its answer."""
    run = prepare()
    for _ in range(warm):
        run()
    wall, cpu = time.perf_counter(), _cpu()
    answer = run()
    return {"wall_s": time.perf_counter() - wall, "cpu_s": _cpu() - cpu, "peak_mb": _peak_mb(), "answer": answer}


def _cpu() -> float:
    sides = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(side.ru_utime + side.ru_stime for side in sides)


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (_MAC_BYTES if sys.platform == "darwin" else _LINUX_KB)


def measure(work: Work, *, runs: int, progress: Callable[[str], None] = lambda text: None) -> Result:
    """Measure a work and its peer, in turn, each time in a process of its own.

    Returns
    -------
    dict
        Medians of both sides, the bar and stretch, what was reached in the unit of the bar, and whether bar, memory
        and equality of the answers hold.

    Raises
    ------
    StoreError
        If a process ends in an error; its last line is told.
    """
    sides = ["ours", *(["peer"] if work.prepare_peer else [])]
    found: dict[str, list[Result]] = {side: [] for side in sides}
    for number in range(runs):
        for side in sides:
            progress(f"{work.name}: {side} {number + 1}/{runs}")
            found[side].append(_fresh(work.name, side))
    return _judged(work, {side: _median(rows) for side, rows in found.items()})


def _fresh(name: str, side: str) -> Result:
    command = [sys.executable, "-m", "veerkracht.workflows.benches", name, side]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise StoreError("Benchmark {name} ({side}) stopped: {last}", name=name, side=side, last=last)
    result: Result = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def _median(rows: list[Result]) -> Result:
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def _judged(work: Work, sides: dict[str, Result]) -> Result:
    ours, peer = sides["ours"], sides.get("peer")
    reached = _reached(work, ours, peer)
    equal = peer is None or _difference(ours["answer"], peer["answer"]) <= work.tolerance
    kept = reached >= work.bar if work.unit == "times_peer" else reached <= work.bar
    light = not work.memory_mb or ours["peak_mb"] <= work.memory_mb
    return {
        "name": work.name, "title": work.title, "unit": work.unit, "reached": reached, "bar": work.bar,
        "stretch": work.stretch or None, "peak_mb": ours["peak_mb"], "memory_bar_mb": work.memory_mb or None,
        "ours": ours, "peer": peer, "share_of_peer": work.share_of_peer, "equal": equal,
        "verdict": "met" if kept and light and equal else "short",
    }  # fmt: skip


def _reached(work: Work, ours: Result, peer: Result | None) -> float:
    """Return what was reached, in the unit of the bar."""
    if work.unit == "times_peer":
        return _times(work, ours, peer)
    return float(ours["answer" if work.unit == "percent" else work.unit])


def _times(work: Work, ours: Result, peer: Result | None) -> float:
    return float(peer["cpu_s"] / work.share_of_peer / ours["cpu_s"]) if peer else float("nan")


def _difference(ours: float, peer: float) -> float:
    return abs(ours - peer) / max(abs(peer), 1e-300) if ours != peer else 0.0
