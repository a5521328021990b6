"""Somebody writes a synthetic register, counts it, and meets an error in Dutch."""

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from veerkracht.cli import app


@pytest.fixture
def example(tmp_path):
    done = CliRunner().invoke(app, ["people", "example", "--out", str(tmp_path / "register"), "--households", "3000"])
    assert done.exit_code == 0, done.output
    return dict(zip(("areas", "households", "persons"), done.output.split(), strict=True))


def counted(example, out, *more, **environment):
    files = [part for name, path in example.items() for part in (f"--{name}", path)]
    return CliRunner().invoke(
        app, ["people", "count", *files, "--period", "2024", "--out", str(out), *more], env=environment
    )


def test_a_register_is_counted_and_its_tables_are_written(example, tmp_path):
    done = counted(
        example, tmp_path / "out", "--by", "age_band", "--json", VEERKRACHT_ENGINE="duckdb?threads=1&memory_mb=500"
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["engine"], told["unit"], told["unsafe"]) == ("duckdb", "person", 0)
    assert 0 < told["hidden"] < told["cells"]
    assert (tmp_path / "out" / "counts.csv").read_text().splitlines()[0] == '"area","age_band","group","value","status"'


def test_what_was_hidden_is_shown_per_group(example, tmp_path):
    done = counted(example, tmp_path / "out", "--groups", "vulnerable_households")
    assert done.exit_code == 0, done.output
    assert "somebody_in_long_term_care" in done.stdout
    assert str(tmp_path / "out" / "counts.json") in done.stdout


def test_an_engine_that_does_not_exist_is_told_in_dutch_and_nothing_is_written(example, tmp_path):
    done = counted(example, tmp_path / "out", VEERKRACHT_ENGINE="mysql://x", VEERKRACHT_LANG="nl")
    assert done.exit_code == 9
    assert "VEERKRACHT_ENGINE noemt geen rekenmachine" in done.stderr
    assert not (tmp_path / "out").exists()


DRAWN = {"n1": (30, 60, 10.0), "n2": (4, 60, 500.0), "n3": (40, 60, 7.0), "n4": (25, 50, 2.0), "n5": (0, 0, 1.0)}
"""Per neighbourhood: rows in the group, all rows, and for how many people each row stands."""

DEFINITION = """
id = "sample"
unit = "person"
label_nl = "Oud"
label_en = "Old"
weights = "{weights}"
[[groups]]
id = "old"
label_nl = "oud"
label_en = "old"
counts_nl = "Wie oud is."
counts_en = "Who is old."
source = "Test."
where = {{ column = "old", value = true }}
"""


@pytest.fixture
def sample(tmp_path):
    rows = [(area, number < old, weight) for area, (old, drawn, weight) in DRAWN.items() for number in range(drawn)]
    pq.write_table(pa.table({"person": range(len(rows)), "area": [row[0] for row in rows], "old": [row[1] for row in rows],
                             "stands_for": [row[2] for row in rows]}), tmp_path / "persons.parquet")  # fmt: skip
    (tmp_path / "areas.csv").write_text("area,parent\n" + "".join(f"{area},city\n" for area in DRAWN) + "city,\n")
    (tmp_path / "sample.toml").write_text(DEFINITION.format(weights="stands_for"))
    return tmp_path


def estimated(sample, *more, **environment):
    options = ["people", "count", "--persons", str(sample / "persons.parquet"), "--areas", str(sample / "areas.csv"),
               "--period", "2024", "--groups", str(sample / "sample.toml"), "--out", str(sample / "out"), *more]  # fmt: skip
    return CliRunner().invoke(app, options, env=environment)


def test_a_sample_is_estimated_by_its_weights_and_hidden_by_its_rows(sample):
    done = estimated(sample)
    assert done.exit_code == 0, done.output
    with (sample / "out" / "counts.csv").open(newline="") as lines:
        told = {(row["area"], row["group"]): row for row in csv.DictReader(lines)}
    assert (told["n1", "old"]["value"], told["n1", "old"]["status"]) == ("300", "E")
    assert (told["n1", "people"]["value"], told["n2", "people"]["value"]) == ("600", "30000")
    assert (told["n2", "old"]["value"], told["n2", "old"]["status"]) == ("", "Q")  # 2,000 people, of whom 4 were drawn
    assert (
        sum(told[area, "old"]["status"] == "Q" for area in ("n1", "n2", "n3", "n4")) >= 2
    )  # and what would give it away
    assert (told["n5", "people"]["value"], told["n5", "people"]["status"]) == ("", "O")  # nobody was drawn there
    assert (told["city", "old"]["value"], told["city", "old"]["status"]) == ("2630", "E")
    spread = ((230 / 229) * (30 * 10**2 + 4 * 500**2 + 40 * 7**2 + 25 * 2**2 - 2630**2 / 230)) ** 0.5
    assert float(told["city", "old"]["standard_error"]) == pytest.approx(spread, abs=0.5)


def test_a_sample_has_no_table_of_overlaps_and_its_record_names_the_weights(sample):
    assert estimated(sample).exit_code == 0
    assert sorted(file.name for file in (sample / "out").iterdir()) == ["counts.csv", "counts.json"]
    record = json.loads((sample / "out" / "counts.json").read_text("utf-8"))
    assert (record["weights"], record["rows"]) == ("stands_for", 230)


def test_a_column_of_weights_that_is_not_there_is_named(sample):
    (sample / "sample.toml").write_text(DEFINITION.format(weights="gewicht"))
    done = estimated(sample)
    assert done.exit_code != 0 and "gewicht" in done.output
    assert not (sample / "out").exists()


def test_a_neighbourhood_where_nobody_lives_hides_no_other(sample):
    """Everybody sees that zero people live in n5: its zero is no second unknown beside the four of n2."""
    (sample / "sample.toml").write_text(DEFINITION.format(weights=""))
    done = estimated(sample)
    assert done.exit_code == 0, done.output
    with (sample / "out" / "counts.csv").open(newline="") as lines:
        told = {row["area"]: row for row in csv.DictReader(lines) if row["group"] == "old"}
    assert (told["n5"]["value"], told["n5"]["status"]) == ("0", "A")
    assert told["n2"]["status"] == "Q" and told["city"]["value"] == "99"
    assert sum(told[area]["status"] == "Q" for area in ("n1", "n3", "n4")) >= 1
