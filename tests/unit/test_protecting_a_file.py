"""Protecting counts in a file: what is written, what stays in the house, and when it stops."""

import json
from dataclasses import replace

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from veerkracht.analysis.disclosure import CellRules
from veerkracht.cli import app
from veerkracht.connectors.own_counts import read_own_counts, read_parts
from veerkracht.errors import InputError, PublicationError
from veerkracht.workflows.protecting import ProtectRequest, check_safe, protect_table, write_protected

CITY = {"B1": (3, 20), "B2": (30, 40), "B3": (80, 90), "W1": (113, 150)}
HEADER = "area,period,category,value\n"
ROWS = [f"{area},2020,{category},{value}" for area, pair in CITY.items()
        for category, value in zip(("men", "women", "all"), (*pair, sum(pair)), strict=True)]  # fmt: skip


@pytest.fixture
def request_of(tmp_path):
    (tmp_path / "cells.csv").write_text(HEADER + "\n".join(ROWS), "utf-8")
    (tmp_path / "areas.csv").write_text("area,parent\nB1,W1\nB2,W1\nB3,W1\nW1,\n", "utf-8")
    (tmp_path / "categories.csv").write_text("category,parent\nmen,all\nwomen,all\n", "utf-8")
    return ProtectRequest(tmp_path / "cells.csv", tmp_path / "areas.csv", CellRules(), tmp_path / "categories.csv")


def test_the_protected_table_and_the_report_are_written_apart(request_of, tmp_path):
    finding = protect_table(request_of)
    files = write_protected(finding, tmp_path / "out")
    assert [file.relative_to(tmp_path / "out").as_posix() for file in files] == [
        "inside/audit.json", "inside/intervals.parquet", "protected.csv"]  # fmt: skip
    shown = pa_csv.read_csv(files[2]).to_pylist()
    assert "reason" not in shown[0]
    assert sum(row["value"] is None for row in shown) == 4
    report = json.loads(files[0].read_text("utf-8"))
    assert (report["unsafe"], report["hidden"][0]["unsafe"], report["hidden"][0]["complements"]) == (0, 1, 3)
    check_safe(finding)


def test_what_was_written_can_be_audited_again(request_of, tmp_path):
    *_, written = write_protected(protect_table(request_of), tmp_path / "out")
    assert pa_csv.read_csv(written).column_names == ["period", "area", "category", "value", "status"]
    assert protect_table(replace(request_of, protected=written)).unsafe == 0


def test_a_parquet_file_gives_the_same_as_text(request_of, tmp_path):
    pq.write_table(pa_csv.read_csv(request_of.figures), tmp_path / "cells.parquet")
    by_text, by_parquet = (
        protect_table(replace(request_of, figures=tmp_path / name)).published.to_pyarrow()["value"].to_pylist()
        for name in ("cells.csv", "cells.parquet")
    )
    assert by_text == by_parquet


def test_a_table_that_gives_a_cell_away_is_not_written_and_stops(request_of, tmp_path):
    bare = HEADER + "\n".join(ROWS).replace("B1,2020,men,3", "B1,2020,men,")
    (tmp_path / "bare.csv").write_text(bare, "utf-8")
    finding = protect_table(replace(request_of, protected=tmp_path / "bare.csv"))
    assert [file.name for file in write_protected(finding, tmp_path / "out")] == ["audit.json", "intervals.parquet"]
    with pytest.raises(PublicationError, match="B1, 2020, men: from 3"):
        check_safe(finding)


def test_rows_that_are_never_shown_do_not_leave_the_house(tmp_path):
    (tmp_path / "cells.csv").write_text(
        "area,period,value,published\np1,2020,97,no\np2,2020,30,no\nO,2020,127,yes\n", "utf-8")  # fmt: skip
    (tmp_path / "areas.csv").write_text("area,parent\np1,O\np2,O\n", "utf-8")
    request = ProtectRequest(tmp_path / "cells.csv", tmp_path / "areas.csv", CellRules())
    files = write_protected(protect_table(request), tmp_path / "out")
    assert pa_csv.read_csv(files[2])["area"].to_pylist() == ["O"]


def test_the_command_stops_with_the_code_of_publication(request_of, tmp_path):
    bare = HEADER + "\n".join(ROWS).replace("B1,2020,men,3", "B1,2020,men,")
    (tmp_path / "bare.csv").write_text(bare, "utf-8")
    options = ["protect", str(request_of.figures), "--areas", str(request_of.areas), "--categories",
               str(request_of.categories), "--out", str(tmp_path / "out")]  # fmt: skip
    assert CliRunner().invoke(app, options).exit_code == 0
    assert (
        CliRunner().invoke(app, [*options, "--audit", str(tmp_path / "bare.csv")]).exit_code
        == PublicationError.exit_code
    )


def test_a_key_that_occurs_twice_is_named_with_its_row(tmp_path):
    (tmp_path / "cells.csv").write_text("area,period,value\nA,2020,1\nA,2020,2\n", "utf-8")
    with pytest.raises(InputError, match="row 3 repeats the key 2020 A"):
        read_own_counts(tmp_path / "cells.csv")


@pytest.mark.parametrize(("row", "named"), [
    ("A,2020,many,yes", "row 2, column value"), ("A,,3,yes", "no period"), ("A,2020,3,perhaps", "true or false"),
])  # fmt: skip
def test_a_bad_cell_is_named(tmp_path, row, named):
    (tmp_path / "cells.csv").write_text(f"area,period,value,published\n{row}\n", "utf-8")
    with pytest.raises(InputError, match=named):
        read_own_counts(tmp_path / "cells.csv")


def test_text_in_a_number_of_parquet_is_named(tmp_path):
    pq.write_table(
        pa.table({"area": ["A"], "period": ["2020"], "value": [True], "share": [b"x"]}), tmp_path / "c.parquet"
    )
    with pytest.raises(InputError, match="column share"):
        read_own_counts(tmp_path / "c.parquet")


def test_a_part_without_a_parent_has_none(tmp_path):
    (tmp_path / "areas.csv").write_text("area,parent,share\nA,W,0.5\nW,,\n", "utf-8")
    assert read_parts(tmp_path / "areas.csv", of="area").to_pyarrow().to_pylist() == [
        {"area": "A", "parent": "W", "share": 0.5}, {"area": "W", "parent": None, "share": None}]  # fmt: skip
