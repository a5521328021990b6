"""Shared fixtures: where the real data are, and what happens when they are not there."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("laws", deadline=None)  # time is shown by benchmarks; machines are noisy
settings.load_profile("laws")


def _data_folder() -> Path:
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("VEERKRACHT_DATA") or beside)


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Folder with the real public data; absent data fail in CI and skip elsewhere."""
    folder = _data_folder()
    if not folder.is_dir():
        reason = "No public data: set VEERKRACHT_DATA to the folder with cbs_kwb, leefbaarometer2 and so on."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
