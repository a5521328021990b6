"""The words for everything that can be wrong in a file that comes in: what it is, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from veerkracht.catalogue import Register, registers
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.problems import problem_words
from veerkracht.web.transfer.spotted import Trouble

__all__ = ["TROUBLES", "place_words", "trouble_words"]

TROUBLES: Final[Mapping[str, Promise]] = MappingProxyType({
    "id-missing": _("This row has no id. Fill one in, or choose to make ids of the names."),
    "id-repeated": _("This id occurs before in the file. Give the row an id of its own, or remove it."),
    "formula-without-value": _(
        "This formula has no result. Open the file in Excel or LibreOffice and save it, or fill in the result."
    ),
    "cell-shows-an-error": _("This cell shows an error. Fill in a value."),
    "unknown-column": _("This column is not known and was left out. Use a heading of the empty workbook."),
    "column-repeated": _("This column occurs twice. The second one was left out. Keep one of the two."),
    "cell-without-heading": _("This cell stands in a column without heading and was left out. Put it below a heading."),
    "sheet-without-heading": _("This sheet has no row with headings and was left out. Use those of the empty workbook."),
    "sheet-hidden": _("This sheet is hidden and was left out. Show it in the workbook if it should be read."),
    "column-denied": _("You may not see this column, so it was left out. Ask the resilience officer to import it."),
    "register-denied": _("You may not import into this register. Ask the resilience officer, or remove the sheet."),
    "record-denied": _("There is something with this id that you may not change. Give the row another id, or remove it."),
    "exists": _("This one is recorded already, and you chose to stop then. Remove the row, or choose to update."),
    "key-too-long": _("This id is too long. Use at most 120 characters."),
    "key-sign": _("This id has a sign that cannot be in it. Use letters, digits, spaces, dots and hyphens."),
    "key-taken": _("This word cannot be an id. Choose another."),
    "parent-missing": _("Tell what this row belongs to: fill in the id."),
    "parent-unknown": _("We cannot find what this row belongs to. Use its id, or import it first."),
    "archived": _("This one is archived. Take it back into use first, or remove the row."),
    "points-to-refused": _("This row needs another row that is not right. Mend that one first."),
    "unknown-register": _("This register is not known and was left out."),
    "not-a-list": _("This must be a list of records."),
    "not-a-record": _("This must be a record with an id and fields."),
    "parts-without-id": _("A record with parts needs an id. Fill one in."),
})  # fmt: skip


def trouble_words(trouble: Trouble, language: str) -> str:
    """Return what is wrong and how to mend it, in the language of the reader."""
    if trouble.message is not None:
        return trouble.message[0] if language == "nl" else trouble.message[1]
    if trouble.code in TROUBLES:
        return str(TROUBLES[trouble.code])
    item = _register_with(trouble.field, trouble.register)
    field = item.field(trouble.field) if item else None
    words = problem_words(trouble.code, field)
    if field is None or trouble.code != "unknown-word":
        return words
    known = ", ".join(in_words(choice.label, language) for choice in field.choices)
    return f"{words} {gettext('You can choose: {words}.').format(words=known)}"


def _register_with(field: str, register_id: str) -> Register | None:
    item = registers().get(register_id)
    return item if item and item.has(field) else None


def place_words(trouble: Trouble, language: str) -> str:
    """Return where it stands: sheet, row, column and cell, as far as these are there."""
    column = trouble.column or _label(trouble, language)
    parts = [
        gettext("sheet {sheet}").format(sheet=trouble.sheet) if trouble.sheet else "",
        gettext("row {row}").format(row=trouble.row) if trouble.row else "",
        gettext("column {column}").format(column=column) if column else "",
        gettext("cell {cell}").format(cell=trouble.cell) if trouble.cell else "",
    ]
    return ", ".join(part for part in parts if part)


def _label(trouble: Trouble, language: str) -> str:
    """Return the name of the field, for a column that the file does not have."""
    item = _register_with(trouble.field, trouble.register)
    return in_words(item.field(trouble.field).label, language) if item else ""
