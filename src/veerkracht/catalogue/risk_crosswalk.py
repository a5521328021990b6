"""Which nodes of published networks of risks mean the same as a risk of a city, in our own dated reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from veerkracht.catalogue.definitions import Words, read_toml
from veerkracht.errors import CatalogueError

__all__ = ["PublishedNetwork", "published_networks"]

_FILE: Final = "risk_crosswalk.toml"


@dataclass(frozen=True)
class PublishedNetwork:
    """A published network with the risks that we find again in it.

    Parameters
    ----------
    id, source : str
        Names of the network and of its source in the catalogue.
    label : Words
        What it is called.
    read_on : str
        Day on which the names were read, as 2026-11-22.
    risk_of : mapping of node to risk
        Only clear matches; a node that is not in it has none.
    """

    id: str
    source: str
    label: Words
    read_on: str
    risk_of: Mapping[str, str]


@cache
def published_networks() -> Mapping[str, PublishedNetwork]:
    """Return the networks by id.

    Raises
    ------
    CatalogueError
        If a node stands for two risks.

    Examples
    --------
    >>> published_networks()["wef"].risk_of["TERRORIST"]
    'SH-ATTACK'
    """
    record = read_toml(_FILE)
    return {
        item["id"]: PublishedNetwork(
            item["id"], item["source"], Words(item["label_nl"], item["label_en"]), record["read_on"],
            _risk_of([(node, match["risk"]) for match in item["matches"] for node in match["nodes"]]))
        for item in record["network"]
    }  # fmt: skip


def _risk_of(pairs: list[tuple[str, str]]) -> Mapping[str, str]:
    nodes = [node for node, _ in pairs]
    twice = next((node for node in nodes if nodes.count(node) > 1), None)
    if twice is not None:
        raise CatalogueError("In {file} node {node} stands for two risks. Keep one.", file=_FILE, node=twice)
    return dict(pairs)
