"""How the page on risks in connection names a link, and where its links come from."""

from __future__ import annotations

from veerkracht.reports.content import Inline, say
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.connections import LINKS, Connections, Pair, links_in, recorded_links
from veerkracht.workflows.edition.recorded import sources_with
from veerkracht.workflows.findings import Findings, Row

__all__ = ["chain_sources", "link_name", "link_sources", "opinion_sources"]


def link_name(findings: Findings, link: Row) -> Inline:
    """Return a link as both risks, each leading to its page."""
    source, target = (parts.risk_link(findings, link[end]) for end in ("source", "target"))
    return say("{before} → {after}", before=source, after=target)


def link_sources(findings: Findings, found: Connections) -> tuple[str, ...]:
    """Return what states the links, and the records that add a strength or a time to one."""
    return _sources(findings, found, {(link["source"], link["target"]) for link in findings.links})


def chain_sources(findings: Findings, found: Connections) -> tuple[str, ...]:
    """Return what states the links that are in chains; all links where no chain was found in them."""
    walked = {pair for chain in found.chains for pair in links_in(chain)}
    return _sources(findings, found, walked) if walked else link_sources(findings, found)


def _sources(findings: Findings, found: Connections, pairs: set[Pair]) -> tuple[str, ...]:
    stated = (link["reference"] for link in findings.links if (link["source"], link["target"]) in pairs)
    told = {(row["source"], row["target"]) for row in found.links if {row["weight"], row["lag_days"]} != {None}}
    records = [record for pair, record in recorded_links(findings).items() if pair in told & pairs]
    return parts.merged(*(parts.sources_of(reference) for reference in stated), sources_with(LINKS, records))


def opinion_sources(findings: Findings, found: Connections) -> tuple[str, ...]:
    """Return the links that people judged; what each of them said is no source of its own, for it could tell who it was."""
    judged = {(row["source"], row["target"]) for row in found.opinions}
    return sources_with(LINKS, [record for pair, record in recorded_links(findings).items() if pair in judged])
