"""Workbooks of a workshop: made, filled in, read back, and every wrong cell refused where it stands."""

from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pytest

from veerkracht.connectors.forms import Choice
from veerkracht.connectors.generator.services import District
from veerkracht.connectors.generator.workshop import draw_futures, draw_judgements
from veerkracht.connectors.workshop_sheets import Lists, read_folder, write_book
from veerkracht.errors import MissingDataError, SettingError, StoreError, UsageError
from veerkracht.tables import memtable
from veerkracht.workflows.workshop.answers import RefusedCellsError, futures_of, judgements_of, refuse_wrong
from veerkracht.workflows.workshop.choices import choices_of
from veerkracht.workflows.workshop.place import city_place
from veerkracht.workflows.workshop.services import services_of
from veerkracht.workflows.workshop.sheets import write_example, write_sheets

RISKS = (Choice("A", "armoede", "poverty"), Choice("B", "hitte", "heat"))
LISTS = Lists(RISKS, (Choice("WK1", "Haven", "Haven"), Choice("WK2", "Duin", "Duin")))
GIVEN = {"number": "1", "source": "A", "target": "B", "sign": "1", "strength": "4", "lag": 2.0, "lag_unit": "months",
         "certainty": "high", "evidence": "data"}  # fmt: skip
OPTION = {"option": "I1", "name": "Koele plek", "cost_1": 100.0, "cost_2": 0.0, "cost_3": 0.0, "value": 50.0,
          "value_lower": 40.0, "value_upper": 60.0, "risks": "A; B"}  # fmt: skip
ASSET = {"asset": "E1", "name": "Station", "service": "power", "area": "WK1", "people": 100.0, "failure_chance": 5.0,
         "repair_hours": 8.0}  # fmt: skip


def filled(folder, language="nl", **books):
    for book, rows in books.items():
        write_book(folder / f"{book}.xlsx", book, language=language, lists=LISTS, rows=rows)
    return read_folder(folder, LISTS)


def judged(folder, *rows, role="brandweer"):
    return filled(folder, judgements={"judgements": rows, "respondent": [{"function": role}]})


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_judgement_comes_back_with_its_lag_in_days(tmp_path, language):
    rows = {"judgements": [GIVEN], "respondent": [{"function": "brandweer"}]}
    table, wrong = judgements_of(filled(tmp_path, language, judgements=rows))
    assert wrong == []
    row = table.to_pyarrow().to_pylist()[0]
    assert row["lag_days"] == pytest.approx(2 * 365.25 / 12)
    assert (row["respondent"], row["source"], row["target"], row["sign"], row["strength"]) == (
        "brandweer",
        "A",
        "B",
        1,
        4,
    )


def test_a_row_without_a_judgement_is_not_a_judgement_of_nothing(tmp_path):
    table, wrong = judgements_of(judged(tmp_path, {"number": "1", "source": "A", "target": "B"}))
    assert table is None
    assert wrong == []


def test_the_less_bad_sign_is_not_read_as_worse(tmp_path):
    table, _wrong = judgements_of(judged(tmp_path, {**GIVEN, "sign": "-1"}))
    assert table.to_pyarrow()["sign"].to_pylist() == [-1]


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"target": "A"}, "werkt door op", "itself"),
        ({"evidence": None}, "Waar blijkt dat uit", "ground"),
        ({"sign": None}, "Richting", "sign is not filled in"),
        ({"lag_unit": None}, "Eenheid van tijd", "unit of time"),
        ({"source": None}, "Dit risico", "risk is not filled in"),
    ],
)
def test_a_wrong_judgement_is_refused_where_it_stands(tmp_path, change, column, words):
    table, wrong = judgements_of(judged(tmp_path, GIVEN | change))
    assert table is None
    assert (wrong[0].file, wrong[0].sheet, wrong[0].row, wrong[0].column) == ("judgements.xlsx", "Oordelen", 2, column)
    assert words in wrong[0].template


def test_one_link_twice_by_one_respondent_is_refused(tmp_path):
    _table, wrong = judgements_of(judged(tmp_path, GIVEN, {**GIVEN, "number": "2"}))
    assert [one.cell for one in wrong] == ["C3"]


def test_two_respondents_with_one_function_are_told_apart(tmp_path):
    for number in (1, 2):
        rows = {"judgements": [GIVEN], "respondent": [{"function": "brandweer"}]}
        write_book(tmp_path / f"{number}.xlsx", "judgements", language="nl", lists=LISTS, rows=rows)
    table, _wrong = judgements_of(read_folder(tmp_path, LISTS))
    assert sorted(table.to_pyarrow()["respondent"].to_pylist()) == ["brandweer (1.xlsx)", "brandweer (2.xlsx)"]


def test_a_copy_of_a_file_is_not_a_second_respondent(tmp_path):
    said = [GIVEN, {**GIVEN, "number": "2", "source": "B", "target": "A"}, {**GIVEN, "number": "3", "target": "C"}]
    lists = replace(LISTS, risks=(*RISKS, Choice("C", "onrust", "unrest")))
    rows = {"judgements": said, "respondent": [{"function": "brandweer"}]}
    for name in ("a", "a (kopie)"):
        write_book(tmp_path / f"{name}.xlsx", "judgements", language="nl", lists=lists, rows=rows)
    table, wrong = judgements_of(read_folder(tmp_path, lists))
    assert table is None and [one.file for one in wrong] == ["a.xlsx"]
    other = {**rows, "respondent": [{"function": "arts"}]}
    write_book(tmp_path / "a.xlsx", "judgements", language="nl", lists=lists, rows=other)
    assert judgements_of(read_folder(tmp_path, lists))[1] == []


def test_a_word_outside_the_list_and_a_number_with_two_meanings_are_refused(tmp_path):
    judged(tmp_path, GIVEN)
    book = openpyxl.load_workbook(tmp_path / "judgements.xlsx")
    book["Oordelen"]["D2"], book["Oordelen"]["F2"] = "misschien", "1.234"
    book.save(tmp_path / "judgements.xlsx")
    refused = read_folder(tmp_path, LISTS).refused
    assert {(one.cell, one.value) for one in refused} == {("D2", "misschien"), ("F2", "1.234")}
    with pytest.raises(RefusedCellsError) as error:
        refuse_wrong(refused)
    assert "judgements.xlsx" in str(error.value)
    assert all(one.facts["sheet"] == "Oordelen" for one in error.value.refused)


def test_cross_impacts_keep_their_minus_and_need_known_states(tmp_path):
    named = (("prijs", "hoog"), ("prijs", "laag"), ("werk", "veel"), ("werk", "weinig"))
    states = [{"descriptor": name, "state": state, "risk": "A", "direction": "rising"} for name, state in named]
    impact = {"source": "prijs", "source_state": "hoog", "target": "werk", "target_state": "veel", "judgement": -2.0}
    others = [{**impact, "source_state": one, "target_state": other, "judgement": 0.0}
              for one, other in (("hoog", "weinig"), ("laag", "veel"), ("laag", "weinig"))]  # fmt: skip
    found, wrong = futures_of(filled(tmp_path, futures={"descriptors": states, "cross_impacts": [impact, *others]}))
    assert wrong == []
    assert found.impacts.to_pyarrow()["judgement"].to_pylist() == [-2.0, 0.0, 0.0, 0.0]
    found, wrong = futures_of(filled(tmp_path, futures={"descriptors": states, "cross_impacts": [impact, *others[:1]]}))
    assert found is None
    assert [(one.cell, one.value) for one in wrong] == [("F2", "laag → veel; laag → weinig")]
    other = {**impact, "target_state": "geen"}
    found, wrong = futures_of(filled(tmp_path, futures={"descriptors": states, "cross_impacts": [other]}))
    assert found is None
    assert wrong[0].value == "geen"


def test_a_cell_that_cannot_be_read_is_named_once(tmp_path):
    given = filled(tmp_path, judgements={"judgements": [{**GIVEN, "sign": "erger dan erg"}], "respondent": []})
    _found, wrong = judgements_of(given)
    with pytest.raises(RefusedCellsError) as error:
        refuse_wrong([*given.refused, *wrong])
    assert [(one.facts["cell"], one.facts["problem"]) for one in error.value.refused] == [("D2", "unknown-word")]


def test_an_influence_without_a_judgement_is_refused_and_not_taken_for_none(tmp_path):
    states = [{"descriptor": d, "state": s} for d in ("p", "w") for s in ("x", "y")]
    impact = {"source": "p", "source_state": "x", "target": "w", "target_state": "x"}
    _found, wrong = futures_of(filled(tmp_path, futures={"descriptors": states, "cross_impacts": [impact]}))
    assert "Fill in 0" in wrong[0].template


def test_services_give_shares_and_people(tmp_path):
    need = {"supplier": "E1", "asset": "W1", "service": "power", "threshold": 60.0, "backup_hours": 4.0}
    assets = [ASSET, {**ASSET, "asset": "W1", "service": "water", "area": "WK2"}]
    found, wrong = services_of(filled(tmp_path, services={"assets": assets, "dependencies": [need]}))
    assert wrong == []
    supply = found.supplies.to_pyarrow().to_pylist()[0]
    assert (supply["threshold"], supply["backup_hours"], supply["time_to_fail_hours"]) == (0.6, 4.0, None)
    assert found.failures.to_pyarrow()["probability"].to_pylist() == [0.05, 0.05]
    assert {(row["area"], row["group"]) for row in found.served.to_pyarrow().to_pylist()} == {
        ("WK1", "all"),
        ("WK2", "all"),
    }


@pytest.mark.parametrize(
    ("need", "cell"),
    [
        ({"supplier": "E1", "asset": "E1", "service": "power"}, "D2"),
        ({"supplier": "E9", "asset": "E1", "service": "power"}, "C2"),
        ({"supplier": "E1", "asset": "E9", "service": "power"}, "D2"),
    ],
)
def test_unknown_assets_and_self_supply_are_refused(tmp_path, need, cell):
    _found, wrong = services_of(filled(tmp_path, services={"assets": [ASSET], "dependencies": [need]}))
    assert [one.cell for one in wrong] == [cell]


@pytest.mark.parametrize(("column", "value"), [("repair_hours", None), ("failure_chance", None)])
def test_an_unknown_time_or_chance_is_not_taken_for_zero(tmp_path, column, value):
    found, wrong = services_of(filled(tmp_path, services={"assets": [{**ASSET, column: value}]}))
    assert found is None
    assert len(wrong) == 1


def test_a_negative_time_and_a_chance_above_one_are_refused(tmp_path):
    asset = {**ASSET, "repair_hours": -3.0, "failure_chance": 120.0}
    refused = filled(tmp_path, services={"assets": [asset]}).refused
    assert sorted(one.value for one in refused) == ["-3", "120"]


def test_choices_give_rules_times_and_cover(tmp_path):
    other = {**OPTION, "option": "I2", "needs": "I1", "good_times": 40.0, "districts": "WK1; WK2", "themes": "zorg"}
    rows = {"options": [OPTION, other], "budget": [{"year": "1", "amount": 500.0}],
            "shocks": [{"shock": "B", "return_period": 10.0, "damage": 1000.0, "recovery": 100.0}]}  # fmt: skip
    found, wrong = choices_of(filled(tmp_path, choices=rows), ["A", "B"])
    assert wrong == []
    assert found.rules.to_pyarrow().to_pylist() == [{"kind": "needs", "source": "I2", "target": "I1"}]
    assert {row["times"]: row["value"] for row in found.times.to_pyarrow().to_pylist()} == {"good": 20.0, "bad": 30.0}
    assert found.risks["I1"] == ("A", "B")
    assert found.shocks[0].return_period == 10.0


@pytest.mark.parametrize(
    ("change", "heading"),
    [
        ({"value": None}, "Waarde (0-100)"),
        ({"value": 30.0}, "Waarde (0-100)"),
        ({"needs": "I9"}, "Kan niet zonder"),
        ({"risks": "Z"}, "Risico’s"),
        ({"cost_2": None}, "Kosten jaar 2 (euro)"),
    ],
)
def test_a_wrong_choice_is_refused_where_it_stands(tmp_path, change, heading):
    rows = {"options": [OPTION | change], "budget": [{"year": "1", "amount": 5.0}]}
    found, wrong = choices_of(filled(tmp_path, choices=rows), ["A", "B"])
    assert found is None
    assert [one.column for one in wrong] == [heading]


def test_a_copy_of_the_workbook_on_choices_is_refused_where_it_says_the_same_again(tmp_path):
    shock = {"shock": "B", "return_period": 10.0, "damage": 1000.0, "recovery": 100.0}
    other = {**OPTION, "option": "I2"}
    rows = {"options": [OPTION, other], "budget": [{"year": "1", "amount": 5.0}], "shocks": [shock],
            "synergies": [{"first": "I1", "second": "I2", "value": 3.0}]}  # fmt: skip
    found, wrong = choices_of(filled(tmp_path, choices=rows), ["A", "B"])
    assert found is not None and wrong == []
    (tmp_path / "kopie.xlsx").write_bytes((tmp_path / "choices.xlsx").read_bytes())
    found, wrong = choices_of(read_folder(tmp_path, LISTS), ["A", "B"])
    assert found is None
    assert {one.file for one in wrong} == {"kopie.xlsx"} and all("another row or file" in one.template for one in wrong)
    assert [one.value for one in wrong] == ["I1", "I2", "I2", "1", "B"]


def test_a_shock_may_come_with_several_periods_and_an_empty_copy_says_nothing_twice(tmp_path):
    shocks = [
        {"shock": "B", "return_period": period, "damage": 10.0 * period, "recovery": 1.0} for period in (10.0, 100.0)
    ]
    rows = {"options": [OPTION], "budget": [{"year": "1", "amount": 5.0}], "shocks": shocks}
    write_book(tmp_path / "leeg.xlsx", "choices", language="nl", lists=LISTS,
               rows={"options": [{"option": "I1", "name": "Koele plek"}]})  # fmt: skip
    assert choices_of(filled(tmp_path, choices=rows), ["A", "B"])[1] == []


@pytest.mark.parametrize("given", ["A; B", "armoede; hitte", "Poverty;heat", "armoede ; B"])
def test_risks_and_districts_may_be_named_or_coded(tmp_path, given):
    rows = {"options": [OPTION | {"risks": given, "districts": "Haven; WK2"}], "budget": [{"year": "1", "amount": 5.0}]}
    found, wrong = choices_of(filled(tmp_path, choices=rows), ["A", "B"])
    assert wrong == [] and found.risks == {"I1": ("A", "B")}
    assert sorted(row["area"] for row in found.covers.to_pyarrow().to_pylist()) == ["WK1", "WK2"]


def test_a_district_that_does_not_exist_is_refused_by_name(tmp_path):
    rows = {"options": [OPTION | {"districts": "Haven; Nergens"}]}
    refused = filled(tmp_path, choices=rows).refused
    assert [(one.column, one.value) for one in refused] == [("Wijken", "Nergens")]


def test_who_fills_in_reads_names_and_the_help_lists_them(tmp_path):
    write_book(tmp_path / "k.xlsx", "choices", language="nl", lists=LISTS, rows={"options": [OPTION]})
    book = openpyxl.load_workbook(tmp_path / "k.xlsx")
    cells = {cell.value for row in book["Initiatieven"].iter_rows() for cell in row}
    assert "armoede; hitte" in cells
    told = {row[1].value: (row[2].value, row[3].value) for row in book["Uitleg"].iter_rows() if row[1].value}
    assert told["Risico’s"][1] == "armoede, hitte" and told["Wijken"][1] == "Haven, Duin"


def test_only_a_number_that_is_needed_is_called_required(tmp_path):
    write_book(tmp_path / "o.xlsx", "judgements", language="nl", lists=LISTS)
    book = openpyxl.load_workbook(tmp_path / "o.xlsx")
    told = {row[1].value: row[2].value for row in book["Uitleg"].iter_rows() if row[1].value}
    assert told["Nr"] == "Het nummer van de rij."
    assert told["Uw functie"].startswith("Verplicht.")


def test_long_texts_are_seen_whole_and_wide_sheets_print_on_a3(tmp_path):
    write_book(tmp_path / "k.xlsx", "choices", language="nl", lists=LISTS,
               rows={"options": [OPTION | {"name": "een naam die langer is dan er in een cel op één regel past"}]})  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "k.xlsx")["Initiatieven"]
    assert sheet.row_dimensions[1].height > 30 and sheet.row_dimensions[2].height >= 30
    assert (sheet.page_setup.paperSize, sheet.print_title_rows) == (8, "$1:$1")


def test_a_folder_without_workbooks_is_named(tmp_path):
    with pytest.raises(MissingDataError, match="workshop sheets"):
        read_folder(tmp_path, LISTS)


def a_place(*, synthetic):
    districts = tuple(District(f"WK{n}", f"Wijk {n}", {"young": 10.0, "adult": 20.0, "old": 5.0}) for n in range(8))
    links = memtable({"source": ["A", "B"], "target": ["B", "B"]})  # one from a risk to itself, as a city may know
    initiatives = [{"initiative": f"I{n}", "name_nl": f"plan {n}", "name_en": f"plan {n}", "risks": "A", "goal": "G1"}
                   for n in range(16)]  # fmt: skip
    lists = Lists(RISKS, tuple(Choice(one.area, one.name, one.name) for one in districts))
    return SimpleNamespace(synthetic=synthetic, districts=districts, lists=lists, initiatives=initiatives,
                           risks={"A": 1, "B": 2}, city=SimpleNamespace(id="x", links=links))  # fmt: skip


def test_empty_sheets_list_the_known_links_without_an_answer(tmp_path):
    files = write_sheets(a_place(synthetic=False), tmp_path, respondents=2, language="en")
    assert [file.name for file in files] == ["judgements-01.xlsx", "judgements-02.xlsx", "futures.xlsx",
                                             "critical-services.xlsx", "choices.xlsx"]  # fmt: skip
    read = read_folder(tmp_path, LISTS)
    assert [(line.text("source"), line.text("sign")) for line in read.lines["judgements"]] == [("A", ""), ("A", "")]


def test_workbooks_that_may_hold_answers_are_not_written_over(tmp_path):
    first = write_sheets(a_place(synthetic=False), tmp_path, respondents=1, language="nl")[0]
    first.write_bytes(b"filled in")
    with pytest.raises(UsageError, match="may hold answers"):
        write_sheets(a_place(synthetic=False), tmp_path, respondents=2, language="nl")
    assert first.read_bytes() == b"filled in" and len(list(tmp_path.iterdir())) == 4
    write_sheets(a_place(synthetic=False), tmp_path, respondents=1, language="nl", replace=True)
    assert first.read_bytes() != b"filled in"


def test_a_file_where_a_folder_should_be_is_a_named_error(tmp_path):
    (tmp_path / "file").write_text("hier staat al iets")
    with pytest.raises(StoreError, match="Nothing can be written in"):
        write_sheets(a_place(synthetic=False), tmp_path / "file", respondents=1, language="nl")


def test_nothing_is_made_up_about_a_real_city(tmp_path):
    with pytest.raises(UsageError, match="made up"):
        write_example(a_place(synthetic=False), tmp_path, respondents=2, language="nl", seed=1)
    assert not list(tmp_path.iterdir())


def test_the_made_up_city_never_stands_for_a_real_one(tmp_path, monkeypatch):
    monkeypatch.delenv("VEERKRACHT_DATA", raising=False)
    monkeypatch.setenv("VEERKRACHT_WORKSPACE", str(tmp_path))
    monkeypatch.setattr("veerkracht.workflows.gathering.fallback.fetch", lambda *args, **options: None)  # no network
    with pytest.raises(MissingDataError, match="no figures of the-hague"):
        city_place("the-hague", None)
    assert city_place("voorbeeldstad", None).synthetic


def test_nobody_to_ask_is_an_error(tmp_path):
    with pytest.raises(SettingError):
        write_sheets(a_place(synthetic=False), tmp_path, respondents=0, language="nl")


def test_the_made_example_says_so_and_one_seed_gives_the_same_files(tmp_path):
    place = a_place(synthetic=True)
    for name in ("one", "other"):
        write_example(place, tmp_path / name, respondents=1, language="nl", seed=4)
    contents = [sorted(path.read_bytes() for path in (tmp_path / name).iterdir()) for name in ("one", "other")]
    assert contents[0] == contents[1]
    book = openpyxl.load_workbook(tmp_path / "one" / "oordelen-01.xlsx")
    assert "Gemaakt voorbeeld" in book["Uitleg"]["A1"].value


def test_made_answers_differ_between_respondents_but_not_with_their_number():
    assert draw_judgements(1, language="nl", seed=3) == draw_judgements(1, language="nl", seed=3)
    assert draw_judgements(1, language="nl", seed=3) != draw_judgements(2, language="nl", seed=3)
    assert len(draw_futures(language="nl", seed=3)["cross_impacts"]) == 5 * 4 * 9
