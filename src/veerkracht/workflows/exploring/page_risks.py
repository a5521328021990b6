"""The sections on risks: what makes what worse, which link to weaken, and where respondents disagree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from veerkracht.reports.content import Block, DataTable, Figure, Inline, Number, Paragraph, say
from veerkracht.reports.systems_charts import LoopKind, LoopPicture, LoopRing
from veerkracht.tables import pull
from veerkracht.workflows.exploring.network import ASSUMED, RiskPart, has_strengths
from veerkracht.workflows.workshop.pages import SHEETS, named, question, table
from veerkracht.workflows.workshop.place import CityPlace

__all__ = [
    "assumed_words",
    "chain_words",
    "disagreement_blocks",
    "loop_answer",
    "loop_blocks",
    "risk_words",
    "sources_of",
    "weaken_answer",
    "weaken_blocks",
]

DRAWN: Final = 4
"""Loops that are drawn; the table holds `LISTED` of them."""
LISTED: Final = 10
_KINDS: Final[Mapping[str, Inline]] = {
    "reinforcing": say("makes itself worse"), "balancing": say("holds itself back"), "unknown": say("unknown"),
}  # fmt: skip
Row = dict[str, Any]  # Any: cells of mixed columns


def loop_answer(part: RiskPart, place: CityPlace) -> Inline:
    """Return in one sentence which risks make each other worse."""
    rows = pull(part.loops).to_pylist()
    worse = [row for row in rows if row["kind"] == "reinforcing"]
    if not worse:
        return say("No chain of risks comes back where it began, as far as is known.")
    if worse[0]["gain"] is None:
        example = max(worse, key=lambda row: row["length"])
        return say("{n} chain of risks makes itself worse: {names}. How strong it is, nobody has said yet.",
                   plural="{n} chains of risks make themselves worse, such as {names}. How strong they are, nobody has said yet.",
                   count=len(worse), n=Number(len(worse)), names=_joined(example, place), strong=("names",))  # fmt: skip
    first = worse[0]
    return say("{n} chain of risks makes itself worse; the strongest runs over {names}.",
               plural="{n} chains of risks make themselves worse; the strongest runs over {names}.",
               count=len(worse), n=Number(len(worse)), names=_joined(first, place), strong=("names",))  # fmt: skip


def loop_blocks(part: RiskPart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on loops."""
    rows = pull(part.loops).to_pylist()[:LISTED]
    sources = sources_of(part)
    blocks: tuple[Block, ...] = (_loop_figure(part, place, rows, sources),) if rows else ()
    assumptions = [
        say("The strength of a link is the middle of what respondents say, from 1 to 5; a chain multiplies its links."),
        say("Chains of more than six links are left out. A chain with a link of unknown strength has no strength."),
        say(
            "A link has a strength only if at least three respondents gave one: fewer would tell what one person said."
        ),
    ]
    return question(
        say("Which risks make each other worse?"), loop_answer(part, place), *blocks, assumptions=assumptions,
        doubt=say("The range behind each chain shows how far respondents lie apart. A link that nobody named is not in it. "
                  "An opinion about a link is no proof of it."),
        sources=sources, anchor="chains",
    )  # fmt: skip


def _loop_figure(part: RiskPart, place: CityPlace, rows: list[Row], sources: tuple[str, ...]) -> Figure:
    signs = {(row["source"], row["target"]): row["sign"] for row in pull(part.network).to_pylist()}
    rings = tuple(_ring(number, row, place, signs) for number, row in enumerate(rows[:DRAWN], start=1))
    heads = ((say("Chain"), False), (say("What it does"), False), (say("Strength"), True), (say("Once round"), True))
    cells = [(say("{n}. {names}", n=Number(number), names=_joined(row, place)), _KINDS[row["kind"]],
              Number(row["gain"], "", 2, row["lower"], row["upper"]), _days(row["lag_days"]))
             for number, row in enumerate(rows, start=1)]  # fmt: skip
    listed = table(
        say("Chains of risks, the strongest first, with how far respondents lie apart"), heads, cells, sources
    )
    caption = say("A plus says: more of this gives more of that. A minus says: more of this gives less of that.")
    alt = say("Chains of risks that come back where they began: {names}.", names=_all_joined(rows[:DRAWN], place))
    return Figure("chains", LoopPicture(rings), alt, caption, sources, listed)


def _ring(number: int, row: Row, place: CityPlace, signs: Mapping[tuple[str, str], int | None]) -> LoopRing:
    names = _names(row)
    kind: LoopKind = row["kind"]
    pairs = zip(names, [*names[1:], names[0]], strict=True)
    title = say("{n}. {what}", n=Number(number), what=_KINDS[kind])
    return LoopRing(
        title, kind, tuple(risk_words(name, place) for name in names), tuple(signs.get(pair) or 0 for pair in pairs)
    )


def _names(row: Row) -> list[str]:
    names: list[str] = row["loop"].split(" > ")
    return names


def _joined(row: Row, place: CityPlace) -> Inline:
    return chain_words(row["loop"], place)


def chain_words(loop: str, place: CityPlace) -> Inline:
    """Return a chain as the names of its risks with arrows, back to the first."""
    names = loop.split(" > ")
    found: Inline = risk_words(names[0], place)
    for name in [*names[1:], names[0]]:
        found = say("{before} → {after}", before=found, after=risk_words(name, place))
    return found


def _all_joined(rows: list[Row], place: CityPlace) -> Inline:
    found: Inline = _joined(rows[0], place)
    for row in rows[1:]:
        found = say("{before}; {after}", before=found, after=_joined(row, place))
    return found


def risk_words(name: str, place: CityPlace) -> Inline:
    """Return the name of a risk in both languages, or its code."""
    return named(place.risks.get(name), name)


def _days(days: float | None) -> Inline:
    if days is None:
        return Number(None)
    if days < 60:  # two months in days
        return say("{n} day", plural="{n} days", count=round(days), n=Number(round(days)))
    if days < 730:  # two years in days
        return say("{n} months", n=Number(days / 30.4))
    return say("{n} years", n=Number(days / 365.25))


def assumed_words(part: RiskPart) -> list[Inline]:
    """Return what was put in for links of which only the direction is known; nothing where there are none."""
    if not part.assumed:
        return []
    low, middle, high = (Number(value, "", 1) for value in ASSUMED)
    return [say("Of {n} link only the direction is known. There we took a strength of {middle} ({low} to {high}).",
                plural="Of {n} links only the direction is known. There we took a strength of {middle} ({low} to {high}).",
                count=part.assumed, n=Number(part.assumed), middle=middle, low=low, high=high)]  # fmt: skip


def sources_of(part: RiskPart) -> tuple[str, ...]:
    """Return where the links come from: the sheets, and the documents that state them."""
    told = (row["reference"] for row in pull(part.network).to_pylist() if row["reference"])
    documents = sorted({name.strip() for text in told for name in text.split(";") if name.strip()})
    return (*((SHEETS,) if part.respondents else ()), *documents)


def weaken_answer(part: RiskPart, place: CityPlace) -> Inline:
    """Return in one sentence which link is best made weaker, or why none stands out."""
    best = next(iter(_weakened(part)), None)
    if best is not None:
        return say("The link from {source} to {target}: 10% weaker takes {share} off the pull of the whole.",
                   source=risk_words(best["source"], place), target=risk_words(best["target"], place),
                   share=Number(100 * best["drop"], "percent", 1), strong=("source", "target"))  # fmt: skip
    if not has_strengths(part):
        return say(
            "No link stands out: of no link the strength is known. That takes three respondents who judge the same link."
        )
    if not pull(part.loops).num_rows:
        return say(
            "No link stands out: no chain of risks comes back where it began, so there is no pull to make weaker."
        )
    return say("No link stands out: making one link weaker does not lower the pull of the whole.")


def _weakened(part: RiskPart) -> list[Row]:
    """Return the links that lower the pull of the whole when they are weaker; none where all strengths were put in."""
    rows = pull(part.leverage).to_pylist() if has_strengths(part) else []
    return [row for row in rows if row["first"] is not None and row["drop"] is not None and row["drop"] > 0]


def weaken_blocks(part: RiskPart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on the link that is best made weaker, or on why none can be named."""
    rows, sources = _weakened(part), sources_of(part)
    listed = (_weaken_table(rows, place, sources),) if rows else ()
    pushed = _push(part, place) if has_strengths(part) else ()
    straight = say("Effects add up in a straight line. That holds for small changes only.")
    return question(
        say("Which link would help most if it were weaker?"), weaken_answer(part, place), *listed, *pushed,
        assumptions=[straight, *assumed_words(part)] if pushed else [
            say("We put in no strength ourselves: with the same one on each link the order would be ours.")],
        doubt=say("The order of links that lie close together can change with one other respondent. Look at the first three, "
                  "not at the first one alone.") if rows else say("A link of which nobody told the strength can matter most."),
        sources=sources, anchor="weaken",
    )  # fmt: skip


def _weaken_table(rows: list[Row], place: CityPlace, sources: tuple[str, ...]) -> DataTable:
    heads = ((say("Link"), False), (say("Fall, with the range of nine out of ten draws"), True),
             (say("Comes first in so many draws"), True))  # fmt: skip
    cells = [(_link(row, place), Number(100 * row["drop"], "percent", 1, 100 * row["lower"], 100 * row["upper"]),
              Number(100 * row["first"], "percent")) for row in rows[:LISTED]]  # fmt: skip
    return table(say("How far the pull of the whole network falls if a link is 10% weaker"), heads, cells, sources)


def _link(row: Row, place: CityPlace) -> Inline:
    return say("{before} → {after}", before=risk_words(row["source"], place), after=risk_words(row["target"], place))


def _push(part: RiskPart, place: CityPlace) -> tuple[Block, ...]:
    """Return what a push on each risk adds up to, or why that cannot be said."""
    if part.amplified is None:
        return (Paragraph(say("Taken together the links are so strong that a push would grow without end. What a push adds up "
                              "to cannot be said then."), sources_of(part)),)  # fmt: skip
    rows = pull(part.amplified).to_pylist()[:LISTED]
    heads = ((say("Risk"), False), (say("Adds up to"), True))
    cells = [(risk_words(row["risk"], place), Number(row["touched"], "", 1)) for row in rows]
    return (
        table(say("What a push of 1 on a risk adds up to, counted over all risks"), heads, cells, sources_of(part)),
    )


def disagreement_blocks(part: RiskPart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on where respondents disagree; nothing without respondents."""
    rows = [row for row in pull(part.network).to_pylist() if row["respondents"]]
    if not rows:
        return ()
    apart = sorted(rows, key=lambda row: (not row["opposed"], -_width(row), row["source"], row["target"]))[:LISTED]
    opposed = sum(bool(row["opposed"]) for row in rows)
    heads = ((say("Link"), False), (say("Strength, with the range of answers"), True), (say("Named by"), True),
             (say("Direction"), False))  # fmt: skip
    cells = [(_link(row, place), Number(row["weight"], "", 2, row["lower"], row["upper"]),
              _namers(row, len(part.respondents)),
              say("contested") if row["opposed"] else say("agreed")) for row in apart]  # fmt: skip
    answer = say("On {n} link some say worse and others say less bad.", plural="On {n} links some say worse and others less bad.",
                 count=opposed, n=Number(opposed), strong=("n",))  # fmt: skip
    who = say(
        "{n} respondents gave judgements: {roles}.", n=Number(len(part.respondents)), roles=", ".join(part.respondents)
    )
    return question(
        say("Where do respondents disagree?"), answer, Paragraph(who, (SHEETS,)),
        table(say("Links on which answers lie furthest apart"), heads, cells, (SHEETS,)),
        assumptions=[say("Each respondent counts the same. Who did not name a link did not say that it is absent.")],
        doubt=say("With few respondents one more answer can change the picture. Talk about these links first."),
        sources=(SHEETS,), anchor="disagreement",
    )  # fmt: skip


def _namers(row: Row, respondents: int) -> Inline:
    if row["named"] is None:
        return Number(None)
    return say("{k} of {n}", k=Number(round(row["named"] * respondents)), n=Number(respondents))


def _width(row: Row) -> float:
    return 0.0 if row["lower"] is None else row["upper"] - row["lower"]
