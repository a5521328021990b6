"""Two editors of one record: what each has, per question, and one answer chosen out of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from veerkracht.catalogue import Field
from veerkracht.web.registers.models import Record, Values
from veerkracht.web.registers.sheets import Sheet

__all__ = ["Difference", "chosen", "differences", "version_of"]

Choice = Literal["", "theirs", "yours"]


@dataclass(frozen=True)
class Difference:
    """A question to which two editors gave another answer.

    Parameters
    ----------
    began, theirs, yours : JSON or None
        The answer when the second editor began, the one that is kept now, and the one that they want.
    proposal : str
        Whose answer to take when only one of both changed it; empty when both did.
    """

    field: Field
    began: Any  # Any: JSON
    theirs: Any  # Any: JSON
    yours: Any  # Any: JSON
    proposal: Choice


def version_of(record: Record, version: int) -> Values:
    """Return the answers of an earlier version; those of today when that version is gone."""
    earlier = record.history.filter(version=version).order_by("-history_id").first()
    return record.values if earlier is None else dict(earlier.values)


def differences(sheet: Sheet, *, began: Values, yours: Values) -> list[Difference]:
    """Compare what somebody filled in with what is kept now.

    Parameters
    ----------
    sheet : Sheet
        The form, with the record as it is now; only its questions are compared.
    began : dict
        The answers that the editor started from.
    yours : dict
        The answers that they filled in, None for unknown.

    Notes
    -----
    A change that only one of both made is proposed; where both changed there is nothing to propose.
    """
    found = []
    for field in sheet.fields:
        if field.id in yours and yours[field.id] != sheet.before.get(field.id):
            first, theirs, own = began.get(field.id), sheet.before.get(field.id), yours[field.id]
            proposal: Choice = "theirs" if own == first else "yours" if theirs == first else ""
            found.append(Difference(field, first, theirs, own, proposal))
    return found


def chosen(found: list[Difference], choices: Mapping[str, str]) -> Values | None:
    """Return the answers to keep, where one's own was chosen; None when a choice is still open.

    Parameters
    ----------
    choices : Mapping
        Per field ``theirs`` or ``yours``.
    """
    picked = {item.field.id: choices.get(item.field.id, "") for item in found}
    if any(pick not in ("theirs", "yours") for pick in picked.values()):
        return None
    return {item.field.id: item.yours for item in found if picked[item.field.id] == "yours"}
