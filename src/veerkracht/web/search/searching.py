"""The search: which records a reader finds, in what order, and what is shown of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from veerkracht.catalogue import Register
from veerkracht.catalogue import register as register_called
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.models import Area, Record
from veerkracht.web.registers.observing import is_watched
from veerkracht.web.registers.reading import Label, Segment, labels, readable, segments, shown, title_of, visible_fields
from veerkracht.web.registers.typed import segment_of
from veerkracht.web.search.asking import Row, Wanted, found_rows
from veerkracht.web.search.lookups import expression_of
from veerkracht.web.search.snippets import Asked, Shown, best_text, marked
from veerkracht.web.search.texts import LANGUAGES, codes_of, texts_of
from veerkracht.web.search.words import query_tokens
from veerkracht.web.search.words.snippets import Piece

__all__ = ["Found", "Hit", "search"]


@dataclass(frozen=True)
class Hit:
    """A record that was found, as the reader may see it.

    Parameters
    ----------
    title : list of Piece
        Its name, in pieces of which some were asked for.
    passage : Shown or None
        Where it says what was asked; None if only the name does.
    parent : Label or None
        The record it is a part of.
    """

    register: Register
    external_id: str
    title: list[Piece]
    passage: Shown | None
    parent: Label | None


@dataclass(frozen=True)
class Found:
    """What was found.

    Parameters
    ----------
    total : int
        Records in the registers that were asked for, on all pages.
    hits : list of Hit
        Those of this page, best first.
    counts : dict of str to int
        Records per register, in all registers, most first.
    asked : bool
        Whether any word was asked for; words such as "the" ask nothing.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    asked: bool = False


def search(text: str, *, reader: Reader, register: str | None = None, limit: int = 20, offset: int = 0) -> Found:
    """Search all that a reader may see.

    Parameters
    ----------
    text : str
        What was typed, in Dutch or English; words between quotes must stand together.
    reader : Reader
        Who asks: only versions, records and fields that they may see are searched.
    register : str or None
        Only hits of this register; the counts are of all.
    limit, offset : int
        Which page.

    Notes
    -----
    A word in the name of a record weighs more than one in its text. Records that are archived are not found.
    """
    asked = _asked(text, reader)
    expression = expression_of([one.query for one in asked])
    if not expression:
        return Found()
    wanted = Wanted(register or "", offset, limit)
    counts, rows = found_rows(expression, [one.query for one in asked], reader, wanted)
    total = counts.get(register, 0) if register else sum(counts.values())
    return Found(total, tuple(_hits(rows, asked, reader)), counts, asked=True)


def _asked(text: str, reader: Reader) -> list[Asked]:
    ordered = sorted(LANGUAGES, key=lambda name: name != reader.language)
    return [Asked(name, query_tokens(text, language=name)) for name in ordered]


def _hits(rows: list[Row], asked: list[Asked], reader: Reader) -> list[Hit]:
    records = [record for name in {name for _, name in rows} for record in _readable(name, rows, reader)]
    codes = {code for record, _ in records for code in codes_of(record)}
    areas = dict(Area.objects.filter(pk__in=codes).values_list("code", "name"))
    parents = labels([str(record.parent_id) for record, _ in records if record.parent_id], reader)
    look = _Look(asked, areas, parents, reader.language)
    by_key = {record.pk: (record, segment) for record, segment in records}
    return [look.hit(*by_key[key]) for key, _ in rows if key in by_key]


def _readable(name: str, rows: list[Row], reader: Reader) -> list[tuple[Record, Segment]]:
    item = register_called(name)
    parts = segments(reader, item)
    records = readable(reader, item).filter(pk__in=[key for key, register in rows if register == name])
    return [(record, parts[segment_of(record)]) for record in records]


@dataclass(frozen=True)
class _Look:
    """All that is needed to show hits."""

    asked: list[Asked]
    areas: Mapping[str, str]
    parents: Mapping[str, Label]
    language: str

    def hit(self, record: Record, segment: Segment) -> Hit:
        item = record.definition
        seen = visible_fields(item, segment)
        others = [asked for asked in seen if asked.id != item.title and not is_watched(item, asked)]
        texts = list(texts_of(others, shown(record, segment), self.areas))
        return Hit(
            register=item, external_id=record.external_id,
            title=marked(title_of(record, segment, self.language), self.asked),
            passage=best_text(texts, self.asked), parent=self.parents.get(str(record.parent_id)),
        )  # fmt: skip
