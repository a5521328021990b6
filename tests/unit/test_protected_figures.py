"""Protection in the whole chain: what may not leave is hidden, and what could be worked out stops the build."""

import pytest

from veerkracht import catalogue
from veerkracht.analysis.disclosure import ProtectionSettings, audit
from veerkracht.errors import PublicationError
from veerkracht.tables import AREAS, OBSERVATIONS, pull, table_of
from veerkracht.workflows.measuring.protection import protected, refuse_unsafe, withheld

CITY = table_of(AREAS, [
    {"area": area, "level": level, "name": area, "parent": parent, "municipality": "GM1", "division": 2020}
    for area, level, parent in (("GM1", "municipality", None), ("WK1", "district", "GM1"), ("WK2", "district", "GM1"),
                                ("WK3", "district", "GM1"))
])  # fmt: skip
UNROUNDED = ProtectionSettings(rounding_base=1)
LIMITS = catalogue.settings()["protection"]


def counts(source, **values):
    """Counts of burglaries in 2020."""
    return table_of(OBSERVATIONS, [
        {"area": area, "period": "2020", "indicator": "burglaries", "value": value,
         "status": "A" if value is not None else "Q", "source": source}
        for area, value in values.items()
    ])  # fmt: skip


def found(table):
    return {row["area"]: row["value"] for row in pull(table).to_pylist()}


def test_a_small_count_and_the_neighbour_that_would_give_it_away_are_withheld():
    figures = protected(counts("register", GM1=103.0, WK1=3.0, WK2=40.0, WK3=60.0), catalogue.indicators(),
                        areas=CITY, limits=LIMITS)  # fmt: skip
    hidden = {area for area, value in found(figures).items() if value is None}
    assert "WK1" in hidden and len(hidden) == 2
    assert [(row["indicator"], row["suppressed"]) for row in withheld(figures)] == [("burglaries", 2)]


def test_figures_that_were_published_before_stay_as_they_are():
    values = {"GM1": 103.0, "WK1": 3.0, "WK2": 40.0, "WK3": 60.0}
    figures = protected(counts("cbs-kwb", **values), catalogue.indicators(), areas=CITY, limits=LIMITS)
    assert found(figures) == values
    assert withheld(figures) == ()


def test_a_withheld_figure_that_can_be_worked_out_stops_the_build():
    leaky = counts("register", GM1=103.0, WK1=None, WK2=40.0, WK3=60.0)
    with pytest.raises(PublicationError) as told:
        refuse_unsafe(
            audit(leaky, CITY.select("area", "parent"), indicators=catalogue.indicators(), settings=UNROUNDED)
        )
    assert (told.value.n, told.value.area, told.value.indicator) == (1, "WK1", "burglaries")
