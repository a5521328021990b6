"""Choosing by command from a bundle of registers: what is weighed, what lacks, whose rates, and which rule divides money."""

import csv
import json
import re
from html import unescape

import pytest
from typer.testing import CliRunner

from veerkracht import cli
from veerkracht.connectors.register_bundle import BundleRecord, RegisterBundle, bundle_bytes

YEARS = (2026, 2027, 2028)
DAY = ("--date", "2026-11-22", "--seed", "7", "--homes", "0")


def choose(*arguments):
    asked = ["choose", "voorbeeldstad", *DAY, *(str(part) for part in arguments)]
    return CliRunner().invoke(cli.app, asked, env={"VEERKRACHT_LANG": "en"})


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words_of(path):
    text = re.sub(r"<(svg|style)\b.*?</\1>", " ", path.read_text("utf-8"), flags=re.S)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def records(name, *, years=YEARS, mark="1"):
    told = {"name": {"nl": name}, "status": "running", "risks": ["SH-HEAT"], "goal": ["G1"], "areas": ["WK999901"]}
    money = [
        BundleRecord(f"{name}-{year}", {"year": year, "kind": "running", "planned": 40_000}, name) for year in years
    ]
    benefit = {"risk": "SH-HEAT", "good_times": mark, "bad_times": "2", "explanation": {"nl": "koeler"}}
    return BundleRecord(name, told), money, [BundleRecord(f"{name}-heat", benefit, name)]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """Four initiatives: two of which all is known, one that makes a risk worse, and one without the cost of two years."""
    found = [records("VS-01"), records("VS-02"), records("VS-03", mark="-2"), records("VS-04", years=(2026,))]
    parts = {"initiatives": tuple(one for one, _m, _b in found), "budget_lines": tuple(m for _o, ms, _b in found for m in ms),
             "benefits": tuple(b for _o, _m, bs in found for b in bs)}  # fmt: skip
    path = tmp_path_factory.mktemp("bundle") / "registers.json"
    path.write_bytes(bundle_bytes(RegisterBundle("voorbeeldstad", parts)))
    return path


@pytest.fixture(scope="module")
def chosen(bundle, tmp_path_factory):
    out = tmp_path_factory.mktemp("chosen")
    done = choose("--registers", bundle, "--budget", 90_000, "--division", "by-need", "--out", out)
    assert done.exit_code == 0, done.output
    return out


def test_initiatives_of_the_registers_are_weighed_and_one_without_costs_is_named(chosen):
    found = {row["initiative"]: (row["weighed"], row["lacks"]) for row in rows_of(chosen / "initiatives.csv")}
    assert found == {
        "VS-01": ("true", ""), "VS-02": ("true", ""), "VS-03": ("true", ""), "VS-04": ("false", "cost; 2027; 2028"),
    }  # fmt: skip
    assert {row["initiative"] for row in rows_of(chosen / "choice.csv") if row["chosen"] == "true"} == {
        "VS-01",
        "VS-02",
    }
    assert [float(row["left_eur"]) for row in rows_of(chosen / "budget.csv")] == [10_000.0] * 3
    words = words_of(chosen / "index_en.html")
    assert "The strategy counts 41" in words and "The initiatives come from the registers" in words
    assert "Sheets that were filled in" not in words


def test_money_goes_by_the_rule_that_was_asked_for_and_adds_up(chosen):
    rows = rows_of(chosen / "division.csv")
    assert sum(float(row["before_eur"]) for row in rows) == pytest.approx(240_000)
    assert sum(float(row["after_eur"]) for row in rows) == pytest.approx(240_000)
    before = {row["area"]: float(row["before_eur"]) for row in rows}
    assert before["WK999901"] == pytest.approx(240_000)
    settings = json.loads((chosen / "record.json").read_text("utf-8"))["settings"]
    assert settings["division_rule"] == "by-need" and settings["from_registers"] and settings["budget_eur"] == 90_000


def test_without_a_budget_the_command_says_that_only_the_budget_lacks(bundle, tmp_path):
    done = choose("--registers", bundle, "--out", tmp_path / "out")
    assert done.exit_code == 4 and "No budget is known" in done.output and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("option", "asked", "known"), [("--rates", "moon", "fema standard"), ("--division", "x", "floor-90")]
)
def test_rates_and_rules_that_do_not_exist_are_refused_before_any_work(option, asked, known, tmp_path):
    done = choose(option, asked, "--out", tmp_path / "out")
    assert done.exit_code != 0 and known in done.output and not (tmp_path / "out").exists()
