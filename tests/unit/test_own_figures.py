"""Figures that a user brings."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from veerkracht.connectors.own_figures import read_own_figures
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import Status

ROWS = {"area": ["A", "B"], "period": ["2020", "2020"], "indicator": ["noise", "noise"], "value": [1.5, None]}


def rows(table):
    return table.to_pyarrow().to_pylist()


def parquet(folder, **changes):
    pq.write_table(pa.table({**ROWS, **changes}), folder / "own.parquet")
    return folder / "own.parquet"


def text(folder, *lines):
    (folder / "own.csv").write_text("\n".join(("area,period,indicator,value,standard_error", *lines)) + "\n", "utf-8")
    return folder / "own.csv"


def test_both_kinds_of_files_give_the_same_rows(tmp_path):
    of_parquet = rows(read_own_figures(parquet(tmp_path)))
    of_text = rows(read_own_figures(text(tmp_path, "A,2020,noise,1.5,", "B,2020,noise,,")))
    assert [{key: row[key] for key in of_parquet[0]} for row in of_text] == of_parquet
    assert of_text[0]["standard_error"] is None


def test_what_is_absent_is_missing_and_not_zero(tmp_path):
    found = rows(read_own_figures(text(tmp_path, "A,2020,noise,.,", "B,2020,noise,0,0.5")))
    assert found[0]["value"] is None and found[0]["status"] == Status.MISSING
    assert found[1]["value"] == 0.0 and found[1]["status"] == Status.NORMAL and found[1]["standard_error"] == 0.5


def test_a_status_that_is_given_is_kept_where_it_fits(tmp_path):
    found = rows(read_own_figures(parquet(tmp_path, status=[Status.ESTIMATED, Status.SUPPRESSED])))
    assert [row["status"] for row in found] == [Status.ESTIMATED, Status.SUPPRESSED]
    wrong = rows(read_own_figures(parquet(tmp_path, status=[Status.SUPPRESSED, Status.NORMAL])))
    assert [row["status"] for row in wrong] == [Status.NORMAL, Status.MISSING]


@pytest.mark.parametrize(("changes", "words"), [
    ({"value": ["1", "much"]}, "column value"), ({"area": ["A", None]}, "row 3 has no area"),
    ({"area": ["A", "A"]}, "row 3 repeats the key"),
])  # fmt: skip
def test_a_bad_cell_of_a_parquet_file_is_named(tmp_path, changes, words):
    with pytest.raises(InputError, match=words):
        read_own_figures(parquet(tmp_path, **changes))


def test_a_file_that_is_not_there_or_lacks_a_column_is_told(tmp_path):
    with pytest.raises(MissingDataError):
        read_own_figures(tmp_path / "gone.csv")
    with pytest.raises(InputError, match="events"):
        read_own_figures(text(tmp_path, "A,2020,noise,1,"), needs=("events",))
