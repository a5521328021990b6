"""From pipes and lines to who supplies whom: each node is fed by neighbours that lie nearer to a source.

Pipes and lines have two ends and no direction. If each neighbour counted as a supplier, two nodes that are cut off from
every source would keep each other up. So nodes are put in order, by the fewest links to a source and then by name, and a
node is supplied by the neighbours before it. What then counts as supplied is truly connected to a source; a detour that
first leads further away is not counted, so that the answer is rather too bad than too good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from veerkracht.errors import InputError

__all__ = ["feeding_rows", "hops_from"]

Rows = list[dict[str, Any]]  # Any: cells of mixed columns
Link = tuple[str, str]


def hops_from(sources: Iterable[str], links: Iterable[Link], *, one_way: Iterable[Link] = ()) -> dict[str, int]:
    """Return the fewest links from a source to each node that can be reached.

    Examples
    --------
    >>> hops_from(["a"], [("b", "a"), ("b", "c")])
    {'a': 0, 'b': 1, 'c': 2}
    """
    onward = _onward(links, one_way)
    hops = dict.fromkeys(sorted(sources), 0)
    front = list(hops)
    while front:
        behind = []
        for node in front:
            for other in onward.get(node, ()):
                if other not in hops:
                    hops[other] = hops[node] + 1
                    behind.append(other)
        front = behind
    return hops


def _onward(links: Iterable[Link], one_way: Iterable[Link]) -> dict[str, list[str]]:
    onward: dict[str, list[str]] = {}
    for start, end in [*links, *((end, start) for start, end in links), *one_way]:
        onward.setdefault(start, []).append(end)
    return onward


def feeding_rows(
    nodes: Sequence[str], sources: Sequence[str], links: Sequence[Link], *, service: str, path: Path,
    one_way: Sequence[Link] = (),
) -> Rows:  # fmt: skip
    """Return a row of supplies per node and neighbour that feeds it; sources have none.

    Raises
    ------
    InputError
        If a link names an unknown node, or a node cannot be reached from a source.
    """
    _check_links(nodes, [*links, *one_way], path)
    hops = hops_from(sources, links, one_way=one_way)
    cut_off = [node for node in nodes if node not in hops]
    if cut_off:
        raise InputError("{file}: {node} and {count} more are not connected to any source of {service}. Add the link, or a "
                         "source.", file=path, node=cut_off[0], count=len(cut_off) - 1, service=service)  # fmt: skip
    pairs = {*links, *((end, start) for start, end in links), *one_way}
    feeding = sorted((end, start) for start, end in pairs if _before(hops, start, end))
    return [{"asset": asset, "service": service, "supplier": supplier} for asset, supplier in feeding]


def _before(hops: Mapping[str, int], start: str, end: str) -> bool:
    return hops[end] > 0 and (hops[start], start) < (hops[end], end)


def _check_links(nodes: Sequence[str], links: Iterable[Link], path: Path) -> None:
    known = set(nodes)
    for link in links:
        for node in link:
            if node not in known:
                raise InputError("{file}: a link names {node}, which is no node. Add the node, or correct the link.",
                                 file=path, node=node)  # fmt: skip
