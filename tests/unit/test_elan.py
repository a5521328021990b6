"""The district panel: zeros are absent, neighbours share figures, and bad cells are named."""

from pathlib import Path

import pytest

from veerkracht.connectors.elan import (
    areas_of_elan,
    read_elan_districts,
    read_elan_municipalities,
    read_elan_supply,
    shared_districts,
)
from veerkracht.errors import InputError, MissingDataError
from veerkracht.tables import ColumnRule, Status

PANEL = """WKC,GMN,Wijknaam,YEAR,Total_Population,%_Low_Income
WK051801,Gemeente 's-Gravenhage, Wijk 01 Oostduinen,2010,500,0.0
WK051802,Gemeente 's-Gravenhage, Wijk Wijk 02 Belgisch Park,2010,500,0.0
WK051803,Gemeente 's-Gravenhage, Wijk Wijk 03 Westbroekpark,2010,300,0.0
WK060301,Gemeente Rijswijk, Wijk Wijk 01,2010,900,0.0
WK1916--,Gemeente Leidschendam-Voorburg, Wijk onbekend,2010,0,
WK051801,Gemeente 's-Gravenhage, Wijk 01 Oostduinen,2011,510,0.0
WK051802,Gemeente 's-Gravenhage, Wijk Wijk 02 Belgisch Park,2011,510,0.0
WK051803,Gemeente 's-Gravenhage, Wijk Wijk 03 Westbroekpark,2011,310,0.0
WK060301,Gemeente Rijswijk, Wijk Wijk 01,2011,910,0.25
"""
RULES = [
    ColumnRule("inhabitants", "elan_district", "Total_Population"),
    ColumnRule("low_income", "elan_district", "%_Low_Income", scale=100.0),
]


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    path = tmp_path / "df_count.csv"
    path.write_text(PANEL)
    return path


def cells(table, indicator):
    rows = table.filter(table.indicator == indicator).to_pyarrow().to_pylist()
    return {(row["area"], row["period"]): (row["value"], row["status"]) for row in rows}


def test_a_zero_in_a_year_in_which_others_have_a_value_is_suppressed(panel):
    found = cells(read_elan_districts(panel, RULES, source="elan"), "low_income")
    assert found["WK051803", "2011"] == (None, Status.SUPPRESSED)
    assert found["WK060301", "2011"] == (25.0, Status.NORMAL)


def test_a_column_that_is_zero_or_empty_everywhere_in_a_year_was_not_asked(panel):
    found = cells(read_elan_districts(panel, RULES, source="elan"), "low_income")
    assert {found[area, "2010"] for area in ("WK051801", "WK051803", "WK060301")} == {(None, Status.NOT_ASKED)}


def test_the_choice_of_a_municipality_does_not_change_what_was_suppressed(panel):
    found = cells(read_elan_districts(panel, RULES, source="elan", municipality="GM0518"), "low_income")
    assert found["WK051803", "2011"] == (None, Status.SUPPRESSED)
    assert {area for area, _ in found} == {"WK051801", "WK051802", "WK051803"}


def test_districts_with_equal_histories_count_their_people_once(panel):
    found = cells(read_elan_districts(panel, RULES, source="elan"), "inhabitants")
    assert found["WK051801", "2010"] == (500.0, Status.SHARED_WITH)
    assert found["WK051802", "2010"] == (None, Status.SHARED_IN)
    assert sum(value for (_, year), (value, _) in found.items() if year == "2010" and value) == 1700


def test_shared_districts_lists_who_is_published_with_whom(panel):
    assert shared_districts(panel).to_pyarrow().to_pylist() == [
        {"source": "WK051802", "target": "WK051801", "share": 1.0}
    ]


def test_districts_equal_in_one_year_only_are_not_shared(panel):
    panel.write_text(PANEL.replace("Park,2011,510", "Park,2011,511"))
    assert shared_districts(panel).count().to_pyarrow().as_py() == 0


def test_people_without_a_known_district_are_no_area(panel):
    names = {row["area"]: row["name"] for row in areas_of_elan(panel, division=2020).to_pyarrow().to_pylist()}
    assert names == {
        "WK051801": "Oostduinen", "WK051802": "Belgisch Park", "WK051803": "Westbroekpark", "WK060301": "Wijk 01",
    }  # fmt: skip


def test_a_rule_holds_only_in_its_years(panel):
    rule = ColumnRule("low_income", "elan_district", "%_Low_Income", first=2011)
    found = cells(read_elan_districts(panel, [rule], source="elan"), "low_income")
    assert {year for _, year in found} == {"2011"}


def test_an_empty_cell_of_a_municipality_is_suppressed_when_others_have_a_value(tmp_path):
    path = tmp_path / "gem.csv"
    path.write_text("GMC,GMN,YEAR,Debt_Poor\nGM0518,'s-Gravenhage,2021,0.002\nGM0603,Rijswijk,2021,\n")
    rules = [ColumnRule("debt", "elan_municipality", "Debt_Poor", scale=100.0)]
    found = cells(read_elan_municipalities(path, rules, source="elan"), "debt")
    assert found == {("GM0518", "2021"): (0.2, Status.NORMAL), ("GM0603", "2021"): (None, Status.SUPPRESSED)}


def test_a_practice_without_a_doctor_on_record_lacks_the_number_of_doctors(tmp_path):
    path = tmp_path / "supply.csv"
    path.write_text(
        "WKC,GMN,Doctors,Nurses,Practices,Patients,cluster,Cluster\n"
        "WK051823,'s-Gravenhage,0,0,1,0.0,0,0\nWK051824,'s-Gravenhage,0,0,1,0.0,0,0\n"
        "WK051805,'s-Gravenhage,7,0,5,12808.0,0,0\nWK051806,'s-Gravenhage,7,0,5,12808.0,0,0\n"
    )
    table = read_elan_supply(path, source="elan", period="2022")
    assert cells(table, "general_practitioners") == {
        ("WK051823", "2022"): (None, Status.MISSING), ("WK051824", "2022"): (None, Status.MISSING),
        ("WK051805", "2022"): (7.0, Status.SHARED_WITH), ("WK051806", "2022"): (None, Status.SHARED_IN),
    }  # fmt: skip
    assert cells(table, "practice_nurses")["WK051805", "2022"] == (0.0, Status.SHARED_WITH)
    assert cells(table, "practices")["WK051823", "2022"] == (1.0, Status.NORMAL)


@pytest.mark.parametrize(
    ("old", "new", "facts"),
    [
        ("2011,310", "2011,many", {"row": 9, "column": "Total_Population"}),
        ("WK060301,Gemeente Rijswijk, Wijk Wijk 01,2011", "WK060301,Gemeente Rijswijk, Wijk Wijk 01,2010", {"row": 10}),
        ("Wijk Wijk 01,2010", "Wijk Wijk 01,20l0", {"row": 5, "column": "YEAR"}),
        ("WK060301,Gemeente Rijswijk, Wijk Wijk 01,2010", "0603,Gemeente Rijswijk, Wijk Wijk 01,2010", {"row": 5}),
        ("WKC,", "CODE,", {"columns": "WKC"}),
        ("Total_Population,%_Low_Income", "People,Poor", {"columns": "%_Low_Income, Total_Population"}),
        ("2011,910,0.25", "2011,910", {"row": 10, "found": 5, "expected": 6}),
    ],
)
def test_a_damaged_panel_is_refused_at_the_place_of_the_damage(panel, old, new, facts):
    panel.write_text(PANEL.replace(old, new))
    with pytest.raises(InputError) as caught:
        read_elan_districts(panel, RULES, source="elan")
    assert {name: caught.value.facts.get(name) for name in facts} == facts


def test_a_panel_that_was_fetched_again_is_read_again(panel):
    read_elan_districts(panel, RULES, source="elan")
    panel.write_text(PANEL.replace(",510,", ",5100,").replace(",310,", ",3100,"))
    found = read_elan_districts(panel, RULES, source="elan", municipality="GM0518").to_pyarrow().to_pylist()
    assert {row["value"] for row in found if row["period"] == "2011" and row["value"]} == {5100, 3100}


def test_a_panel_that_is_not_there_is_missing_data(tmp_path):
    with pytest.raises(MissingDataError):
        read_elan_districts(tmp_path / "none.csv", RULES, source="elan")


def test_a_municipality_that_the_panel_lacks_is_missing_data(panel):
    with pytest.raises(MissingDataError):
        read_elan_districts(panel, RULES, source="elan", municipality="GM0363")


def test_a_panel_with_only_a_header_is_refused(panel):
    panel.write_text(PANEL.splitlines()[0] + "\n")
    with pytest.raises(InputError):
        read_elan_districts(panel, RULES, source="elan")
