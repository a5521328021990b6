"""StatLine downloads in their two layouts."""

import pytest

from veerkracht.connectors.statline_csv import read_statline_csv
from veerkracht.errors import InputError, UsageError
from veerkracht.tables import ColumnRule, Status

SCHOOL = "Onderwijs/Basisonderwijs/Afstand tot school (km)"
RULES = [
    ColumnRule("school", "proximity", SCHOOL),
    ColumnRule("hospital", "proximity", "Zorg/Afstand tot ziekenhuis (km)"),
    ColumnRule("ses", "ses_woa", "SES-WOA/Totaalscore/Gemiddelde score (Getal)"),
]
STRAIGHT = f'''\ufeff"Wijken en buurten";"Regioaanduiding/Codering (code)";"{SCHOOL}";"Zorg/Afstand tot ziekenhuis (km)"
"Nederland";"NL00      ";"     0.7";"       ."
"Ons Dorp";"GM0001    ";"     1.2";"       ."
"Wijk 00";"WK000100  ";"       .";"       ."
"Bron: CBS"
'''
TRANSPOSED = """\ufeff"Nabijheid; 2021"
""
"";"";"Wijken en buurten"
"Onderwerp";"";"Nederland";"Ons Dorp";"Wijk 00"
"Regioaanduiding|Codering";"code";"NL00";"GM0001";"WK000100"
"Onderwijs|Basisonderwijs|Afstand  tot school";"km";"0,7";"1,2";"."
"Zorg|Afstand tot ziekenhuis";"km";".";".";"."
"Bron: CBS"
"""
SES = """"Perioden";"Regiocode (gemeente, wijk, buurt) (code)";"SES-WOA/Totaalscore/Gemiddelde score (Getal)"
"2018";"GM0001    ";"  -0.100"
"2019";"GM0001    ";"   0.131"
"2019";"WK000100  ";""
"""


@pytest.fixture
def read(tmp_path):
    def _read(text, kind="proximity", **options):
        path = tmp_path / "statline.csv"
        path.write_text(text, encoding="utf-8")
        return read_statline_csv(path, RULES, kind=kind, source="cbs", **options)

    return _read


def cells(table, indicator):
    rows = table.filter(table.indicator == indicator).to_pyarrow().to_pylist()
    return {(row["area"], row["period"]): (row["value"], row["status"]) for row in rows}


@pytest.mark.parametrize("text", [STRAIGHT, TRANSPOSED])
def test_both_layouts_give_the_same_figures(read, text):
    table = read(text, period="2021")
    assert cells(table, "school") == {
        ("NL00", "2021"): (0.7, "A"), ("GM0001", "2021"): (1.2, "A"), ("WK000100", "2021"): (None, Status.MISSING),
    }  # fmt: skip
    assert set(cells(table, "hospital").values()) == {(None, Status.NOT_ASKED)}


def test_the_period_comes_from_the_file_where_it_is_there(read):
    table = read(SES, kind="ses_woa")
    assert cells(table, "ses") == {
        ("GM0001", "2018"): (-0.1, "A"),
        ("GM0001", "2019"): (0.131, "A"),
        ("WK000100", "2019"): (None, Status.MISSING),
    }


def test_a_file_without_periods_needs_one(read):
    with pytest.raises(UsageError, match="Perioden"):
        read(STRAIGHT)


def test_a_wrong_cell_in_the_straight_layout_is_named_by_row_and_heading(read):
    with pytest.raises(InputError, match="'ver' is no number") as caught:
        read(STRAIGHT.replace("     1.2", "     ver"), period="2021")
    assert (caught.value.row, caught.value.column) == (3, SCHOOL)


def test_a_wrong_cell_in_the_transposed_layout_is_named_by_row_and_column_number(read):
    with pytest.raises(InputError, match="'ver' is no number") as caught:
        read(TRANSPOSED.replace("1,2", "ver"), period="2021")
    assert (caught.value.row, caught.value.column) == (6, 4)


def test_points_and_commas_mixed_in_one_column_are_refused(read):
    with pytest.raises(InputError, match=r"'0\.7' is no number"):
        read(TRANSPOSED.replace("0,7", "0.7"), period="2021")


def test_an_area_twice_in_one_period_is_refused(read):
    with pytest.raises(InputError, match="GM0001 has more than one row"):
        read(SES.replace("2018", "2019"), kind="ses_woa")


def test_another_table_is_refused(read):
    with pytest.raises(InputError, match="no column"):
        read("a;b\n1;2\n", period="2021")


@pytest.mark.parametrize("text", ["Onderwerp\n", "Onderwerp;x\na;b\n", '"x";"y"\n'])
def test_a_download_without_areas_is_refused(read, text):
    with pytest.raises(InputError, match="no rows below"):
        read(text, period="2021")


def test_a_period_that_is_no_year_is_named(read):
    with pytest.raises(InputError, match="'later' is no year") as caught:
        read(SES.replace("2018", "later"), kind="ses_woa")
    assert caught.value.row == 2
