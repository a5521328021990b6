"""An input that is not there or damaged is told; it never becomes a zero."""

import shutil
from functools import cache

import pyarrow.parquet as pq
import pytest

from veerkracht import catalogue
from veerkracht.errors import InputError, MissingDataError
from veerkracht.reports.checks import check_sources
from veerkracht.reports.content import DataTable
from veerkracht.tables import Status, pull
from veerkracht.workflows.edition.compose import compose
from veerkracht.workflows.gathering import gather
from veerkracht.workflows.measuring import measure
from veerkracht.workflows.monitor import changed_settings

pytestmark = pytest.mark.real_data

CITY = "the-hague"
HAGUE = "GM0518"
FILES = sorted(
    {one.path.format(municipality=HAGUE) for one in catalogue.datasets() if one.serves(HAGUE) and not one.optional}
)
FEW_DRAWS = {"resilience": {"draws": 100}}  # the noise is not what is tested here


@pytest.fixture
def farm(data_dir, tmp_path):
    """A folder with links to the raw files of The Hague; tests take one away or put another in its place."""
    boundaries = [one.path.format(municipality=HAGUE) for one in catalogue.boundaries()]
    for path in {*FILES, *boundaries, *catalogue.name_lists().values()}:
        link = tmp_path / "data" / path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to((data_dir / path).resolve())
    return tmp_path / "data"


def findings_of(folder):
    return measure(gather(catalogue.load_city(CITY), folder), settings=changed_settings(FEW_DRAWS))


@pytest.fixture(scope="module")
def full(data_dir):
    """All findings, with every file there."""
    return cache(lambda: findings_of(data_dir))


def edition_of(findings):
    """Write and check the edition, and return its pages."""
    edition = compose(findings, name="2021", date="2021-12-31", before=None, version="0")
    check_sources(edition)
    return {page.path: page for page in edition.pages}


def files_told(page):
    """Return the files that the page on what is missing lists."""
    tables = [block for block in page.blocks if isinstance(block, DataTable)]
    return {cell for table in tables for row in table.rows for cell in row if isinstance(cell, str)}


def published(findings):
    rows = pull(findings.published).to_pylist()
    return {(row["area"], row["period"], row["indicator"]): row for row in rows}


def was_zero_or_shared(row):
    """Tell whether a figure was zero before, or stood with that of another district."""
    return row is not None and (row["value"] == 0 or row["status"] in (Status.SHARED_IN, Status.SHARED_WITH))


@pytest.mark.parametrize("file", FILES)
def test_an_edition_without_one_file_says_so_and_never_counts_zero_in_its_place(farm, full, file):
    (farm / file).unlink()
    less = findings_of(farm)
    pages = edition_of(less)
    before, now = published(full()), published(less)
    assert file in files_told(pages["method/missing"])
    assert any("method/missing" in repr(block) for block in pages["index"].blocks)
    assert file not in {item.file for item in less.inputs}
    zeros = [key for key, row in now.items() if row["value"] == 0 and not was_zero_or_shared(before.get(key))]
    assert zeros == []
    assert [key for key, row in now.items() if row["value"] is None and row["status"] == "A"] == []
    assert sum(r["value"] is not None for r in now.values()) < sum(r["value"] is not None for r in before.values())


@pytest.mark.parametrize("boundary", [one.path.format(municipality=HAGUE) for one in catalogue.boundaries()])
def test_an_edition_without_a_file_of_boundaries_keeps_every_figure(farm, full, boundary):
    (farm / boundary).unlink()
    less = findings_of(farm)
    pages = edition_of(less)
    lost = boundary not in {item.file for item in full().inputs}
    assert lost or boundary in files_told(pages["method/missing"])
    before, now = published(full()), published(less)
    assert {key for key, row in now.items() if row["value"] == 0} <= {
        k for k, row in before.items() if row["value"] == 0
    }


DAMAGE = {
    "truncated": lambda content: content[: len(content) // 2],
    "a web page": lambda content: b"<!DOCTYPE html><html><body>503 Service Unavailable</body></html>",
    "empty": lambda content: b"",
    "of another kind": lambda content: b"PK\x03\x04" + bytes(200),
}
DAMAGED = [(file, kind) for file in FILES for kind in DAMAGE
           if not (kind == "truncated" and file.endswith(".csv"))]  # fmt: skip


@pytest.mark.parametrize(("file", "kind"), DAMAGED)
def test_a_damaged_file_is_named(farm, file, kind):
    content = (farm / file).read_bytes()
    (farm / file).unlink()
    (farm / file).write_bytes(DAMAGE[kind](content))
    read_only(farm, file)
    with pytest.raises(InputError) as told:
        gather(catalogue.load_city(CITY), farm)
    assert file.rpartition("/")[2] in str(told.value)


def read_only(farm, file):
    """Leave only one file in the folder, so that the others need not be read."""
    for other in farm.rglob("*"):
        if other.is_file() and other != farm / file:
            other.unlink()


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith(".csv")])
def test_a_csv_that_is_cut_off_in_a_row_is_named(farm, file):
    content = (farm / file).read_bytes()
    cut = content.rstrip()[:-1]
    cut = cut[: cut.rindex(b"\n") + len(cut[cut.rindex(b"\n") :]) // 2]
    (farm / file).unlink()
    (farm / file).write_bytes(cut)
    read_only(farm, file)
    with pytest.raises(InputError) as told:
        gather(catalogue.load_city(CITY), farm)
    assert file.rpartition("/")[2] in str(told.value)


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith(".parquet")])
def test_a_parquet_file_with_other_columns_is_named(farm, data_dir, file):
    table = pq.read_table(data_dir / file)
    (farm / file).unlink()
    pq.write_table(table.rename_columns([f"x_{name}" for name in table.column_names]), farm / file)
    read_only(farm, file)
    with pytest.raises(InputError) as told:
        gather(catalogue.load_city(CITY), farm)
    assert file.rpartition("/")[2] in str(told.value)


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(MissingDataError) as told:
        gather(catalogue.load_city(CITY), tmp_path)
    assert str(tmp_path) in str(told.value) and "84583NED" in str(told.value)


def test_a_folder_with_files_of_another_city_only_is_told(data_dir, tmp_path):
    file = "cbs_kwb/raw/84583NED_UntypedDataSet_GM0363_2019.csv"
    (tmp_path / "cbs_kwb/raw").mkdir(parents=True)
    shutil.copy(data_dir / file, tmp_path / file)
    with pytest.raises(MissingDataError):
        gather(catalogue.load_city(CITY), tmp_path)
