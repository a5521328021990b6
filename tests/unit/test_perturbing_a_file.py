"""Counts of a file rounded or blurred by the command: what is written, what a reader can still work out, and what is refused."""

import json
from dataclasses import replace

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from veerkracht.analysis.disclosure import CellRules, audit_perturbed, cell_keys, record_keys
from veerkracht.cli import app
from veerkracht.errors import InputError, PublicationError, TableError, UsageError
from veerkracht.tables import memtable
from veerkracht.workflows.perturbing import Perturbation, with_bounds
from veerkracht.workflows.protecting import ProtectRequest, protect_table, write_protected

CITY = {"B1": (3, 20), "B2": (30, 41), "B3": (80, 90)}
SEXES = ("men", "women", "all")


def counts():
    total = tuple(sum(pair[at] for pair in CITY.values()) for at in (0, 1))
    return {(area, sex): value for area, pair in {**CITY, "W1": total}.items()
            for sex, value in zip(SEXES, (*pair, sum(pair)), strict=True)}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    people = [(f"{area}-{sex}-{n}", area, sex) for area, pair in CITY.items()
              for sex, count in zip(SEXES, pair, strict=False) for n in range(count)]  # fmt: skip
    rows = [(name, where, what) for name, area, sex in people for where in (area, "W1") for what in (sex, "all")]
    records = memtable({key: [row[at] for row in rows] for at, key in enumerate(("record", "area", "category"))})
    keyed = cell_keys(record_keys(records, secret="of the house"), by=["area", "category"]).to_pyarrow().to_pylist()
    lines = [f"{row['area']},2020,{row['category']},{row['value']:.0f},{row['cell_key']}" for row in keyed]
    (tmp_path / "cells.csv").write_text("area,period,category,value,keys\n" + "\n".join(lines), "utf-8")
    (tmp_path / "areas.csv").write_text("area,parent\nB1,W1\nB2,W1\nB3,W1\nW1,\n", "utf-8")
    (tmp_path / "categories.csv").write_text("category,parent\nmen,all\nwomen,all\n", "utf-8")
    return tmp_path


def run(folder, *more, language="en"):
    options = ["protect", str(folder / "cells.csv"), "--areas", str(folder / "areas.csv"), "--categories",
               str(folder / "categories.csv"), "--out", str(folder / "out")]  # fmt: skip
    return CliRunner().invoke(app, [*options, *more], env={"VEERKRACHT_LANG": language})


def shown(folder):
    rows = pa_csv.read_csv(folder / "out" / "protected.csv").to_pylist()
    return {(row["area"], row["category"]): row for row in rows}


METHODS = [("round",), ("random", "--seed", "7"), ("controlled",), ("cell-key", "--key-column", "keys")]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method[0])
def test_each_method_writes_every_cell_marked_and_its_audit(folder, method):
    done = run(folder, "--method", *method)
    assert done.exit_code == 0, done.output
    found, report = shown(folder), json.loads((folder / "out" / "inside" / "audit.json").read_text("utf-8"))
    assert found.keys() == counts().keys() and {row["status"] for row in found.values()} == {"E"}
    assert {"cell_key", "keys", "reason", "lower"}.isdisjoint(next(iter(found.values())))
    assert (report["unsafe"], report["audited"], report["method"]["method"]) == (0, 1, method[0])  # 3 men in B1
    assert "7" not in map(str, report["method"].values())  # the seed undoes the rounding
    far = {key: abs(row["value"] - counts()[key]) for key, row in found.items()}
    assert max(far.values()) == report["changed"][0]["largest_change"] <= (2 if method[0] == "round" else 5)
    assert sum(value > 0 for value in far.values()) == report["changed"][0]["changed"]


@pytest.mark.parametrize("method", METHODS[:3], ids=lambda method: method[0])
def test_rounded_counts_are_multiples_of_the_base(folder, method):
    assert run(folder, "--method", *method, "--base", "10").exit_code == 0
    assert all(row["value"] % 10 == 0 for row in shown(folder).values())


def test_controlled_rounding_keeps_the_sums_of_the_table(folder):
    assert run(folder, "--method", "controlled").exit_code == 0
    value = {key: row["value"] for key, row in shown(folder).items()}
    assert all(value[area, "men"] + value[area, "women"] == value[area, "all"] for area in (*CITY, "W1"))
    assert all(sum(value[area, sex] for area in CITY) == value["W1", sex] for sex in SEXES)


def test_the_same_people_get_the_same_noise_again(folder):
    assert run(folder, "--method", "cell-key", "--key-column", "keys").exit_code == 0
    first = shown(folder)
    assert run(folder, "--method", "cell-key", "--key-column", "keys").exit_code == 0
    assert shown(folder) == first


def test_rounding_that_leaves_a_small_count_small_stops_the_table(folder):
    """Base 2 leaves 3 or 4 men, both of them few."""
    done = run(folder, "--method", "round", "--base", "2")
    assert done.exit_code == PublicationError.exit_code
    assert not (folder / "out" / "protected.csv").exists()
    (row,) = pq.read_table(folder / "out" / "inside" / "intervals.parquet").to_pylist()
    assert (row["area"], row["category"], row["safe"]) == ("B1", "men", False) and row["upper"] < 5


def test_a_table_that_was_rounded_elsewhere_is_audited_by_its_method(folder):
    assert run(folder, "--method", "round").exit_code == 0
    theirs = folder / "theirs.csv"
    (folder / "out" / "protected.csv").rename(theirs)
    done = run(folder, "--method", "round", "--audit", str(theirs))
    assert done.exit_code == 0, done.output
    assert not (folder / "out" / "protected.csv").exists()
    refused = run(folder, "--method", "round", "--base", "2", "--audit", str(theirs))
    assert refused.exit_code == TableError.exit_code and "further from their figure" in refused.output


@pytest.mark.parametrize(("options", "english", "dutch"), [
    (("random",), "needs a seed", "vraagt een startgetal"),
    (("cell-key",), "--key-column", "vraagt de sleutel"),
    (("round", "--years", "linked"), "Linked years need", "Samenhangende jaren"),
])  # fmt: skip
def test_a_method_without_what_it_needs_is_refused_in_the_language_of_the_reader(folder, options, english, dutch):
    for language, words in (("en", english), ("nl", dutch)):
        done = run(folder, "--method", *options, language=language)
        assert done.exit_code == UsageError.exit_code and words in done.output


def test_a_column_of_keys_that_is_not_there_or_holds_no_keys_is_named(folder):
    done = run(folder, "--method", "cell-key", "--key-column", "sleutels")
    assert done.exit_code == InputError.exit_code and "sleutels" in done.output
    (folder / "cells.csv").write_text("area,period,category,value,keys\nB1,2020,men,3,-5\n", "utf-8")
    done = run(folder, "--method", "cell-key", "--key-column", "keys")
    assert done.exit_code == TableError.exit_code and "no count with a key" in done.output


def test_rows_that_are_never_shown_do_not_leave_the_house_rounded(tmp_path):
    (tmp_path / "cells.csv").write_text(
        "area,period,value,published\np1,2020,97,no\np2,2020,33,no\nO,2020,130,yes\n", "utf-8")  # fmt: skip
    (tmp_path / "areas.csv").write_text("area,parent\np1,O\np2,O\n", "utf-8")
    request = ProtectRequest(
        tmp_path / "cells.csv", tmp_path / "areas.csv", CellRules(), perturbation=Perturbation("round")
    )
    files = write_protected(protect_table(request), tmp_path / "out")
    assert pa_csv.read_csv(files[2])["area"].to_pylist() == ["O"]


TABLE = {"area": ["A"], "period": ["2020"], "indicator": [""], "category": [""]}


@pytest.mark.parametrize(("asked", "value", "bounds"), [
    (Perturbation("round"), 5.0, (3, 7)), (Perturbation("round"), 0.0, (0, 2)), (Perturbation("round", 10), 10.0, (5, 14)),
    (Perturbation("random", seed=1), 5.0, (1, 9)), (Perturbation("controlled"), 10.0, (6, 14)),
    (Perturbation("cell-key", bound=3), 2.0, (1, 5)), (Perturbation("cell-key", bound=3), 0.0, (0, 0)),
    (Perturbation("cell-key", bound=3, zeros="may_arise"), 0.0, (0, 3)),
])  # fmt: skip
def test_a_reader_who_knows_the_method_knows_between_which_counts_the_true_one_lies(asked, value, bounds):
    cells = memtable({**TABLE, "value": [value]})
    row = with_bounds(cells, cells, asked).to_pyarrow().to_pylist()[0]
    assert (row["lower"], row["upper"]) == bounds


@pytest.mark.parametrize(("lower", "upper", "safe"), [
    (0.0, 4.0, True), (1.0, 5.0, True), (1.0, 4.0, False), (3.0, 3.4, False), (2.6, 4.9, False), (0.0, 0.9, False),
])  # fmt: skip
def test_a_small_count_is_safe_while_a_reader_cannot_be_sure_that_it_is_small(lower, upper, safe):
    truth = memtable({**TABLE, "value": [3.0 if upper >= 3 else 0.5]})
    rows = memtable({**TABLE, "value": [5.0], "lower": [lower], "upper": [upper]})
    areas = memtable({"area": ["A"], "parent": ["W"]})
    (found,) = audit_perturbed(rows, truth, areas=areas, rules=CellRules()).to_pyarrow().to_pylist()
    assert (found["lower"], found["upper"], found["safe"]) == (lower, upper, safe)


def test_shown_totals_narrow_what_rounding_left(folder):
    """The total of men is exact: its parts bind the three of B1."""
    request = ProtectRequest(folder / "cells.csv", folder / "areas.csv", CellRules(), folder / "categories.csv",
                             perturbation=Perturbation("round"))  # fmt: skip
    finding = protect_table(request)
    (row,) = finding.intervals.to_pyarrow().to_pylist()
    assert (row["lower"], row["upper"]) == (3, 7)
    exact = replace(request, perturbation=Perturbation("round", base=2))
    (narrow,) = protect_table(exact).intervals.to_pyarrow().to_pylist()
    assert narrow["upper"] - narrow["lower"] < row["upper"] - row["lower"] and not narrow["safe"]
