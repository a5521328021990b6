"""Measure the main job: whole processes, medians, and a peer in the same run."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from veerkracht import catalogue
from veerkracht.errors import MissingDataError, StoreError
from veerkracht.workflows.places import find_data

Result = dict[str, Any]  # Any: a JSON object of numbers and texts

PEER = """
import sys, pandas
for path in sys.argv[1:]:
    if path.endswith(".parquet"):
        pandas.read_parquet(path)
    elif path.endswith(".csv"):
        with open(path, encoding="utf-8-sig") as file:
            first = file.readline()
        pandas.read_csv(path, sep=max(",;", key=first.count), encoding="utf-8-sig", low_memory=False)
    elif path.endswith(".xlsx"):
        pandas.read_excel(path)
"""
"""The peer reads the tables among the raw files with pandas and does nothing else."""

BARS = {"wall_s": 10, "peak_mb": 600}
"""What a whole edition of The Hague may take on two cores."""


def bench_monitor(
    *, city: str, data: Path | None, runs: int, progress: Callable[[str], None] = lambda text: None
) -> Result:
    """Measure a whole edition from raw files, and reading the same files with pandas, in turn.

    Parameters
    ----------
    city : str
        Name of the city.
    data : Path or None
        Folder with raw files.
    runs : int
        How often each is run, in turn.
    progress : callable
        Told of each run.

    Returns
    -------
    dict
        Per command the median wall seconds, CPU seconds and memory (MB) of fresh processes: the seconds with
        all processes it started, the memory of the largest of them at its peak; the median wall seconds of each
        stage; and the ratio of CPU seconds to the peer, run by run.

    Raises
    ------
    MissingDataError
        If no folder with raw files is known.
    """
    place = find_data(data, os.environ)
    if place.folder is None:
        raise MissingDataError("A benchmark needs raw files. Give their folder with --data or VEERKRACHT_DATA.")
    ours: list[Result] = []
    theirs: list[Result] = []
    for run in range(runs):
        progress(f"run {run + 1} of {runs}")
        ours.append(_monitor_run(city, place.folder))
        theirs.append(_timed([sys.executable, "-c", PEER, *_raw_files(city, place.folder)]))
    ratios = [a["cpu_s"] / b["cpu_s"] for a, b in zip(ours, theirs, strict=True)]
    return {
        "benchmark": "monitor", "city": city, "runs": runs, "processors": os.cpu_count(),
        "monitor": _median(ours), "peer": {"what": "pandas reads the same tables", **_median(theirs)},
        "cpu_ratio_to_peer": {"median": statistics.median(ratios), "min": min(ratios), "max": max(ratios)},
        "stages_s": {name: statistics.median([r["stages"].get(name, 0.0) for r in ours]) for name in ours[0]["stages"]},
        "bars": BARS,
    }  # fmt: skip


def _monitor_run(city: str, folder: Path) -> Result:
    with tempfile.TemporaryDirectory() as out:
        asked = ["monitor", city, "--data", str(folder), "--out", out, "--json"]
        found = _timed([sys.executable, "-m", "veerkracht.cli", *asked])
    return {**found, "stages": json.loads(found["output"])["seconds"]}


def _timed(command: Sequence[str]) -> Result:
    """Run a command to its end; return what it wrote, and what the system accounts to it and its own children."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        output = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)  # of this child alone: `getrusage` adds up all earlier ones
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        raise StoreError(
            "The command {command} ended with code {code}. Run it by hand to see why.",
            command=" ".join(command[:4]), code=process.returncode,
        )  # fmt: skip
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    return {"wall_s": wall, "cpu_s": cpu, "peak_mb": peak, "output": output.decode()}


def _raw_files(city: str, folder: Path) -> list[str]:
    municipality = catalogue.load_city(city).municipality
    paths = [folder / dataset.path.format(municipality=municipality) for dataset in catalogue.datasets()]
    return [str(path) for path in paths if path.exists()]


def _median(runs: list[Result]) -> dict[str, float]:
    names = ("wall_s", "cpu_s", "peak_mb")
    return {name: round(statistics.median(run[name] for run in runs), 3) for name in names}
