"""Forms that people fill in, as data: columns with their headings, words and help in two languages."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from veerkracht.errors import CatalogueError

__all__ = ["Choice", "Column", "Form", "Language", "fold", "load_form"]

Language = Literal["nl", "en"]
KINDS: Final = (
    "id", "text", "list", "date", "choice",
    "number",  # read as text, written as a number
    "time",  # a day, month or year: read as text, written as a date
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One allowed value: its code, its words, and other words that mean the same."""

    code: str
    nl: str
    en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of a form.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    many : bool
        Whether several of the allowed words may be filled in.
    """

    id: str
    kind: str
    header_nl: str
    header_en: str
    help_nl: str
    help_en: str
    example_nl: str
    example_en: str
    width: int = 20
    required: bool = False
    aliases: tuple[str, ...] = ()
    values: tuple[Choice, ...] = ()
    many: bool = False

    def header(self, language: Language) -> str:
        """Heading in a language."""
        return self.header_nl if language == "nl" else self.header_en

    def help(self, language: Language) -> str:
        """What to fill in, in a language."""
        return self.help_nl if language == "nl" else self.help_en

    def example(self, language: Language) -> str:
        """A made-up answer in a language."""
        return self.example_nl if language == "nl" else self.example_en

    def words(self, language: Language) -> tuple[str, ...]:
        """Allowed words in a language; empty where any text may be filled in."""
        return tuple(choice.nl if language == "nl" else choice.en for choice in self.values)

    def word_of(self, code: str, language: Language) -> str:
        """Word for a code; a code that is not in the list stays as it is."""
        return next(
            (choice.nl if language == "nl" else choice.en for choice in self.values if choice.code == code), code
        )

    def code_of(self, word: str) -> str | None:
        """Code of a word in either language, whatever its case, spaces and accents; None if not allowed."""
        wanted = fold(word)
        known = ((choice.code, (choice.code, choice.nl, choice.en, *choice.aliases)) for choice in self.values)
        return next((code for code, words in known if wanted in map(fold, words)), None)


@dataclass(frozen=True)
class Form:
    """A sheet to fill in: its names, its help and its columns in order.

    Parameters
    ----------
    keyless : bool
        Whether rows without a key, or a file without the column of the key, are read too.
    """

    name: str
    file_nl: str
    file_en: str
    sheet_nl: str
    sheet_en: str
    help_sheet_nl: str
    help_sheet_en: str
    intro_nl: str
    intro_en: str
    columns: tuple[Column, ...]
    keyless: bool = False

    def file(self, language: Language) -> str:
        """Name of the workbook in a language, without ending."""
        return self.file_nl if language == "nl" else self.file_en

    def sheet(self, language: Language) -> str:
        """Name of the sheet to fill in."""
        return self.sheet_nl if language == "nl" else self.sheet_en

    def help_sheet(self, language: Language) -> str:
        """Name of the sheet with help."""
        return self.help_sheet_nl if language == "nl" else self.help_sheet_en

    def intro(self, language: Language) -> str:
        """How to fill in the form."""
        return self.intro_nl if language == "nl" else self.intro_en

    @property
    def key(self) -> Column:
        """The column that names a row."""
        return next(column for column in self.columns if column.required)

    def headings(self) -> dict[str, Column]:
        """Every folded heading, in either language, with its column; a heading goes before an id or an alias."""
        firsts = [(name, column) for column in self.columns for name in (column.header_nl, column.header_en)]
        others = [(name, column) for column in self.columns for name in (column.id, *column.aliases)]
        return {fold(name): column for name, column in reversed([*firsts, *others])}


def fold(text: str) -> str:
    """Reduce text to its letters and digits, without case and accents.

    Examples
    --------
    >>> fold(" Begroting\\u00a0(één)"), fold("scaled-up") == fold("Scaled up")
    ('begrotingeen', True)
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


@cache
def load_form(name: str) -> Form:
    """Read the definition of a form.

    Parameters
    ----------
    name : str
        ``"initiatives"``, ``"risks"``, ``"claims"`` or ``"sources"``.

    Raises
    ------
    CatalogueError
        If a column has an unknown kind, or one heading leads to two columns.
    """
    record = tomllib.loads(files("veerkracht.connectors").joinpath(f"{name}_columns.toml").read_text("utf-8"))
    columns = tuple(_column(column) for column in record.pop("column"))
    form = Form(**record, columns=columns)
    _check(form)
    return form


def _column(record: dict[str, Any]) -> Column:  # Any: a TOML table of texts, numbers and lists
    choices = tuple(
        Choice(**{**value, "aliases": tuple(value.get("aliases", ()))}) for value in record.get("values", ())
    )
    return Column(**{**record, "aliases": tuple(record.get("aliases", ())), "values": choices})


def _check(form: Form) -> None:
    headings = form.headings()
    for column in form.columns:
        if column.kind not in KINDS:
            raise CatalogueError("Form {form}: column {column} has unknown kind {kind}.",
                                 form=form.name, column=column.id, kind=column.kind)  # fmt: skip
        for name in (column.id, column.header_nl, column.header_en, *column.aliases):
            if headings[fold(name)] is not column:
                raise CatalogueError("Form {form}: heading {heading} leads to two columns. Take it from one of them.",
                                     form=form.name, heading=name)  # fmt: skip
