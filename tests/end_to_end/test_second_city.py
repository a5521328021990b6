"""Amsterdam from the same files, without a change of code."""

import json
import re
from ast import Constant, parse, walk
from pathlib import Path

import pytest

import veerkracht

pytestmark = pytest.mark.real_data

# What belongs to The Hague alone: the city, districts, its programme and region.
FOREIGN = re.compile(
    r"Den Haag|The Hague|'s-Gravenhage|’s-Gravenhage|Haagse?\b|Haaglanden|Schilderswijk|Scheveningen|GM0518"
)
SHARED_PAGES = ("method/sources.html", "method/missing.html")  # name files and statements about other cities


def test_amsterdam_has_its_99_districts_and_479_neighbourhoods(amsterdam, rows_in):
    found = {}
    for row in rows_in(amsterdam, "observations"):
        if row["indicator"] == "population" and row["period"] == "2019" and row["value"] is not None:
            found.setdefault(row["area"][:2], set()).add(row["area"])
    assert {level: len(areas) for level, areas in found.items()} == {"GM": 1, "WK": 99, "BU": 479}


def test_every_district_of_amsterdam_has_a_page_and_a_figure(amsterdam, rows_in, pages_in):
    districts = {row["area"] for row in rows_in(amsterdam, "observations") if row["area"].startswith("WK0363")}
    assert {f"areas/{code}.html" for code in districts} <= pages_in(amsterdam).keys()
    assert len(districts) == 99


def test_no_public_register_of_initiatives_is_said_and_none_is_made_up(amsterdam, rows_in, pages_in):
    pages = pages_in(amsterdam)
    assert rows_in(amsterdam, "initiatives") == []
    assert re.search("register", pages["initiatives/index.html"].text)
    assert not [path for path in pages if re.fullmatch(r"(en/)?initiatives/(?!index).*", path)]


def test_no_name_of_another_city_stands_in_the_edition_but_in_the_names_of_sources(amsterdam, rows_in, pages_in):
    sources = {text for row in rows_in(amsterdam, "sources") for text in (row["title"], row["publisher"]) if text}
    cited = re.compile("|".join(re.escape(text) for text in sorted(sources, key=len, reverse=True)))
    texts = {path: cited.sub("", page.text) for path, page in pages_in(amsterdam).items()}
    found = {path: FOREIGN.findall(text) for path, text in texts.items()}
    assert {p: names for p, names in found.items() if names and p.removeprefix("en/") not in SHARED_PAGES} == {}


def test_no_area_of_another_city_stands_in_the_data(amsterdam, rows_in):
    codes = {row["area"] for row in rows_in(amsterdam, "observations")}
    assert {code for code in codes if code[2:6] != "0363"} <= {"NL00"}
    features = json.loads((amsterdam / "data/areas.geojson").read_text("utf-8"))["features"]
    assert {feature["id"][2:6] for feature in features} == {"0363"}


def test_the_sources_that_hold_nothing_of_amsterdam_are_listed(amsterdam, pages_in):
    text = pages_in(amsterdam)["en/method/missing.html"].text
    assert "elan_wijkprofielen/df_count_ver_3.csv" in text
    assert "delicts_buurt_month_2011_2016.parquet" in text


def test_no_code_outside_the_readers_of_sources_names_a_city():
    package, named = Path(veerkracht.__file__).parent, []
    for file in package.rglob("*.py"):
        if "connectors" not in file.relative_to(package).parts:
            texts = [node.value for node in walk(parse(file.read_text("utf-8"))) if isinstance(node, Constant)]
            named += [
                (file.name, text) for text in texts if re.fullmatch("GM0518|GM0363|amsterdam|Den Haag", str(text))
            ]
    assert named == []
