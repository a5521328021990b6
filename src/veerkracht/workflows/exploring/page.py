"""The page of an exploration: a summary for the council first, then a section per question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from veerkracht.reports.content import Block, Edition, Heading, Inline, Items, Paragraph, say
from veerkracht.tables import Table
from veerkracht.version import __version__
from veerkracht.workflows.exploring.hours import LEAST_SHOWN
from veerkracht.workflows.exploring.make import Exploration
from veerkracht.workflows.exploring.mending import MENDING_CREWS
from veerkracht.workflows.exploring.network import ASSUMED, DRAWS, LONGEST_LOOP
from veerkracht.workflows.exploring.outage import CREWS, HORIZON_HOURS, SAMPLES
from veerkracht.workflows.exploring.page_critical import critical_blocks
from veerkracht.workflows.exploring.page_drills import DRILL_SOURCE, drill_blocks
from veerkracht.workflows.exploring.page_futures import future_answer, future_blocks
from veerkracht.workflows.exploring.page_helpers import helper_blocks
from veerkracht.workflows.exploring.page_mending import mending_blocks
from veerkracht.workflows.exploring.page_outage import curve_blocks, hour_answer, hour_blocks, restart_blocks
from veerkracht.workflows.exploring.page_pushes import push_blocks
from veerkracht.workflows.exploring.page_relief import relief_blocks
from veerkracht.workflows.exploring.page_risks import (
    disagreement_blocks,
    loop_answer,
    loop_blocks,
    sources_of,
    weaken_blocks,
)
from veerkracht.workflows.exploring.pushes import PUSH
from veerkracht.workflows.exploring.relief import HIRED_FROM, LONG_UNTIL, RELIEF_DRAWS, RESERVE_HOURS, SHORT_UNTIL
from veerkracht.workflows.workshop.pages import SHEETS, edition_of, input_record, made_blocks

__all__ = ["explored_edition", "explored_record", "explored_tables"]

_NAMED: Final = 5
_NOT_ON_ONE_PAGE: Final = frozenset({"disagreement", "push", "helped", "order"})
"""Anchors of questions that a council can do without on paper; the page holds them."""
Record = dict[str, Any]  # Any: a JSON object of numbers and texts


def explored_edition(found: Exploration, *, date: str) -> Edition:
    """Return an exploration as the content that every renderer of the house knows."""
    place = found.place
    title = say("{city}: what sets off what, and what fails next?", city=place.name)
    futures = () if found.futures is None else future_blocks(found.futures)
    sections = (
        *_risk_sections(found),
        *futures,
        *_outage_sections(found),
        *drill_blocks(found.drills),
        *(() if found.helpers is None else helper_blocks(found.helpers, found.drills)),
        *made_blocks(found.request.seed),
    )
    sources = (*(sources_of(found.risks) if found.risks else ()), *((SHEETS,) if found.files else ()), DRILL_SOURCE)
    edition = edition_of(place, title, say("Risks in connection"), summary=_summary(found), sections=sections, date=date,
                         sources=sources)  # fmt: skip
    return replace(edition, summary=_on_one_page(edition.summary))


def _on_one_page(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Leave out the questions for which the one page has no room, each with its answer."""
    left_out = {
        place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.anchor in _NOT_ON_ONE_PAGE
    }
    return tuple(block for place, block in enumerate(blocks) if not {place, place - 1} & left_out)


def _risk_sections(found: Exploration) -> tuple[Block, ...]:
    if found.risks is None:
        return ()
    part, place = found.risks, found.place
    pushed = () if found.push is None else push_blocks(found.push, part, place)
    return (*loop_blocks(part, place), *weaken_blocks(part, place), *pushed, *disagreement_blocks(part, place))


def _outage_sections(found: Exploration) -> tuple[Block, ...]:
    part = found.outage
    if part is None:
        return ()
    relief = () if found.relief is None else relief_blocks(found.relief)
    order = () if found.mending is None else mending_blocks(found.mending, part, found.place)
    return (*hour_blocks(part, found.place), *curve_blocks(part), *relief, *order, *restart_blocks(part),
            *critical_blocks(part))  # fmt: skip


def _summary(found: Exploration) -> tuple[Block, ...]:
    """Return the answers in short; what could not be answered is said with what it takes."""
    items: list[Inline] = []
    if found.risks is not None:
        items.append(loop_answer(found.risks, found.place))
    if found.futures is not None:
        items.append(future_answer(found.futures))
    if found.outage is not None:
        items.append(hour_answer(found.outage))
    if found.outage is None and found.without_repair:
        items.append(say("What fails next was not computed: in the registers there is no time of repair of {names}.",
                         names="; ".join(found.without_repair[:_NAMED])))  # fmt: skip
    elif found.outage is None:
        items.append(say("What fails next was not computed: there is no filled-in sheet on critical services."))
    if found.risks is None:
        items.append(say("Which risks make each other worse is not known: nobody has named a link between them."))
    sources = (*(sources_of(found.risks) if found.risks else ()), *((SHEETS,) if found.outage or found.futures else ()))
    say_what = say("This page helps to talk about what may happen. It does not predict.")
    return (Items(tuple(items), tuple(dict.fromkeys(sources))), Paragraph(say_what))


def explored_tables(found: Exploration) -> dict[str, Table]:
    """Return the tables that are published; those on people are protected."""
    tables: dict[str, Table] = {"drills": found.drills}
    if found.risks is not None:
        part = found.risks
        tables |= {"network": part.network, "chains": part.loops, "chain_links": part.links, "leverage": part.leverage}
    if found.futures is not None:
        tables |= {"futures": found.futures.scenarios, "futures_in_draws": found.futures.support}
    if found.outage is not None:
        tables |= {"fallen": found.outage.fallen, "outages": found.outage.outages, "curve": found.outage.fan,
                   "curve_numbers": found.outage.metrics, "restart": found.outage.trapped}  # fmt: skip
        tables |= {} if found.outage.critical is None else {"critical": _rounded(found.outage.critical)}
    return tables | _more_tables(found)


def _more_tables(found: Exploration) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    if found.push is not None:
        tables |= {"push": found.push.compared, "push_in_draws": found.push.doubted}
    if found.relief is not None:
        tables |= {"relief": found.relief.compared}
    if found.mending is not None:
        tables |= {"repair_orders": found.mending.compared, "repair_best": found.mending.best.order,
                   "repair_fair": found.mending.fair.order}  # fmt: skip
    if found.helpers is not None:
        tables |= {"drill_scores": found.helpers.scores, "drill_helpers": found.helpers.fitting}
    return tables


def _rounded(critical: Table) -> Table:
    """Round all counts of people, so that the table tells no more than the page."""
    counts = [name for name in critical.columns if name not in ("asset", "own")]
    return critical.mutate(**{name: (critical[name] / LEAST_SHOWN).round() * LEAST_SHOWN for name in counts})


def explored_record(found: Exploration) -> Record:
    """Return all that is needed to make the exploration again."""
    return {
        "work": "explore", "city": found.place.city.id, "synthetic": found.place.synthetic, "seed": found.request.seed,
        "version": __version__, "inputs": input_record(found.place, found.files),
        "settings": {
            "shock": found.request.shock or None, "service": found.request.service,
            "shocked_assets": list(found.outage.shock.assets) if found.outage else [], "crews": CREWS,
            "horizon_hours": HORIZON_HOURS, "samples": SAMPLES, "draws": DRAWS, "longest_loop": LONGEST_LOOP,
            "assumed_strength": list(ASSUMED), "pushed": found.push.pushed if found.push else None, "push": PUSH,
            "relief_draws": RELIEF_DRAWS, "relief_from_hours": HIRED_FROM, "relief_until_hours": [SHORT_UNTIL, LONG_UNTIL],
            "reserve_hours": RESERVE_HOURS, "repair_order_crews": MENDING_CREWS,
            "repair_order_damaged": list(found.mending.damaged) if found.mending else [],
        },
    }  # fmt: skip
