"""Events that are on nobody's list, to practise with, and what the city could set against them."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from veerkracht.errors import InputError, SettingError
from veerkracht.settings import check_seed
from veerkracht.tables import Table, memtable, pull, table_of
from veerkracht.tables.worlds import DRILL_SCORES, DRILLS

__all__ = ["drill_helpers", "make_drills", "score_drills"]

Row = dict[str, object]
Places = NDArray[np.int64]
Codes = dict[tuple[str, str], set[str]]
"""Helper (sort and id) to its codes."""

PARTS: Final = ("origin", "hits", "place", "moment", "duration", "warning")
QUALITIES: Final = ("reflective", "redundant", "flexible", "integrated", "inclusive", "robust", "resourceful")
"""The seven qualities of resilience, City Resilience Framework (Arup and Rockefeller Foundation, 2014)."""
_SORTS: Final = ("initiative", "capacity", "lesson")
_BY_NATURE: Final = {
    "redundant": "capacity",
    "reflective": "lesson",
}  # what spare capacity and a lesson bring by being there


def make_drills(elements: Table, known: Table, *, drills: int, seed: int) -> Table:
    """Make up events that the risk list of the city does not foresee.

    Parameters
    ----------
    elements : Table (part, element)
        As `DRILL_ELEMENTS`: at least one of each part.
    known : Table (risk, origin, hits, place, moment, duration, warning)
        As `KNOWN_EVENTS`: an event is foreseen when one of the rows agrees with it wherever the row is not null. A row
        of nulls only foresees nothing.
    drills : int
        How many.
    seed : int
        One seed gives one set of drills.

    Returns
    -------
    Table (drill, origin, hits, place, moment, duration, warning)
        As `DRILLS`; drills count from 1, no event occurs twice, and every pair of origin and what it hits comes once before
        one comes again.

    Raises
    ------
    InputError
        If a part has no element.
    SettingError
        If fewer events are not foreseen than drills are asked, or the seed is missing.

    Examples
    --------
    >>> elements = memtable({"part": [*PARTS, "origin"], "element": [*"abcdef", "z"]})
    >>> from veerkracht.tables.worlds import KNOWN_EVENTS
    >>> known = table_of(KNOWN_EVENTS, [])
    >>> make_drills(elements, known, drills=2, seed=1).order_by("origin").origin.to_pyarrow().to_pylist()
    ['a', 'z']
    """
    check_seed(seed)
    named = _named(elements)
    if drills < 1:
        raise SettingError("{drills} drills cannot be made. Give 1 or more.", drills=drills)
    places = _not_foreseen(named, pull(known).to_pylist())
    if drills > len(places):
        raise SettingError("{drills} drills are asked, and {events} events are not on the list of risks. Ask for fewer.",
                           drills=drills, events=len(places))  # fmt: skip
    mixed = places[np.random.default_rng(seed).permutation(len(places))]
    chosen = mixed[np.argsort(_times_before(mixed[:, 0] * len(named["hits"]) + mixed[:, 1]), kind="stable")][:drills]
    return table_of(DRILLS, [
        {"drill": number} | {part: named[part][place] for part, place in zip(PARTS, row, strict=True)}
        for number, row in enumerate(chosen.tolist(), start=1)
    ])  # fmt: skip


def _named(elements: Table) -> dict[str, list[str]]:
    rows = pull(elements.select("part", "element")).to_pylist()
    named = {part: sorted({row["element"] for row in rows if row["part"] == part}) for part in PARTS}
    lacking = next((part for part, names in named.items() if not names), None)
    if lacking:
        raise InputError("There is no element for the part {part} of a drill. Add one.", part=lacking)
    return named


def _not_foreseen(named: dict[str, list[str]], known: list[Row]) -> Places:
    """Return every event as places of its elements, without those that a risk foresees."""
    sizes = [len(named[part]) for part in PARTS]
    events = np.stack(np.unravel_index(np.arange(int(np.prod(sizes))), sizes), axis=1).astype(np.int64)
    foreseen = np.zeros(len(events), bool)
    for row in known:
        asked = [(side, str(row[part])) for side, part in enumerate(PARTS) if row.get(part) is not None]
        agrees = [events[:, side] == _place(named[PARTS[side]], name) for side, name in asked]
        if agrees:
            foreseen |= np.logical_and.reduce(agrees)
    return np.asarray(events[~foreseen])


def _place(names: list[str], name: str) -> int:
    return names.index(name) if name in names else -1


def _times_before(keys: Places) -> Places:
    """Return for each place how often its key occurred before."""
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    starts = np.searchsorted(sorted_keys, sorted_keys, "left")
    counts = np.empty(len(keys), np.int64)
    counts[order] = np.arange(len(keys)) - starts
    return counts


def score_drills(drills: Table, asks: Table, *, helpers: Table) -> Table:
    """Tell for each drill which qualities of resilience it asks for, and which the city can bring.

    Parameters
    ----------
    drills : Table
        As `DRILLS`.
    asks : Table (part, element, kind, code)
        As `DRILL_ASKS`.
    helpers : Table (helper, sort, kind, code)
        As `HELPERS`: initiatives with the qualities they strengthen, spare capacity, lessons; each with its themes.

    Returns
    -------
    Table (drill, quality, asked, initiatives, capacities, lessons, unrated, covered)
        As `DRILL_SCORES`, seven rows per drill.

    Notes
    -----
    A helper counts in a drill when it shares a theme with it. An initiative brings the qualities noted for it, spare
    capacity is redundant, and a lesson reflective, besides what is noted. `covered` says that at least one helper brings
    the quality; it says nothing about how much. An initiative without a quality is unrated: perhaps it helps. A helper
    without a theme perhaps fits: a quality that only such a helper brings is neither covered nor uncovered, but null.
    """
    of_drills, (themes, qualities) = _asked(drills, asks), _helpers(helpers)
    return table_of(DRILL_SCORES, [
        _score(number, quality, found, themes, qualities) for number, found in of_drills.items() for quality in QUALITIES
    ])  # fmt: skip


Asked = tuple[list[str], set[str]]
"""The qualities that a drill asks for, once per element, and its themes."""


def _asked(drills: Table, asks: Table) -> dict[int, Asked]:
    by_element: dict[tuple[str, str, str], list[str]] = {}
    for row in pull(asks).to_pylist():
        by_element.setdefault((row["part"], row["element"], row["kind"]), []).append(row["code"])
    found = {}
    for row in pull(drills).sort_by("drill").to_pylist():
        codes = {kind: [code for part in PARTS for code in by_element.get((part, row[part], kind), [])]
                 for kind in ("quality", "theme")}  # fmt: skip
        found[row["drill"]] = codes["quality"], set(codes["theme"])
    return found


def _helpers(helpers: Table) -> tuple[Codes, Codes]:
    """Return themes and qualities of each helper.

    Raises
    ------
    InputError
        If a sort, kind or quality is unknown.
    """
    themes: Codes = {}
    qualities: Codes = {}
    for row in pull(helpers).to_pylist():
        key = (row["sort"], row["helper"])
        if row["sort"] not in _SORTS or row["kind"] not in ("quality", "theme"):
            raise InputError("Helper {helper} is of sort {sort} and kind {kind}. Choose initiative, capacity or lesson, and "
                             "quality or theme.", helper=row["helper"], sort=row["sort"], kind=row["kind"])  # fmt: skip
        if row["kind"] == "quality" and row["code"] not in QUALITIES:
            raise InputError("Helper {helper} has the quality {quality}, which is not one of: {known}.", helper=row["helper"],
                             quality=row["code"], known=", ".join(QUALITIES))  # fmt: skip
        (themes if row["kind"] == "theme" else qualities).setdefault(key, set()).add(row["code"])
    for sort, name in themes:
        nature = {quality for quality, of in _BY_NATURE.items() if of == sort}
        if nature:
            qualities.setdefault((sort, name), set()).update(nature)
    return themes, qualities


def _score(number: int, quality: str, asked: Asked, themes: Codes, qualities: Codes) -> Row:
    fitting = [key for key, of in themes.items() if of & asked[1]]
    brings = [key for key in fitting if quality in qualities.get(key, set())]
    unrated = sum(key[0] == "initiative" and key not in qualities for key in fitting)
    counts = {name: sum(key[0] == sort for key in brings)
              for name, sort in zip(("initiatives", "capacities", "lessons"), _SORTS, strict=True)}  # fmt: skip
    unplaced = any(quality in of for key, of in qualities.items() if key not in themes)
    covered = True if brings else None if unrated or unplaced else False
    return {"drill": number, "quality": quality, "asked": asked[0].count(quality), "unrated": unrated, "covered": covered,
            **counts}  # fmt: skip


_HELP: Final = pa.schema([
    ("drill", pa.int64()), ("sort", pa.string()), ("helper", pa.string()), ("themes", pa.string()), ("qualities", pa.string()),
])  # fmt: skip


def drill_helpers(drills: Table, asks: Table, *, helpers: Table) -> Table:
    """Name the initiatives, spare capacity and lessons that would help in each drill.

    Parameters
    ----------
    drills, asks, helpers
        As `score_drills`.

    Returns
    -------
    Table (drill, sort, helper, themes, qualities)
        One row per drill and helper with a theme in common; `themes` are those, `qualities` those that the helper brings
        and the drill asks for, both joined by ``; `` and null when there are none. Most qualities first, then themes.
    """
    themes, qualities = _helpers(helpers)
    rows: list[Row] = []
    for number, (wanted, about) in _asked(drills, asks).items():
        fitting = [
            (key, of & about, qualities.get(key, set()) & set(wanted)) for key, of in themes.items() if of & about
        ]
        fitting.sort(key=lambda found: (-len(found[2]), -len(found[1]), found[0]))
        rows += [{"drill": number, "sort": key[0], "helper": key[1], "themes": "; ".join(sorted(shared)),
                  "qualities": "; ".join(sorted(brought)) or None} for key, shared, brought in fitting]  # fmt: skip
    return memtable(pa.Table.from_pylist(rows, schema=_HELP))
