"""Published networks as a mirror: which links others name between risks that a city has, and the city does not."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from veerkracht.analysis.risks import find_loops
from veerkracht.catalogue.risk_crosswalk import PublishedNetwork, published_networks
from veerkracht.connectors.threat_networks import read_denkwerk_links, read_wef_pairs
from veerkracht.engine import sha256_of_file
from veerkracht.tables import Table, pull, table_of
from veerkracht.tables.risk_network import RISK_NETWORK
from veerkracht.workflows.exploring.network import LONGEST_LOOP, RiskPart
from veerkracht.workflows.places import find_data
from veerkracht.workflows.workshop.place import CityPlace

__all__ = ["ForeignLink", "ForeignPair", "MirrorPart", "explore_mirror", "links_in"]

_THREATS: Final = Path("risk_networks/denkwerk_weerbaarheid")
_NEWS: Final = Path("risk_networks/wef_global_risks_2018")
_WEEKS: Final = "*_graph_data.json"
Pair = tuple[str, str]
Row = dict[str, Any]  # Any: cells of mixed columns


@dataclass(frozen=True)
class ForeignLink:
    """A link that government documents name and the city does not.

    Parameters
    ----------
    source, target : str
        Risks of the city.
    documents : tuple of str
        Titles of the documents that are quoted; how many they are is no strength.
    closes : tuple of str
        Chains that come back where they began, if only this link is added to those of the city; named as in `find_loops`.
    """

    source: str
    target: str
    documents: tuple[str, ...]
    closes: tuple[str, ...]


@dataclass(frozen=True)
class ForeignPair:
    """Two risks that the news tells of together and the city did not link; in how many of the weeks."""

    first: str
    second: str
    weeks: int
    weight: float


@dataclass(frozen=True)
class MirrorPart:
    """What published networks see.

    Parameters
    ----------
    links : tuple of ForeignLink or None
        Those that close most chains first; None where the documents were not read.
    together : tuple of str
        Chains that the links close only when all of them are added.
    shared, own : int
        Of the `own` links of the city between risks that the documents know too, how many these name as well.
    pairs : tuple of ForeignPair
        The heaviest first.
    weeks : int
        Weeks of news that were read.
    matched : mapping of network to int
        How many risks of the city were found again in each that was read.
    files : mapping of file to hash
        What was read.
    """

    links: tuple[ForeignLink, ...] | None
    together: tuple[str, ...]
    shared: int
    own: int
    pairs: tuple[ForeignPair, ...]
    weeks: int
    matched: Mapping[str, int]
    files: Mapping[str, str]


def explore_mirror(place: CityPlace, risks: RiskPart | None, data: Path | None) -> MirrorPart | None:
    """Hold the links of a city against published networks.

    Parameters
    ----------
    place : CityPlace
        Its risks.
    risks : RiskPart or None
        Its links; without any, others name all there is.
    data : Path or None
        Folder with raw files; None takes that of the environment.

    Returns
    -------
    MirrorPart or None
        None for a city that does not exist, and where of both networks a file is absent.

    Raises
    ------
    InputError
        If a file is there and cannot be read.
    """
    folder = None if place.synthetic else find_data(data, os.environ).folder
    read = {} if folder is None else _files(folder)
    if folder is None or not read:
        return None
    threats, news = (published_networks()[name] for name in ("denkwerk", "wef"))
    known = [] if risks is None else pull(risks.network).to_pylist()
    own = {(row["source"], row["target"]) for row in known if row["sign"] or row["weight"]}
    named = _named(folder, threats, place) if threats.id in read else None
    links = None if named is None else _foreign(known, {pair: named[pair] for pair in named if pair not in own})
    both = set() if named is None else _between(own, _found(threats, place))
    weeks = read.get(news.id, [])
    return MirrorPart(
        links, _only_together(known, links or ()), len(both & set(named or ())), len(both),
        _foreign_pairs(weeks, news, place, own), len(weeks),
        {one.id: len(_found(one, place)) for one in (threats, news) if one.id in read},
        {str(path.relative_to(folder)): sha256_of_file(path) for paths in read.values() for path in paths},
    )  # fmt: skip


def _files(folder: Path) -> dict[str, list[Path]]:
    """Return the files of each network of which all are there."""
    threats = [folder / _THREATS / name for name in ("nodes.json", "edges.json")]
    found = {"denkwerk": threats if all(path.exists() for path in threats) else [],
             "wef": sorted((folder / _NEWS).glob(_WEEKS))}  # fmt: skip
    return {name: paths for name, paths in found.items() if paths}


def _between(links: Iterable[Pair], risks: set[str]) -> set[Pair]:
    """Return the links between two of the risks."""
    return {pair for pair in links if set(pair) <= risks and pair[0] != pair[1]}


def _found(network: PublishedNetwork, place: CityPlace) -> set[str]:
    return set(network.risk_of.values()) & set(place.risks)


def _risks_of(network: PublishedNetwork, place: CityPlace, first: str, second: str) -> Pair | None:
    """Return the risks of the city that two nodes stand for, or None where one has none or both are one."""
    one, other = network.risk_of.get(first), network.risk_of.get(second)
    if one is None or other is None or one == other or not {one, other} <= set(place.risks):
        return None
    return one, other


def _named(folder: Path, network: PublishedNetwork, place: CityPlace) -> dict[Pair, set[str]]:
    """Return the titles of the documents per pair of risks of the city."""
    found: dict[Pair, set[str]] = {}
    for row in pull(read_denkwerk_links(folder / _THREATS)).to_pylist():
        pair = _risks_of(network, place, row["source"], row["target"])
        if pair is not None:
            found.setdefault(pair, set()).update(title for title in (row["evidence"] or "").split("; ") if title)
    return found


def _foreign(known: list[Row], named: Mapping[Pair, Iterable[str]]) -> tuple[ForeignLink, ...]:
    links = [ForeignLink(*pair, tuple(sorted(titles)), _closed(known, [pair])) for pair, titles in named.items()]
    return tuple(sorted(links, key=lambda one: (-len(one.closes), one.source, one.target)))


def _only_together(known: list[Row], links: tuple[ForeignLink, ...]) -> tuple[str, ...]:
    alone = {name for one in links for name in one.closes}
    return tuple(name for name in _closed(known, [(one.source, one.target) for one in links]) if name not in alone)


def _closed(known: list[Row], added: Iterable[Pair]) -> tuple[str, ...]:
    """Return the chains that exist only with the added links, the shortest first."""
    new = [{"source": source, "target": target, "sign": 1, "assumed": False} for source, target in added]
    if not new:
        return ()
    before = _loops(table_of(RISK_NETWORK, known)) if known else set()
    found = _loops(table_of(RISK_NETWORK, [*known, *new])) - before
    return tuple(sorted(found, key=lambda name: (name.count(">"), name)))


def _loops(network: Table) -> set[str]:
    return set(pull(find_loops(network, seed=0, longest=LONGEST_LOOP, draws=0))["loop"].to_pylist())


def links_in(chain: str) -> list[Pair]:
    """Return the links of a chain that is named as in `find_loops`."""
    names = chain.split(" > ")
    return list(zip(names, [*names[1:], names[0]], strict=True))


def _foreign_pairs(
    weeks: list[Path], network: PublishedNetwork, place: CityPlace, own: set[Pair]
) -> tuple[ForeignPair, ...]:  # fmt: skip
    counts, heaviest = Counter[Pair](), dict[Pair, float]()
    for path in weeks:
        together = _together(path, network, place, own)
        counts.update(together.keys())
        heaviest |= {ends: max(heaviest.get(ends, weight), weight) for ends, weight in together.items()}
    pairs = [ForeignPair(*ends, count, heaviest[ends]) for ends, count in counts.items()]
    return tuple(sorted(pairs, key=lambda one: (-one.weeks, -one.weight, one.first, one.second)))


def _together(path: Path, network: PublishedNetwork, place: CityPlace, own: set[Pair]) -> dict[Pair, float]:
    """Return the pairs of risks that a week tells of together and the city did not link, with the heaviest weight of each."""
    found: dict[Pair, float] = {}
    for row in pull(read_wef_pairs(path)).to_pylist():
        pair = _risks_of(network, place, row["first"], row["second"])
        if pair is not None and pair not in own and pair[::-1] not in own:
            ends: Pair = (min(pair), max(pair))
            found[ends] = max(found.get(ends, row["weight"]), row["weight"])
    return found
