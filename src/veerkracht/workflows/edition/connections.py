"""Risks in connection, out of what an edition holds: links with what is known of them, chains, and opinions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from veerkracht.analysis.opinions import FEWEST_RESPONDENTS, link_spread
from veerkracht.analysis.risks import assume_strength, find_loops, network_of_judgements, weaken_links
from veerkracht.catalogue import Kept
from veerkracht.reports.systems_charts import LoopKind
from veerkracht.tables import Table, memtable, pull, table_of
from veerkracht.tables.risk_network import JUDGEMENTS, RISK_NETWORK
from veerkracht.workflows.edition.recorded import kept_of
from veerkracht.workflows.findings import Findings, Row

__all__ = ["ARROW", "LINKS", "LISTED", "Connections", "Pair", "connections_of", "links_in", "recorded_links"]

Pair = tuple[str, str]
"""The risk a link comes from, and the one it goes to."""

LINKS: Final = "risk_links"
OPINIONS: Final = "link_opinions"
ARROW: Final = " > "
"""Between the risks of a chain, as in the table of loops."""
WEAKER: Final = 0.1
"""By what share a link is made weaker, to see what that does."""
FELT: Final = 0.0005
"""A smaller share is 0.0% on the page."""
SURE: Final = 0.9
LISTED: Final = 10
STEPS: Final = 5
"""Steps of the scale of strength in the register of links and in that of opinions."""
DAYS: Final = {"hours": 1 / 24, "days": 1.0, "months": 365.25 / 12, "years": 365.25}
_SAID: Final = pa.schema(
    [("link", pa.string()), ("respondent", pa.string()), ("sign", pa.int64()), ("strength", pa.int64())]
)


@dataclass(frozen=True)
class Connections:
    """What was found about risks in connection.

    Parameters
    ----------
    links : tuple of Row (RISK_NETWORK)
        Links that name their evidence; an unknown strength is null.
    bare : tuple of Pair
        Links that name none: they are in no chain.
    chains : tuple of Row (LOOPS)
        Those of known strength by strength, then the shortest first; what works on itself comes last.
    weaker : tuple of Row (source, target, drop, lower, upper, first, chains, brakes, assumed)
        As `weaken_links`, for the links in chains that make themselves worse. `chains`, `brakes`: how many such chains
        it is in, and how many that hold themselves back.
    apart : tuple of Pair
        Those among them in chains that hang together less: the spectral radius is that of others, and these move it in no draw.
    opinions : tuple of Row
        As `link_spread`, with source and target; those who oppose each other first.
    """

    links: tuple[Row, ...]
    bare: tuple[Pair, ...]
    chains: tuple[Row, ...]
    weaker: tuple[Row, ...]
    apart: tuple[Pair, ...]
    opinions: tuple[Row, ...]

    @property
    def leaders(self) -> int:
        """How many links it takes to hold the first place in `SURE` of the draws; 1 says that one stands out."""
        shares = np.cumsum(sorted(-row["first"] for row in self.weaker))
        return int(np.searchsorted(-shares, SURE - 1e-9)) + 1

    @property
    def unknown(self) -> tuple[Row, ...]:
        """Links of which no strength is known."""
        return tuple(link for link in self.links if link["weight"] is None)


def connections_of(findings: Findings) -> Connections | None:
    """Return what the links between the risks of a city tell together; None where the city has no links.

    Raises
    ------
    SettingError
        If a setting of the room ``connections`` cannot be used, or there are more chains than can be listed.

    Notes
    -----
    Small eigenvalue problems only, solved with NumPy: an edition shall not wait for a larger library to load.
    """
    if not findings.links:
        return None
    given = findings.settings["connections"]
    kept = recorded_links(findings)
    links = [_link(link, kept.get(_pair(link))) for link in findings.links]
    said = _opinions(findings, kept)
    network = _network([link for link in links if link["evidence"]], said)
    chains = _in_order(find_loops(network, seed=given["seed"], longest=given["longest_chain"]))
    bare = tuple(_pair(link) for link in links if not link["evidence"])
    rows = tuple(pull(network.order_by("source", "target")).to_pylist())
    found = _weaker(network, chains, given)
    weaker = tuple(row for row in found if _is_felt(row))
    apart = tuple(_pair(row) for row in found if not _is_felt(row))
    return Connections(rows, bare, chains, weaker, apart, _spread(said))


def _is_felt(row: Row) -> bool:
    return bool(max(abs(row["lower"]), abs(row["upper"])) >= FELT)


def recorded_links(findings: Findings) -> dict[Pair, Kept]:
    """Return the record of each link in the registers; of two for the same pair the one that stands in the edition."""
    found: dict[Pair, Kept] = {}
    for record in kept_of(findings, LINKS):
        found.setdefault((str(record.values.get("source")), str(record.values.get("target"))), record)
    return found


def _pair(row: Row) -> Pair:
    return row["source"], row["target"]


def _link(link: Row, record: Kept | None) -> dict[str, Any]:  # Any: cells of mixed columns
    """Return a link of the edition with the strength and lag that its record names, and what it rests on."""
    values = record.values if record else {}
    strength = values.get("strength")
    weight = None if strength is None else link["sign"] * int(strength) / STEPS
    return {
        "source": link["source"], "target": link["target"], "sign": link["sign"], "weight": weight, "lower": weight,
        "upper": weight, "assumed": False, "lag_days": _days(values), "reference": link["reference"],
        "evidence": link["evidence"] or values.get("evidence_type") or None,
    }  # fmt: skip


def _days(values: Mapping[str, Any]) -> float | None:  # Any: as in Kept
    lag, unit = values.get("lag"), values.get("lag_unit")
    return None if lag is None or unit is None else float(lag) * DAYS[unit]


def _opinions(findings: Findings, kept: Mapping[Pair, Kept]) -> dict[Pair, list[Row]]:
    """Return what people said of each link of the edition; each record is one respondent, as nobody is named."""
    shown = {_pair(link) for link in findings.links}
    links = {record.id: pair for pair, record in kept.items() if pair in shown}
    found: dict[Pair, list[Row]] = {}
    for record in kept_of(findings, OPINIONS):
        if record.parent in links:
            found.setdefault(links[record.parent], []).append(_judgement(record, links[record.parent]))
    return found


def _judgement(record: Kept, link: Pair) -> Row:
    sign, strength = record.values.get("sign"), record.values.get("strength")
    return {
        "respondent": record.id, "source": link[0], "target": link[1], "sign": None if sign is None else int(sign),
        "strength": None if strength is None else int(strength), "lag_days": _days(record.values),
        "evidence": "",
    }  # fmt: skip


def _network(stated: Sequence[Row], said: Mapping[Pair, Sequence[Row]]) -> Table:
    """Return the network: what people say of a link takes the place of its own strength, where enough of them do."""
    links = table_of(RISK_NETWORK, stated)
    known = {_pair(link) for link in stated}
    rows = [row for pair, given in said.items() if pair in known and _enough(given) for row in given]
    return network_of_judgements(table_of(JUDGEMENTS, rows), links) if rows else links


def _enough(given: Iterable[Row]) -> bool:
    told = sum(bool(row["sign"] == 0 or None not in (row["sign"], row["strength"])) for row in given)
    return told >= FEWEST_RESPONDENTS


def _in_order(loops: Table) -> tuple[Row, ...]:
    rows = pull(loops).to_pylist()
    return tuple(sorted(rows, key=lambda row: (row["rank"] is None, row["rank"] or 0, row["length"] == 1, row["length"],
                                               row["loop"])))  # fmt: skip


def links_in(chain: Row) -> list[Pair]:
    """Return the links of a chain, in the order in which they are walked."""
    risks = chain["loop"].split(ARROW)
    return list(zip(risks, [*risks[1:], risks[0]], strict=True))


def _weaker(network: Table, chains: Sequence[Row], given: Row) -> tuple[Row, ...]:
    """Tell what each link matters that is in a chain which makes itself worse, the one that matters most first."""
    walked, brakes = _walked(chains, "reinforcing"), _walked(chains, "balancing")
    limits = {"lower": given["strength_lower"], "upper": given["strength_upper"]}
    rows = [row for row in pull(assume_strength(network, weight=given["strength"], **limits)).to_pylist()
            if row["weight"] is not None and _pair(row) in walked]  # fmt: skip
    if not rows:
        return ()
    assumed = {_pair(row): row["assumed"] for row in rows}
    found = weaken_links(table_of(RISK_NETWORK, rows), seed=given["seed"], by=WEAKER, draws=given["draws"], most=LISTED)
    kept = [row for row in pull(found).to_pylist() if row["first"] is not None]
    return tuple({**row, "chains": walked.count(_pair(row)), "brakes": brakes.count(_pair(row)),
                  "assumed": assumed[_pair(row)]} for row in kept)  # fmt: skip


def _walked(chains: Iterable[Row], kind: LoopKind) -> list[Pair]:
    return [pair for chain in chains if chain["kind"] == kind for pair in links_in(chain)]


def _spread(said: Mapping[Pair, Sequence[Row]]) -> tuple[Row, ...]:
    rows = [(ARROW.join(pair), row) for pair, given in said.items() for row in given]
    if not rows:
        return ()
    told = [{**row, "link": link} for link, row in rows]
    found = pull(link_spread(memtable(pa.Table.from_pylist(told, schema=_SAID)))).to_pylist()
    apart = sorted(found, key=lambda row: (not row["opposed"], _agreed(row), row["link"]))
    return tuple({**row, **dict(zip(("source", "target"), row["link"].split(ARROW), strict=True))} for row in apart)


def _agreed(row: Row) -> float:
    return 2.0 if row["agreement"] is None else row["agreement"]  # -1 to 1; unknown comes last
