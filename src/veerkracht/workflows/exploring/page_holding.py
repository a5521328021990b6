"""The section on which initiatives touch which chains."""

from __future__ import annotations

from typing import Any, Final

from veerkracht.reports.content import Block, DataTable, Inline, Label, Number, say
from veerkracht.tables import pull
from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.holding import WHAT_IF, HeldChain, HoldingPart, explore_holding
from veerkracht.workflows.exploring.network import RiskPart
from veerkracht.workflows.exploring.page_risks import assumed_words, chain_words, sources_of
from veerkracht.workflows.workshop.pages import question, table
from veerkracht.workflows.workshop.place import CityPlace, Progress, counted
from veerkracht.workflows.workshop.section import Section

__all__ = ["holding_answer", "holding_blocks", "holding_section"]

_NAMED: Final = 3
_LISTED: Final = 10
Row = dict[str, Any]  # Any: cells of mixed columns


def holding_section(grounds: Grounds, progress: Progress) -> Section | None:
    """Return the section, or None without a chain that makes itself worse or without initiatives."""
    if grounds.risks is None:
        return None
    part = explore_holding(
        grounds.risks, grounds.place, seed=grounds.request.seed, progress=counted(progress, "chains")
    )
    if part is None:
        return None
    return Section(
        holding_blocks(part, grounds.risks, grounds.place), on_one_page=False, settings={"what_if": list(WHAT_IF)},
        sources=_sources(part, grounds.risks),
        tables={} if part.weakened is None else {"initiatives_on_chains": part.weakened},
    )  # fmt: skip


def holding_answer(part: HoldingPart) -> Inline:
    """Return in one sentence how many chains an initiative touches."""
    touched = sum(bool(chain.initiatives) for chain in part.chains)
    return say("{n} of {all} chains that make themselves worse pass a risk that an initiative is against. How far an initiative "
               "weakens a link, nobody has noted: that is unknown.",
               n=Number(touched), all=Number(len(part.chains)), strong=("n",))  # fmt: skip


def holding_blocks(part: HoldingPart, risks: RiskPart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on chains and initiatives."""
    sources = _sources(part, risks)
    tried = () if part.weakened is None else (_tried(part, place, sources),)
    assumptions: list[Inline] = [say("An initiative touches a chain when it is against one of the risks in it. Only initiatives "
                                     "that are there count: no ideas, and none that ended.")]  # fmt: skip
    if tried:
        low, high = (Number(100 * share, "percent") for share in WHAT_IF)
        assumptions += [say("What if an initiative takes {low} to {high} off each link that leads to a risk it is against? That "
                            "is no estimate: it shows where in the network an initiative stands.", low=low, high=high),
                        *assumed_words(risks)]  # fmt: skip
    return question(
        say("Which initiatives touch which chains?"), holding_answer(part), _touched(part, place, sources), *tried,
        assumptions=assumptions, doubt=_doubt(part), sources=sources, anchor="holding",
    )  # fmt: skip


def _sources(part: HoldingPart, risks: RiskPart) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*sources_of(risks), *part.sources)))


def _touched(part: HoldingPart, place: CityPlace, sources: tuple[str, ...]) -> DataTable:
    heads = (
        (say("Chain"), False),
        (say("Strength"), True),
        (say("Initiatives"), True),
        (say("Against most of it"), False),
    )
    cells = [(chain_words(chain.loop, place), Number(chain.gain, "", 2), Number(len(chain.initiatives)),
              _first_names(chain, part)) for chain in part.chains]  # fmt: skip
    return table(say("Chains that make themselves worse, with the initiatives that are against one of their risks"), heads, cells,
                 sources, closed=len(cells) > _LISTED)  # fmt: skip


def _first_names(chain: HeldChain, part: HoldingPart) -> Inline:
    if not chain.initiatives:
        return say("none")
    names = [part.names[name] for name in chain.initiatives[:_NAMED]]
    more = "; …" if len(chain.initiatives) > _NAMED else ""
    return Label("; ".join(name.nl for name in names) + more, "; ".join(name.en for name in names) + more)


def _tried(part: HoldingPart, place: CityPlace, sources: tuple[str, ...]) -> DataTable:
    rows = [] if part.weakened is None else pull(part.weakened).to_pylist()
    rows = sorted((row for row in rows if row["kind"] == "reinforcing"), key=_by_fall)
    heads = ((say("Initiative"), False), (say("Chain"), False), (say("Strength now, mean of the draws"), True),
             (say("Strength then, with the range of nine out of ten draws"), True), (say("Known effect"), False))  # fmt: skip
    cells = [(Label(part.names[row["initiative"]].nl, part.names[row["initiative"]].en), chain_words(row["loop"], place),
              Number(row["gain"], "", 2), Number(row["gain_after"], "", 2, row["lower"], row["upper"]), say("unknown"))
             for row in rows[:_LISTED]]  # fmt: skip
    return table(say("What if each initiative weakened its links a little: the {n} largest falls", n=Number(len(cells))), heads,
                 cells, sources)  # fmt: skip


def _by_fall(row: Row) -> tuple[float, str, str]:
    return row["gain_after"] - row["gain"], row["initiative"], row["loop"]


def _doubt(part: HoldingPart) -> Inline:
    told = say("That an initiative touches a chain does not say that it works. Ask in the evaluation of each initiative by how "
               "much it weakens a link.")  # fmt: skip
    if not part.without_risk:
        return told
    return say("Of {n} of {all} initiatives nobody noted what risk they are against: they may touch more. {told}",
               n=Number(part.without_risk), all=Number(part.initiatives), told=told)  # fmt: skip
