"""Another process, from another folder, with other hashes and another time zone, writes the same bytes."""

import os
import subprocess
import sys

import pytest

from veerkracht.workflows.publish import latest_edition

pytestmark = pytest.mark.real_data


def run_elsewhere(folder, data):
    """Make the edition with the command, in a process that differs in all that should not matter."""
    folder.mkdir()
    (folder / "data").symlink_to(data.resolve(), target_is_directory=True)
    command = [sys.executable, "-m", "veerkracht.cli", "monitor", "the-hague", "--data", "data", "--out", "out"]
    seed = "7" if os.environ.get("PYTHONHASHSEED") != "7" else "8"
    environment = {
        **os.environ,
        "PYTHONHASHSEED": seed,
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C.UTF-8",
        "VEERKRACHT_LANG": "nl",
    }
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, timeout=300)
    return latest_edition(folder / "out")


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_edition_of_the_hague_has_the_same_bytes_in_every_process(hague, data_dir, tmp_path):
    here, there = contents(hague), contents(run_elsewhere(tmp_path / "a folder with a longer name", data_dir))
    assert len(here) > 200
    assert [name for name in here.keys() | there.keys() if here.get(name) != there.get(name)] == []
