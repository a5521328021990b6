"""What is measured has a name and a bar, and what measures it tells seconds, memory and the answer."""

import json
import math
import os
import subprocess
import sys

import pytest

from veerkracht.errors import StoreError, UsageError
from veerkracht.workflows.benches import measuring
from veerkracht.workflows.benches.work import Work
from veerkracht.workflows.benches.works import SUITES, work_of, works_of


def work(**changes):
    plain = {"name": "w", "title": "t", "unit": "times_peer", "bar": 2.0, "prepare": lambda: lambda: 1.0,
             "prepare_peer": lambda: lambda: 1.0}  # fmt: skip
    return Work(**{**plain, **changes})


def test_every_work_has_a_name_of_its_own_and_a_bar():
    works = [found for suite in SUITES for found in works_of(suite)]
    names = [found.name for found in works]
    assert len(set(names)) == len(names) > 5
    assert all(found.bar > 0 and (found.unit != "times_peer" or found.prepare_peer) for found in works)


def test_an_unknown_work_is_refused_with_those_that_exist():
    with pytest.raises(UsageError, match="mann_kendall_1400k"):
        work_of("nothing")


def test_a_work_is_told_with_its_seconds_memory_and_answer():
    found = measuring.measure_here(lambda: lambda: float(sum(range(200_000))), warm=1)
    assert found["answer"] == sum(range(200_000)) and found["cpu_s"] > 0 and found["peak_mb"] > 1


def sides(monkeypatch, ours, peer):
    answers = {"ours": ours, "peer": peer}
    monkeypatch.setattr(measuring, "_fresh", lambda name, side: answers[side])


def side(cpu, answer=1.0, peak=100.0):
    return {"cpu_s": cpu, "wall_s": cpu, "peak_mb": peak, "answer": answer}


@pytest.mark.parametrize(("ours", "peer", "verdict"), [
    (side(1.0), side(3.0), "met"), (side(1.0), side(1.5), "short"), (side(1.0, answer=1.1), side(3.0), "short"),
])  # fmt: skip
def test_a_bar_is_met_when_fast_enough_and_equal(monkeypatch, ours, peer, verdict):
    sides(monkeypatch, ours, peer)
    assert measuring.measure(work(), runs=1)["verdict"] == verdict


def test_the_time_of_a_peer_that_does_a_share_counts_for_the_whole(monkeypatch):
    sides(monkeypatch, side(1.0), side(0.5))
    assert measuring.measure(work(share_of_peer=0.1), runs=1)["reached"] == pytest.approx(5.0)


def test_too_much_memory_misses_the_bar(monkeypatch):
    sides(monkeypatch, side(1.0, peak=900.0), side(3.0))
    assert measuring.measure(work(memory_mb=500.0), runs=1)["verdict"] == "short"


def test_without_a_peer_the_seconds_are_held_to_the_bar(monkeypatch):
    sides(monkeypatch, side(1.9), None)
    found = measuring.measure(work(unit="cpu_s", prepare_peer=None), runs=3)
    assert found["verdict"] == "met" and found["peer"] is None and not math.isnan(found["reached"])


def test_a_side_that_stops_is_told_with_its_last_line():
    with pytest.raises(StoreError, match="nothing"):
        measuring.measure(work(name="nothing"), runs=1)


def test_a_process_of_its_own_prints_json(data_dir):
    command = [sys.executable, "-m", "veerkracht.workflows.benches", "asem_600", "ours"]
    named = {**os.environ, "VEERKRACHT_DATA": str(data_dir)}
    done = subprocess.run(command, capture_output=True, text=True, env=named, check=False)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) == {"wall_s", "cpu_s", "peak_mb", "answer"}
