"""Snapshots in the workspace: whole, immutable, with their origin."""

import pytest

from veerkracht.engine import Provenance, Workspace, write_aside
from veerkracht.errors import MissingDataError, StoreError
from veerkracht.tables import memtable, pull

ORIGIN = Provenance("cbs-kwb", licence="CC BY 4.0", url="https://example.org/table", retrieved="2024-05-01")


def table(*values):
    return memtable({"area": [f"WK{number}" for number in range(len(values))], "value": list(values)})


def test_a_snapshot_reads_back_as_written_with_its_origin(tmp_path):
    store = Workspace(tmp_path)
    digest = store.write("GM0518/kwb", table(1.0, None), ORIGIN)
    assert pull(store.read("GM0518/kwb")).to_pylist() == pull(table(1.0, None)).to_pylist()
    assert store.digest("GM0518/kwb") == digest
    assert store.provenance("GM0518/kwb") == ORIGIN


def test_the_same_rows_give_the_same_hash_and_an_earlier_snapshot_stays(tmp_path):
    store = Workspace(tmp_path)
    first = store.write("kwb", table(1.0), ORIGIN)
    second = store.write("kwb", table(2.0), ORIGIN)
    assert store.write("kwb", table(1.0), ORIGIN) == first != second
    assert len(list((tmp_path / "kwb").glob("*.parquet"))) == 2


def test_a_changed_snapshot_is_refused(tmp_path):
    store = Workspace(tmp_path)
    store.write("kwb", table(1.0), ORIGIN)
    next((tmp_path / "kwb").glob("*.parquet")).write_bytes(b"other")
    with pytest.raises(StoreError, match="does not match its hash"):
        store.read("kwb")


def test_what_was_never_stored_is_missing(tmp_path):
    with pytest.raises(MissingDataError, match="No snapshot named kwb"):
        Workspace(tmp_path).read("kwb")


def test_a_write_that_fails_leaves_the_old_file_and_no_part(tmp_path):
    path = tmp_path / "file.txt"
    write_aside(path, b"old")
    with pytest.raises(TypeError):
        write_aside(path, None)
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["file.txt"]
