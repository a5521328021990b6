"""The page of an exploration: a summary for the council first, then a section per question."""

from __future__ import annotations

from typing import Any, Final

from veerkracht.reports.content import Block, Edition, Inline, Items, Paragraph, say
from veerkracht.tables import Table
from veerkracht.version import __version__
from veerkracht.workflows.exploring.make import Exploration
from veerkracht.workflows.workshop.kept import asked_of
from veerkracht.workflows.workshop.pages import SHEETS, Told, edition_of, input_record
from veerkracht.workflows.workshop.section import settings_of, sources_in, tables_of

__all__ = ["explored_edition", "explored_record", "explored_tables", "told_of"]

_NAMED: Final = 5
Record = dict[str, Any]  # Any: a JSON object of numbers and texts


def explored_edition(found: Exploration, *, date: str) -> Edition:
    """Return an exploration as the content that every renderer of the house knows."""
    return edition_of(found.grounds.place, told_of(found), date=date, seed=found.grounds.request.seed)


def told_of(found: Exploration) -> Told:
    """Return what is told of an exploration, wherever it is shown."""
    title = say("{city}: what sets off what, and what fails next?", city=found.grounds.place.name)
    return Told(title, say("Risks in connection"), _summary(found), found.sections, _sources(found))


def _sources(found: Exploration) -> tuple[str, ...]:
    """Return every source of the page; sheets that were read are one, also where they held no answer."""
    return (*sources_in(found.sections), *((SHEETS,) if found.grounds.files else ()))


def _summary(found: Exploration) -> tuple[Block, ...]:
    """Return the answers in short; what could not be answered is said with what it takes."""
    told = [section for section in found.sections if section.answer is not None]
    items = [section.answer for section in told if section.answer is not None]
    lead = say("This page helps to talk about what may happen. It does not predict.")
    return (Items((*items, *_lacking(found)), sources_in(told)), Paragraph(lead))


def _lacking(found: Exploration) -> tuple[Inline, ...]:
    grounds = found.grounds
    items: list[Inline] = []
    if grounds.outage is None and grounds.without_repair:
        items.append(say("What fails next was not computed: in the registers there is no time of repair of {names}.",
                         names="; ".join(grounds.without_repair[:_NAMED])))  # fmt: skip
    elif grounds.outage is None:
        items.append(say("What fails next was not computed: there is no filled-in sheet on critical services."))
    if grounds.risks is None:
        items.append(say("Which risks make each other worse is not known: nobody has named a link between them."))
    return tuple(items)


def explored_tables(found: Exploration) -> dict[str, Table]:
    """Return the tables that are published; those on people are protected."""
    return tables_of(found.sections)


def explored_record(found: Exploration) -> Record:
    """Return all that is needed to make the exploration again."""
    grounds = found.grounds
    asked = {"shock": grounds.request.shock or None, "service": grounds.request.service}
    return {
        "work": "explore", "city": grounds.place.city.id, "synthetic": grounds.place.synthetic, "seed": grounds.request.seed,
        "version": __version__, "asked": asked_of(grounds.request), "inputs": input_record(grounds.place, grounds.files),
        "settings": asked | settings_of(found.sections),
    }  # fmt: skip
