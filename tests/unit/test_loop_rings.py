"""Rings of one, two and three risks: where the arrows and their signs stand."""

import re
from xml.etree import ElementTree

import pytest

from veerkracht.reports.pictures import draw
from veerkracht.reports.systems_charts import LoopPicture, LoopRing

SVG = "{http://www.w3.org/2000/svg}"


def parts(*names, signs=(1, 1, 1), width=660):
    ring = LoopRing("ring", "reinforcing", names, signs[: len(names)])
    root = ElementTree.fromstring(draw(LoopPicture((ring,)), "en", width=width))
    boxes = [tuple(float(node.get(key)) for key in ("x", "y", "width", "height")) for node in root.iter(f"{SVG}rect")]
    arrows = [[float(number) for number in re.findall(r"-?[\d.]+", node.get("d"))] for node in root.iter(f"{SVG}path")
              if node.get("fill") == "none"]  # fmt: skip
    signs_at = [(float(node.get("cx")), float(node.get("cy"))) for node in root.iter(f"{SVG}circle")]
    return [box for box in boxes if box[2] < width / 2], arrows, signs_at


@pytest.mark.parametrize("width", [340, 660])
def test_the_arrows_of_a_pair_run_from_top_to_top_and_from_below_to_below(width):
    boxes, (there, back), signs = parts("a", "b", width=width)
    (left, top, wide, high), other = boxes
    middles = (left + wide / 2, other[0] + wide / 2)
    assert (there[0], there[-2]) == pytest.approx(middles, abs=0.2)
    assert (back[0], back[-2]) == pytest.approx(middles[::-1], abs=0.2)
    assert max(there[1], there[-1]) < top and min(back[1], back[-1]) > top + high
    assert signs[0][1] < top - 9 and signs[1][1] > top + high + 9  # a sign is no hand's breadth from a name


def test_a_long_name_stays_clear_of_the_arrows_of_a_pair():
    long = "een heel lange naam van een risico die over vier regels loopt in de stad"
    boxes, (there, back), _ = parts("a", long)
    top, below = min(box[1] for box in boxes), max(box[1] + box[3] for box in boxes)
    assert min(there[1::2]) < top and max(back[1::2]) > below


def test_a_risk_that_works_on_itself_has_one_arrow_below_its_box():
    (box,), (turn,), ((across, down),) = parts("a")
    assert min(turn[1::2]) > box[1] + box[3] and down > box[1] + box[3]
    assert across == pytest.approx(box[0] + box[2] / 2, abs=0.2)


def boxes_of(counts, width):
    rings = tuple(LoopRing("ring", "reinforcing", tuple("abcdefg"[:count]), (1,) * count) for count in counts)
    root = ElementTree.fromstring(draw(LoopPicture(rings), "en", width=width))
    found = [tuple(float(node.get(key)) for key in ("x", "y", "width", "height")) for node in root.iter(f"{SVG}rect")]
    return [box for box in found if box[2] < width / 2]


@pytest.mark.parametrize("counts", [(2, 3, 4, 5), (6, 5, 4, 3), (7, 6, 1, 5), (5, 5), (4, 4, 4)])
def test_no_two_names_touch_and_none_leaves_the_picture(counts):
    boxes = boxes_of(counts, 720)
    assert len(boxes) == sum(counts)
    for place, (left, top, wide, high) in enumerate(boxes):
        assert left >= 0 and left + wide <= 720
        assert all(left + wide < x or x + w < left or top + high < y or y + h < top for x, y, w, h in boxes[:place])


def test_rings_stand_beside_each_other_where_there_is_room():
    first, second = boxes_of((2, 3), 720), boxes_of((2, 3), 400)
    assert max(box[0] for box in first[2:]) > max(box[0] + box[2] for box in first[:2])
    assert min(box[1] for box in second[2:]) > max(box[1] for box in second[:2])
