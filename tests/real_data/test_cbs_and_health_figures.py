"""Published figures come out of the published files."""

import pyarrow.compute as pc
import pytest

from veerkracht.connectors.cells import UNKNOWN_LOCATION, level_of
from veerkracht.connectors.health_monitor import ELDERLY, read_health_monitor
from veerkracht.connectors.kwb_complete import bias_of_complete_cases, read_kwb_complete
from veerkracht.connectors.kwb_excel import areas_of_kwb_excel, read_kwb_excel
from veerkracht.connectors.kwb_map import areas_of_kwb_map, left_out_of_kwb_map, read_kwb_map
from veerkracht.connectors.kwb_odata import areas_of_kwb_odata, read_kwb_odata
from veerkracht.connectors.registered_crime import read_registered_crime
from veerkracht.connectors.statline_csv import read_statline_csv
from veerkracht.tables import ColumnRule, Status

pytestmark = pytest.mark.real_data

HAGUE = "GM0518"
KWB_2019 = "cbs_kwb/raw/84583NED_UntypedDataSet_GM0518_2019.csv"
KWB_2021 = "cbs_kwb/raw/85039NED_UntypedDataSet_GM0518_2021_selection.csv"
HEALTH = "rivm_gezondheidsmonitor/50090NED_gezondheid_{}.parquet"
HEALTH_RULES = [
    ColumnRule(name, "health", name) for name in ("Eenzaam", "Vrijwilligerswerk", "MoeiteMetRondkomen", "Mantelzorger")
]


def odata_rules(*names, after=""):
    return [ColumnRule(name, "kwb_odata", name, after=after) for name in names]


def by_area(table, indicator):
    rows = table.filter(table.indicator == indicator).to_pyarrow().to_pylist()
    return {row["area"]: row["value"] for row in rows}


def by_status(table, indicator):
    return set(table.filter(table.indicator == indicator).status.to_pyarrow().to_pylist())


def total_by_level(values):
    totals = {}
    for area, value in values.items():
        totals[level_of(area)] = totals.get(level_of(area), 0) + (value or 0)
    return totals


@pytest.mark.parametrize(
    ("name", "municipality", "districts", "neighbourhoods"),
    [("AantalInwoners", 537833, 537680, 537525), ("Woningvoorraad", 259264, 259264, 259264)],
)
def test_totals_of_the_hague_2019_are_as_published(data_dir, name, municipality, districts, neighbourhoods):
    table = read_kwb_odata(data_dir / KWB_2019, odata_rules(name), period="2019", source="cbs-kwb", municipality=HAGUE)
    assert total_by_level(by_area(table, name)) == {
        "municipality": municipality, "district": districts, "neighbourhood": neighbourhoods}  # fmt: skip


def test_gas_and_electricity_of_terraced_houses_are_told_apart(data_dir):
    for after, expected in [("GemiddeldElektriciteitsverbruikTotaal", 3180), ("GemiddeldAardgasverbruikTotaal", 1110)]:
        rules = odata_rules("Tussenwoning", after=after)
        table = read_kwb_odata(data_dir / KWB_2019, rules, period="2019", source="cbs-kwb")
        assert by_area(table, "Tussenwoning")[HAGUE] == expected


def test_distances_are_missing_where_fewer_than_ten_people_live_and_nowhere_else(data_dir):
    rules = odata_rules("AantalInwoners", "AfstandTotHuisartsenpraktijk")
    for city, count in [("GM0518", 4), ("GM0363", 31)]:
        path = data_dir / f"cbs_kwb/raw/84583NED_UntypedDataSet_{city}_2019.csv"
        table = read_kwb_odata(path, rules, period="2019", source="cbs-kwb")
        inhabitants, distances = by_area(table, "AantalInwoners"), by_area(table, "AfstandTotHuisartsenpraktijk")
        empty = {area for area, value in distances.items() if value is None}
        assert len(empty) == count
        assert empty == {area for area, value in inhabitants.items() if value < 10}


def test_amsterdam_reads_by_the_same_rules(data_dir):
    path = data_dir / "cbs_kwb/raw/84583NED_UntypedDataSet_GM0363_2019.csv"
    table = read_kwb_odata(path, odata_rules("AantalInwoners"), period="2019", source="cbs-kwb")
    values = by_area(table, "AantalInwoners")
    assert (len(values), values["GM0363"]) == (579, 862965)


def test_areas_of_the_hague_form_one_tree_with_names(data_dir):
    names = data_dir / "cbs_kwb/names/buurt_names_2017_83765NED.csv"
    areas = areas_of_kwb_odata(data_dir / KWB_2019, division=2019, names=names).to_pyarrow().to_pylist()
    codes = {row["area"] for row in areas}
    assert len(areas) == 159
    assert {row["parent"] for row in areas} - codes == {None}
    assert all(row["name"] for row in areas if row["level"] == "neighbourhood")


def test_the_excel_edition_of_utrecht_has_122_areas(data_dir):
    path = data_dir / "cbs_kwb/raw/kwb-2023_GM0344.xlsx"
    rules = [ColumnRule("inhabitants", "kwb_excel", "a_inw"), ColumnRule("gas", "kwb_excel", "g_gas"),
             ColumnRule("reach", "kwb_excel", "pst_mvp")]  # fmt: skip
    table = read_kwb_excel(path, rules, period="2023", source="cbs-kwb", municipality="GM0344")
    assert areas_of_kwb_excel(path, division=2023).count().to_pyarrow().as_py() == 122
    assert by_area(table, "inhabitants")["GM0344"] == 367947
    assert by_status(table, "gas") == {Status.NOT_ASKED}
    assert by_status(table, "reach") == {Status.NORMAL, Status.MISSING}


def test_the_map_of_2017_has_one_row_per_municipality(data_dir):
    path = data_dir / "cbs_kwb/kwb_gemeente_2017.parquet"
    table = read_kwb_map(path, [ColumnRule("inhabitants", "kwb_map", "AANT_INW")], period="2017", source="cbs-kwb-map")
    values = by_area(table, "inhabitants")
    assert table.count().to_pyarrow().as_py() == len(values) == 386
    assert values[HAGUE] == 524882
    assert left_out_of_kwb_map(path).count().to_pyarrow().as_py() == 89


def test_the_map_of_2016_names_the_districts_of_the_hague(data_dir):
    areas = areas_of_kwb_map(data_dir / "cbs_kwb/kwb_wijk_2016.parquet", division=2016, municipality=HAGUE)
    names = areas.name.to_pyarrow().to_pylist()
    assert (len(names), all(names)) == (44, True)


@pytest.mark.parametrize(("year", "table_id", "present"), [("2017", "83765NED", 106), ("2024", "85984NED", 111)])
def test_complete_cases_are_a_biased_subset_of_114_neighbourhoods(data_dir, year, table_id, present):
    table = read_kwb_complete(
        data_dir / f"cbs_kwb/kwb_buurt_{year}_{table_id}_completecases.parquet",
        [ColumnRule("inhabitants", "kwb_complete", "AantalInwoners")], period=year, source="cbs-kwb",
        names=data_dir / f"cbs_kwb/names/buurt_names_{year}_{table_id}.csv", municipality=HAGUE,
    )  # fmt: skip
    found = bias_of_complete_cases(table).to_pyarrow().to_pylist()[0]
    assert (found["areas"], found["present"]) == (114, present)


PUBLISHED = [
    ("Eenzaam", 56.8, 56.74), ("Vrijwilligerswerk", 18.8, 18.84), ("MoeiteMetRondkomen", 22.2, 22.18),
    ("Mantelzorger", 11.8, 11.81),
]  # fmt: skip


@pytest.mark.parametrize(("name", "published", "weighted"), PUBLISHED)
def test_health_of_the_hague_2020_is_as_published_and_neighbourhoods_weigh_up_to_it(
    data_dir, name, published, weighted
):
    health = read_health_monitor(
        data_dir / HEALTH.format("2020_18plus"), HEALTH_RULES, source="health-monitor", municipality=HAGUE
    )
    rules = odata_rules("AantalInwoners", "k_0Tot15Jaar")
    people = read_kwb_odata(data_dir / KWB_2021, rules, period="2021", source="cbs-kwb")
    inhabitants, children = by_area(people, "AantalInwoners"), by_area(people, "k_0Tot15Jaar")
    values = by_area(health, name)
    pairs = [(value, inhabitants[area] - children[area]) for area, value in values.items()
             if level_of(area) == "neighbourhood" and value is not None]  # fmt: skip
    mean = sum(value * weight for value, weight in pairs) / sum(weight for _, weight in pairs)
    assert values[HAGUE] == published
    assert round(mean, 2) == weighted


def test_health_has_the_country_and_says_what_was_not_asked(data_dir):
    path = data_dir / HEALTH.format("2012_18plus")
    table = read_health_monitor(path, HEALTH_RULES, source="health-monitor", municipality=HAGUE)
    assert by_area(table, "Eenzaam")["NL00"] == 39.6
    assert by_status(table, "Vrijwilligerswerk") == {Status.NOT_ASKED}
    assert set(table.period.to_pyarrow().to_pylist()) == {"2012"}


def test_health_of_the_elderly_is_a_file_of_its_own(data_dir):
    path = data_dir / HEALTH.format("2016_65plus")
    table = read_health_monitor(path, HEALTH_RULES, source="health-monitor", municipality=HAGUE, age=ELDERLY)
    assert by_area(table, "Eenzaam")[HAGUE] == 52.5


def test_registered_crimes_of_the_hague_add_up(data_dir):
    path = data_dir / "cbs_politie_misdrijven/misdrijven_buurt_2024JJ00_47018NED.parquet"
    values = by_area(read_registered_crime(path, source="police", municipality=HAGUE), "registered_crimes")
    unknown = values.pop(UNKNOWN_LOCATION)
    assert (sum(values.values()), unknown, len(values)) == (76474, 8090, 114)


def test_socio_economic_scores_of_amsterdam_read_with_their_period(data_dir):
    path = data_dir / "cbs_ses_woa/SES_WOA_scores_per_wijk_en_buurt_25042023_160857.csv"
    rules = [ColumnRule("ses", "ses_woa", "SES-WOA/Totaalscore/Gemiddelde score (Getal)")]
    table = read_statline_csv(path, rules, kind="ses_woa", source="cbs-ses")
    assert by_area(table, "ses")["GM0363"] == -0.1
    assert pc.unique(table.period.to_pyarrow()).to_pylist() == ["2019"]


def test_proximity_reads_straight_and_transposed(data_dir):
    rules = [ColumnRule("school", "proximity", "Onderwijs/Basisonderwijs/Afstand tot school (km)"),
             ColumnRule("supermarket", "proximity",
                        "Detailhandel/Winkels dagelijkse boodschappen/Afstand tot grote supermarkt (km)")]  # fmt: skip
    straight = next((data_dir / "cbs_nabijheid").glob("CBS-Utrecht*.csv"))
    turned = next((data_dir / "cbs_nabijheid").glob("Nabijheid*.csv"))
    utrecht = read_statline_csv(straight, rules, kind="proximity", source="cbs", period="2023")
    drenthe = read_statline_csv(turned, rules, kind="proximity", source="cbs", period="2021")
    assert by_area(utrecht, "supermarket")["GM0344"] == 0.7
    assert by_status(utrecht, "school") == {Status.NOT_ASKED}
    assert len(by_area(drenthe, "school")) == 8
    assert by_area(drenthe, "supermarket")["NL00"] == 0.9
