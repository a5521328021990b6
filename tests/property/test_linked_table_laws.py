"""Laws of protected tables that add up, for any small city."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from veerkracht.analysis.disclosure import (
    CellRules,
    attack_linked,
    audit_linked,
    perturb_by_cell_key,
    perturbation_table,
    release_linked,
    round_controlled,
    round_randomly,
    suppress_linked,
)
from veerkracht.tables import memtable

FEW = settings(max_examples=25, deadline=None)
COUNTS = st.one_of(st.integers(0, 9), st.integers(0, 200))
RULES = st.builds(CellRules, least_count=st.sampled_from([3, 5, 10]),
                  edges=st.sampled_from(["shown", "zeros", "zeros_and_full"]))  # fmt: skip
SEXES = memtable({"category": ["men", "women", "other"], "parent": ["all"] * 3})


@st.composite
def cities(draw):
    """Counts of neighbourhoods, districts and the city by three categories and their total, and who is part of whom."""
    parents, people = [], {}
    for district in range(draw(st.integers(1, 3))):
        parents.append((f"W{district}", "G"))
        for number in range(draw(st.integers(1, 3))):
            parents.append((f"B{district}{number}", f"W{district}"))
            people[f"B{district}{number}"] = np.array(draw(st.lists(COUNTS, min_size=3, max_size=3)), float)
    for part, whole in [*parents[::-1]]:
        people.setdefault(whole, np.zeros(3))
        people[whole] = people[whole] + people[part]
    rows = [(area, category, float(value)) for area, values in people.items()
            for category, value in zip(("men", "women", "other", "all"), (*values, values.sum()), strict=True)]  # fmt: skip
    return rows, parents


def table(rows, period="2020"):
    area, category, value = (list(column) for column in zip(*rows, strict=True))
    return memtable({"area": area, "period": [period] * len(area), "category": category, "value": value})


def tree(parents):
    area, parent = (list(column) for column in zip(*parents, strict=True))
    return memtable({"area": area, "parent": parent})


def read(result):
    return {(row["area"], row["category"]): row["value"] for row in result.to_pyarrow().to_pylist()}


@FEW
@given(cities(), RULES)
def test_no_unsafe_cell_is_left_after_protection(city, rules):
    rows, parents = city
    found = suppress_linked(table(rows), tree(parents), rules=rules, categories=SEXES)
    for proof in ("move", "programme"):
        judged = audit_linked(found, table(rows), areas=tree(parents), categories=SEXES, rules=rules, proof=proof)
        assert judged.filter(~judged.safe).count().to_pyarrow().as_py() == 0


@FEW
@given(cities(), RULES)
def test_an_interval_shown_by_a_move_lies_within_that_of_the_programme(city, rules):
    rows, parents = city
    found = suppress_linked(table(rows), tree(parents), rules=rules, categories=SEXES)
    by_move, exact = (
        {(row["area"], row["category"]): (row["lower"], np.inf if row["upper"] is None else row["upper"], row["proof"])
         for row in audit_linked(found, table(rows), areas=tree(parents), categories=SEXES, rules=rules,
                                 proof=proof).to_pyarrow().to_pylist()} for proof in ("move", "programme")
    )  # fmt: skip
    assert by_move.keys() == exact.keys()
    for key, (low, high, proof) in by_move.items():
        assert proof is None or (exact[key][0] <= low + 1e-6 and exact[key][1] >= high - 1e-6)


@settings(max_examples=10, deadline=None)
@given(cities(), RULES, st.sampled_from(["apart", "linked"]))
def test_what_is_shown_again_leaves_every_unsafe_cell_its_room(city, rules, years):
    rows, parents = city
    context = {"areas": tree(parents), "rules": rules, "categories": SEXES, "years": years}
    hidden = suppress_linked(table(rows), tree(parents), rules=rules, categories=SEXES, years=years)
    found = release_linked(hidden, table(rows), **context)
    judged = audit_linked(found, table(rows), **context, proof="programme")
    assert judged.filter(~judged.safe).count().to_pyarrow().as_py() == 0
    before, after = read(hidden), read(found)
    assert all(after[key] == value for key, value in before.items() if value is not None)


@st.composite
def divisions(draw):
    """Pieces of people, old and new areas that are sums of them, and the city that is the sum of either."""
    old, new, size = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(2, 6))
    spots = st.tuples(st.integers(0, old - 1), st.integers(0, new - 1))
    pieces = draw(st.lists(spots, min_size=size, max_size=size, unique=True) if old * new >= size else st.just(
        [(o, n) for o in range(old) for n in range(new)]))  # fmt: skip
    people = {f"p{o}{n}": float(draw(COUNTS)) for o, n in pieces}
    links = [(f"p{o}{n}", f"{kind}{at}", kind) for o, n in pieces for kind, at in (("O", o), ("N", n))]
    links += [(whole, "G", kind) for _, whole, kind in dict.fromkeys(("", w, k) for _, w, k in links)]
    for kind in ("O", "N"):
        for part, whole, division in links:
            if division == kind and whole != "G":
                people[whole] = people.get(whole, 0.0) + people[part]
    people["G"] = sum(value for name, value in people.items() if name.startswith("p"))
    return people, links


@FEW
@given(divisions(), RULES, st.sampled_from(["2019", "2020"]))
def test_no_piece_between_old_and_new_boundaries_can_be_worked_out(drawn, rules, period):
    people, links = drawn
    area, parent, division = (list(column) for column in zip(*links, strict=True))
    parents = memtable({"area": area, "parent": parent, "division": division})
    cells = memtable({"area": list(people), "period": [period] * len(people), "value": list(people.values()),
                      "published": [not name.startswith("p") for name in people]})  # fmt: skip
    found = suppress_linked(cells, parents, rules=rules)
    for proof in ("move", "programme"):
        judged = audit_linked(found, cells, areas=parents, rules=rules, proof=proof)
        assert judged.filter(~judged.safe).count().to_pyarrow().as_py() == 0


@FEW
@given(cities(), RULES)
def test_suppression_changes_no_figure_that_it_shows(city, rules):
    rows, parents = city
    found = read(suppress_linked(table(rows), tree(parents), rules=rules, categories=SEXES))
    assert all(found[area, category] in (None, value) for area, category, value in rows)


@FEW
@given(cities(), RULES, st.randoms(use_true_random=False))
def test_order_of_rows_and_names_of_areas_do_not_matter(city, rules, shuffle):
    rows, parents = city
    mixed, turned = list(rows), list(parents)
    shuffle.shuffle(mixed)
    shuffle.shuffle(turned)
    renamed = table([(f"X-{area}", category, value) for area, category, value in mixed])
    other = suppress_linked(renamed, tree([(f"X-{a}", f"X-{p}") for a, p in turned]), rules=rules, categories=SEXES)
    found = suppress_linked(table(rows), tree(parents), rules=rules, categories=SEXES)
    assert {(area[2:], category): value for (area, category), value in read(other).items()} == read(found)


@settings(max_examples=15, deadline=None)
@given(cities(), st.data())
def test_the_attack_equals_one_large_linear_programme(city, data):
    rows, parents = city
    hidden = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    shown = [
        (area, category, None if hide else value) for hide, (area, category, value) in zip(hidden, rows, strict=True)
    ]
    place = {row[:2]: number for number, row in enumerate(rows)}
    sums = [([place[a, c] for a, p in parents if p == whole], place[whole, c])
            for whole in {p for _, p in parents} for c in ("men", "women", "other", "all")]  # fmt: skip
    sums += [([place[a, c] for c in ("men", "women", "other")], place[a, "all"]) for a in {row[0] for row in rows}]
    matrix = np.zeros((len(sums), len(rows)))
    for number, (parts, whole) in enumerate(sums):
        matrix[number, parts], matrix[number, whole] = 1, -1
    limits = [(0, None) if value is None else (value, value) for _, _, value in shown]
    found = attack_linked(table(shown), tree(parents), categories=SEXES).to_pyarrow().to_pylist()
    assert len(found) == sum(hidden)
    for row in found:
        goal = np.zeros(len(rows))
        goal[place[row["area"], row["category"]]] = 1
        for sign, mine in ((1, row["lower"]), (-1, row["upper"])):
            solved = linprog(sign * goal, A_eq=matrix, b_eq=np.zeros(len(sums)), bounds=limits)
            assert (mine is None) == (solved.status == 3)
            assert mine is None or abs(sign * solved.fun - mine) < 1e-5  # tolerance of the solver on counts up to 5,400


@FEW
@given(cities(), st.sampled_from([2, 3, 5, 10]))
def test_controlled_rounding_keeps_all_sums_and_stays_within_a_base(city, base):
    rows, parents = city
    found = read(round_controlled(table(rows), tree(parents), base=base, categories=SEXES))
    for area, category, value in rows:
        assert found[area, category] % base == 0 and abs(found[area, category] - value) < base
    for area in {row[0] for row in rows}:
        assert found[area, "men"] + found[area, "women"] + found[area, "other"] == found[area, "all"]
    for whole in {p for _, p in parents}:
        assert sum(found[a, "men"] for a, p in parents if p == whole) == found[whole, "men"]


@FEW
@given(st.lists(COUNTS, min_size=1, max_size=30), st.integers(0, 2**32 - 1), st.sampled_from([2, 5, 10]))
def test_random_rounding_moves_less_than_a_base_and_the_seed_repeats(counts, seed, base):
    cells = table([(f"A{number:02}", "all", float(count)) for number, count in enumerate(counts)])
    found = read(round_randomly(cells, base=base, seed=seed))
    assert found == read(round_randomly(cells, base=base, seed=seed))
    assert all(v % base == 0 and abs(v - c) < base for v, c in zip(found.values(), counts, strict=True))


@FEW
@given(st.integers(0, 500), st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_the_same_key_gives_the_same_noise_within_its_bound(count, key, bound):
    noise = perturbation_table(variance=bound**2 / 3, bound=bound)
    cell = {"area": ["A"], "value": [float(count)], "cell_key": [key]}
    many = {"area": list("ZAB"), "value": [7.0, float(count), 9.0], "cell_key": [1, key, 3]}
    alone = perturb_by_cell_key(memtable(cell), noise).to_pyarrow()["value"][0].as_py()
    assert perturb_by_cell_key(memtable(many), noise).to_pyarrow()["value"][1].as_py() == alone
    assert abs(alone - count) <= bound and alone >= 0 and (alone == 0) == (count == 0)
