"""Import and export as one call each, for pages, background work and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext

from veerkracht.catalogue import Register, children_of, load_city, register, registers
from veerkracht.connectors.form_workbook import workbook_bytes
from veerkracht.connectors.forms import Language
from veerkracht.web.people.access import Actor, Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.transfer.columns import file_name, form_of
from veerkracht.web.transfer.gathering import Leaf
from veerkracht.web.transfer.incoming import read_file
from veerkracht.web.transfer.linked import Linked
from veerkracht.web.transfer.planning import Tick, make_plan
from veerkracht.web.transfer.plans import Choices, Plan
from veerkracht.web.transfer.writing import KINDS, About, File, written

__all__ = ["export_file", "family", "plan_file", "template_file"]


def family(item: Register) -> list[Register]:
    """Return a register with the registers of its parts, and of theirs."""
    return [item, *(below for child in children_of(item.id) for below in family(child))]


def plan_file(path: Path, name: str, choices: Choices, *, actor: Actor, tick: Tick = lambda *told: None) -> Plan:
    """Return what importing a file would do.

    Parameters
    ----------
    name : str
        Register that the file is about; empty for the whole city.

    Raises
    ------
    UsageError
        If there is no such register.
    MissingDataError, InputError
        If the file cannot be read.
    """
    tick("file", 0, 0)
    items = family(register(name)) if name else list(registers().values())
    return make_plan(read_file(path, items), choices, actor=actor, tick=tick)


def export_file(
    leaves: Sequence[Leaf], ending: str, *, name: str, reader: Reader, language: Language, day: date,
    filters: tuple[str, Sequence[str]] = ("", ()),
) -> File:  # fmt: skip
    """Return registers as a file to hand over.

    Parameters
    ----------
    leaves : sequence of Leaf
        From `gathering.gather` or `gathering.gather_city`.
    ending : str
        xlsx, csv or json.
    name : str
        Register that the file is about; empty for the whole city.
    filters : tuple of str and sequence of str
        The filters as in an address, and in words.
    """
    about = About(
        name=f"{_name(name, language)}-{day.isoformat()}", city=settings.CITY, day=day, language=language,
        lines=_lines(leaves, language, day, filters[1]), filters=filters[0],
    )  # fmt: skip
    return written(leaves, ending, about, keys=Linked(reader).keys)


def template_file(name: str, language: Language) -> File:
    """Return an empty workbook for a register with its parts, or for the whole city."""
    items = family(register(name)) if name else list(registers().values())
    content = workbook_bytes(dict.fromkeys((form_of(item) for item in items), ()), language=language)
    return File(f"{_name(name, language)}.xlsx", KINDS["xlsx"], content)


def _name(name: str, language: Language) -> str:
    return file_name(in_words(register(name).label, language)) if name else settings.CITY


def _lines(
    leaves: Sequence[Leaf], language: Language, day: date, filters: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    city = in_words(load_city(settings.CITY).name, language)
    rows = ", ".join(f"{in_words(leaf.item.label, language)} ({len(leaf.rows)})" for leaf in leaves)
    return (
        (gettext("Source"), gettext("Resilience monitor {city}").format(city=city)),
        (gettext("Date"), day.isoformat()),
        (gettext("What is in it"), rows),
        (gettext("Filters"), "; ".join(filters) or gettext("none: all that you may see")),
    )
