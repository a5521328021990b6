"""The page of an exploration: a summary for the council first, then a section per question."""

from __future__ import annotations

from typing import Any, Final

from veerkracht.reports.content import Block, Edition, Inline, Items, Paragraph, say
from veerkracht.tables import Table
from veerkracht.version import __version__
from veerkracht.workflows.exploring.hours import LEAST_SHOWN
from veerkracht.workflows.exploring.make import Exploration
from veerkracht.workflows.exploring.network import ASSUMED, DRAWS, LONGEST_LOOP
from veerkracht.workflows.exploring.outage import CREWS, HORIZON_HOURS, SAMPLES
from veerkracht.workflows.exploring.page_critical import critical_blocks
from veerkracht.workflows.exploring.page_drills import DRILL_SOURCE, drill_blocks
from veerkracht.workflows.exploring.page_futures import future_answer, future_blocks
from veerkracht.workflows.exploring.page_outage import curve_blocks, hour_answer, hour_blocks, restart_blocks
from veerkracht.workflows.exploring.page_risks import (
    disagreement_blocks,
    loop_answer,
    loop_blocks,
    sources_of,
    weaken_blocks,
)
from veerkracht.workflows.workshop.pages import SHEETS, edition_of, input_record, made_blocks

__all__ = ["explored_edition", "explored_record", "explored_tables"]

_NAMED: Final = 5
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
        *made_blocks(found.request.seed),
    )
    sources = (*(sources_of(found.risks) if found.risks else ()), *((SHEETS,) if found.files else ()), DRILL_SOURCE)
    return edition_of(place, title, say("Risks in connection"), summary=_summary(found), sections=sections, date=date,
                      sources=sources)  # fmt: skip


def _risk_sections(found: Exploration) -> tuple[Block, ...]:
    if found.risks is None:
        return ()
    part, place = found.risks, found.place
    return (*loop_blocks(part, place), *weaken_blocks(part, place), *disagreement_blocks(part, place))


def _outage_sections(found: Exploration) -> tuple[Block, ...]:
    part = found.outage
    if part is None:
        return ()
    return (*hour_blocks(part, found.place), *curve_blocks(part), *restart_blocks(part), *critical_blocks(part))


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
            "assumed_strength": list(ASSUMED),
        },
    }  # fmt: skip
