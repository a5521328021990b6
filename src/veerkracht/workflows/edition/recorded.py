"""What the registers add to an edition: words, choices, and each record as a source of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from veerkracht.catalogue import Kept, Recorded, register
from veerkracht.reports.content import Block, Inline, Label, Page, Source
from veerkracht.workflows.edition import parts
from veerkracht.workflows.findings import Findings

__all__ = [
    "chosen", "kept_of", "newest_first", "record_source", "record_sources", "source_of", "sources_with", "told",
]  # fmt: skip

_MARK: Final = "register."
_UNSAFE: Final = re.compile(r"[^\w.-]")


def kept_of(findings: Findings, name: str, parent: str = "") -> tuple[Kept, ...]:
    """Return the records of a register, or those that belong to one record; none without registers."""
    return findings.city.recorded.of(name, parent) if findings.city.recorded else ()


def newest_first(records: Iterable[Kept]) -> list[Kept]:
    """Return records with the last year first."""
    return sorted(records, key=lambda record: (-int(record.values.get("year", 0)), record.id))


def told(record: Kept, name: str) -> Inline:
    """Return a recorded text, or a dash where nothing was recorded."""
    words = record.words(name)
    return Label(*words) if words.nl else "–"


def chosen(register_id: str, field: str, code: str | None) -> Inline:
    """Return a choice in the words of its register, or a dash where none was made."""
    choice = register(register_id).field(field).choice(code or "")
    return Label(*choice.label) if choice else "–"


def record_source(register_id: str, record: Kept) -> str:
    """Return the id under which a record is a source."""
    return f"{_MARK}{register_id}.{_UNSAFE.sub('_', record.id)}"


def sources_with(register_id: str, records: Iterable[Kept]) -> tuple[str, ...]:
    """Return the records themselves as sources, and what they name as theirs."""
    listed = list(records)
    own = [record_source(register_id, record) for record in listed]
    return parts.merged(own, (name for record in listed for name in record.listed("sources")))


def record_sources(findings: Findings, pages: Iterable[Page]) -> tuple[Source, ...]:
    """Return the records that pages name as their source: with the edition they were frozen for, day and id."""
    kept = findings.city.recorded
    if kept is None:
        return ()
    used = {source for page in pages for block in page.blocks for source in _named(block) if source.startswith(_MARK)}
    found = {record_source(name, one): source_of(findings, kept, name, one) for name, one in _records(kept)}
    return tuple(found[source] for source in sorted(used & found.keys()))


def _records(kept: Recorded) -> Iterable[tuple[str, Kept]]:
    yield from ((name, record) for name, records in kept.registers.items() for record in records)
    yield from (("edition_texts", text) for text in kept.texts)
    yield from (("edition_settings", setting) for setting in kept.settings)


def source_of(findings: Findings, kept: Recorded, register_id: str, record: Kept) -> Source:
    """Return one record as a source."""
    edition = str(kept.edition.values.get("period", "")) if kept.edition else ""
    version = " · ".join(part for part in (edition, f"sha256 {kept.digest[:12]}") if part)
    return Source(
        record_source(register_id, record), f"{register(register_id).label.nl}: {record.id}",
        findings.city.publisher.nl, edition=version, retrieved=kept.frozen_on,
    )  # fmt: skip


def _named(block: Block) -> tuple[str, ...]:
    sources = getattr(block, "sources", ())
    return sources if isinstance(sources, tuple) else ()
