"""The page of an index in a real browser: accessible, no wider than its screen, printable, and equal to its tables."""

import csv
import json
import re
import subprocess
import sys
from html import escape

import pytest
import shapely
from in_browser import OPEN_ALL, RULES, TOO_WIDE
from pypdf import PdfReader

CODES = [f"BU0518{number:04}" for number in range(24)]
DEFINITION = """
id = "calm"
label_nl = "Rust in de buurt"
label_en = "Calm of the area"
explanation_nl = "Hoe rustig en groen het is. Een hogere score is beter."
explanation_en = "How quiet and green it is. A higher score is better."
level = "neighbourhood"
elements = [
  { id = "index" }, { id = "noise", parent = "index", direction = -1 },
  { id = "green", parent = "index", direction = 1, weight = 3.0 },
]
[uncertain]
weights_share = 0.5
normalisers = [{ method = "minmax" }, { method = "percentile_rank" }]
"""

pytestmark = pytest.mark.slow


def _boundaries():
    """24 squares beside each other; the last area has no figures."""
    places = [(80_000 + 900 * (n % 6), 455_000 + 900 * (n // 6)) for n in range(len(CODES))]
    features = [
        {"type": "Feature", "properties": {"statcode": code, "statnaam": f"Buurt & {code[-2:]}"},
         "geometry": json.loads(shapely.to_geojson(shapely.box(x, y, x + 900, y + 900)))}
        for code, (x, y) in zip(CODES, places, strict=True)
    ]  # fmt: skip
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": features})


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of an index of own figures with own boundaries."""
    folder = tmp_path_factory.mktemp("calm")
    (folder / "calm.toml").write_text(DEFINITION, "utf-8")
    (folder / "areas.geojson").write_text(_boundaries(), "utf-8")
    rows = [f"{code},2020,{name},{(7 * n + shift) % 23 + 1}" for n, code in enumerate(CODES[:-1])
            for name, shift in (("noise", 3), ("green", 11))]  # fmt: skip
    (folder / "calm.csv").write_text("\n".join(["area,period,indicator,value", *rows]) + "\n", "utf-8")
    command = [sys.executable, "-m", "veerkracht.cli", "index", "calm.toml", "--figures", "calm.csv", "--boundaries",
               "areas.geojson", "--out", "made", "--draws", "200"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "made"


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_has_no_accessibility_error_and_no_scroll_to_the_side(browser, made, language):
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(bypass_csp=True)
    page.goto((made / f"index_{language}.html").as_uri())
    page.evaluate(OPEN_ALL)
    found = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        violations = Axe().run(page, options=RULES).response["violations"]
        found += [(width, one["id"], node["html"]) for one in violations for node in one["nodes"]]
        assert page.evaluate(TOO_WIDE) <= 0, f"the page is wider than a screen of {width} pixels"
    page.close()
    assert found == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_works_without_script_and_names_every_area(browser, made, language):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((made / f"index_{language}.html").as_uri())
    named = page.locator("details.table tbody th").all_text_contents()
    context.close()
    assert {row["name"] for row in _rows(made / "map.csv")} <= set(named)
    assert len(_rows(made / "map.csv")) == len(CODES) - 1
    assert "<script" not in (made / f"index_{language}.html").read_text("utf-8")


def test_the_table_of_the_page_holds_the_figures_of_the_file(made):
    page = (made / "index_en.html").read_text("utf-8")
    for row in _rows(made / "areas.csv"):
        known = next(found for found in _rows(made / "map.csv") if found["area"] == row["area"])
        line = re.search(rf'<th scope="row">{re.escape(escape(known["name"]))}</th>(.*?)</tr>', page)
        score, rank = re.findall(r'value="([^"]*)"', line[1])[:2]
        assert float(score) == pytest.approx(float(row["score"]), abs=0.051) and float(rank) == float(row["rank"])


def test_an_area_without_figures_is_hatched_on_the_map_and_counted_in_the_legend(made):
    svg = (made / "map_en.svg").read_text("utf-8")
    assert f'data-area="{CODES[-1]}"' in svg and "no score known (1)" in svg and 'fill="url(#map-unknown)"' in svg


def test_the_page_and_its_map_are_there_on_paper(made):
    page, sheet = (PdfReader(made / name) for name in ("index_nl.pdf", "map_a3_nl.pdf"))
    assert "Waar zijn de scores laag?" in "".join(part.extract_text() for part in page.pages)
    assert sorted(round(side / 72 * 25.4) for side in sheet.pages[0].mediabox[2:]) == [297, 420]
    assert (made / "map.png").read_bytes().startswith(b"\x89PNG")
