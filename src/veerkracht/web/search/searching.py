"""The search: which records a reader finds, in what order, and what is shown of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from veerkracht.catalogue import Register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.models import Area, Record
from veerkracht.web.registers.reading import Label, Segment, labels, shown, title_of, visible_fields
from veerkracht.web.search.lookups import expression_of, weight
from veerkracht.web.search.models import Passage
from veerkracht.web.search.sights import Sights, sights_of
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
    sights = sights_of(reader)
    rows = _rows(expression, asked, sights)
    counts = dict(Counter(name for _, name in rows).most_common())
    wanted = [key for key, name in rows if register in (None, name)]
    hits = _hits(wanted[offset : offset + limit], sights, asked, reader)
    return Found(len(wanted), tuple(hits), counts, asked=True)


def _asked(text: str, reader: Reader) -> list[Asked]:
    ordered = sorted(LANGUAGES, key=lambda name: name != reader.language)
    return [Asked(name, query_tokens(text, language=name)) for name in ordered]


def _rows(expression: str, asked: list[Asked], sights: Sights) -> list[tuple[int, str]]:
    """Return every passage that is found with its register, best first; one per record."""
    passages = Passage.objects.filter(_phrases(asked), indexed__tokens__meets=expression)
    ranked = sights.seen(passages).annotate(weight=weight("indexed", expression)).order_by("weight", "pk")
    return list(ranked.values_list("pk", "register"))


def _phrases(asked: list[Asked]) -> Q:
    """Keep what has all words between quotes together, as one of both languages reads them."""
    quoted = [one.query.phrases for one in asked if one.query.phrases]
    condition = Q() if not quoted else Q(pk__in=[])
    for phrases in quoted:
        together = Q()
        for phrase in phrases:
            together &= Q(wording__word_order__contains=f" {' '.join(phrase)} ")
        condition |= together
    return condition


def _hits(keys: list[int], sights: Sights, asked: list[Asked], reader: Reader) -> list[Hit]:
    passages = sights.placed(Passage.objects.filter(pk__in=keys)).select_related("record")
    seen = {passage.pk: (passage.record, passage.place) for passage in passages}
    codes = {code for record, _ in seen.values() for code in codes_of(record)}
    areas = dict(Area.objects.filter(pk__in=codes).values_list("code", "name"))
    parents = labels([str(record.parent_id) for record, _ in seen.values() if record.parent_id], reader)
    look = _Look(asked, areas, parents, reader.language)
    return [look.hit(seen[key][0], sights.ways[seen[key][1]][1]) for key in keys if key in seen]


@dataclass(frozen=True)
class _Look:
    """All that is needed to show hits."""

    asked: list[Asked]
    areas: Mapping[str, str]
    parents: Mapping[str, Label]
    language: str

    def hit(self, record: Record, segment: Segment) -> Hit:
        item = record.definition
        others = [asked for asked in visible_fields(item, segment) if asked.id != item.title]
        texts = list(texts_of(others, shown(record, segment), self.areas))
        return Hit(
            register=item, external_id=record.external_id,
            title=marked(title_of(record, segment, self.language), self.asked),
            passage=best_text(texts, self.asked), parent=self.parents.get(str(record.parent_id)),
        )  # fmt: skip
