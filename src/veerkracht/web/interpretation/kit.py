"""The print kit of a session, and the file in which what was written is typed in and brought in again."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Final

from django.utils import timezone

from veerkracht.catalogue import Field, register
from veerkracht.connectors.form_workbook import workbook_bytes
from veerkracht.connectors.forms import Choice, Column, Form, Language
from veerkracht.web.interpretation.figures import edition_shown, figure_of
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.models import Area, Record
from veerkracht.workflows.print_kit import TalkSheets, print_kit

__all__ = ["LINES", "kit_of", "lines_csv", "lines_xlsx", "sheets_of", "talk_of"]

LINES: Final = 24
_SAME_TIME: Final = (2000, 1, 1, 0, 0, 0)  # inside the archive, so that the same content gives the same bytes
_KEY: Final = "#id"
_PARENT: Final = "#parent"
_ASKED: Final = (
    "figure",
    "speaker",
    "position",
    "area",
    "explanation",
    "action",
    "action_owner_role",
    "due",
    "action_state",
)


def talk_of(session: Record, reader: Reader, city: str) -> TalkSheets:
    """Return what the sheets of a session tell."""
    values, language = session.values, reader.language
    figure = figure_of(str(values.get("figure", "")), reader)
    item = register("interpretations")
    names = dict(Area.objects.filter(pk__in=values.get("areas", ())).values_list("code", "name"))
    return TalkSheets(
        key=session.external_id, title=session.title(language), city=city, figure=str(values.get("figure", "")),
        caption=figure.caption if figure else str(values.get("figure", "")), edition=str(values.get("edition", "")),
        question=_text(values.get("question"), language), place=str(values.get("place", "")),
        date=str(values.get("session_date") or timezone.localdate().isoformat()), lines=LINES,
        positions=_words(item.field("position"), language), roles=_words(item.field("speaker"), language),
        areas=tuple((code, names.get(code, code)) for code in values.get("areas", ())),
    )  # fmt: skip


def _text(value: object, language: str) -> str:
    words = value if isinstance(value, dict) else {}
    return str(words.get(language) or next(iter(words.values()), ""))


def _words(field: Field, language: str) -> tuple[str, ...]:
    return tuple(in_words(one.label, language) for one in field.choices)


def sheets_of(session: Record, reader: Reader, city: str) -> bytes:
    """Return the sheets to write on as PDF."""
    return _files(session, reader, city)["sheets.pdf"]


def _files(session: Record, reader: Reader, city: str) -> dict[str, bytes]:
    edition = edition_shown()
    folder = edition.folder if edition else None
    return print_kit(talk_of(session, reader, city), _language(reader), folder=folder)


def _language(reader: Reader) -> Language:
    return "en" if reader.language == "en" else "nl"


def kit_of(session: Record, reader: Reader, city: str) -> bytes:
    """Return everything for on the table in one file: map, sheets, and the files to type in."""
    files = _files(session, reader, city)
    files |= {"lines.xlsx": lines_xlsx(session, _language(reader)), "lines.csv": lines_csv(session, _language(reader))}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{session.external_id}/{name}", _SAME_TIME), content)
    return stream.getvalue()


def lines_xlsx(session: Record, language: Language) -> bytes:
    """Return the workbook with the numbered lines of the sheets; it is brought in as any file of the register."""
    rows = [{column.id: row.get(column.id) for column in _form(language).columns} for row in _rows(session)]
    return workbook_bytes({_form(language): rows}, language=language)


def lines_csv(session: Record, language: Language) -> bytes:
    """Return the same lines as delimited text."""
    stream, columns = io.StringIO(), _form(language).columns
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.header(language) for column in columns])
    writer.writerows([[row.get(column.id, "") for column in columns] for row in _rows(session)])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _rows(session: Record) -> list[dict[str, str | None]]:
    figure = str(session.values.get("figure", ""))
    return [
        {_KEY: f"{session.external_id}-{number:02d}", _PARENT: session.external_id, "figure": figure}
        for number in range(1, LINES + 1)
    ]


def _form(language: Language) -> Form:
    """Return the columns as the import knows them, those of the sheet only; texts in the language of the sheet."""
    item, parent = register("interpretations"), register("interpretation_sessions").one
    columns = (
        Column(_KEY, "id", "Nummer", "Id", "Het nummer van de regel op het blad.", "The number of the line on the sheet.",
               "DUI-01-01", "DUI-01-01", width=16, required=True),
        Column(_PARENT, "text", f"Hoort bij {parent.nl}", f"Belongs to {parent.en}", "Het nummer van het gesprek.",
               "The id of the talk.", "DUI-01", "DUI-01", width=16),
        *(_column(item.field(name), language) for name in _ASKED),
    )  # fmt: skip
    return Form(
        name=item.id, file_nl="regels", file_en="lines", sheet_nl=item.label.nl, sheet_en=item.label.en,
        help_sheet_nl="Uitleg", help_sheet_en="Help",
        intro_nl="Typ per regel over wat er op het blad staat. Verwijder de regels die leeg bleven.",
        intro_en="Type in per line what is on the sheet. Remove the lines that stayed empty.", columns=columns,
    )  # fmt: skip


def _column(field: Field, language: Language) -> Column:
    nl, en = field.label
    if field.languages:
        name = ("Nederlands", "Dutch") if language == "nl" else ("Engels", "English")
        nl, en = f"{nl} ({name[0]})", f"{en} ({name[1]})"
    choices = tuple(Choice(one.code, one.label.nl, one.label.en) for one in field.choices)
    return Column(field.id, "text", nl, en, *field.help, *field.example, width=24, values=choices)
