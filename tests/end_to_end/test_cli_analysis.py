"""What an analyst asks on the command line: an index, trends and patterns, of a city or of figures of their own."""

import csv
import json
import os
import subprocess
import sys

import pytest

DEFINITION = """
id = "own"
elements = [
  { id = "index" }, { id = "noise", parent = "index", direction = -1 },
  { id = "green", parent = "index", direction = 1, weight = 3.0 },
]
[uncertain]
weights_share = 0.5
aggregators = [{ powers = [1.0] }, { powers = [0.5] }]
"""
AREAS = "ABCDEF"


def veerkracht(*arguments, folder):
    clean = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL")}
    command = [sys.executable, "-m", "veerkracht.cli", *map(str, arguments)]
    surroundings = {**clean, "COLUMNS": "200", "VEERKRACHT_LANG": "en"}
    return subprocess.run(command, capture_output=True, text=True, env=surroundings, cwd=folder, check=False)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def own(tmp_path):
    """A definition, and figures of six areas in which A is the worst and F the best on both."""
    (tmp_path / "own.toml").write_text(DEFINITION, "utf-8")
    lines = ["area,period,indicator,value"]
    for place, area in enumerate(AREAS):
        for year in range(2016, 2022):
            rising = place * (year - 2015)
            lines += [f"{area},{year},noise,{60 - rising}", f"{area},{year},green,{10 + rising}"]
    (tmp_path / "own.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def test_an_index_of_own_figures_ranks_the_areas_and_says_how_sure_that_is(own):
    done = veerkracht("index", "own.toml", "--figures", "own.csv", "--out", "made", "--draws", "200", folder=own)
    assert done.returncode == 0, done.stderr
    last = {row["area"]: row for row in rows_of(own / "made" / "areas.csv") if row["period"] == "2021"}
    assert [last[area]["rank"] for area in AREAS] == ["6", "5", "4", "3", "2", "1"]
    assert last["F"]["probability_top"] == "1"
    assert float(last["C"]["score_lower"]) <= float(last["C"]["score"]) <= float(last["C"]["score_upper"])


def test_the_record_holds_all_that_is_needed_to_make_the_index_again(own):
    asked = ("index", "own.toml", "--figures", "own.csv", "--draws", "100")
    told = veerkracht(*asked, "--out", "first", "--json", folder=own)
    record = json.loads(told.stdout)
    assert record["draws"] == 100 and record["factors"] == ["weights", "aggregator"]
    veerkracht(*asked, "--out", "again", "--seed", record["seed"], folder=own)
    for name in ("areas.csv", "causes.csv", "weights.csv", "figures.csv"):
        assert (own / "first" / name).read_bytes() == (own / "again" / name).read_bytes(), name


@pytest.mark.parametrize(("change", "words"), [
    (("direction = -1", "direction = 0"), "which way is better for: noise"),
    (("weights_share = 0.5", "weights_shares = 0.5"), "no choice weights_shares"),
    (("aggregators", "aggregators = 1\nmore"), "no choice more"),
    (('id = "green"', 'id = "trees"'), "lacks indicator(s) of the index: trees"),
    (("elements = [", "element = ["), "elements, element"),
    (("weight = 3.0", "weigth = 3.0"), "weigth"),
    (("[uncertain]", "[uncertain"), "is no TOML"),
])  # fmt: skip
def test_a_wrong_definition_is_refused_with_what_is_wrong(own, change, words):
    (own / "own.toml").write_text(DEFINITION.replace(*change), "utf-8")
    done = veerkracht("index", "own.toml", "--figures", "own.csv", "--out", "made", folder=own)
    assert done.returncode not in (0, 1) and words in done.stderr
    assert not (own / "made").exists()


@pytest.mark.parametrize(("line", "words"), [
    ("A,2016,noise,7", "row 74 repeats the key"), ("A,2030,noise,loud", "row 74, column value: 'loud'"),
    (",2030,noise,7", "row 74 has no area"),
])  # fmt: skip
def test_a_wrong_cell_is_named_by_row_and_column(own, line, words):
    with (own / "own.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    done = veerkracht("index", "own.toml", "--figures", "own.csv", folder=own)
    assert done.returncode == 3 and words in done.stderr


def test_what_cannot_be_asked_is_answered_with_the_way_out(own):
    unknown = veerkracht("index", "happiness", folder=own)
    assert unknown.returncode == 2 and "vulnerability" in unknown.stderr
    nowhere = veerkracht("trends", folder=own)
    assert nowhere.returncode == 2 and "--city" in nowhere.stderr
    without = veerkracht("trends", "--figures", "own.csv", "--indicator", "peace", folder=own)
    assert without.returncode == 2 and "green, noise" in without.stderr


def test_trends_of_own_figures_are_told_with_their_slope(own):
    done = veerkracht("trends", "--figures", "own.csv", "--out", "trends.csv", folder=own)
    assert done.returncode == 0, done.stderr
    found = {(row["area"], row["indicator"]): row for row in rows_of(own / "trends.csv")}
    assert found["C", "green"]["slope"] == "2" and found["C", "noise"]["slope"] == "-2"
    assert found["A", "green"]["reason"] == "constant" and found["A", "green"]["p"] == ""


def test_the_index_of_a_city_names_its_neighbourhoods(data_dir, tmp_path):
    done = veerkracht("index", "--city", "the-hague", "--data", data_dir, "--out", "made", "--draws", "200",
                      "--no-sensitivity", folder=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    ranked = {row["name"]: row for row in rows_of(tmp_path / "made" / "areas.csv") if row["rank"]}
    assert len(ranked) == 111 and int(ranked["Moerwijk-West"]["rank"]) > 100
    assert not (tmp_path / "made" / "causes.csv").exists()


def test_like_neighbourhoods_of_a_city_lie_together(data_dir, tmp_path):
    done = veerkracht("space", "low_income_households", "--data", data_dir, "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["moran"][0]["statistic"] > 0.5 and told["moran"][0]["p"] == pytest.approx(0.001)
    rows = {row["name"]: row for row in rows_of(tmp_path / "space.csv")}
    assert rows["Schildersbuurt-Noord"]["quadrant"] == "HH" and float(rows["Schildersbuurt-Noord"]["q"]) < 0.1
    assert len(rows) == 114


def test_a_published_example_is_told_with_its_difference(data_dir, tmp_path):
    done = veerkracht("check", "references", "--data", data_dir, "--json", folder=tmp_path)
    rows = json.loads(done.stdout)
    assert done.returncode == 0 and len(rows) > 40
    assert all(row["verdict"] == "equal" and row["difference"] <= row["tolerance"] for row in rows)
