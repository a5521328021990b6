"""Pictures of an index: ranks, bars, Moran's scatter and a map of a country show the numbers that they hold."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely

from veerkracht.reports.charts import Bar, BarsPicture, MoranPicture, MoranPoint, RankPicture, RankRow
from veerkracht.reports.content import LegendEntry, MapArea, MapPicture
from veerkracht.reports.country_picture import MANY_AREAS, draw_country, simplified
from veerkracht.reports.pictures import draw
from veerkracht.workflows.benches.made_country import made_country

SVG = "{http://www.w3.org/2000/svg}"


def _tree(picture, language="en", **options):
    return ElementTree.fromstring(draw(picture, language, name="p", alt="what & how", **options))


def _texts(tree):
    return [element.text for element in tree.iter(f"{SVG}text")]


def _titles(tree):
    return [element.text for element in tree.iter(f"{SVG}title")]


@pytest.fixture
def ranks():
    best = (RankRow("Duin", 1, 1, 3.5), RankRow("Bos", 2, 1, 4))
    return RankPicture((best, (RankRow("Haven", 40, 31, 40, "level_5"),)), 40, "place")


def test_each_row_of_the_ranks_tells_its_place_and_interval(ranks):
    titles = _titles(_tree(ranks, width=660))
    assert "Duin: rank 1 (90% interval: 1 to 4)" in titles and "Haven: rank 40 (90% interval: 31 to 40)" in titles


def test_bars_of_ranks_run_from_the_lower_to_the_upper_place(ranks):
    bar = next(rect for rect in _tree(ranks, width=660).iter(f"{SVG}rect") if "Haven" in rect[0].text)
    dot = next(circle for circle in _tree(ranks, width=660).iter(f"{SVG}circle") if "Haven" in circle[0].text)
    assert float(bar.get("x")) + float(bar.get("width")) == pytest.approx(float(dot.get("cx")), abs=0.2)
    assert float(bar.get("width")) > 50


def test_between_both_ends_of_the_order_stands_how_many_are_left_out(ranks):
    assert "⋮ 37 areas in between" in _texts(_tree(ranks, width=660))
    assert "⋮ 37 gebieden ertussen" in _texts(_tree(ranks, "nl", width=660))


@pytest.mark.parametrize("width", [340, 660])
def test_every_area_of_the_ranks_is_named_at_each_width(ranks, width):
    assert {"Duin", "Bos", "Haven"} <= set(_texts(_tree(ranks, width=width)))


def test_ranks_without_areas_say_so():
    assert "no areas with a rank" in _texts(_tree(RankPicture(((),), 0, "place")))


def test_bars_are_as_long_as_their_shares_and_tell_them():
    shown = BarsPicture((Bar("weights", 0.4, 0.3, 0.5, second=0.8), Bar("scale", 0.2)), "alone", "with others")
    tree = _tree(shown, width=660)
    found = {rect[0].text: float(rect.get("width")) for rect in tree.iter(f"{SVG}rect") if len(rect)}
    assert found["weights: 80%"] == pytest.approx(2 * found["weights: 40%"], abs=0.2)
    assert found["weights: 40%"] == pytest.approx(2 * found["scale: 20%"], abs=0.2)
    assert {"alone", "with others", "40%", "80%", "20%"} <= set(_texts(tree))


def test_a_share_below_zero_lies_left_of_zero():
    tree = _tree(BarsPicture((Bar("scale", -0.1, -0.2, 0.0), Bar("weights", 0.5)), "alone"), width=660)
    below, above = (float(rect.get("x")) for rect in tree.iter(f"{SVG}rect") if len(rect))
    assert below < above


def test_bars_stand_under_the_heading_of_their_group():
    bars = tuple(Bar(name, 0.25, group=group) for name, group in (("a", "Health"), ("b", "Health"), ("c", "Means")))
    assert [words for words in _texts(_tree(BarsPicture(bars, "weight"))) if words in ("Health", "Means")] == [
        "Health",
        "Means",
    ]


def test_the_scatter_names_the_areas_that_stand_out_and_tells_the_slope():
    far = MoranPoint("Ver", 3.0, 2.5)
    points = (MoranPoint("Duin", 1.5, 1.0, outstanding=True), MoranPoint("Bos", -1.0, -0.5), far)
    tree = _tree(MoranPicture(points, 0.62, "own", "neighbours"), width=660)
    assert "slope: Moran’s I = 0.62" in _texts(tree) and "Duin: 1.5; neighbours 1.0" in _titles(tree)
    assert {"high among high", "low among high"} <= set(_texts(tree)) and "Duin" in _texts(tree)


@pytest.fixture(scope="module")
def country():
    columns, rows = 50, 32
    shapes = made_country(columns=columns, rows=rows).to_pyarrow()["geometry"].to_pylist()
    styles = [f"level_{1 + number * 5 // len(shapes)}" for number in range(len(shapes))]
    styles[7] = "unknown"
    areas = tuple(
        MapArea(f"X{number}", f"X{number}", shape, style, 0.5 if number % 50 == 0 else 0.9)
        for number, (shape, style) in enumerate(zip(shapes, styles, strict=True))
    )
    legend = tuple(LegendEntry(style, style, styles.count(style)) for style in sorted(set(styles)))
    return MapPicture(areas, legend, "", doubt="pattern")


def _surface(path):
    """Surface inside the rings of a path of relative steps."""
    total = 0.0
    for ring in re.findall(r"M([^Mz]*)z", path):
        start, steps = ring.split("l")
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", f"{start} {steps}")]
        points = np.array(numbers).reshape(-1, 2).cumsum(axis=0)
        after = np.roll(points, -1, axis=0)
        total += float((points[:, 0] * after[:, 1] - after[:, 0] * points[:, 1]).sum() / 2)
    return abs(total)


def test_a_map_of_many_areas_has_one_path_per_look(country):
    assert len(country.areas) >= MANY_AREAS
    paths = list(_tree(country, width=660).iter(f"{SVG}path"))
    assert len(paths) == 6 + 3 + 1  # fills; hatch, white and dark dots; outline


def test_the_paths_of_all_looks_cover_the_country_once(country):
    *paths, outline = _tree(country, width=660).iter(f"{SVG}path")
    filled = [_surface(path.get("d")) for path in paths if path.get("fill").startswith("#")]
    assert sum(filled) == pytest.approx(_surface(outline.get("d")), rel=1e-6)


def test_areas_that_overlap_draw_no_line_across_the_map():
    """Two areas on one place and a neighbour: their common edge runs one way twice and back once."""
    boxes = (*(shapely.box(0, 100 * y, 100, 100 * y + 100) for y in (0, 0, 5)), shapely.box(100, 0, 900, 100))
    areas = tuple(MapArea(f"A{place}", "x", shapely.to_wkb(box), "level_1") for place, box in enumerate(boxes))
    shown = MapPicture(areas, (LegendEntry("level_1", "low", 4),), "")
    tree = ElementTree.fromstring(draw_country(shown, "en", width=660, name="p", label="x"))
    for path in tree.iter(f"{SVG}path"):
        for ring in path.get("d").split("M")[1:]:
            numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", ring)]
            steps = list(zip(numbers[2::2], numbers[3::2], strict=True))
            back = (sum(x for x, _ in steps), sum(y for _, y in steps))
            assert all(x == 0 or y == 0 for x, y in (*steps, tuple(round(at, 6) for at in back)))  # no slanting line


def test_areas_without_a_score_are_hatched_and_the_legend_tells_it(country):
    tree = _tree(country, width=660, legend=True)
    hatched = [path for path in tree.iter(f"{SVG}path") if path.get("fill") == "url(#p-unknown)"]
    assert len(hatched) == 1 and hatched[0].get("d").count("M") == 1
    assert "unknown (1)" in _texts(tree)


def test_a_map_of_many_areas_is_small(country):
    assert len(draw(country, "en", width=660, name="p")) < 60_000


def test_doubt_is_shown_as_a_pattern_or_as_opacity_by_choice(country):
    areas = tuple(MapArea(str(n), "", a.geometry, "level_5", 0.5) for n, a in enumerate(country.areas[:3]))
    pattern = draw(MapPicture(areas, (), "", doubt="pattern"), "en", name="p")
    opacity = draw(MapPicture(areas, (), "", doubt="opacity"), "en", name="p")
    assert "p-dots" in pattern and "#1B3563" in pattern
    assert "p-dots" not in opacity and "#1B3563" not in opacity


def test_simplifying_keeps_the_edges_that_areas_share():
    shapes = np.array(shapely.from_wkb(made_country(columns=8, rows=6).to_pyarrow()["geometry"].to_pylist()))
    found = simplified(shapes, 300.0)
    assert shapely.get_num_coordinates(found).sum() < shapely.get_num_coordinates(shapes).sum() / 2
    assert shapely.coverage_is_valid(found)
