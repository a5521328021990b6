"""Which form somebody fills in: of which register, about which record, with which questions."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from veerkracht.catalogue import Field, Register, register, registers
from veerkracht.catalogue.registers import VISIBILITIES
from veerkracht.errors import DeniedError
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.finding import find_record
from veerkracht.web.registers.models import Record, Values
from veerkracht.web.registers.reading import Segment, allowed, readable, segments, visible_fields
from veerkracht.web.registers.typed import segment_of

__all__ = ["Sheet", "form_address", "known_register", "new_sheet", "parent_of", "sheet_of"]

DENIED = "Your role does not allow this ({action}, {what})."


@dataclass(frozen=True)
class Sheet:
    """An empty or filled in form.

    Parameters
    ----------
    item : Register
        Its register.
    fields : tuple of Field
        The questions that whoever fills in may see; others are left alone.
    record : Record or None
        What is changed; None for something new.
    parent : Record or None
        What something new will belong to.
    segment : Segment or None
        How whoever fills in sees the record that is changed.
    """

    item: Register
    fields: tuple[Field, ...]
    record: Record | None = None
    parent: Record | None = None
    segment: Segment | None = None

    @property
    def before(self) -> Values:
        """Return the answers until now."""
        return self.record.values if self.record else {}


def known_register(register_id: str) -> Register:
    """Return a register by its id in an address.

    Raises
    ------
    Http404
        If there is none.
    """
    if register_id not in registers():
        raise Http404(register_id)
    return register(register_id)


def form_address(sheet: Sheet, part: str = "", **query: str) -> str:
    """Return the address of a form, or of a part of it: ``check`` or ``draft``."""
    if sheet.record:
        return _with(reverse(f"registers:{part or 'change'}", args=(sheet.item.id, sheet.record.external_id)), query)
    address = reverse(f"registers:{part}-new" if part else "registers:new", args=(sheet.item.id,))
    return _with(address, query | ({"parent": sheet.parent.external_id} if sheet.parent and not part else {}))


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


def new_sheet(register_id: str, reader: Reader, *, parent: Record | None) -> Sheet:
    """Return the form for something new.

    Raises
    ------
    DeniedError
        If the reader may not make records here.
    """
    item = known_register(register_id)
    levels = [part.level for part in segments(reader, item, action=Action.CREATE)]
    if not levels or (parent and not allowed(reader, Action.CREATE, parent)):
        raise DeniedError(DENIED, action="create", what=item.id)
    return Sheet(item, item.seen_at(max(levels, key=VISIBILITIES.index)), parent=parent)


def sheet_of(register_id: str, external_id: str, reader: Reader) -> Sheet:
    """Return the form of a record.

    Raises
    ------
    Http404
        If there is no such record for the reader.
    DeniedError
        If the reader may read it, but not change it.
    """
    item = known_register(register_id)
    record = readable(reader, item, action=Action.CHANGE).filter(external_id=external_id).first()
    if record is None:
        if not readable(reader, item).filter(external_id=external_id).exists():
            raise Http404(external_id)
        raise DeniedError(DENIED, action="change", what=item.id)
    segment = segments(reader, item, action=Action.CHANGE)[segment_of(record)]
    return Sheet(item, visible_fields(item, segment), record, segment=segment)


def parent_of(item: Register, text: str, reader: Reader) -> Record | None:
    """Return the record that something new belongs to, by its key or name; None if it is not there for the reader."""
    key = find_record(item.part_of, text) if item.part_of and text else None
    return readable(reader, register(item.part_of)).filter(pk=key).first() if key else None
