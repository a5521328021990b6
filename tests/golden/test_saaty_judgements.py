"""Two published matrices of judgements: weights to three digits and consistency as printed."""

import numpy as np
import pytest

from veerkracht.analysis.indicators import judgement_consistency, weigh_by_comparisons
from veerkracht.errors import CatalogueError
from veerkracht.tables import FRAMEWORK, memtable, table_of

# Saaty (2008), "Decision making with the analytic hierarchy process", Int. J. Services Sciences 1(1), 83-98: the
# consumption of drinks in the United States, judged by an audience.
DRINKS = {
    "coffee": [9, 5, 2, 1, 1, 1 / 2],
    "wine": [1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    "tea": [1 / 3, 1 / 4, 1 / 3, 1 / 9],
    "beer": [1 / 2, 1, 1 / 3],
    "sodas": [2, 1 / 2],
    "milk": [1 / 3],
    "water": [],
}
DRINK_WEIGHTS = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
# Saaty (1990), "How to make a decision: the analytic hierarchy process", European J. Operational Research 48, 9-26:
# criteria for buying a house, with eigenvalue 9.669 and ratio 0.169.
HOUSE = {
    "size": [5, 3, 7, 6, 6, 1 / 3, 1 / 4],
    "transport": [1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
    "neighbourhood": [6, 3, 4, 6, 1 / 5],
    "age": [1 / 3, 1 / 4, 1 / 7, 1 / 8],
    "yard": [1 / 2, 1 / 5, 1 / 6],
    "modern": [1 / 5, 1 / 6],
    "condition": [1 / 2],
    "financing": [],
}
HOUSE_WEIGHTS = [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]


def _tables(upper):
    names = list(upper)
    pairs = [(first, names[row + 1 + at], ratio) for row, first in enumerate(names)
             for at, ratio in enumerate(upper[first])]  # fmt: skip
    judged = {
        key: list(column) for key, column in zip(("first", "second", "ratio"), zip(*pairs, strict=True), strict=True)
    }
    rows = [{"element": "all", "weight": 1.0}, *({"element": name, "parent": "all", "weight": 1.0} for name in names)]
    return memtable(judged), table_of(FRAMEWORK, rows)


def _weights(upper, **settings):
    return weigh_by_comparisons(*_tables(upper), **settings).weight.to_pyarrow().to_pylist()[1:]


def test_the_drinks_have_the_printed_weights_and_consistency():
    assert np.round(_weights(DRINKS), 3).tolist() == DRINK_WEIGHTS
    row = judgement_consistency(*_tables(DRINKS)).to_pyarrow().to_pylist()[0]
    assert (row["elements"], round(row["consistency_ratio"], 3)) == (7, 0.022)


def test_the_house_has_the_printed_weights_once_its_contradiction_is_accepted():
    assert np.round(_weights(HOUSE, most_inconsistency=0.2), 3).tolist() == HOUSE_WEIGHTS
    row = judgement_consistency(*_tables(HOUSE)).to_pyarrow().to_pylist()[0]
    assert (round(row["eigenvalue"], 3), round(row["consistency_ratio"], 3)) == (9.669, 0.169)


def test_the_house_is_refused_by_the_usual_limit_and_told_where_to_begin():
    with pytest.raises(CatalogueError, match=r"ratio 0\.169, at most 0\.1.*neighbourhood against condition"):
        _weights(HOUSE)
