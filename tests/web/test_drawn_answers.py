"""The matrix and the network of risks as drawings: the same as the tables, never moved onto a place that is not theirs."""

from datetime import date
from random import Random
from xml.etree import ElementTree

import pytest
from django.test import Client

from veerkracht.web.insights.answering import Asked
from veerkracht.web.insights.grid_drawing import Grid, draw_grid
from veerkracht.web.insights.network_drawing import BETTER, WORSE, Link, Network, Node, draw_network
from veerkracht.web.insights.pages import ALL

TODAY = date(2027, 9, 1)
SVG = "{http://www.w3.org/2000/svg}"
LEVELS = ((1, 1, 2), (1, 2, 3), (2, 3, 3))


def words_in(drawing):
    return [element.text for element in ElementTree.fromstring(drawing).iter(f"{SVG}text")]


def grid(inside):
    return Grid(LEVELS, ("zelden", "soms", "vaak"), ("klein", "groot", "<b>zeer groot"), ("laag", "midden", "hoog"),
                inside, "Kans", "Gevolg")  # fmt: skip


def test_a_number_stands_in_the_cell_of_its_probability_and_impact():
    drawn = ElementTree.fromstring(draw_grid(grid({(3, 1): [7], (1, 3): [8]}), label="matrix"))
    at = {one.text: (float(one.get("x")), float(one.get("y"))) for one in drawn.iter(f"{SVG}text")}

    assert at["7"][0] > at["8"][0]
    assert at["7"][1] > at["8"][1]


def test_a_cell_that_is_too_full_tells_how_many_more_there_are():
    shown = words_in(draw_grid(grid({(1, 1): list(range(11, 21))}), label="matrix"))

    assert [word for word in shown if word.isdigit()] == ["11", "12", "13", "14", "15"]
    assert "+5" in shown


def test_words_of_people_never_become_markup_in_a_drawing():
    network = Network([Node("a", "<script>x</script>", "shock"), Node("b", "Hitte", "stress")],
                      [Link("a", "b", 1, None)], {"shock": "<i>shock"})  # fmt: skip
    for drawn in (draw_grid(grid({}), label='"<b>'), draw_network(network, label='"<b>')):
        assert not {"script", "b", "i"} & {
            element.tag.removeprefix(SVG) for element in ElementTree.fromstring(drawn).iter()
        }
        assert "style=" not in drawn


def test_the_drawing_of_a_network_does_not_depend_on_the_order_of_its_rows():
    nodes = [Node(key, f"Risico {key}", kind) for key, kind in zip("abcdef", ("shock", "stress") * 3, strict=True)]
    links = [
        Link("a", "b", 1, 3), Link("b", "a", 1, None), Link("c", "d", -1, 2), Link("e", "a", 0, 1), Link("f", "f", 1, 4)
    ]  # fmt: skip
    first = draw_network(Network(nodes, links, {}), label="x")
    Random(3).shuffle(nodes)
    Random(4).shuffle(links)

    assert draw_network(Network(nodes, links, {}), label="x") == first


def test_signs_differ_in_line_as_well_as_in_colour():
    nodes = [Node("a", "A", "shock"), Node("b", "B", "stress")]

    def lines(sign):
        drawn = ElementTree.fromstring(draw_network(Network(nodes, [Link("a", "b", sign, 2)], {}), label="x"))
        return {
            (one.get("stroke"), one.get("stroke-dasharray")) for one in drawn.iter(f"{SVG}path") if "Q" in one.get("d")
        }

    assert lines(1) == {(WORSE, None)}
    assert lines(-1) == {(BETTER, "9 5")}


@pytest.fixture
def told(officer):
    """Ask a question as the officer: ``told("network")``."""
    return lambda key: ALL[key].tell(Asked(officer.reader, TODAY))


@pytest.fixture
def assess(make_record, make_example):
    """Assess a new risk on a matrix of three by three: ``assess("Hitte", (3, 3), (1, 3), None)``."""
    matrix = make_example(
        "risk_matrices", name={"nl": "Drie"}, version="1", state="draft", grid="1,1,2;1,2,3;2,3,3",
        probability_classes={"nl": "zelden; soms; vaak"}, impact_classes={"nl": "klein; groot; zeer groot"},
        levels={"nl": "laag; midden; hoog"},
    )  # fmt: skip

    def make(name, *places):
        given = dict(zip(("inherent", "current", "residual"), places, strict=True))
        values = {
            f"{stage}_{what}": place[number]
            for stage, place in given.items() if place for number, what in enumerate(("probability", "impact"))
        }  # fmt: skip
        risk = make_record("risks", name={"nl": name}, kind="shock")
        return make_example("risk_assessments", parent=risk, matrix=str(matrix.pk), date="2027-01-01", **values)

    return make


def test_each_stage_has_its_own_matrix_and_tells_what_is_not_on_it(assess, told):
    assess("Aanslag", (3, 3), (1, 3), None)
    assess("Brand", (5, 3), (2, 2), (1, 1))

    before, now, after = told("levels").drawings
    assert [word for word in words_in(before.picture) if word.isdigit()] == ["1"]
    assert before.notes == ["Buiten deze matrix: 2. Beoordeel ze opnieuw."]
    assert sorted(word for word in words_in(now.picture) if word.isdigit()) == ["1", "2"]
    assert after.notes == ["Niet bekend: 1."]


def test_without_assessments_there_is_no_matrix_but_a_way_on(told):
    answer = told("levels")

    assert answer.drawings == []
    assert "Voeg" in answer.sheets[0].empty


def test_the_network_shows_linked_risks_and_lists_the_others(make_record, make_example, told):
    heat, flood, alone = (make_record("risks", name={"nl": name}, kind="shock") for name in ("Hitte", "Water", "Storm"))
    make_example("risk_links", source=str(heat.pk), target=str(flood.pk), sign="-1", strength=4)

    answer = told("network")
    shown = words_in(answer.drawings[0].picture)
    assert {"Hitte", "Water", "4", "maakt het minder erg"} <= set(shown)
    assert "Storm" not in shown
    assert [[cell.words for cell in row][:4] for row in answer.sheets[0].rows] == [
        ["Hitte", "maakt het minder erg", "Water", "4"]
    ]
    assert [row[0].words for row in answer.sheets[2].rows] == [alone.title_nl]


def test_the_public_sees_no_link_to_a_risk_that_is_not_published(make_record, make_example):
    heat = make_record("risks", name={"nl": "Hitte"}, kind="shock", published=True)
    hidden = make_record("risks", name={"nl": "Nog geheim"}, kind="shock")
    make_example("risk_links", source=str(heat.pk), target=str(hidden.pk), sign="1", published=True)

    page = Client().get("/nl/answers/network/").content.decode()
    assert "Hitte" in page
    assert "Nog geheim" not in page
