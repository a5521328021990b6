"""Risks that come together on a district: which one is named, and what is not sure, on loads given by hand."""

from types import SimpleNamespace

from veerkracht.analysis.risks import compound_load, load_parts
from veerkracht.reports.content import Label
from veerkracht.reports.words import plain
from veerkracht.tables import table_of
from veerkracht.tables.risk_network import BURDENS
from veerkracht.workflows.exploring.compound import HEAVY, CompoundPart, _limits
from veerkracht.workflows.exploring.page_compound import _doubt, compound_answer

RISKS = ("SH-CYBER", "SH-PANDEMIC", "SH-ATTACK", "SH-HEAT", "SH-ENERGY", "ST-POV")


def compound_of(*burdens):
    """What is told of loads that are given as (district, load of each risk); a load is a number, or with its limits."""
    given = [{"bearer": area, "risk": risk, **dict(zip(("load", "lower", "upper"), load, strict=True))}
             for area, loads in burdens for risk, load in zip(RISKS, loads, strict=False)]  # fmt: skip
    table = table_of(BURDENS, given)
    series = {risk: (risk,) for risk in RISKS}
    part = CompoundPart(load_parts(table), compound_load(table, heavy=HEAVY), series, {}, 3, (), 150, 0.02)
    districts = tuple(SimpleNamespace(area=area, name=area, people={}) for area, _ in burdens)
    return part, SimpleNamespace(risks={risk: Label(risk, risk) for risk in RISKS}, districts=districts)


def loads_of(*numbers, spread=0.0):
    return [(None, None, None) if number is None else (number, number - spread, number + spread) for number in numbers]


def test_the_district_that_is_named_is_one_where_at_least_half_weigh_heavily():
    """Mid has 2 heavy of 6, the most; Small has 2 of 2."""
    part, place = compound_of(
        ("Mid", loads_of(0.9, 0.9, 0.1, 0.1, 0.1, 0.1)), ("Small", loads_of(0.6, 0.6, *[None] * 4))
    )
    words = plain(compound_answer(part, place), "en")
    assert words == (
        "In 1 of 2 districts at least half of the measured risks weigh heavily. None of these has more heavy risks than Small: "
        "SH-CYBER; SH-PANDEMIC."
    )


def test_a_load_of_unknown_interval_is_not_counted_as_sure():
    part, place = compound_of(
        ("A", [(0.5, 0.4, 0.6), (0.5, None, None)]),
        ("B", [(0.9, 0.8, 1.0), (0.1, 0.0, 0.2)]),
        ("C", loads_of(0.9, 0.9)),
    )
    words = plain(_doubt(part, place), "en")
    assert (
        words.startswith("Of 1 of 6 loads the interval lies around the limit")
        and "Of 1 load no interval is known" in words
    )
    assert "fewer than 150 residents" in words


def test_a_figure_without_an_interval_gives_a_load_without_one():
    assert _limits({"load": 40.0, "lower": None, "upper": None}) == {"load": 0.4, "lower": None, "upper": None}
    assert _limits({"load": 40.0, "lower": 30.0, "upper": 55.0}) == {"load": 0.4, "lower": 0.3, "upper": 0.55}
