"""What drills are made of, what the risks of a city foresee, and what may go wrong at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from veerkracht.catalogue.definitions import Record, Words, read_toml
from veerkracht.errors import CatalogueError
from veerkracht.tables import Table, table_of
from veerkracht.tables.worlds import COMBINATIONS, DRILL_ASKS, DRILL_ELEMENTS, KNOWN_EVENTS

__all__ = ["PARTS", "adverse_combinations", "combination_words", "drill_asks", "drill_elements", "known_events"]

PARTS: Final = ("origin", "hits", "place", "moment", "duration", "warning")
"""Of what every drill has one element."""
_DRILLS, _COMBINATIONS = "drills.toml", "adverse_combinations.toml"


@cache
def _elements() -> tuple[tuple[str, Record], ...]:
    found = tuple((part, item) for part in PARTS for item in read_toml(_DRILLS)[part])
    keys = [(part, item["id"]) for part, item in found]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    bare = next((item["id"] for _, item in found if not (item.get("label_nl") and item.get("label_en"))), None)
    if twice or bare:
        raise CatalogueError("In {file} element {element} stands twice or lacks a label. Give each one a label_nl and a "
                             "label_en.", file=_DRILLS, element=twice[1] if twice else bare)  # fmt: skip
    return found


def drill_elements() -> Table:
    """Return the elements of drills, with their words in both languages.

    Returns
    -------
    Table (part, element, label_nl, label_en)
        As `DRILL_ELEMENTS`.

    Raises
    ------
    CatalogueError
        If an element stands twice or lacks a label.
    """
    return table_of(DRILL_ELEMENTS, [
        {"part": part, "element": item["id"], "label_nl": item["label_nl"], "label_en": item["label_en"]}
        for part, item in _elements()
    ])  # fmt: skip


def drill_asks() -> Table:
    """Return what each element asks of a city.

    Returns
    -------
    Table (part, element, kind, code)
        As `DRILL_ASKS`.
    """
    return table_of(DRILL_ASKS, [
        {"part": part, "element": item["id"], "kind": kind, "code": code}
        for part, item in _elements() for kind, name in (("quality", "qualities"), ("theme", "themes"))
        for code in item.get(name, ())
    ])  # fmt: skip


def known_events(risks: Sequence[str] | None = None) -> Table:
    """Return what risks foresee.

    Parameters
    ----------
    risks : sequence of str, optional
        Ids of the list of a city; all by default. A risk that the catalogue does not know foresees nothing here.

    Returns
    -------
    Table
        As `KNOWN_EVENTS`.
    """
    return table_of(KNOWN_EVENTS, [
        {"risk": item["risk"]} | {part: item.get(part) for part in PARTS}
        for item in read_toml(_DRILLS)["known"] if risks is None or item["risk"] in set(risks)
    ])  # fmt: skip


def adverse_combinations() -> Table:
    """Return what may go wrong at once.

    Returns
    -------
    Table (combination, driver, position, label)
        As `COMBINATIONS`.
    """
    return table_of(COMBINATIONS, [
        {"combination": item["id"], "driver": driver["id"], "position": driver.get("position"), "label": driver.get("label")}
        for item in read_toml(_COMBINATIONS)["combination"] for driver in item["drivers"]
    ])  # fmt: skip


def combination_words() -> dict[str, Words]:
    """Return the words of each adverse combination, in both languages."""
    return {item["id"]: Words(item["label_nl"], item["label_en"]) for item in read_toml(_COMBINATIONS)["combination"]}
