"""Consistency, correlations, components and weights of the worked example of the Joint Research Centre."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from veerkracht.analysis.indicators import (
    component_loadings,
    correlations,
    cronbach_alpha,
    principal_components,
    weigh_by_components,
    weigh_to_importance,
)
from veerkracht.connectors.composite_example import expected_texts, read_example_framework
from veerkracht.tables import Array, Table, memtable, pull
from veerkracht.workflows.references.asem_aggregation import SOURCE, example, scores_of
from veerkracht.workflows.references.reference import Reference, largest_difference

__all__ = ["REFERENCES"]

_PILLAR: Final = "ConEcFin"
"""The group of which the example lists components."""


def _expected(data: Path, name: str, key: str, value: str) -> tuple[list[str], Array]:
    texts = expected_texts(example(data)[0], name)
    return texts[key], np.array([float(text) for text in texts[value]])


def _inputs(data: Path) -> tuple[Table, Table]:
    folder, _, indicators, _ = example(data)
    return scores_of(data, "normalised", indicators), read_example_framework(folder)


def _by(table: Table, key: str, value: str) -> dict[str, float]:
    rows = pull(table.select(key, value))
    return dict(zip(rows[key].to_pylist(), rows[value].to_pylist(), strict=True))


def _alpha_difference(data: Path) -> float:
    names, published = _expected(data, "cronbach_alpha", "pillar", "alpha")
    found = _by(cronbach_alpha(*_inputs(data)), "group", "alpha")
    return largest_difference(np.array([found[name] for name in names]), published)


def _correlation_difference(data: Path) -> float:
    names, published = _expected(data, "corr_pillar_index", "Var2", "Correlation")
    table = correlations(scores_of(data, "aggregated", ["Index", *names]), elements=["Index", *names])
    found = _by(table.filter(table["first"] == "Index"), "second", "correlation")
    return largest_difference(np.array([found[name] for name in names]), published)


def _deviation_difference(data: Path) -> float:
    texts = expected_texts(example(data)[0], "pca_first_group_sdev")
    published = np.array([[float(text) for text in texts[name]] for name in ("sdev", "p1_importance")])
    table = principal_components(*_inputs(data))
    rows = pull(table.filter(table.group == _PILLAR).order_by("component"))
    return largest_difference(np.array([rows["deviation"].to_numpy(), rows["share"].to_numpy()]), published)


def _rotation_difference(data: Path) -> float:
    """Compare directions, each with the sign that fits best: a sign tells nothing."""
    texts = expected_texts(example(data)[0], "pca_first_group_rotation_sign_free")
    names = texts["iCode"]
    heads = [name for name in texts if name != "iCode"]
    published = np.array([[float(text) for text in texts[name]] for name in heads])
    found = _directions(data, names, len(heads))
    sign = np.sign((found * published).sum(axis=1, keepdims=True))
    return largest_difference(found * sign, published)


def _directions(data: Path, names: list[str], count: int) -> Array:
    table = component_loadings(*_inputs(data))
    own = table.filter(table.group == _PILLAR)
    by_component = [_by(own.filter(own.component == place + 1), "element", "loading") for place in range(count)]
    return np.array([[one[name] for name in names] for one in by_component])


def _weights_difference(data: Path) -> float:
    """Compare weights by first components; the source gives loadings of length 1 with their sign."""
    names, published = _expected(data, "pca_weights_level1", "iCode", "Weight")
    _, _, indicators, _ = example(data)
    scores, framework = _inputs(data)
    rows = {row["element"]: row for row in pull(weigh_by_components(scores, framework)).to_pylist()}
    own = [place for place, name in enumerate(names) if name in indicators]
    parents = np.array([rows[names[place]]["parent"] for place in own])
    found = np.array([rows[names[place]]["weight"] for place in own])
    length = {parent: np.sqrt((found[parents == parent] ** 2).sum()) for parent in set(parents)}
    return largest_difference(found / np.array([length[parent] for parent in parents]), np.abs(published[own]))


def _optimised_difference(data: Path) -> float:
    names = ("Conn", "Sust")
    folder = example(data)[0]
    wanted, published = _expected(data, "opt_weights_level3_balance", "Desired", "OptWeight")
    targets = memtable({"element": list(names), "importance": [float(text) for text in wanted]})
    found = _by(weigh_to_importance(scores_of(data, "aggregated", names), read_example_framework(folder),
                                    targets=targets), "element", "weight")  # fmt: skip
    return largest_difference(np.array([found[name] for name in names]), published)


def _reference(name: str, difference: Callable[[Path], float], tolerance: float = 1e-9) -> Reference:
    return Reference(name=f"asem {name}", source=SOURCE, tolerance=tolerance, difference=difference)


REFERENCES: Final[tuple[Reference, ...]] = (
    _reference("cronbach_alpha", _alpha_difference),
    _reference("corr_pillar_index", _correlation_difference),
    _reference("pca_first_group_sdev", _deviation_difference),
    _reference("pca_first_group_rotation", _rotation_difference),
    _reference("pca_weights_level1", _weights_difference),
    _reference("opt_weights_level3_balance", _optimised_difference, 1e-3),
)
