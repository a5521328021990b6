"""A workshop as new users would hold it: fill in sheets, explore, switch off power, choose under a budget, move homes."""

import csv
import hashlib
import json
import re
from html import unescape

import openpyxl
import pytest
from typer.testing import CliRunner

from veerkracht import cli
from veerkracht.workflows.exploring.grounds import ExploreRequest
from veerkracht.workflows.exploring.make import explore

SEED = "11"
DAY = ("--date", "2026-11-22")


def veerkracht(*arguments, language="nl"):
    return CliRunner().invoke(cli.app, [str(part) for part in arguments], env={"VEERKRACHT_LANG": language})


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words_of(path):
    """The words of a page, without its pictures and styles."""
    text = re.sub(r"<(svg|style)\b.*?</\1>", " ", path.read_text("utf-8"), flags=re.S)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))).replace("\u202f", "").replace("\xa0", " ")


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    """The sheets of five respondents and the other workbooks, filled in by the generator."""
    folder = tmp_path_factory.mktemp("sheets")
    done = veerkracht(
        "workshop", "sheets", "voorbeeldstad", "--respondents", 5, "--example", "--seed", SEED, "--out", folder
    )
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def explored(sheets, tmp_path_factory):
    """What comes of switching off power in one district."""
    out = tmp_path_factory.mktemp("explored")
    done = veerkracht(
        "explore", "voorbeeldstad", "--sheets", sheets, "--shock", "WK999901", "--seed", SEED, "--out", out, *DAY
    )
    assert done.exit_code == 0, done.output
    return out, done


@pytest.fixture(scope="module")
def chosen(sheets, tmp_path_factory):
    """What comes of choosing under the budget of the sheet, with 120 homes out of one neighbourhood."""
    out = tmp_path_factory.mktemp("chosen")
    done = veerkracht("choose", "voorbeeldstad", "--sheets", sheets, "--seed", SEED, "--homes", 120, "--out", out, *DAY,
                      language="en")  # fmt: skip
    assert done.exit_code == 0, done.output
    return out, done


def test_five_respondents_give_chains_and_their_disagreement_is_shown(sheets, explored):
    assert len(list(sheets.glob("oordelen-*.xlsx"))) == 5
    out, _done = explored
    assert [row for row in rows_of(out / "chains.csv") if row["kind"] == "reinforcing"]
    links = rows_of(out / "network.csv")
    assert any(row["opposed"] == "true" for row in links) and max(int(row["respondents"] or 0) for row in links) == 5
    assert "5 deelnemers gaven hun oordeel" in words_of(out / "index_nl.html")
    assert "5 respondents gave judgements" in words_of(out / "index_en.html")


def test_power_off_in_one_district_tells_who_is_without_what_by_hour(explored):
    out, done = explored
    nl, en = (words_of(out / f"index_{language}.html") for language in ("nl", "en"))
    assert "Wie zit wanneer zonder welke dienst?" in nl and "Who is without which service, and when?" in en
    assert "Als stroom in Oude Lakenmarkt uitvalt" in nl and "If power in Oude Lakenmarkt stops" in en
    assert "65 jaar en ouder" in nl and "65 and over" in en
    failed = {row["asset"] for row in rows_of(out / "fallen.csv") if row["state"] == "failed"}
    assert failed == {"EL-01", "ES-01"}
    assert {row["state"] for row in rows_of(out / "fallen.csv")} > {"failed", "without_service"}
    assert "Als stroom in Oude Lakenmarkt uitvalt" in done.output


def test_every_section_has_its_assumptions_its_doubt_and_its_source(explored, chosen):
    for out in (explored[0], chosen[0]):
        page = (out / "index_en.html").read_text("utf-8")
        questions = page.count('<div class="answer">')
        assert questions > 3
        assert page.count("What was assumed?") == page.count("How wrong may we be?") == questions
        answers = re.findall(r'<div class="answer"><p>.*?</p>(.*?)</div>', page, flags=re.S)
        assert len(answers) == questions and all("source" in found for found in answers)


def test_each_picture_has_its_table_and_all_formats_are_there(explored, chosen):
    for out in (explored[0], chosen[0]):
        page = (out / "index_nl.html").read_text("utf-8")
        assert page.count("<figure") == page.count("Tabel met dezelfde cijfers") > 0
        for language in ("nl", "en"):
            assert (out / f"index_{language}.pdf").read_bytes().startswith(b"%PDF")
            assert (out / f"summary_{language}.pdf").read_bytes().startswith(b"%PDF")
            assert (out / f"index_{language}.docx").stat().st_size > 10_000


def test_the_made_up_city_says_so_on_its_pages(explored, chosen):
    for out in (explored[0], chosen[0]):
        assert "een stad die niet bestaat" in words_of(out / "index_nl.html")


def test_the_portfolio_keeps_the_budget_of_every_year_and_is_proven(sheets, chosen):
    out, done = chosen
    sheet = openpyxl.load_workbook(sheets / "keuzes.xlsx")
    options = {row[0]: row[2:5] for row in sheet["Initiatieven"].iter_rows(min_row=2, values_only=True) if row[0]}
    budgets = {int(row[0]): row[1] for row in sheet["Budget"].iter_rows(min_row=2, values_only=True) if row[0]}
    taken = [row["initiative"] for row in rows_of(out / "choice.csv") if row["chosen"] == "true"]
    assert taken
    for year, budget in budgets.items():
        assert sum(options[name][year - 1] for name in taken) <= budget
    assert rows_of(out / "proof.csv")[0]["proven"] == "true"
    assert "No other choice within the budget is worth more" in done.output


def test_120_homes_come_back_and_the_ledger_balances(chosen):
    out, _done = chosen
    placed = sum(int(float(row["placed"] or 0)) for row in rows_of(out / "homes.csv"))
    assert placed == 120
    areas = rows_of(out / "plan_areas.csv")
    assert sum(float(row["homes_out"]) for row in areas) == pytest.approx(sum(float(row["homes_in"]) for row in areas))
    words = words_of(out / "index_en.html")
    assert "A better ratio alone can disperse people without helping them" in words


@pytest.mark.real_data
def test_in_the_hague_120_homes_find_a_place_without_any_sheet(tmp_path, data_dir):
    done = veerkracht("choose", "the-hague", "--data", data_dir, "--seed", SEED, "--from", "Schildersbuurt-Oost", "--out",
                      tmp_path / "chosen", *DAY, "--json")  # fmt: skip
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout)
    assert record["settings"]["homes_from"] == "BU05182917" and not record["synthetic"]
    assert sum(int(float(row["placed"])) for row in rows_of(tmp_path / "chosen" / "homes.csv")) == 120
    words = words_of(tmp_path / "chosen" / "index_nl.html")
    assert "Als 120 woningen in Schildersbuurt-Oost verdwijnen" in words
    assert "Geen van de 11 initiatieven in het register is al te wegen" in words and "De strategie telt er 41" in words
    assert "Zuid-Holland: groeien naar minstens 30 % sociale huur" in words
    assert not [row for row in record["inputs"] if row["source"] == "generator"] and "emaakte gegevens" not in words


@pytest.mark.real_data
def test_chains_in_the_hague_have_no_strength_that_nobody_gave(tmp_path, data_dir):
    done = veerkracht("explore", "the-hague", "--data", data_dir, "--seed", SEED, "--out", tmp_path, *DAY)
    assert done.exit_code == 0, done.output
    assert {row["gain"] for row in rows_of(tmp_path / "chains.csv")} == {""}
    words = words_of(tmp_path / "index_nl.html")
    assert "heeft nog niemand gezegd" in words and "geen ingevuld blad over vitale diensten" in words
    assert "Geen verband springt eruit: van geen enkel verband is de sterkte bekend." in words


def test_the_record_holds_seed_settings_version_and_a_hash_of_every_sheet(sheets, explored):
    record = json.loads((explored[0] / "record.json").read_text("utf-8"))
    known = {row["file"]: row["sha256"] for row in record["inputs"] if row["source"] == "workshop"}
    assert known == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sheets.glob("*.xlsx")}
    assert (record["seed"], record["synthetic"]) == (int(SEED), True)
    assert record["version"] and record["settings"]["shocked_assets"] == ["EL-01", "ES-01"]


def test_one_seed_gives_the_same_bytes_and_another_does_not(sheets, tmp_path):
    folder = tmp_path / "sheets"
    folder.mkdir()
    (folder / "services.xlsx").write_bytes((sheets / "vitale-diensten.xlsx").read_bytes())
    asked = ("explore", "voorbeeldstad", "--sheets", folder, "--shock", "WK999901", *DAY)
    for name, seed in (("one", SEED), ("same", SEED), ("other", "12")):
        assert veerkracht(*asked, "--seed", seed, "--out", tmp_path / name).exit_code == 0
    for file in ("index_nl.html", "record.json", "curve.csv", "drills.csv"):
        assert (tmp_path / "same" / file).read_bytes() == (tmp_path / "one" / file).read_bytes()
    assert (tmp_path / "other" / "curve.csv").read_bytes() != (tmp_path / "one" / "curve.csv").read_bytes()


@pytest.mark.parametrize("command", ["explore", "choose"])
def test_without_a_seed_nothing_is_computed(command, tmp_path):
    done = veerkracht(command, "voorbeeldstad", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "begingetal met --seed" in done.output and not (tmp_path / "out").exists()


def test_a_cell_that_cannot_be_used_is_named_and_nothing_is_written(sheets, tmp_path):
    folder = tmp_path / "sheets"
    folder.mkdir()
    book = openpyxl.load_workbook(sheets / "oordelen-01.xlsx")
    book["Oordelen"]["C2"] = book["Oordelen"]["B2"].value
    book["Oordelen"]["E3"] = 9
    book.save(folder / "oordelen-01.xlsx")
    done = veerkracht("explore", "voorbeeldstad", "--sheets", folder, "--seed", SEED, "--out", tmp_path / "out")
    assert done.exit_code == 3
    assert "oordelen-01.xlsx: Blad Oordelen, cel C2" in done.output and "cel E3" in done.output
    assert not (tmp_path / "out").exists()


def test_an_unknown_place_is_named_with_one_that_exists(sheets, tmp_path):
    asked = ("explore", "voorbeeldstad", "--sheets", sheets, "--seed", SEED, "--out", tmp_path / "out")
    done = veerkracht(*asked, "--shock", "Atlantis")
    assert done.exit_code == 2 and "Atlantis" in done.output and "Oude Lakenmarkt" in done.output


def test_choosing_with_nothing_to_choose_from_is_an_error(tmp_path):
    done = veerkracht("choose", "voorbeeldstad", "--homes", 0, "--seed", SEED, "--out", tmp_path / "out", language="en")
    assert done.exit_code == 4 and "There is nothing to choose from" in done.output


def test_more_homes_than_a_neighbourhood_has_are_refused_by_its_name_and_the_option(tmp_path):
    asked = ("choose", "voorbeeldstad", "--seed", SEED, "--out", tmp_path / "out")
    heaviest = veerkracht(*asked, "--homes", 90000)
    assert heaviest.exit_code == 9 and not (tmp_path / "out").exists()
    told = re.search(
        r"--homes is 90000, maar buurt (.+) \((BU\d{8})\) heeft (\d+) sociale huurwoningen",
        " ".join(heaviest.output.split()),
    )
    assert told is not None, heaviest.output
    one_more = veerkracht(*asked, "--homes", int(told[3]) + 1, "--from", told[2], language="en")
    assert f"neighbourhood {told[1]} ({told[2]}) has {told[3]} social homes" in " ".join(one_more.output.split())


def test_a_turnover_outside_its_bounds_is_refused_in_per_cent(tmp_path):
    done = veerkracht(
        "choose", "voorbeeldstad", "--turnover", 150, "--seed", SEED, "--out", tmp_path / "out", language="en"
    )
    assert done.exit_code == 9 and "--turnover is 150 per cent. Choose 0 to 100." in done.output


def test_stopping_halfway_leaves_what_was_there(sheets, tmp_path):
    class Stopped(Exception):
        pass

    def stop(stage, what):
        if what.startswith("outage"):
            raise Stopped

    (tmp_path / "index_nl.html").write_text("earlier", "utf-8")
    with pytest.raises(Stopped):
        explore(ExploreRequest("voorbeeldstad", int(SEED), sheets=sheets), progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["index_nl.html"]
