"""The page of a choice: a summary for the council first, then a section per question."""

from __future__ import annotations

from typing import Any

from veerkracht.reports.content import Block, Edition, Inline, Items, Paragraph, say
from veerkracht.tables import Table
from veerkracht.version import __version__
from veerkracht.workflows.choosing.make import Choice
from veerkracht.workflows.workshop.kept import asked_of
from veerkracht.workflows.workshop.pages import Told, edition_of, input_record
from veerkracht.workflows.workshop.section import settings_of, sources_in, tables_of

__all__ = ["chosen_edition", "chosen_record", "chosen_tables", "told_of"]

Record = dict[str, Any]  # Any: a JSON object of numbers and texts


def chosen_edition(found: Choice) -> Edition:
    """Return a choice as the content that every renderer of the house knows."""
    request = found.grounds.request
    return edition_of(found.grounds.place, told_of(found), date=request.day, seed=request.seed)


def told_of(found: Choice) -> Told:
    """Return what is told of a choice, wherever it is shown."""
    title = say("{city}: what can we do about it, and what do we choose?", city=found.grounds.place.name)
    return Told(title, say("Choosing together"), _summary(found), found.sections, sources_in(found.sections))


def _summary(found: Choice) -> tuple[Block, ...]:
    """Return the answers in short; what could not be answered is said with what it takes."""
    told = [section for section in found.sections if section.answer is not None]
    items: list[Inline] = [section.answer for section in told if section.answer is not None]
    if found.grounds.options.without_budget:
        items.insert(
            0, say("What to choose was not computed: no budget is known. Give one with --budget, or on the sheet.")
        )
    elif found.grounds.portfolio is None:
        items.insert(0, say("What to choose was not computed: no sheet on choices is filled in, and the registers lack what it "
                            "takes."))  # fmt: skip
    lead = say("This page helps to choose. It does not choose.")
    return (Items(tuple(items), sources_in(told)), Paragraph(lead))


def chosen_tables(found: Choice) -> dict[str, Table]:
    """Return the tables that are published."""
    return tables_of(found.sections)


def chosen_record(found: Choice) -> Record:
    """Return all that is needed to make the choice again."""
    request, place = found.grounds.request, found.grounds.place
    return {
        "work": "choose", "city": place.city.id, "synthetic": place.synthetic, "seed": request.seed, "day": request.day,
        "version": __version__, "asked": asked_of(request), "inputs": input_record(place, found.grounds.files),
        "settings": settings_of(found.sections),
    }  # fmt: skip
