"""The benchmark tells of each command what that command took, and nothing of those before it."""

import json
import sys

import pytest

from veerkracht.errors import MissingDataError, StoreError
from veerkracht.workflows.bench import _timed, bench_monitor

MEGABYTES = "held = b'x' * ({} * 1024 * 1024); print(len(held))"
BUSY = "import time\nwhile time.process_time() < 0.3: pass"


def python(code):
    return [sys.executable, "-c", code]


def test_the_peak_is_that_of_the_command_itself_and_not_of_one_before_it():
    # A fresh process measures, because a child is charged with the size of its parent at birth.
    both = "from veerkracht.workflows.bench import _timed; import sys; python = [sys.executable, '-c']; "
    both += f"print([_timed([*python, code])['peak_mb'] for code in ({MEGABYTES.format(400)!r}, 'pass')])"
    large, small = json.loads(_timed(python(both))["output"])
    assert large > 400 > small


def test_the_seconds_count_what_a_command_started_itself():
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}], check=True)"
    assert _timed(python(starts))["cpu_s"] >= 0.3


def test_what_a_command_wrote_is_kept():
    assert _timed(python("print('ready')"))["output"].split() == ["ready"]


def test_a_command_that_fails_gives_no_figures():
    with pytest.raises(StoreError, match="ended with code 3"):
        _timed(python("raise SystemExit(3)"))


def test_a_benchmark_without_raw_files_is_refused(monkeypatch):
    monkeypatch.delenv("VEERKRACHT_DATA", raising=False)
    with pytest.raises(MissingDataError):
        bench_monitor(city="the-hague", data=None, runs=1)


@pytest.mark.slow
def test_a_benchmark_tells_stages_and_the_ratio_to_the_peer(tmp_path):
    told: list[str] = []
    found = bench_monitor(city="voorbeeldstad", data=tmp_path, runs=1, progress=told.append)
    assert told == ["run 1 of 1"]
    assert {"compute", "write", "render", "publish"} <= set(found["stages_s"])
    assert sum(found["stages_s"].values()) < found["monitor"]["wall_s"]
    assert found["cpu_ratio_to_peer"]["median"] == pytest.approx(
        found["monitor"]["cpu_s"] / found["peer"]["cpu_s"], rel=0.01
    )  # both rounded to a millisecond
