"""Rules of uniqueness over a whole register at once, as it would be after an import."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from veerkracht.catalogue import Register
from veerkracht.catalogue.registers import Rule
from veerkracht.web.registers.models import Record, State, Values

__all__ = ["Uniqueness"]

Held = tuple[str, tuple[str, ...], tuple[str, ...]]


class Uniqueness:
    """Counts, per rule of uniqueness of a register, how many records will hold the same."""

    def __init__(self, item: Register, coming: Iterable[tuple[Record, Values]]) -> None:
        self.rules = [rule for rule in item.rules if rule.kind == "unique"]
        self.counts: Counter[Held] = Counter()
        if self.rules:
            self._count(item, list(coming))

    def taken(self, record: Record, rule: Rule, values: Values) -> bool:
        """Tell whether another record, under the same parent, will hold the same in all fields of a rule."""
        held = _held(str(record.parent_id), rule, values)
        return held is not None and self.counts[held] > 1

    def _count(self, item: Register, coming: list[tuple[Record, Values]]) -> None:
        changed = {record.pk for record, _ in coming}
        for record in Record.objects.filter(register=item.id).exclude(state=State.ARCHIVED).defer("published"):
            if record.pk not in changed:
                self._add(record, record.values)
        for record, values in coming:
            self._add(record, values)

    def _add(self, record: Record, values: Values) -> None:
        self.counts.update(
            held for rule in self.rules if (held := _held(str(record.parent_id), rule, values)) is not None
        )


def _held(parent: str, rule: Rule, values: Values) -> Held | None:
    if any(name not in values for name in rule.fields):
        return None
    return parent, rule.fields, tuple(json.dumps(values[name], sort_keys=True) for name in rule.fields)
