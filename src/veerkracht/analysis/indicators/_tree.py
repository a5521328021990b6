"""The tree of an index, read from its table and found to be one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors import CatalogueError
from veerkracht.tables import FRAMEWORK as SHAPE
from veerkracht.tables import Table, pull, table_of

_SHOWN: Final = 5  # so many names are told in an error
INDICATOR_LEVEL: Final = 1
"""Level of an indicator; a group stands one above the highest of its children."""


@dataclass(frozen=True)
class Group:
    """A group with its children in the order of the table, their weights, and its level (2 or more)."""

    name: str
    children: tuple[str, ...]
    weights: NDArray[np.float64]
    level: int

    @property
    def shares(self) -> NDArray[np.float64]:
        """The weights as parts of 1."""
        return np.asarray(self.weights / self.weights.sum())


@dataclass(frozen=True)
class Tree:
    """An index: every element with its parent, and the groups from the lowest level to the top."""

    parents: Mapping[str, str | None]
    groups: tuple[Group, ...]
    levels: Mapping[str, int]

    @property
    def top(self) -> str:
        """The index itself."""
        return self.groups[-1].name

    @property
    def indicators(self) -> tuple[str, ...]:
        """The elements without children, in the order of the table."""
        return tuple(name for name in self.parents if self.levels[name] == INDICATOR_LEVEL)

    def group(self, name: str) -> Group:
        """Return the group of a name.

        Raises
        ------
        CatalogueError
            If it is not a group.
        """
        for group in self.groups:
            if group.name == name:
                return group
        raise CatalogueError("The index has no group {group}. Choose one of {known}.",
                             group=name, known=_listed([group.name for group in self.groups]))  # fmt: skip

    def effective(self, *, of: str | None = None) -> dict[str, float]:
        """Return the weight of each element below a group (the index, if none is named): the product of shares."""
        found = {self.top if of is None else of: 1.0}
        for group in reversed(self.groups):
            if group.name in found:
                found |= {name: found[group.name] * float(share)
                          for name, share in zip(group.children, group.shares, strict=True)}  # fmt: skip
        return {name: found[name] for name in self.parents if name in found}

    def with_weights(self, weights: Mapping[str, float]) -> Table:
        """Return the framework with other weights for the elements named."""
        own = {name: float(weight) for group in self.groups
               for name, weight in zip(group.children, group.weights, strict=True)}  # fmt: skip
        new = {self.top: 1.0} | own | dict(weights)
        rows = [{"element": name, "parent": parent, "weight": new[name]} for name, parent in self.parents.items()]
        return table_of(SHAPE, rows)


def tree_of(framework: Table) -> Tree:
    """Read a framework and check that it is a tree with usable weights.

    Raises
    ------
    CatalogueError
        See `check_framework`.
    """
    rows = pull(framework.select("element", "parent", "weight"))
    elements, parents, weights = (rows[name].to_pylist() for name in ("element", "parent", "weight"))
    _check_names(elements)
    parent_of = dict(zip(elements, parents, strict=True))
    weight_of = dict(zip(elements, weights, strict=True))
    _check_parents(parent_of)
    children = _children(parent_of)
    levels = _levels(parent_of, children)
    _check_weights(children, weight_of)
    groups = [Group(name, tuple(own), np.array([weight_of[one] for one in own], float), levels[name])
              for name, own in children.items()]  # fmt: skip
    return Tree(parent_of, tuple(sorted(groups, key=lambda group: group.level)), levels)


def _check_names(elements: Sequence[str | None]) -> None:
    if not elements:
        raise CatalogueError("The framework has no elements. Give rows (element, parent, weight).")
    if None in elements:
        raise CatalogueError("The framework has {rows} row(s) without an element. Name every row, or take it out.",
                             rows=elements.count(None))  # fmt: skip
    twice = sorted({str(name) for name in elements if elements.count(name) > 1})
    if twice:
        raise CatalogueError("Element(s) {elements} stand more than once in the framework. Give each one row, "
                             "under one parent.", elements=_listed(twice))  # fmt: skip


def _check_parents(parents: Mapping[str, str | None]) -> None:
    lost = sorted({f"{parent} (of {name})" for name, parent in parents.items() if parent and parent not in parents})
    if lost:
        raise CatalogueError("Parent(s) {parents} are no element of the framework. Add a row for each, or mend the "
                             "name.", parents=_listed(lost))  # fmt: skip
    tops = [name for name, parent in parents.items() if parent is None]
    if len(tops) != 1:
        raise CatalogueError("The framework has {count} elements without a parent ({tops}). Exactly one is the index; "
                             "give every other a parent.", count=len(tops), tops=_listed(tops) or "none")  # fmt: skip


def _children(parents: Mapping[str, str | None]) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {}
    for name, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(name)
    if not children:
        raise CatalogueError("The index {top} has no parts. Give rows with {top} as parent.", top=next(iter(parents)))
    return children


def _levels(parents: Mapping[str, str | None], children: Mapping[str, list[str]]) -> dict[str, int]:
    """Take elements whose children all have a level, from below; what is left over stands in a circle."""
    levels: dict[str, int] = {}
    left = list(parents)
    while left:
        ready = [name for name in left if all(child in levels for child in children.get(name, ()))]
        if not ready:
            raise CatalogueError("Elements {elements} are part of one another in a circle. Let one of them have a "
                                 "parent outside it.", elements=_listed(sorted(left)))  # fmt: skip
        levels |= {name: 1 + max((levels[child] for child in children.get(name, ())), default=0) for name in ready}
        left = [name for name in left if name not in levels]
    return levels


def _check_weights(children: Mapping[str, list[str]], weights: Mapping[str, float | None]) -> None:
    for group, own in children.items():
        given = [weights[name] for name in own]
        for name, weight in zip(own, given, strict=True):
            if weight is None or not 0.0 <= weight < np.inf:  # NaN fails too
                raise CatalogueError("Element {element} of group {group} has weight {weight}. Give a number of 0 or "
                                     "more.", element=name, group=group, weight=weight)  # fmt: skip
        if not any(given):
            raise CatalogueError("All elements of group {group} have weight 0. Give at least one of {elements} a "
                                 "weight above 0.", group=group, elements=_listed(own))  # fmt: skip


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
