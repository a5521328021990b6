"""One way in which counts add up: wholes and parts of areas, of categories or of periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

from veerkracht.errors import TableError
from veerkracht.tables import Table, pull

Places = NDArray[np.intp]
Floats = NDArray[np.float64]

ONE_DIVISION: Final = ""
"""Name of the division where a table of parts names none."""

Links = dict[tuple[str, str], dict[str, float]]  # (whole, division): share of each part


@dataclass(frozen=True)
class Sum:
    """A whole that is the sum of shares of its parts, all as places in `Dimension.names`."""

    whole: int
    parts: Places
    shares: Floats


@dataclass(frozen=True)
class Dimension:
    """Names in order, the sums among them, and each name as a sum of the smallest parts.

    `weight` has a row per name and a column per name; only the columns of smallest parts are filled.
    """

    names: tuple[str, ...]
    sums: tuple[Sum, ...]
    weight: scipy.sparse.csr_array

    @property
    def place(self) -> dict[str, int]:
        """The place of each name."""
        return {name: number for number, name in enumerate(self.names)}

    def smallest_parts(self, node: int) -> Places:
        """Return the places of the smallest parts of a name; its own place if it has no parts."""
        first, last = self.weight.indptr[node : node + 2]
        return np.asarray(self.weight.indices[first:last], np.intp)


def dimension_of(names: Iterable[str], parts: Table | None, *, of: str) -> Dimension:
    """Arrange names and the wholes and parts that link them.

    Parameters
    ----------
    names : iterable of str
        Names that have rows.
    parts : Table ({of}, parent[, share, division]), optional
        Which name is part of which; by default nothing adds up. `share` (default 1) is how much of the part is in the
        whole, above 0. A name that is divided in two ways has a `division` for each; both add up to it.
    of : str
        Column of the part.

    Returns
    -------
    Dimension
        The names in order of the alphabet, with wholes between them and parts beside them that have no row.

    Raises
    ------
    TableError
        If a share is not above 0, a part occurs twice in a whole, or a name is part of itself.

    Examples
    --------
    >>> from veerkracht.tables import memtable
    >>> city = dimension_of(["B1", "B2", "W"], memtable({"area": ["B1", "B2"], "parent": ["W", "W"]}), of="area")
    >>> city.names, city.smallest_parts(2).tolist()
    (('B1', 'B2', 'W'), [0, 1])
    """
    given = set(names)
    links = _near(_links(parts, of), given)
    every = sorted(given.union(*links.values(), (whole for whole, _ in links)))
    place = {name: number for number, name in enumerate(every)}
    sums = tuple(_sum(place, whole, members) for (whole, _), members in sorted(links.items()))
    return Dimension(tuple(every), sums, _weights(len(every), sums, every))


def _sum(place: Mapping[str, int], whole: str, members: Mapping[str, float]) -> Sum:
    order = sorted(members)
    return Sum(place[whole], np.array([place[m] for m in order], np.intp), np.array([members[m] for m in order]))


def _links(parts: Table | None, of: str) -> Links:
    if parts is None:
        return {}
    rows = pull(parts.filter(parts.parent.notnull()))
    shares = rows["share"].to_pylist() if "share" in rows.column_names else [1.0] * rows.num_rows
    divisions = rows["division"].to_pylist() if "division" in rows.column_names else [ONE_DIVISION] * rows.num_rows
    links: Links = {}
    for part, whole, share, division in zip(
        rows[of].to_pylist(), rows["parent"].to_pylist(), shares, divisions, strict=True
    ):
        _check_link(part, whole, share, links.setdefault((whole, str(division)), {}))
        links[whole, str(division)][part] = float(share)
    return links


def _check_link(part: str, whole: str, share: float | None, known: Mapping[str, float]) -> None:
    if share is None or not share > 0:
        raise TableError("The share of {part} in {whole} is {share}; it must be above 0. Leave the row out or mend it.",
                         part=part, whole=whole, share=share)  # fmt: skip
    if part in known:
        raise TableError(
            "{part} is part of {whole} twice. Keep one row, or name two divisions.", part=part, whole=whole
        )


def _near(links: Links, given: set[str]) -> Links:
    """Keep the wholes that have a row, or lie between names that have one."""
    below = _reached(given, {whole: list(members) for (whole, _), members in links.items()})
    return {key: members for key, members in links.items() if key[0] in below and (key[0] in given or
            _has_above(key[0], links, given))}  # fmt: skip


def _reached(given: set[str], members: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the given names and all wholes above them."""
    found = set(given)
    grown = True
    while grown:
        above = {whole for whole, parts in members.items() if whole not in found and found.intersection(parts)}
        found |= above
        grown = bool(above)
    return found


def _has_above(name: str, links: Links, given: set[str]) -> bool:
    seen, ahead = {name}, [name]
    while ahead:
        now = ahead.pop()
        above = [whole for (whole, _), members in links.items() if now in members and whole not in seen]
        if given.intersection(above):
            return True
        seen.update(above)
        ahead.extend(above)
    return False


def _weights(size: int, sums: Sequence[Sum], names: Sequence[str]) -> scipy.sparse.csr_array:
    first: dict[int, Sum] = {}
    for one in sums:
        first.setdefault(one.whole, one)
    known: dict[int, dict[int, float]] = {}
    for node in range(size):
        _weigh(node, first, known, names)
    rows = np.repeat(np.arange(size), [len(known[node]) for node in range(size)])
    columns = [part for node in range(size) for part in known[node]]
    cells = [share for node in range(size) for share in known[node].values()]
    weight = scipy.sparse.csr_array((cells, (rows, columns)), shape=(size, size))
    weight.sort_indices()
    return weight


def _weigh(top: int, first: Mapping[int, Sum], known: dict[int, dict[int, float]], names: Sequence[str]) -> None:
    """Work out a name as a sum of smallest parts, those below it first."""
    ahead, open_names = [top], {top}
    while ahead:
        node = ahead[-1]
        waiting = [int(part) for part in first[node].parts if int(part) not in known] if node in first else []
        if waiting:
            if open_names.intersection(waiting):
                raise TableError("{name} is part of itself. Mend the column parent.", name=names[waiting[0]])
            ahead.append(waiting[0])
            open_names.add(waiting[0])
            continue
        known[node] = _added(first[node], known) if node in first else {node: 1.0}
        open_names.discard(ahead.pop())


def _added(one: Sum, known: Mapping[int, dict[int, float]]) -> dict[int, float]:
    total: dict[int, float] = {}
    for part, share in zip(one.parts.tolist(), one.shares.tolist(), strict=True):
        for smallest, weight in known[part].items():
            total[smallest] = total.get(smallest, 0.0) + share * weight
    return total
