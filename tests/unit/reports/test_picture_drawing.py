"""Maps, series and planes as SVG: what they show, and that they fit beside each other on a page."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from veerkracht.errors import PublicationError
from veerkracht.reports.axis import axis_over
from veerkracht.reports.content import Figure, PlanePicture, PlanePoint, SeriesPicture, SeriesPoint
from veerkracht.reports.map_legend import doubts
from veerkracht.reports.pictures import draw

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def figures(edition):
    """Figures of the edition by name."""
    return {block.name: block for page in edition.pages for block in page.blocks if isinstance(block, Figure)}


def _drawn(figure, language="nl", **options):
    return ElementTree.fromstring(draw(figure.picture, language, name=figure.name, alt="Wat & hoe", **options))


def _texts(tree):
    return [element.text for element in tree.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", ["map-classes", "series-loneliness", "plane-loneliness"])
def test_a_picture_reads_as_one_image_with_its_description(figures, name):
    tree = _drawn(figures[name], legend=True)
    assert (tree.get("role"), tree.get("aria-label")) == ("img", "Wat & hoe")


@pytest.mark.parametrize("name", ["map-classes", "series-loneliness", "plane-loneliness"])
def test_a_picture_refers_to_nothing_outside_and_has_no_style_rules(figures, name):
    svg = draw(figures[name].picture, "nl", name=name, legend=True)
    assert not re.search(r"\b(href|class|style|src)=", svg)
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) == set(re.findall(r' id="([^"]+)"', svg))


def test_two_maps_on_a_page_share_no_ids(figures):
    one, other = (draw(figures["map-classes"].picture, "nl", name=name) for name in ("a", "b"))
    assert not set(re.findall(r' id="([^"]+)"', one)) & set(re.findall(r' id="([^"]+)"', other))


def test_each_area_tells_its_name_and_class(figures):
    titles = [title.text for title in _drawn(figures["map-classes"]).iter(f"{SVG}title")]
    assert titles[:2] == ["Buurt <0>: veerkracht onder druk, kans >\u202f99%", "Buurt <1>: toont veerkracht, kans 70%"]


def test_an_unsure_class_is_lighter_and_a_very_unsure_one_dotted(figures):
    tree = _drawn(figures["map-classes"])
    fills = [path.get("fill") for path in tree.iter(f"{SVG}path") if path.get("data-area")]
    assert (fills[0], fills[1], fills[2]) == ("#6A1B6E", "#79B9B9", "#E0A030")
    dotted = [path for path in tree.iter(f"{SVG}path") if path.get("fill") == "url(#map-classes-dots)"]
    assert dotted[0].get("d").count("M") == 4


def test_an_unsure_area_without_signal_has_dark_dots_and_never_the_lines_of_unknown(figures):
    picture = figures["map-classes"].picture
    areas = tuple(replace(area, style="no_signal", certainty=0.5) for area in picture.areas)
    svg = draw(replace(picture, areas=areas), "nl", name="m")
    assert "url(#m-dots_dark)" in svg and "m-unknown" not in svg


def test_the_legend_shows_samples_of_the_unsure_classes_on_the_map(figures):
    found = doubts(figures["map-classes"].picture)
    assert [doubt.words.split(":")[0] for doubt in found] == ["lighter", "dotted"]
    assert found[0].samples[0] == ("#A676A8", "rising")
    assert ("#D5DCE4", "dots_dark") not in found[0].samples


def test_a_map_without_certainty_shows_every_class_in_full(figures):
    figure = figures["map-classes"]
    svg = draw(replace(figure.picture, show_certainty=False), "nl", name="m", legend=True)
    assert "dots" not in svg and "lichter" not in svg


def test_the_legend_inside_the_picture_tells_classes_and_counts(figures):
    texts = _texts(_drawn(figures["map-classes"], language="en", legend=True))
    assert texts[0] == "resilience under pressure (3)"
    assert texts[-1] == "dotted: less than 60% sure of the class"


def test_a_style_outside_the_palette_stops_the_edition(figures):
    areas = (replace(figures["map-classes"].picture.areas[0], style="red"),)
    with pytest.raises(PublicationError, match="red"):
        draw(replace(figures["map-classes"].picture, areas=areas), "nl")


def test_a_series_is_not_joined_over_a_gap_or_a_break(figures):
    tree = _drawn(figures["series-loneliness"])
    lines = [path.get("d") for path in tree.iter(f"{SVG}path") if path.get("stroke-width") == "1.75"]
    assert [line.count("L") for line in lines] == [1, 1]


def test_a_break_is_marked_with_a_word_and_the_axis_says_it_does_not_start_at_zero(figures):
    texts = _texts(_drawn(figures["series-loneliness"]))
    assert "breuk in de reeks" in texts
    assert "De as begint bij 40%, niet bij nul." in texts


def test_points_of_a_series_tell_value_and_interval_in_the_language(figures):
    titles = [title.text for title in _drawn(figures["series-loneliness"]).iter(f"{SVG}title")]
    assert titles[0] == "2010: 50,0% (48,0 tot 52,0)"


def test_a_series_without_values_says_so():
    empty = SeriesPicture((SeriesPoint(2010, None),), "percent", 0, "x")
    assert "geen waarden" in draw(empty, "nl")


def test_each_class_in_the_plane_has_its_own_mark(figures):
    tree = _drawn(figures["plane-loneliness"])
    marks = {title.text: parent.tag for parent in tree.iter() for title in parent if title.tag == f"{SVG}title"}
    assert marks["Buurt 0"] == f"{SVG}path"
    assert marks["Buurt 1"] == f"{SVG}circle"
    assert marks["Buurt 2"] == f"{SVG}rect"


def test_a_plane_without_points_still_shows_its_band():
    plane = PlanePicture((), "x", "y", 0.5, 0.5)
    assert 'stroke-dasharray="4 3"' in draw(plane, "en")


def _crowd(*others):
    near = [PlanePoint(f"Wijk {n}", 1.0 + n / 10, -1.0 - n / 10, "shows_resilience") for n in range(12)]
    return PlanePicture((*near, *others), "x", "y", 0.5, 0.5)


def test_a_point_far_from_all_others_stands_at_the_edge_with_an_arrow_its_name_and_its_values():
    far = PlanePoint("Verweg", 24.0, -78.4, "shows_resilience")
    tree = ElementTree.fromstring(draw(_crowd(far), "nl"))
    assert "Verweg (24,0; −78,4)" in _texts(tree)
    arrows = [path for path in tree.iter(f"{SVG}path") if path.get("stroke-width") == "1.5"]
    assert len(arrows) == 1
    assert "−20" not in _texts(tree)


def test_without_far_points_the_axes_hold_every_point():
    tree = ElementTree.fromstring(draw(_crowd(), "nl"))
    assert not [path for path in tree.iter(f"{SVG}path") if path.get("stroke-width") == "1.5"]


def test_names_in_the_plane_tell_the_areas_under_pressure_first_and_none_within_the_band():
    under = PlanePoint("Onder druk", 2.0, 0.8, "under_pressure")
    inside = PlanePoint("In de band", 0.1, 0.1, "no_signal")
    texts = _texts(ElementTree.fromstring(draw(_crowd(under, inside), "nl")))
    names = [words for words in texts if words.startswith(("Onder", "Wijk", "In de"))]
    assert names[0] == "Onder druk" and "In de band" not in names and len(names) > 3


def test_a_line_alone_ends_in_its_last_value_and_two_lines_also_in_their_names(figures):
    two = figures["series-loneliness"].picture
    alone = _texts(ElementTree.fromstring(draw(replace(two, compare=()), "nl")))
    assert "56,8%" in alone and "Den Haag" not in " ".join(alone)
    both = " ".join(_texts(ElementTree.fromstring(draw(two, "nl"))))
    assert "Den Haag 56,8%" in both and "Nederland 47,0%" in both


@pytest.mark.parametrize(
    ("values", "low", "high"), [([2, 37], 0, 40), ([58.2, 61.0], 58, 61), ([-3, -1], -3, 0), ([5, 5], 4, 6), ([], 0, 1)]
)
def test_an_axis_has_round_ends_that_hold_all_values(values, low, high):
    axis = axis_over(values)
    assert (axis.low, axis.high) == (low, high)
