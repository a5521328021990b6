"""The section on what published networks see and the city does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from veerkracht.catalogue.risk_crosswalk import published_networks
from veerkracht.reports.content import Block, DataTable, Inline, Label, Number, Paragraph, say
from veerkracht.tables import Table, memtable
from veerkracht.workflows.exploring.grounds import Grounds
from veerkracht.workflows.exploring.mirror import ForeignLink, MirrorPart, explore_mirror, links_in
from veerkracht.workflows.exploring.page_risks import chain_words, risk_words
from veerkracht.workflows.workshop.pages import question, table
from veerkracht.workflows.workshop.place import CityPlace, Progress
from veerkracht.workflows.workshop.section import Section

__all__ = ["mirror_answer", "mirror_blocks", "mirror_section"]

_LISTED: Final = 10


def mirror_section(grounds: Grounds, progress: Progress) -> Section | None:
    """Return the section, or None where no published network is at hand or it knows no risk of the city."""
    part = explore_mirror(grounds.place, grounds.risks, grounds.request.data)
    if part is None or not (part.links or part.pairs):
        return None
    return Section(
        mirror_blocks(part, grounds.place), on_one_page=False, sources=_sources(part), tables=_tables(part),
        settings={"mirror_files": dict(part.files), "mirror_read_on": published_networks()["denkwerk"].read_on},
    )  # fmt: skip


def _sources(part: MirrorPart) -> tuple[str, ...]:
    """Return the networks that were read."""
    return tuple(network.source for name, network in published_networks().items() if name in part.matched)


def _tables(part: MirrorPart) -> dict[str, Table]:
    named = part.links or ()
    links = {
        "source": [one.source for one in named], "target": [one.target for one in named],
        "documents": ["; ".join(one.documents) for one in named], "closes": ["; ".join(one.closes) for one in named],
    }  # fmt: skip
    pairs = {
        "first": [one.first for one in part.pairs], "second": [one.second for one in part.pairs],
        "weeks": [one.weeks for one in part.pairs], "weight": [one.weight for one in part.pairs],
    }  # fmt: skip
    found = (("mirror_links", links, named), ("mirror_pairs", pairs, part.pairs))
    return {name: memtable(columns) for name, columns, rows in found if rows}


def mirror_answer(part: MirrorPart) -> Inline:
    """Return in one sentence how many links others name, and how many chains these would close."""
    if part.links is None:
        return say("The news of 2018 tells of {n} pair of our risks together that we did not link. Documents of the government "
                   "were not read.",
                   plural="The news of 2018 tells of {n} pairs of our risks together that we did not link. Documents of the "
                          "government were not read.",
                   count=len(part.pairs), n=Number(len(part.pairs)), strong=("n",))  # fmt: skip
    alone = sum(bool(one.closes) for one in part.links)
    return say("{n} link between our risks stands in documents of the government and not with us. Links that would close a chain "
               "by themselves: {alone}. Chains that they close only all together: {more}.",
               plural="{n} links between our risks stand in documents of the government and not with us. Links that would close "
                      "a chain by themselves: {alone}. Chains that they close only all together: {more}.",
               count=len(part.links), n=Number(len(part.links)), alone=Number(alone), more=Number(len(part.together)),
               strong=("n",))  # fmt: skip


def mirror_blocks(part: MirrorPart, place: CityPlace) -> tuple[Block, ...]:
    """Return the section on the mirror."""
    networks = published_networks()
    links = (_links(part.links, part, place),) if part.links else ()
    pairs = (_pairs(part, place),) if part.pairs else ()
    found = [say("Of our {all} risks {n} were found again in {network}.", all=Number(len(place.risks)),
                 n=Number(part.matched[name]), network=Label(one.label.nl, one.label.en))
             for name, one in networks.items() if name in part.matched]  # fmt: skip
    return question(
        say("What do others see that we do not?"), mirror_answer(part), *_back(part), *links, *pairs,
        assumptions=[
            say("Which of their risks is one of ours is our own reading, made on {day}. Only clear matches count.",
                day=networks["denkwerk"].read_on),
            *found,
        ],
        doubt=say("Others look at a country or at the world, not at our city. A link that they name can be absent here, and how "
                  "often it is named says nothing of its strength. Take it as a question to talk about, not as a link."),
        sources=_sources(part), anchor="mirror",
    )  # fmt: skip


def _back(part: MirrorPart) -> tuple[Block, ...]:
    """Return how many of our links others name too; nothing where they can name none."""
    if not part.own:
        return ()
    told = say("The other way round: {own} link of ours lies between risks that these documents know too; they name {shared}.",
               plural="The other way round: {own} links of ours lie between risks that these documents know too; they name "
                      "{shared}.",
               count=part.own, own=Number(part.own), shared=Number(part.shared))  # fmt: skip
    return (Paragraph(told, (published_networks()["denkwerk"].source,)),)


def _links(named: Iterable[ForeignLink], part: MirrorPart, place: CityPlace) -> DataTable:
    heads = ((say("Link"), False), (say("Documents quoted"), True), (say("Chain that it would close"), False))
    cells = [(say("{before} → {after}", before=risk_words(one.source, place), after=risk_words(one.target, place)),
              Number(len(one.documents)), _chain(one, part, place)) for one in named]  # fmt: skip
    source = published_networks()["denkwerk"].source
    return table(say("Links that documents of the government name and we do not"), heads, cells, (source,),
                 closed=len(cells) > _LISTED)  # fmt: skip


def _chain(one: ForeignLink, part: MirrorPart, place: CityPlace) -> Inline:
    """Return the shortest chain that a link closes, by itself or else with the others."""
    if one.closes:
        return chain_words(one.closes[0], place)
    shared = next((name for name in part.together if (one.source, one.target) in links_in(name)), None)
    return say("none") if shared is None else say("with others: {chain}", chain=chain_words(shared, place))


def _pairs(part: MirrorPart, place: CityPlace) -> DataTable:
    heads = ((say("Connection"), False), (say("Weeks"), True))
    cells = [(say("{first} – {second}", first=risk_words(one.first, place), second=risk_words(one.second, place)),
              say("{k} of {n}", k=Number(one.weeks), n=Number(part.weeks))) for one in part.pairs]  # fmt: skip
    caption = say("Risks that the news of 2018 tells of together and we did not link; which works on which is not told")
    return table(caption, heads, cells, (published_networks()["wef"].source,), closed=len(cells) > _LISTED)
