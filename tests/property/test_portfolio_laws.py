"""Laws of choosing a portfolio, for any values, costs, synergies and rules."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.analysis.interventions import best_portfolio, conflicting_limits
from veerkracht.errors import InputError
from veerkracht.tables import memtable, pull
from veerkracht.tables.choices import COVERS, RULES, SYNERGIES

YEARS = (2027, 2028)


@st.composite
def cases(draw, least=1, most=9):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    number = draw(st.integers(least, most))
    names = [f"I{place:02}" for place in range(number)]
    pairs = list(combinations(names, 2))
    taken = [pair for pair in pairs if rng.random() < 0.4]
    ruled = [pair for pair in pairs if rng.random() < 0.1]
    return {
        "names": names,
        "value": dict(zip(names, rng.uniform(-2, 10, number), strict=True)),
        "cost": {year: dict(zip(names, rng.uniform(0, 3, number), strict=True)) for year in YEARS},
        "budget": {year: float(rng.uniform(0.2, 0.9)) * 1.5 * number for year in YEARS},
        "synergy": {pair: float(rng.uniform(-5, 5)) for pair in taken},
        "rules": [("needs" if rng.random() < 0.5 else "excludes", *rng.permutation(pair).tolist()) for pair in ruled],
        "theme": {name: f"T{rng.integers(0, 3)}" for name in names if rng.random() < 0.5},
        "area": {name: f"A{rng.integers(0, 2)}" for name in names if rng.random() < 0.5},
    }


def tables(case):
    names = case["names"]
    covers = [{"initiative": name, "theme": case["theme"].get(name), "area": case["area"].get(name)} for name in names]
    return {
        "values": memtable({"initiative": names, "theme": ["all"] * len(names), "value": list(case["value"].values())}),
        "costs": memtable({
            "initiative": names * len(YEARS), "year": [year for year in YEARS for _ in names],
            "cost_eur": [case["cost"][year][name] for year in YEARS for name in names],
        }),
        "budgets": memtable({"year": list(YEARS), "budget_eur": [case["budget"][year] for year in YEARS]}),
        "synergies": rows_of(SYNERGIES, [(*pair, value) for pair, value in case["synergy"].items()]),
        "rules": rows_of(RULES, case["rules"]),
        "covers": rows_of(COVERS, [tuple(row.values()) for row in covers]),
    }  # fmt: skip


def rows_of(shape, rows):
    from veerkracht.tables import table_of

    return table_of(shape, [dict(zip(shape.columns, row, strict=True)) for row in rows])


def best(case):
    made = tables(case)
    choice, proof = best_portfolio(made.pop("values"), made.pop("costs"), **made)
    chosen = frozenset(row["initiative"] for row in pull(choice).to_pylist() if row["chosen"])
    row = pull(proof).to_pylist()[0]
    assert row["proven"] and row["gap"] == 0
    return row["value"], chosen


def keeps(case, chosen):
    spent = all(sum(case["cost"][year][name] for name in chosen) <= case["budget"][year] for year in YEARS)
    ruled = all((source not in chosen or target in chosen) if kind == "needs" else not {source, target} <= chosen
                for kind, source, target in case["rules"])  # fmt: skip
    covered = all(
        {of[name] for name in chosen if name in of} == set(of.values()) for of in (case["theme"], case["area"])
    )
    return spent and ruled and covered


def worth(case, chosen):
    return sum(case["value"][name] for name in chosen) + sum(
        value for pair, value in case["synergy"].items() if set(pair) <= chosen)  # fmt: skip


def every_portfolio(case):
    names = case["names"]
    sets = (frozenset(some) for size in range(len(names) + 1) for some in combinations(names, size))
    return [chosen for chosen in sets if keeps(case, chosen)]


def best_or_none(case):
    try:
        return best(case)
    except InputError:
        return None


@settings(max_examples=60, deadline=None)
@given(cases())
def test_no_other_portfolio_is_worth_more(case):
    possible = every_portfolio(case)
    found = best_or_none(case)
    assert (found is None) == (not possible)
    if found is not None:
        value, chosen = found
        assert keeps(case, chosen) and value == pytest.approx(worth(case, chosen), abs=1e-9)
        assert value == pytest.approx(max(worth(case, other) for other in possible), abs=1e-9)


@settings(max_examples=8, deadline=None)
@given(cases(least=13, most=14))
def test_the_compiled_search_finds_the_best_of_all_16384_portfolios(case):
    number = len(case["names"])
    sets = (np.arange(2**number)[:, None] >> np.arange(number)) & 1
    kept = np.ones(2**number, bool)
    for year in YEARS:
        kept &= sets @ np.array(list(case["cost"][year].values())) <= case["budget"][year]
    place = {name: at for at, name in enumerate(case["names"])}
    for kind, source, target in case["rules"]:
        one, other = sets[:, place[source]], sets[:, place[target]]
        kept &= (one <= other) if kind == "needs" else (one + other <= 1)
    for of in (case["theme"], case["area"]):
        for wanted in set(of.values()):
            kept &= sets[:, [place[name] for name in of if of[name] == wanted]].any(axis=1)
    value = sets @ np.array(list(case["value"].values()))
    for (source, target), synergy in case["synergy"].items():
        value = value + synergy * sets[:, place[source]] * sets[:, place[target]]
    found = best_or_none(case)
    assert (found is None) == (not kept.any())
    if found is not None:
        assert found[0] == pytest.approx(value[kept].max(), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(cases(), st.floats(0, 5))
def test_more_budget_is_never_worse(case, more):
    found = best_or_none(case)
    richer = best_or_none(case | {"budget": {year: budget + more for year, budget in case["budget"].items()}})
    if found is not None:
        assert richer is not None and richer[0] >= found[0] - 1e-9


@settings(max_examples=25, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_other_names_change_nothing_but_the_names(case, random):
    names = case["names"]
    new = dict(zip(names, random.sample(names, len(names)), strict=True))
    renamed = {
        "names": names, "value": {name: case["value"][old] for name, old in sorted((new[o], o) for o in names)},
        "cost": {year: {name: cost[old] for name, old in sorted((new[o], o) for o in names)}
                 for year, cost in case["cost"].items()},
        "budget": case["budget"],
        "synergy": {(new[one], new[other]): value for (one, other), value in case["synergy"].items()},
        "rules": [(kind, new[source], new[target]) for kind, source, target in case["rules"]],
        "theme": {new[name]: theme for name, theme in case["theme"].items()},
        "area": {new[name]: area for name, area in case["area"].items()},
    }  # fmt: skip
    found, other = best_or_none(case), best_or_none(renamed)
    assert (found is None) == (other is None)
    if found is not None:
        assert other[0] == pytest.approx(found[0], abs=1e-9)
        assert other[1] == {new[name] for name in found[1]}


@settings(max_examples=25, deadline=None)
@given(cases())
def test_limits_that_conflict_cannot_be_kept_and_all_but_one_of_them_can(case):
    made = tables(case)
    made.pop("synergies")
    found = pull(conflicting_limits(made["values"], made["costs"], budgets=made["budgets"], rules=made["rules"],
                                    covers=made["covers"])).to_pylist()  # fmt: skip
    assert bool(found) == (not every_portfolio(case))
    for left_out in range(len(found)):
        rest = [limit for place, limit in enumerate(found) if place != left_out]
        assert every_portfolio(only(case, rest))
    if found:
        assert not every_portfolio(only(case, found))


def only(case, limits):
    told = {(limit["kind"], limit["source"], limit["target"]) for limit in limits}
    return case | {
        "budget": {year: case["budget"][year] if ("budget", str(year), None) in told else np.inf for year in YEARS},
        "rules": [rule for rule in case["rules"] if rule in told],
        "theme": {name: one for name, one in case["theme"].items() if ("theme", one, None) in told},
        "area": {name: one for name, one in case["area"].items() if ("area", one, None) in told},
    }
