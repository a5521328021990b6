"""The whole command, killed at random moments: the current edition stays whole."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from veerkracht.reports.manifest import verify_edition
from veerkracht.workflows.publish import latest_edition

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the kill signal exists on POSIX only")

SEED = 41
KILLS = [("computing", 2.0), ("rendering: data", 1.0), ("rendering: web", 0.3), ("publishing", 0.05), ("publishing", 0.15),
         ("publishing", 0.3)]  # fmt: skip
"""The step after which the process is killed, and the longest wait in seconds."""


def start(out, edition):
    command = [sys.executable, "-m", "veerkracht.cli", "monitor", "voorbeeldstad", "--offline", "--lang", "nl",
               "--set", "resilience.draws=50", "--out", str(out), "--edition", edition]  # fmt: skip
    environment = {**os.environ, "VEERKRACHT_LANG": "en"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def kill_after(process, step, seconds):
    """Wait for a step to begin, and a little longer, and kill the process."""
    for line in process.stderr:
        if line.startswith(step):
            break
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.stderr.close()
    return process.wait()


def test_after_every_kill_of_the_command_the_current_edition_is_whole(voorbeeldstad, tmp_path):
    chance = random.Random(SEED)
    out = tmp_path / "out"
    shutil.copytree(voorbeeldstad.parents[1], out, symlinks=True)
    good = latest_edition(out)
    for number, (step, longest) in enumerate(KILLS):
        edition = f"{2030 + number}"
        code = kill_after(start(out, edition), step, chance.uniform(0, longest))
        folder = latest_edition(out)
        assert verify_edition(folder) == ()
        assert code in (-signal.SIGKILL, 0)
        assert folder == good or (step != "computing" and folder.name.startswith(f"voorbeeldstad-{edition}"))
        good = folder
