"""Pictures of risks in connection: sound drawings that tell their numbers, and never by colour alone."""

from xml.etree import ElementTree

import pytest

from veerkracht.reports.pictures import draw
from veerkracht.reports.systems_charts import (
    FanPicture,
    FanPoint,
    FrontierPicture,
    FrontierPoint,
    GridCell,
    GridPicture,
    LedgerPicture,
    LedgerRow,
    LoopPicture,
    LoopRing,
    TimelinePicture,
    TimelineRow,
)

PICTURES = {
    "loops": LoopPicture((LoopRing("ring", "balancing", ("armoede", "onrust", "ziekte"), (1, -1, 0)),
                          LoopRing("pair", "reinforcing", ("a", "b"), (1, 1)))),
    "timeline": TimelinePicture((TimelineRow("water", ((0, 0.0), (4, 1200.0), (20, 0.0))),), 48, "hours", "people"),
    "fan": FanPicture((FanPoint(0, 0.5, 0.2, 0.8, 0.4, 0.6), FanPoint(24, 1.0, 0.9, 1.0, 0.95, 1.0)), "hours", "m", "i", "o"),
    "grid": GridPicture(("one", "two"), (("row", (GridCell("5", "level_1"), GridCell("90", "level_5"))),)),
    "frontier": FrontierPicture((FrontierPoint(0, 0), FrontierPoint(1, 5, chosen=True)), "cost", "value", "budget"),
    "ledger": LedgerPicture((LedgerRow("North", -30), LedgerRow("South", 30)), "out", "in"),
}  # fmt: skip


def words(drawing):
    return [
        "".join(node.itertext()) for node in ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")
    ]


def inside(drawing):
    """Whether every text begins inside the picture."""
    root = ElementTree.fromstring(drawing)
    wide, high = float(root.get("width")), float(root.get("height"))
    places = [(float(n.get("x")), float(n.get("y"))) for n in root.iter("{http://www.w3.org/2000/svg}text")]
    return all(0 <= x <= wide and 0 <= y <= high for x, y in places)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("width", [340, 660])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_picture_is_sound_and_keeps_its_words_inside(name, width, language):
    drawing = draw(PICTURES[name], language, width=width, name=name, alt="what it shows")
    assert inside(drawing)
    assert ElementTree.fromstring(drawing).get("aria-label") == "what it shows"
    assert drawing == draw(PICTURES[name], language, width=width, name=name, alt="what it shows")


def test_signs_of_links_are_told_by_a_mark_and_kinds_by_a_line():
    drawing = draw(PICTURES["loops"], "en")
    assert {"+", "−", "?"} <= set(words(drawing))
    assert "stroke-dasharray" in drawing


def test_a_ring_of_risks_without_signs_shows_that_they_are_unknown():
    drawing = draw(LoopPicture((LoopRing("x", "unknown", ("a", "b"), (0, 0)),)), "en")
    assert words(drawing).count("?") == 2


def test_the_timeline_tells_the_most_people_of_each_service():
    assert "1,200" in words(draw(PICTURES["timeline"], "en"))


def test_what_goes_and_comes_is_told_by_sign_and_pattern():
    drawing = draw(PICTURES["ledger"], "en")
    assert {"−30", "+30"} <= set(words(drawing))
    assert "<pattern" in drawing


def test_the_chosen_point_of_a_frontier_bears_its_name():
    assert "budget" in words(draw(PICTURES["frontier"], "en"))


def test_the_name_of_the_chosen_point_stands_clear_of_the_steps():
    shown = FrontierPicture((FrontierPoint(0, 0), FrontierPoint(4, 4), FrontierPoint(5, 5, chosen=True), FrontierPoint(6, 6)),
                            "cost", "value", "budget")  # fmt: skip
    tree = ElementTree.fromstring(draw(shown, "en"))
    named = next(node for node in tree.iter("{http://www.w3.org/2000/svg}text") if node.text == "budget")
    other = list(tree.iter("{http://www.w3.org/2000/svg}circle"))
    assert (
        named.get("text-anchor") == "end"
        and float(named.get("y")) < min(float(one.get("cy")) for one in other[:2]) - 10
    )


def test_letters_on_a_dark_cell_are_light():
    drawing = draw(PICTURES["grid"], "en")
    assert 'fill="#FFFFFF" text-anchor="middle">90' in drawing
