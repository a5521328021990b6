"""The first answer of a fresh process: starting Python, loading libraries and kernels, and making the input included.

    python -m veerkracht.workflows.benches.first_calls TOPIC NAME

does one work once, as somebody does who asks one question.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from importlib import import_module
from typing import Final

from veerkracht.workflows.benches.work import Run, Work

_BAR_S: Final = 3.0
_TITLE: Final = "first answer in a fresh process, from start to end, with kernels compiled before (veerkracht prepare)"
FIRST: Final = (
    ("risk_maps", "cib_15x3"), ("risk_maps", "fcm_draws"), ("cascades", "cascades_10000"), ("worlds", "lake_10000"),
    ("worlds", "prim_10000x5"), ("redistribution", "redistribution_lp_114"), ("redistribution", "redistribution_lp_3300"),
    ("restoration", "recovery_curves"), ("restoration", "repair_order_14"), ("choices", "portfolio_41"),
    ("choices", "portfolio_1000_draws"),
)  # fmt: skip
"""Topic and work; those that compute for longer than the bar by themselves are left out, for they tell how far they are."""


def answer_once(topic: str, name: str) -> float:
    """Do a work of a topic once, and load nothing for the others."""
    works: tuple[Work, ...] = import_module(f"{__package__}.{topic}").WORKS
    (work,) = (work for work in works if work.name == name)
    return work.prepare()()


def _in_fresh_process(topic: str, name: str) -> Run:
    command = [sys.executable, "-m", f"{__package__}.first_calls", topic, name]

    def run() -> float:
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])

    return run


WORKS: Final = tuple(
    Work(f"first_{name}", f"{name}: {_TITLE}", "wall_s", _BAR_S, partial(_in_fresh_process, topic, name), warm=0)
    for topic, name in FIRST
)

if __name__ == "__main__":
    print(answer_once(*sys.argv[1:]))
