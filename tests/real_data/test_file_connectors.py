"""Panel, liveability, police and boundary files as published: their known totals and laws."""

import pytest
import shapely

from veerkracht.connectors.boundaries import boundary_findings, dissolve, read_boundaries
from veerkracht.connectors.boundary_changes import read_boundary_changes
from veerkracht.connectors.elan import (
    areas_of_elan,
    read_elan_districts,
    read_elan_municipalities,
    read_elan_supply,
    shared_districts,
)
from veerkracht.connectors.leefbaarometer import (
    read_leefbaarometer3,
    read_leefbaarometer_change,
    read_leefbaarometer_classes,
    read_leefbaarometer_level,
)
from veerkracht.connectors.police_areas import read_police_area_polygons
from veerkracht.connectors.police_haaglanden import (
    read_police_months,
    read_police_site_json,
    read_police_years,
    unknown_police_areas,
)
from veerkracht.connectors.postcodes import read_postcodes
from veerkracht.tables import OBSERVATIONS, ColumnRule, Status, conform

pytestmark = pytest.mark.real_data

THE_HAGUE = "GM0518"
BURGLARY = {"104": "burglary"}
DIMENSIONS = ("RLBWON", "RLBBEV", "RLBVRZ", "RLBVEI", "RLBFYS")
TOTAL_AND_DIMENSIONS = [ColumnRule(name, "leefbaarometer2", name) for name in ("RLBRMTR", *DIMENSIONS)]
DEVELOPMENT_CONSTANT = 0.008647929  # published with nine decimals, for every area


def rows(table):
    return table.to_pyarrow().to_pylist()


def elan_rule(column, indicator="value", **years):
    return ColumnRule(indicator, "elan_district", column, **years)


@pytest.fixture(scope="module")
def elan(data_dir):
    return data_dir / "elan_wijkprofielen"


@pytest.fixture(scope="module")
def police(data_dir):
    return data_dir / "politie_haaglanden" / "delicts_buurt_month_2011_2016.parquet"


def test_elan_counts_the_people_of_shared_districts_once(elan):
    table = read_elan_districts(
        elan / "df_count_ver_3.csv", [elan_rule("Total_Population")], source="elan", municipality=THE_HAGUE
    )
    of_2019 = [row for row in rows(conform(table, OBSERVATIONS)) if row["period"] == "2019"]
    counted = sum(row["value"] or 0 for row in of_2019)
    shared = {row["area"]: row["value"] for row in of_2019 if row["status"] == Status.SHARED_WITH}
    city = read_elan_municipalities(
        elan / "df_count_gem_ver_6.csv", [ColumnRule("people", "elan_municipality", "Total_All_Pop")],
        source="elan", municipality=THE_HAGUE,
    )  # fmt: skip
    (published,) = [row["value"] for row in rows(city) if row["period"] == "2019"]
    assert len(of_2019) == 44
    assert published == 560_623
    assert counted == 564_940
    # who moved within the city lived in two districts that year: under one in a hundred; twice the shared ones is far off
    assert counted == pytest.approx(published, rel=0.01)
    assert counted + sum(shared.values()) > 1.02 * published


def test_elan_finds_the_three_published_pairs(elan):
    for name in ("df_count_ver_3.csv", "df_numeric_ver_3.csv"):
        pairs = {(row["target"], row["source"]) for row in rows(shared_districts(elan / name))}
        assert pairs == {("WK051801", "WK051802"), ("WK051835", "WK051836"), ("WK191601", "WK191607")}


@pytest.mark.parametrize(
    ("column", "years"),
    [("%_WMO_user", range(2009, 2015)), ("%_JGDHULP_user", range(2009, 2015)), ("%_HGOPL_Low", range(2009, 2013)),
     ("%_Low_Income", range(2009, 2011)), ("%_ZVWKHUISARTS_user", range(2021, 2023)), ("%_SHNTAB", range(2013, 2014)),
     ("%_GEDETINEERDENTAB", range(2018, 2023))],
)  # fmt: skip
def test_elan_tells_what_was_not_asked(elan, column, years):
    found = rows(read_elan_districts(elan / "df_count_ver_3.csv", [elan_rule(column)], source="elan"))
    unasked = {int(row["period"]) for row in found if row["status"] == Status.NOT_ASKED}
    asked = {int(row["period"]) for row in found if row["status"] in Status.PRESENT}
    assert unasked == set(years)
    assert not unasked & asked


def test_elan_never_gives_a_value_of_zero(elan):
    columns = (elan / "df_count_ver_3.csv").read_text("utf-8").splitlines()[0].split(",")[4:]
    rules = [elan_rule(column, indicator=column) for column in columns]
    found = rows(read_elan_districts(elan / "df_count_ver_3.csv", rules, source="elan"))
    assert len(found) == 982 * 61 - 2 * 61  # two rows of people without a known district are no area
    assert not [row for row in found if row["value"] == 0]
    assert {row["status"] for row in found} == {
        Status.NORMAL, Status.NOT_ASKED, Status.SUPPRESSED, Status.SHARED_WITH, Status.SHARED_IN,
    }  # fmt: skip


def test_the_false_figure_of_2013_in_the_city_is_left_out_by_the_years_of_a_rule(elan):
    rules = [ColumnRule("a", "elan_municipality", "SHNTAB", last=2012), ColumnRule("b", "elan_municipality", "SHNTAB")]
    found = rows(read_elan_municipalities(elan / "df_count_gem_ver_6.csv", rules, source="e", municipality=THE_HAGUE))
    value = {(row["indicator"], row["period"]): row["value"] for row in found}
    assert ("a", "2013") not in value
    assert value["b", "2013"] < 0.1 * value["b", "2012"]


def test_elan_names_are_those_of_the_city(elan):
    names = {row["area"]: row["name"] for row in rows(areas_of_elan(elan / "df_count_ver_3.csv", division=2020))}
    assert len(names) == 70
    assert (names["WK051801"], names["WK051802"], names["WK051835"]) == ("Oostduinen", "Belgisch Park", "Zuiderpark")
    assert not [name for code, name in names.items() if code.startswith("WK0518") and "Wijk" in name]


def test_elan_supply_lists_practices_of_the_city(elan):
    found = rows(
        read_elan_supply(elan / "df_supply_CLUSTERED_3.csv", source="elan", period="2022", municipality=THE_HAGUE)
    )
    doctors = {row["area"]: row["value"] for row in found if row["indicator"] == "general_practitioners"}
    assert doctors["WK051812"] == 19
    assert doctors["WK051823"] is None


def leefbaarometer(data_dir, name):
    return data_dir / "leefbaarometer2" / f"dimensiescore_{name}_2012_2014.parquet"


@pytest.mark.parametrize(("level", "areas"), [("wijk", 2941), ("gemeente", 388)])
def test_the_five_dimensions_add_up_to_the_total(data_dir, level, areas):
    path = leefbaarometer(data_dir, f"{level}_stand")
    found = rows(conform(read_leefbaarometer_level(path, TOTAL_AND_DIMENSIONS, source="l"), OBSERVATIONS))
    value = {(row["area"], row["period"], row["indicator"]): row["value"] for row in found}
    keys = {(area, period) for area, period, _ in value}
    told = [key for key in keys if value[*key, "RLBRMTR"] is not None]
    assert len(keys) == 2 * areas
    for key in told:
        total = sum(value[*key, name] for name in DIMENSIONS)
        assert total == pytest.approx(value[*key, "RLBRMTR"], abs=1e-13)  # published with fifteen digits


def test_the_development_is_the_difference_of_the_levels_plus_one_constant(data_dir):
    total = TOTAL_AND_DIMENSIONS[:1]
    levels = rows(read_leefbaarometer_level(leefbaarometer(data_dir, "wijk_stand"), total, source="l"))
    changes = rows(read_leefbaarometer_change(leefbaarometer(data_dir, "wijk_ontwikkeling"), total, source="l"))
    value = {(row["area"], row["period"]): row["value"] for row in levels}
    told = [row for row in changes if row["value"] is not None]
    assert {row["period"] for row in changes} == {"2012/2014"}
    assert len(told) > 2_700
    for row in told:
        difference = value[row["area"], "2014"] - value[row["area"], "2012"]
        assert row["value"] - difference == pytest.approx(DEVELOPMENT_CONSTANT, abs=1e-8)


def test_classes_of_the_dunes_are_suppressed_and_of_transvaal_known(data_dir):
    path = data_dir / "leefbaarometer2" / "klassen_wijk_2002_2014.parquet"
    found = rows(read_leefbaarometer_classes(path, indicator="class", source="l", municipality=THE_HAGUE))
    cell = {(row["area"], row["period"]): (row["value"], row["status"]) for row in found}
    assert len(cell) == 44 * 4
    assert cell["WK051801", "2014"] == (None, Status.SUPPRESSED)
    assert cell["WK051830", "2014"] == (2.0, Status.NORMAL)


def test_version_3_has_fourteen_districts_in_four_years(data_dir):
    path = data_dir / "leefbaarometer3_amstelveen" / "AmstelveenDataWithDimensions.csv"
    found = rows(read_leefbaarometer3(path, [ColumnRule("t", "leefbaarometer3", "lbm")], source="l3"))
    assert len(found) == 56
    assert all(3.5 < row["value"] < 4.7 for row in found)


@pytest.mark.parametrize(("year", "city", "unknown"), [("2011", 3_009, 67), ("2016", 1_775, 42)])
def test_burglaries_of_the_city_include_two_unknown_areas(data_dir, police, year, city, unknown):
    counts = read_police_years(police, delicts=BURGLARY, source="p", municipality=THE_HAGUE)
    areas = read_boundaries(data_dir / "boundaries" / "buurt_2020_GM0518_rd.geojson", division=2020)
    outside = [row for row in rows(unknown_police_areas(counts, areas)) if row["period"] == year]
    assert sum(row["value"] for row in rows(counts) if row["period"] == year) == city
    assert sum(row["value"] for row in outside) == unknown
    assert {row["area"] for row in outside} == {"BU05182815", "BU05182816"}


def test_police_counts_cover_91_neighbourhoods_and_all_months(police):
    years = rows(read_police_years(police, delicts=BURGLARY, source="p", municipality=THE_HAGUE))
    assert len({row["area"] for row in years}) == 91 + 2
    assert {row["status"] for row in years} == {Status.NORMAL}


def test_the_table_of_the_police_equals_its_raw_answers(data_dir, police):
    delicts = {code: f"d{code}" for code in ("100", "104", "110", "111")}
    months = rows(read_police_months(police, delicts=delicts, source="p", municipality=THE_HAGUE))
    stored = {(row["area"], row["period"], row["indicator"]): row["value"] for row in months}
    answers = sorted((data_dir / "politie_haaglanden" / "raw").glob("*.json"))
    found = [row for path in answers for row in rows(read_police_site_json(path, delicts=delicts, source="p"))]
    assert len(found) == (6 + 3 + 4) * 12 * 4
    assert {stored[row["area"], row["period"], row["indicator"]] == row["value"] for row in found} == {True}


def test_outlines_of_the_police_are_valid_and_44_lie_in_the_city(data_dir):
    areas = rows(read_police_area_polygons(data_dir / "politie_haaglanden" / "raw" / "areas.txt", division=2016))
    assert shapely.is_valid(shapely.from_wkb([row["geometry"] for row in areas])).all()
    assert sum(row["municipality"] == THE_HAGUE for row in areas) == 44


@pytest.mark.parametrize(
    ("name", "level", "count"),
    [("buurt_2020_GM0518_rd.geojson", "neighbourhood", 114), ("buurt_2020_GM0518_wgs84.geojson", "neighbourhood", 114),
     ("wijk_haaglanden_wgs84.geojson", "district", 45), ("wijk_2016_nl_rd.geojson.gz", "district", 44),
     ("gemeente_2015_nl_wgs84.geojson.gz", "municipality", 1)],
)  # fmt: skip
def test_the_hague_has_one_valid_shape_per_area(data_dir, name, level, count):
    areas = rows(read_boundaries(data_dir / "boundaries" / name, division=2020, municipality=THE_HAGUE))
    drawn = shapely.from_wkb([row["geometry"] for row in areas])
    assert len({row["area"] for row in areas}) == len(areas) == count
    assert {row["level"] for row in areas} == {level}
    assert shapely.is_valid(drawn).all()


def test_both_files_of_neighbourhoods_lie_on_the_same_place(data_dir):
    folder = data_dir / "boundaries"
    grid, degrees = (
        shapely.from_wkb([row["geometry"] for row in rows(read_boundaries(folder / name, division=2020))])
        for name in ("buurt_2020_GM0518_rd.geojson", "buurt_2020_GM0518_wgs84.geojson")
    )
    # degrees are given with six decimals, a tenth of a metre, and reprojected there and back
    assert shapely.hausdorff_distance(grid, degrees).max() < 0.5


def test_dissolved_neighbourhoods_give_44_districts_of_the_same_surface(data_dir):
    areas = read_boundaries(data_dir / "boundaries" / "buurt_2020_GM0518_rd.geojson", division=2020)
    parts, whole = (
        shapely.area(shapely.from_wkb([row["geometry"] for row in rows(table)]))
        for table in (areas, dissolve(areas, level="district"))
    )
    assert len(whole) == 44
    assert whole.sum() == pytest.approx(parts.sum(), abs=1)  # square metres of 8 561 ha


def test_the_national_district_file_tells_its_repairs(data_dir):
    path = data_dir / "boundaries" / "wijk_2016_nl_rd.geojson.gz"
    found = rows(boundary_findings(path))
    count = {name: sum(row["finding"] == name for row in found) for name in ("invalid", "duplicate", "collapsed")}
    assert count == {"invalid": 12, "duplicate": 1, "collapsed": 2}
    assert {"area": "WK191104", "finding": "duplicate"} in found


def test_the_coarse_national_file_keeps_collapsed_districts_as_areas(data_dir):
    path = data_dir / "boundaries" / "wijk_2014_nl_coarse.topojson"
    areas = rows(read_boundaries(path, division=2014))
    assert len(areas) == 2_738
    # 38 have no ring left, and two more are lines drawn there and back
    assert sum(row["geometry"] is None for row in areas) == 40


def test_amsterdam_keeps_its_codes_with_letters(data_dir):
    path = data_dir / "boundaries" / "buurten_amsterdam_municipal_2022plus_wgs84.geojson"
    areas = rows(read_boundaries(path, division=2022))
    assert len(areas) == 518
    assert (areas[0]["area"], areas[0]["parent"], areas[0]["municipality"]) == ("BU0363AA01", "WK0363AA", "GM0363")


@pytest.mark.parametrize("level", ["municipality", "district"])
def test_shares_of_boundary_changes_add_up_to_one(data_dir, level):
    path = data_dir / "boundary_changes" / "grenswijzigingen_2016_2024_long.parquet"
    found = rows(read_boundary_changes(path, model="postcode_huisnummer", level=level, from_year=2016, to_year=2019))
    sums = {}
    for row in found:
        sums[row["source"]] = sums.get(row["source"], 0) + row["share"]
    assert list(sums.values()) == pytest.approx([1.0] * len(sums), abs=1e-12)  # rounding of sums of shares


def test_postcodes_of_the_south_west_lie_in_the_city(data_dir):
    found = rows(read_postcodes(data_dir / "boundaries" / "pc6_to_buurt_denhaag_southwest.csv"))
    assert len(found) == 1_816
    assert {row["target"][:6] for row in found} == {"BU0518"}
