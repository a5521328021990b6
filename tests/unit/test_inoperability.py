"""Disruption of sectors by hand: static, step by step, with stocks, and what is refused."""

import pytest

from veerkracht.analysis.cascade import (
    dynamic_inoperability,
    inoperability,
    interdependence,
    output_for_demand,
    recovery_coefficients,
    sector_losses,
)
from veerkracht.errors import InputError, SettingError
from veerkracht.tables import memtable


def _links(*rows):
    return memtable(
        {name: [row[place] for row in rows] for place, name in enumerate(("sector", "depends_on", "coefficient"))}
    )


def _per_sector(column, **values):
    return memtable({"sector": list(values), column: [float(value) for value in values.values()]})


def _column(table, name, *order):
    return table.order_by(*(order or ("sector",)))[name].to_pyarrow().to_pylist()


NONE = _links(("a", "a", 0.0))
FAST = _per_sector("coefficient", a=1.0, b=1.0)


def test_a_disruption_too_large_for_the_equations_is_cut_off_and_told():
    """q = 0.9 / (1 - 0.5) = 1.8."""
    found = inoperability(_links(("a", "a", 0.5)), _per_sector("perturbation", a=0.9)).to_pyarrow().to_pylist()
    assert found == [{"sector": "a", "inoperability": 1.0, "linear": pytest.approx(1.8), "beyond_range": True}]


def test_coefficients_whose_effects_do_not_die_out_are_refused():
    with pytest.raises(InputError, match=r"Each round of effects is 1\.000 times"):
        inoperability(_links(("a", "b", 2.0), ("b", "a", 0.5)), _per_sector("perturbation", a=0.1, b=0.0))


def test_interdependence_is_scaled_by_output_from_demand_and_turned_from_supply():
    sectors = _per_sector("output", a=100, b=200)
    bought = memtable({"source": ["a"], "target": ["b"], "coefficient": [0.1]})
    assert interdependence(sectors, bought).to_pyarrow().to_pylist() == [
        {"sector": "a", "depends_on": "b", "coefficient": pytest.approx(0.1 * 200 / 100)}
    ]
    assert interdependence(sectors, bought, driven="supply").to_pyarrow().to_pylist() == [
        {"sector": "b", "depends_on": "a", "coefficient": 0.1}
    ]


def test_a_step_moves_a_share_of_the_way():
    """k = 0.5 and a disruption of 0.4: 0.2, 0.3, 0.35."""
    path = dynamic_inoperability(
        NONE, _per_sector("perturbation", a=0.4), recovery=_per_sector("coefficient", a=0.5), steps=3
    )
    assert _column(path, "inoperability", "step") == pytest.approx([0.0, 0.2, 0.3, 0.35])


def test_sectors_recover_from_where_they_stand_at_the_start():
    """From 0.4 with k = 0.5 and no disruption: 0.2, 0.1; b follows with 0.5 x 0.4 / 2 and (0.1 + 0.5 x 0.2) / 2."""
    path = dynamic_inoperability(
        _links(("b", "a", 0.5)), _per_sector("perturbation", a=0.0, b=0.0), steps=2,
        recovery=_per_sector("coefficient", a=0.5, b=0.5), start=_per_sector("production", a=0.4),
    )  # fmt: skip
    a, b = (_column(path.filter(path.sector == name), "inoperability", "step") for name in "ab")
    assert a == pytest.approx([0.4, 0.2, 0.1]) and b == pytest.approx([0.0, 0.1, 0.1])


def test_a_stock_bears_what_a_sector_lacks_at_the_start_as_well():
    """0.5 is not made, of which 0.3 lies in store; at full speed all is made in the next step."""
    path = dynamic_inoperability(
        NONE, _per_sector("perturbation", a=0.0), recovery=_per_sector("coefficient", a=1.0), steps=1,
        stocks=_per_sector("stock", a=0.3), start=_per_sector("production", a=0.5),
    )  # fmt: skip
    assert _column(path, "production", "step") == pytest.approx([0.5, 0.0])
    assert _column(path, "inoperability", "step") == pytest.approx([0.2, 0.0])
    assert _column(path, "stock", "step") == pytest.approx([0.0, 0.0])


@pytest.mark.parametrize(("start", "match"), [({"a": 1.5}, "sector a is 1.5"), ({"x": 0.1}, "Sector x is not among a")])
def test_a_wrong_start_is_refused(start, match):
    with pytest.raises(InputError, match=match):
        dynamic_inoperability(NONE, _per_sector("perturbation", a=0.0), steps=1,
                              recovery=_per_sector("coefficient", a=1.0), start=_per_sector("production", **start))  # fmt: skip


def test_a_lasting_disruption_ends_where_the_static_answer_is():
    links = _links(("a", "b", 0.5), ("b", "a", 0.2), ("a", "a", 0.1))
    shock = _per_sector("perturbation", a=0.1, b=0.2)
    path = dynamic_inoperability(links, shock, recovery=_per_sector("coefficient", a=0.4, b=0.7), steps=200)
    last = _column(path.filter(path.step == 200), "inoperability")
    assert last == pytest.approx(_column(inoperability(links, shock), "inoperability"), abs=1e-9)


def test_a_stock_serves_buyers_until_it_is_empty():
    """Half of production is gone from step 1; a stock of 1.2 steps covers 0.5, 0.5, and 0.2 of the third."""
    links = _links(("b", "a", 1.0))
    path = dynamic_inoperability(links, _per_sector("perturbation", a=0.5, b=0.0), recovery=FAST, steps=5,
                                 stocks=_per_sector("stock", a=1.2))  # fmt: skip
    a, b = (path.filter(path.sector == name) for name in "ab")
    assert _column(a, "production", "step") == pytest.approx([0.0, 0.5, 0.5, 0.5, 0.5, 0.5])
    assert _column(a, "inoperability", "step") == pytest.approx([0.0, 0.0, 0.0, 0.3, 0.5, 0.5])
    assert _column(b, "production", "step") == pytest.approx([0.0, 0.0, 0.0, 0.0, 0.3, 0.5])


@pytest.mark.parametrize(("less", "more"), [(0.0, 0.3), (0.3, 1.0), (1.0, 5.0)])
def test_a_larger_stock_never_loses_more(less, more):
    links = _links(("a", "b", 0.4), ("b", "a", 0.6))
    asked = {"recovery": _per_sector("coefficient", a=0.5, b=0.8), "steps": 20}
    lost = [sum(_column(dynamic_inoperability(links, _per_sector("perturbation", a=0.5, b=0.1), **asked,
                                              stocks=_per_sector("stock", a=stock)), "inoperability", "sector", "step"))
            for stock in (less, more)]  # fmt: skip
    assert lost[1] <= lost[0] + 1e-12


def test_no_disruption_loses_nothing():
    path = dynamic_inoperability(_links(("a", "b", 0.4)), _per_sector("perturbation", a=0, b=0), recovery=FAST, steps=4)
    assert set(_column(sector_losses(path, _per_sector("output", a=10, b=20)), "loss")) == {0.0}


def test_a_loss_is_output_times_what_buyers_lacked():
    """Steps 1 and 2 of 3 are disturbed by 0.5, and the sector follows at once: 1 step of output is lost."""
    shock = memtable({"sector": ["a"], "perturbation": [0.5], "first": [0], "last": [1]})
    path = dynamic_inoperability(NONE, shock, recovery=_per_sector("coefficient", a=1.0), steps=3)
    found = sector_losses(path, _per_sector("output", a=30)).to_pyarrow().to_pylist()
    assert found == [{"sector": "a", "lost_steps": pytest.approx(1.0), "loss": pytest.approx(30.0)}]


def test_recovery_in_a_number_of_steps_gives_the_coefficient():
    """ln(0.5 / 0.005) / (10 * (1 - 0.2)) = 4.60517 / 8."""
    recovery = memtable({"sector": ["a"], "start": [0.5], "end": [0.005], "steps": [10]})
    assert _column(recovery_coefficients(_links(("a", "a", 0.2)), recovery), "coefficient") == pytest.approx(
        [0.575646], abs=1e-6
    )


@pytest.mark.parametrize(("start", "end", "steps"), [(0.1, 0.2, 5), (0.9, 0.0001, 1)])
def test_recovery_that_does_not_fall_or_is_too_fast_for_one_step_is_refused(start, end, steps):
    recovery = memtable({"sector": ["a"], "start": [start], "end": [end], "steps": [steps]})
    with pytest.raises(SettingError, match="recovery coefficient of sector a comes to"):
        recovery_coefficients(NONE, recovery)


@pytest.mark.parametrize(("links", "shock", "match"), [
    (_links(("x", "a", 0.1)), {"a": 0.1}, "Sector x is not among a"),
    (_links(("a", "a", -0.1)), {"a": 0.1}, "coefficient of a and a is -0.1"),
    (_links(("a", "a", 0.1), ("a", "a", 0.2)), {"a": 0.1}, "a and a have two coefficients"),
    (_links(("a", "a", float("inf"))), {"a": 0.1}, "coefficient of a and a is inf"),
    (NONE, {"a": 1.5}, "perturbation of sector a is 1.5"),
    (NONE, {"a": float("nan")}, "perturbation of sector a is nan"),
])  # fmt: skip
def test_wrong_numbers_and_names_are_refused(links, shock, match):
    with pytest.raises(InputError, match=match):
        inoperability(links, _per_sector("perturbation", **shock))


def test_a_sector_without_output_is_refused_and_not_free():
    path = dynamic_inoperability(
        NONE, _per_sector("perturbation", a=0.5), recovery=_per_sector("coefficient", a=1), steps=1
    )
    with pytest.raises(InputError, match="Sector a has no output"):
        sector_losses(path, _per_sector("output", b=1))


def test_a_sector_with_two_rows_is_refused():
    with pytest.raises(InputError, match="Sector a has more than one row"):
        output_for_demand(memtable({"source": ["a"], "target": ["a"], "coefficient": [0.1]}),
                          memtable({"sector": ["a", "a"], "demand": [1.0, 2.0]}))  # fmt: skip


def test_a_horizon_of_no_step_is_refused():
    with pytest.raises(SettingError, match="steps is 0"):
        dynamic_inoperability(
            NONE, _per_sector("perturbation", a=0.1), recovery=_per_sector("coefficient", a=1), steps=0
        )


def test_effects_that_do_not_die_out_are_refused_step_by_step_as_well():
    """They would end where all is lost, whatever the disruption."""
    links = _links(("a", "b", 2.0), ("b", "a", 0.5))
    with pytest.raises(InputError, match=r"Each round of effects is 1\.000 times"):
        dynamic_inoperability(links, _per_sector("perturbation", a=0.1, b=0.0), recovery=FAST, steps=3)


def test_a_sector_that_wholly_needs_itself_has_no_recovery_coefficient():
    recovery = memtable({"sector": ["a"], "start": [0.5], "end": [0.1], "steps": [5]})
    with pytest.raises(InputError, match=r"Each round of effects is 1\.000 times"):
        recovery_coefficients(_links(("a", "a", 1.0)), recovery)


@pytest.mark.parametrize("column", ["first", "last"])
def test_a_disruption_of_unknown_dates_does_not_last_for_ever(column):
    shock = {"sector": ["a", "b"], "perturbation": [0.5, 0.5], "first": [0.0, 0.0], "last": [1.0, 1.0]}
    shock[column] = [None, 1.0]
    with pytest.raises(InputError, match=f"{column} of sector a is nan"):
        dynamic_inoperability(NONE, memtable(shock), recovery=FAST, steps=3)


def test_a_disruption_with_a_first_step_and_no_last_is_refused():
    shock = memtable({"sector": ["a"], "perturbation": [0.5], "first": [0]})
    with pytest.raises(InputError, match="have first and no last"):
        dynamic_inoperability(NONE, shock, recovery=_per_sector("coefficient", a=1), steps=3)


def test_a_sector_without_a_name_is_refused():
    with pytest.raises(InputError, match=r"1 row.s. of perturbation have no sector"):
        inoperability(NONE, memtable({"sector": ["a", None], "perturbation": [0.1, 0.1]}))
