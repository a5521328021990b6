"""What a reader works out of rounded or noisy counts: the truth always lies in it, and nothing unsafe is called safe."""

import hypothesis.strategies as st
from hypothesis import given, settings

from veerkracht.analysis.disclosure import CellRules, audit_perturbed
from veerkracht.tables import memtable
from veerkracht.workflows.perturbing import Perturbation, perturbed, with_bounds

AREAS = memtable({"area": ["A", "B", "C"], "parent": ["W", "W", "W"]})
METHODS = st.sampled_from([Perturbation("round"), Perturbation("round", 4), Perturbation("random", 3, seed=4),
                           Perturbation("controlled", 3), Perturbation("controlled", 10),
                           Perturbation("cell-key", bound=4), Perturbation("cell-key", bound=3, zeros="may_arise")])  # fmt: skip


@settings(max_examples=60)
@given(counts=st.lists(st.integers(0, 14), min_size=3, max_size=3), asked=METHODS, key=st.integers(0, 2**32 - 1))
def test_the_truth_lies_in_the_interval_and_what_is_called_safe_leaves_doubt(counts, asked, key):
    true = {**dict(zip("ABC", map(float, counts), strict=True)), "W": float(sum(counts))}
    cells = memtable({"area": list(true), "period": ["2020"] * 4, "value": list(true.values()),
                      **({"cell_key": [key // (n + 1) for n in range(4)]} if asked.method == "cell-key" else {})})  # fmt: skip
    shown = perturbed(cells, asked, areas=AREAS)
    known = with_bounds(shown, cells, asked)
    found = audit_perturbed(known, cells, areas=AREAS, rules=CellRules()).to_pyarrow().to_pylist()
    assert {row["area"] for row in found} == {area for area, count in true.items() if 0 < count < 5}
    for row in found:
        assert row["lower"] - 1e-6 <= true[row["area"]] <= row["upper"] + 1e-6
        possible = [count for count in range(40) if row["lower"] - 1e-6 <= count <= row["upper"] + 1e-6]
        assert row["safe"] == (len(possible) > 1 and not all(0 < count < 5 for count in possible))
