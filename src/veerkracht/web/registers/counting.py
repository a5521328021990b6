"""How many records of each register a reader may see: one question per group of registers with the same access,
and the count is remembered as long as nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q

from veerkracht.catalogue import Register, registers
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.models import Record, State
from veerkracht.web.registers.reading import segments
from veerkracht.web.registers.remembering import remembered

__all__ = ["counts", "seen_registers"]


def counts(reader: Reader, *, where: Q | None = None, action: Action = Action.READ) -> dict[str, int]:
    """Return per register the number of records in use that a reader may see.

    Parameters
    ----------
    where : Q or None
        A further condition on the records.
    action : Action
        Count the records on which the reader may do this.

    Returns
    -------
    dict of str to int
        Every register that the reader may see, also those without records.
    """
    return _counted(reader, where, action) if where is not None else dict(_remembered(reader, action))


def _counted(reader: Reader, where: Q | None, action: Action) -> dict[str, int]:
    found: dict[str, int] = {}
    for group in _alike(registers().values()):
        parts = segments(reader, group[0], action=action)
        if not parts:
            continue
        names = [item.id for item in group]
        readable = Q(pk__in=[])
        for part in parts:
            readable |= part.where
        records = Record.objects.filter(readable, register__in=names).exclude(state=State.ARCHIVED)
        rows = (records.filter(where) if where is not None else records).order_by().values_list("register")
        found |= dict.fromkeys(names, 0) | dict(rows.annotate(n=Count("pk")))
    return found


@remembered
def _remembered(reader: Reader, action: Action) -> dict[str, int]:
    return _counted(reader, None, action)


def seen_registers(reader: Reader) -> list[Register]:
    """Return the registers of which a reader may see records, in order."""
    return [item for item in registers().values() if segments(reader, item)]


def _alike(items: Iterable[Register]) -> list[list[Register]]:
    """Group registers whose conditions of access are the same."""
    groups: dict[tuple[str, bool], list[Register]] = {}
    for item in items:
        groups.setdefault((item.access, bool(item.part_of)), []).append(item)
    return list(groups.values())
