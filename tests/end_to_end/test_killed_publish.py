"""Whatever moment the process is killed, the edition that the pointer names is whole."""

import os
import pickle
import random
import signal
import subprocess
import sys
import time

import pytest

from veerkracht.reports.content import Edition, Label
from veerkracht.reports.manifest import MANIFEST, manifest_bytes, verify_edition
from veerkracht.workflows.publish import latest_edition, publish

KILLS = 50
SEED = 2016

LOOP = """
import pickle, shutil, sys
from pathlib import Path
from veerkracht.workflows.publish import latest_edition, publish
out, made = Path(sys.argv[1]), pickle.loads(Path(sys.argv[2]).read_bytes())
print("ready", flush=True)
while True:
    name = "even" if latest_edition(out).name.startswith("odd") else "odd"
    for old in (out / "editions").glob(f"{name}-*"):
        shutil.rmtree(old)
    publish(made[name], out, edition=name)
"""


def files_of(name):
    """Return the files of a made-up edition."""
    files = {f"risks/{number}.html": f"{name} {number}".encode() * 50 for number in range(250)}
    files["index.html"] = name.encode()
    edition = Edition(Label("A", "A"), name, "2021-03-01", True, (), (), ())
    return files | {MANIFEST: manifest_bytes(files, edition=edition, inputs=(), settings={}, versions={})}


def publish_until_killed(out, made, seconds):
    """Start publishing in a process of its own, and kill it after a while."""
    command = [sys.executable, "-c", LOOP, str(out), str(made)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        assert process.poll() is None, "publishing stopped by itself"
        process.send_signal(signal.SIGKILL)


def seconds_of(files, out, name):
    """Publish once and return how long it took, so that kills fall during and between editions on any machine."""
    began = time.perf_counter()
    publish(files, out, edition=name)
    return time.perf_counter() - began


@pytest.mark.skipif(os.name != "posix", reason="the kill signal exists on POSIX only")
def test_after_every_kill_the_current_edition_is_whole(tmp_path):
    chance = random.Random(SEED)
    out, made = tmp_path / "out", tmp_path / "made"
    made.write_bytes(pickle.dumps({name: files_of(name) for name in ("odd", "even")}))
    longest = 3 * max(seconds_of(files_of(name), out, name) for name in ("even", "odd"))
    left_behind, seen = 0, set()
    for _kill in range(KILLS):
        publish_until_killed(out, made, chance.uniform(0, longest))
        folder = latest_edition(out)
        assert verify_edition(folder) == ()
        assert (out / "current" / "index.html").read_text() == folder.name.partition("-")[0]
        assert "current/index.html" in (out / "index.html").read_text()
        left_behind += any(out.rglob(".aside-*"))
        seen.add(folder.name)
    assert left_behind >= KILLS // 10, "too few kills fell while an edition was being written"
    assert len(seen) == 2
    publish(files_of("odd"), out, edition="odd")
    assert list(out.rglob(".aside-*")) == []
