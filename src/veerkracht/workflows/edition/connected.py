"""Risks in connection: which chains of links come back where they began, and which link to weaken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from veerkracht.reports.content import (
    Answer,
    Block,
    Column,
    DataTable,
    Figure,
    Heading,
    Inline,
    Link,
    Number,
    Page,
    Paragraph,
    say,
)
from veerkracht.reports.systems_charts import LoopKind, LoopPicture, LoopRing
from veerkracht.workflows.edition import parts
from veerkracht.workflows.edition.connected_doubt import doubt_blocks, opinion_blocks, strength_blocks
from veerkracht.workflows.edition.connected_links import chain_sources, link_name, link_sources
from veerkracht.workflows.edition.connections import ARROW, LISTED, Connections, connections_of
from veerkracht.workflows.findings import Findings, Row

__all__ = ["connected_link", "connected_page"]

PAGE: Final = "risks/connected"
DRAWN: Final = 4
"""Chains that are drawn; the table holds `LISTED` of them."""
_KINDS: Final[Mapping[LoopKind, Inline]] = {
    "reinforcing": say("makes itself worse"), "balancing": say("holds itself back"), "unknown": say("unknown"),
}  # fmt: skip


def _wanted(findings: Findings) -> bool:
    kept = findings.city.recorded
    return bool(findings.links) and (kept is None or kept.includes("links"))


def connected_link(findings: Findings) -> list[Block]:
    """Return the way to the page on risks in connection, where there is one."""
    if not _wanted(findings):
        return []
    return [Paragraph(Link(say("Which risks feed each other, and which link to weaken"), page=PAGE))]


def connected_page(findings: Findings) -> list[Page]:
    """Return the page on risks in connection, or nothing where no link between risks is known."""
    found = connections_of(findings) if _wanted(findings) else None
    if found is None:
        return []
    blocks = (
        *_chain_blocks(findings, found), *_weaker_blocks(findings, found), *strength_blocks(findings, found),
        *opinion_blocks(findings, found), *doubt_blocks(findings, found),
    )  # fmt: skip
    title = say("How do risks make each other worse?")
    return [Page(PAGE, title, blocks, "risks", depth=2, short_title=say("Risks and how they connect"))]


def _chain_blocks(findings: Findings, found: Connections) -> list[Block]:
    sources = chain_sources(findings, found)
    listed = Link(say("All links, with what the source says"), page="risks/index#links")
    made_of = say("Read from {n} link between risks. {listed}.", plural="Read from {n} links between risks. {listed}.",
                  count=len(found.links), n=parts.count(len(found.links)), listed=listed)  # fmt: skip
    answer: list[Block] = [
        Answer(_chains_sentence(found.chains), sources),
        Paragraph(made_of, link_sources(findings, found)),
    ]
    if not found.chains:
        return answer
    told = (*_most(findings, found.chains, sources), *_alone(findings, found.chains, sources))
    return [*answer, *told, *_shown(findings, found, sources)]


def _chains_sentence(chains: Sequence[Row]) -> Inline:
    total = len(chains)
    if not chains:
        return say("As far as the sources tell, no risk feeds itself: no chain of links comes back where it began.")
    kinds = {kind: sum(row["kind"] == kind for row in chains) for kind in _KINDS}
    if kinds["reinforcing"] == total:
        return say(
            "{n} chain of links comes back where it began, and makes itself worse.",
            plural="{n} chains of links come back where they began, and make themselves worse.",
            count=total, strong=("n",), n=parts.count(total),
        )  # fmt: skip
    return say(
        "Chains of links that come back where they began: {n}. Make themselves worse: {worse}; hold themselves back: "
        "{back}; unknown: {unknown}.",
        strong=("n",), n=parts.count(total), worse=parts.count(kinds["reinforcing"]),
        back=parts.count(kinds["balancing"]), unknown=parts.count(kinds["unknown"]),
    )  # fmt: skip


def _most(findings: Findings, chains: Sequence[Row], sources: tuple[str, ...]) -> list[Block]:
    """Return the risk that stands in more chains than any other, where there is one."""
    walked = [risk for chain in chains for risk in chain["loop"].split(ARROW)]
    counts = sorted({risk: walked.count(risk) for risk in walked}.items(), key=lambda item: -item[1])
    if len(counts) < 2 or counts[0][1] == counts[1][1]:
        return []
    (risk, most), total = counts[0], len(chains)
    text = say("{risk} stands in most of them: in {n} of the {total}.", strong=("risk",),
               risk=parts.risk_link(findings, risk), n=parts.count(most), total=parts.count(total))  # fmt: skip
    return [Paragraph(text, sources)]


def _alone(findings: Findings, chains: Sequence[Row], sources: tuple[str, ...]) -> list[Block]:
    """Name the risks that work on themselves, which no picture shows."""
    alone = [parts.risk_link(findings, chain["loop"]) for chain in chains if chain["length"] == 1]
    return [Paragraph(say("Works on itself, so that a part sets off more of the same: {names}.", names=_together(alone)),
                      sources)] if alone else []  # fmt: skip


def _shown(findings: Findings, found: Connections, sources: tuple[str, ...]) -> list[Block]:
    """Return the chains, those of several risks as a picture too."""
    chains = found.chains[:LISTED]
    table = _chain_table(findings, chains, len(found.chains), sources)
    signs = {(link["source"], link["target"]): link["sign"] or 0 for link in found.links}
    drawn = [(place, chain) for place, chain in enumerate(chains, start=1) if chain["length"] > 1][:DRAWN]
    if not drawn:
        return [table]
    rings = tuple(_ring(findings, chain, place, signs) for place, chain in drawn)
    caption = say("A plus says: more of this gives more of that. A minus says: more of this gives less of that.")
    alt = say("Chains of risks that come back where they began; the table names the same: {names}.",
              names=_together([_chain(findings, chain) for _, chain in drawn]))  # fmt: skip
    return [Figure("risk-chains", LoopPicture(rings), alt, caption, sources, table)]


def _ring(findings: Findings, chain: Row, place: int, signs: Mapping[tuple[str, str], int]) -> LoopRing:
    risks = chain["loop"].split(ARROW)
    pairs = zip(risks, [*risks[1:], risks[0]], strict=True)
    title = say("{n}. {what}", n=parts.count(place), what=_KINDS[chain["kind"]])
    names = tuple(parts.capital(parts.label(findings.risks[risk])) for risk in risks)
    return LoopRing(title, chain["kind"], names, tuple(signs.get(pair, 0) for pair in pairs))


def _chain(findings: Findings, chain: Row, *, linked: bool = False) -> Inline:
    risks = chain["loop"].split(ARROW)
    names = [parts.risk_link(findings, risk) if linked else parts.capital(parts.label(findings.risks[risk]))
             for risk in (*risks, risks[0])]  # fmt: skip
    text = names[0]
    for name in names[1:]:
        text = say("{before} → {after}", before=text, after=name)
    return text


def _together(names: Iterable[Inline]) -> Inline:
    first, *others = names
    for name in others:
        first = say("{before}; {after}", before=first, after=name)
    return first


def _chain_table(findings: Findings, chains: Sequence[Row], total: int, sources: tuple[str, ...]) -> DataTable:
    """Return the chains; columns on strength and time only where one of them is known."""
    strong, timed = (any(chain[name] is not None for chain in chains) for name in ("gain", "lag_days"))
    heads = [Column(say("Chain")), Column(say("What it does")), Column(say("Links of unknown strength"), numeric=True)]
    heads += [Column(say("Strength, once round"), numeric=True)] * strong + [Column(say("Once round"))] * timed
    rows = tuple(
        (
            say("{n}. {names}", n=parts.count(place), names=_chain(findings, chain, linked=True)),
            _KINDS[chain["kind"]],
            say("{n} of {total}", n=parts.count(chain["unknown_links"]), total=parts.count(chain["length"])),
            *([Number(chain["gain"], "", 2, chain["lower"], chain["upper"])] if strong else []),
            *([_time(chain["lag_days"])] if timed else []),
        )
        for place, chain in enumerate(chains, start=1)
    )
    return DataTable(_caption(len(chains), total), tuple(heads), rows, sources)


def _caption(shown: int, total: int) -> Inline:
    if shown == total:
        return say("Chains that come back where they began; of one link or of several")
    return say(
        "The first {n} of {total} chains that come back where they began",
        n=parts.count(shown),
        total=parts.count(total),
    )


def _time(days: float | None) -> Inline:
    if days is None:
        return say("unknown")
    if days < 60:  # two months
        return say("{n} day", plural="{n} days", count=round(days), n=parts.count(round(days)))
    if days < 730:  # two years
        return say("{n} months", n=Number(days / 30.4))
    return say("{n} years", n=Number(days / 365.25))


def _weaker_blocks(findings: Findings, found: Connections) -> list[Block]:
    if not found.weaker:
        return []
    sources = parts.merged(chain_sources(findings, found), ("register",))
    mixed = len({row["assumed"] for row in found.weaker}) > 1
    heads = [Column(say("Link")), Column(say("In how many chains"), numeric=True)]
    heads += [Column(say("If it is 10% weaker, the chains pull less by"), numeric=True)]
    heads += [Column(say("First, in the draws"), numeric=True)] + [Column(say("Strength of the link"))] * mixed
    rows = tuple(
        (link_name(findings, row), parts.count(row["chains"]), _share(row, ranged=True), _first(row))
        + ((_known(row),) if mixed else ())
        for row in found.weaker
    )
    return [
        Heading(say("Which link would help most if it were weaker?"), anchor="weaken"),
        Answer(_weaker_sentence(findings, found), sources),
        DataTable(say("What a weaker link does to the pull of the chains together"), tuple(heads), rows, sources),
        *_apart(findings, found, sources),
        *_brakes(findings, found, sources),
        *_strengths_put_in(findings, found, sources),
    ]  # fmt: skip


def _known(row: Row) -> Inline:
    return say("assumed") if row["assumed"] else say("judged")


def _first(row: Row) -> Number:
    return Number(100 * row["first"], "percent")


def _share(row: Row, *, ranged: bool = False) -> Number:
    limits = (100 * row["lower"], 100 * row["upper"]) if ranged else (None, None)
    return Number(100 * row["drop"], "percent", 1, *limits)


def _weaker_sentence(findings: Findings, found: Connections) -> Inline:
    """Name the link that matters most, or say that none stands out where several take turns in the draws."""
    best = found.weaker[0]
    if found.leaders > 1:
        return say(
            "No single link stands out: {n} links take turns in first place when their strengths are drawn. With one of "
            "them 10% weaker, the chains together pull about {share} less.",
            strong=("n",), n=parts.count(found.leaders), share=_share(best),
        )  # fmt: skip
    return say("The link {link}. With that 10% weaker, the chains together pull {share} less.", strong=("link",),
               link=link_name(findings, best), share=_share(best))  # fmt: skip


def _apart(findings: Findings, found: Connections, sources: tuple[str, ...]) -> list[Block]:
    """Say which links are in chains that hang together less, so that nobody reads their absence as "it does not help"."""
    if not found.apart:
        return []
    names = (link_name(findings, dict(zip(("source", "target"), pair, strict=True))) for pair in found.apart)
    text = say("The table is about the chains that hang together most. A link in another chain can be as dangerous: {names}.",
               names=_together(names))  # fmt: skip
    return [Paragraph(text, sources)]


def _brakes(findings: Findings, found: Connections, sources: tuple[str, ...]) -> list[Block]:
    """Name the links that also hold something back, so that nobody takes a brake away unawares."""
    names = [link_name(findings, row) for row in found.weaker if row["brakes"]]
    if not names:
        return []
    text = say("Also in a chain that holds itself back, so that making it weaker takes a brake away: {names}.",
               names=_together(names))  # fmt: skip
    return [Paragraph(text, sources)]


def _strengths_put_in(findings: Findings, found: Connections, sources: tuple[str, ...]) -> list[Block]:
    put_in = sum(row["assumed"] for row in found.weaker)
    if not put_in:
        return []
    given = findings.settings["connections"]
    text = say(
        "These numbers rest on an assumption. Of {n} link in this table only the direction is known. There we took a "
        "strength of {middle} ({lower} to {upper}) between 0 and 1. They tell how the links lie, and not how strong they "
        "are in the city.",
        plural="These numbers rest on an assumption. Of {n} links in this table only the direction is known. There we took "
        "a strength of {middle} ({lower} to {upper}) between 0 and 1. They tell how the links lie, and not how strong they "
        "are in the city.",
        count=put_in, n=parts.count(put_in), middle=Number(given["strength"], "", 1),
        lower=Number(given["strength_lower"], "", 1), upper=Number(given["strength_upper"], "", 1),
    )  # fmt: skip
    return [Paragraph(text, sources)]
