"""The edition of The Hague: the published figures come out right, and what is not known is said."""

import json
import re
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader
from rdflib import DCAT, RDF, Graph
from shapely.geometry import shape

from veerkracht.reports.manifest import verify_edition

pytestmark = pytest.mark.real_data

HAGUE = "GM0518"
CENTRE = "WK051828"
LEVELS = {"GM": "municipality", "WK": "district", "BU": "neighbourhood"}
UNKNOWN_CODES = ("BU05182815", "BU05182816")
# Words of English that no Dutch text of the edition needs, apart from the titles of sources and proper names.
ENGLISH = re.compile(r"\b(the|which|with|from|and|are|there|not|has|have|by|between|its|each)\b", re.IGNORECASE)
PROPER_NAMES = re.compile(
    "The Hague Resilience Strategy|Resilient The Hague|The Hague|CC BY|The Global Risks Report|Weerbaarheid by Design"
)


def values_of(rows, indicator, period):
    """Return the values of an indicator by area."""
    return {row["area"]: row["value"] for row in rows if row["indicator"] == indicator and row["period"] == period}


def totals(values, *, besides=()):
    """Add values up per level, apart from some areas."""
    found = dict.fromkeys(LEVELS.values(), 0.0)
    for area, value in values.items():
        found[LEVELS[area[:2]]] += value or 0 if area not in besides else 0
    return found


@pytest.fixture(scope="module")
def observations(hague, rows_in):
    return rows_in(hague, "observations")


@pytest.fixture(scope="module")
def texts(hague, pages_in):
    return {path: page.text for path, page in pages_in(hague).items()}


def test_inhabitants_and_dwellings_add_up_as_published(observations):
    assert totals(values_of(observations, "population", "2019")) == {
        "municipality": 537_833, "district": 537_680, "neighbourhood": 537_525}  # fmt: skip
    assert set(totals(values_of(observations, "dwellings", "2019")).values()) == {259_264}


@pytest.mark.parametrize(
    ("indicator", "published", "weighted"),
    [("lonely", 56.8, 56.74), ("volunteers", 18.8, 18.84), ("hard_to_make_ends_meet", 22.2, 22.18),
     ("informal_carers", 11.8, 11.81)],
)  # fmt: skip
def test_health_is_as_published_and_neighbourhoods_weigh_up_to_it(observations, indicator, published, weighted):
    values = values_of(observations, indicator, "2020")
    people, children = (values_of(observations, name, "2021") for name in ("population", "children"))
    pairs = [(value, people[area] - children[area]) for area, value in values.items()
             if area.startswith("BU") and value is not None]  # fmt: skip
    assert values[HAGUE] == published
    assert round(sum(value * weight for value, weight in pairs) / sum(weight for _, weight in pairs), 2) == weighted


@pytest.mark.parametrize(("year", "city", "unknown"), [("2011", 3_009, 67), ("2016", 1_775, 42)])
def test_burglaries_on_unknown_codes_count_in_the_city_and_in_no_district(observations, year, city, unknown):
    values = values_of(observations, "burglaries", year)
    in_centre = sum(
        value for area, value in values.items() if area.startswith("BU051828") and area not in UNKNOWN_CODES
    )
    assert totals(values)["neighbourhood"] == city
    assert sum(values[code] for code in UNKNOWN_CODES) == unknown
    assert values[CENTRE] is None  # by their digits the codes are part of it: a sum without them would be too low
    assert totals(values)["district"] == city - unknown - in_centre


def test_the_rate_of_the_city_is_that_of_the_districts_with_all_their_reports(observations):
    reports, people = (values_of(observations, name, "2011") for name in ("burglaries", "population_during_year"))
    counted = [area for area in people if area.startswith("WK") and people[area] and reports.get(area) is not None]
    rate = 1000 * sum(reports[area] for area in counted) / sum(people[area] for area in counted)
    assert CENTRE not in counted and len(counted) > 30
    assert values_of(observations, "burglaries_per_1000", "2011")[HAGUE] == pytest.approx(rate, rel=1e-9)


@pytest.mark.parametrize("path", ["method/missing.html", "en/method/missing.html"])
def test_burglaries_on_unknown_codes_are_told(texts, path):
    words = "Woninginbraken en pogingen" if path.startswith("method") else r"[Bb]urglaries and attempts"
    for year, unknown in ((2011, {22, 45}), (2016, {18, 24})):
        told = re.findall(rf"BU0518281[56] {words} {year} (\d+)", texts[path])
        assert {int(value) for value in told} == unknown


@pytest.mark.parametrize("path", ["method/missing.html", "en/method/missing.html"])
def test_all_burglaries_of_the_city_are_told_with_the_part_without_a_place(texts, path):
    words = "Woninginbraken en pogingen" if path.startswith("method") else r"[Bb]urglaries and attempts"
    for year, city, unknown in ((2011, "3.009", 67), (2016, "1.775", 42)):
        assert re.search(rf"{words} {year} {city} {unknown}\b", texts[path])


def test_unknown_codes_are_no_area_and_on_no_map(hague, rows_in, pages_in):
    features = json.loads((hague / "data/areas.geojson").read_text("utf-8"))["features"]
    assert not {feature["id"] for feature in features} & set(UNKNOWN_CODES)
    assert not {row["area"] for row in rows_in(hague, "classes")} & set(UNKNOWN_CODES)
    assert [path for path in pages_in(hague) if any(code in path for code in UNKNOWN_CODES)] == []


def test_the_28_risks_and_13_links_are_there(hague, rows_in, pages_in):
    risks = rows_in(hague, "risks")
    assert (len(risks), len(rows_in(hague, "links"))) == (28, 13)
    assert {f"risks/{row['risk']}.html" for row in risks} < pages_in(hague).keys()
    assert {row["kind"] for row in risks} == {"shock", "stress", "emerging", "compound"}


def test_a_risk_without_a_series_of_today_has_no_direction_and_says_why(hague, rows_in):
    without = [row for row in rows_in(hague, "risks") if not row["indicators"]]
    assert {row["reason"] for row in without} <= {"no_series", "too_old"}
    assert {(row["direction"], row["p_rising"]) for row in without} == {("unknown", None)}


@pytest.mark.parametrize(("language", "of"), [("nl", "van"), ("en", "of")])
def test_claims_that_contradict_each_other_all_stand_on_one_page(texts, language, of):
    text = texts[f"{'en/' if language == 'en' else ''}method/sources.html"]
    assert [f"{a} {of} {b}" in text for a, b in ((331, 355), (331, 350), (330, 350))] == [True] * 3


def test_initiatives_tell_how_many_are_expected_and_how_many_are_not_known(hague, texts, rows_in):
    named = [row for row in rows_in(hague, "initiatives") if row["in_strategy"] == "yes"]
    for path in ("initiatives/index.html", "en/initiatives/index.html"):
        numbers = set(re.findall(r"\d+", texts[path]))
        assert {"41", str(41 - len(named)), str(len(named))} <= numbers
    assert "niet vastgelegd" in texts["initiatives/index.html"]


def test_dutch_pages_speak_dutch(texts):
    dutch = {path: PROPER_NAMES.sub("", text) for path, text in texts.items() if not path.startswith("en/")}
    found = {path: sorted(set(ENGLISH.findall(text))) for path, text in dutch.items()}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_report_is_accessible_archival_titled_and_in_its_language(hague, language):
    reader = PdfReader(BytesIO((hague / f"report.{language}.pdf").read_bytes()))
    marks = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    for name, value in (("pdfuaid:part", "1"), ("pdfaid:part", "2"), ("pdfaid:conformance", "A")):
        assert re.search(rf'{name}(?:="{value}"|>{value}<)', marks)
    assert reader.trailer["/Root"]["/Lang"].startswith(language)
    assert {"nl": "Den Haag", "en": "The Hague"}[language] in reader.metadata.title


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_summary_is_one_page_and_each_map_for_the_table_one_sheet_of_a3(hague, language):
    assert len(PdfReader(hague / f"summary.{language}.pdf").pages) == 1
    sheets = [PdfReader(path) for path in sorted((hague / "print").glob(f"*.{language}.pdf"))]
    sizes = [{round(float(side) / 72 * 25.4) for side in sheet.pages[0].mediabox[2:]} for sheet in sheets]
    assert len(sheets) >= 3
    assert [(len(sheet.pages), size) for sheet, size in zip(sheets, sizes, strict=True)] == [(1, {297, 420})] * len(
        sizes
    )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_word_file_opens_with_headings_and_table_headers(hague, language):
    document = Document(hague / f"report.{language}.docx")
    headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert len(headings) > 100 and all(headings)
    assert all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in document.tables)


def test_the_workbook_opens_and_numbers_are_numbers(hague, rows_in):
    book = load_workbook(hague / "data/edition.xlsx", read_only=True)
    sheet = next(book[name] for name in book.sheetnames if name.lower().startswith("risk"))
    rows = list(sheet.iter_rows(values_only=True))
    place = rows[0].index("p_rising")
    assert len(rows) == 1 + 28
    assert {type(row[place]) for row in rows[1:]} == {float, type(None)}


def test_every_area_of_the_city_is_a_feature_and_every_shape_is_valid(hague):
    features = json.loads((hague / "data/areas.geojson").read_text("utf-8"))["features"]
    levels = [feature["properties"]["level"] for feature in features]
    assert {level: levels.count(level) for level in set(levels)} == {
        "neighbourhood": 114, "district": 44, "municipality": 1}  # fmt: skip
    shapes = [shape(feature["geometry"]) for feature in features if feature["geometry"]]
    assert len(shapes) >= 158 and all(one.is_valid for one in shapes)
    assert all(4.1 < one.bounds[0] < one.bounds[2] < 4.5 and 51.9 < one.bounds[1] < 52.2 for one in shapes)


def test_the_edition_equals_its_manifest_which_lists_the_raw_files(hague):
    assert verify_edition(hague) == ()
    manifest = json.loads((hague / "manifest.json").read_text("utf-8"))
    assert len(manifest["inputs"]) >= 15
    assert all(re.fullmatch("[0-9a-f]{64}", item["sha256"]) for item in manifest["inputs"])


def test_the_data_catalogue_parses_and_points_to_files_that_are_there(hague):
    graph = Graph().parse(hague / "data/catalog.ttl", format="turtle")
    addresses = [str(found) for found in graph.objects(None, DCAT.downloadURL)]
    assert len(list(graph.subjects(RDF.type, DCAT.Dataset))) >= 10
    assert addresses and all((hague / "data" / address.rpartition("/")[2]).is_file() for address in addresses)
