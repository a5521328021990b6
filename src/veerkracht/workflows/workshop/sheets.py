"""Write the workbooks of a workshop: one per respondent, and one each for futures, critical services and choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from veerkracht.connectors.form_workbook import Answer
from veerkracht.connectors.forms import Language
from veerkracht.connectors.generator.choices import draw_choices
from veerkracht.connectors.generator.services import draw_services
from veerkracht.connectors.generator.workshop import draw_futures, draw_judgements
from veerkracht.connectors.workshop_sheets import book_name, write_book
from veerkracht.errors import SettingError, UsageError
from veerkracht.tables import pull
from veerkracht.workflows.findings import Row
from veerkracht.workflows.workshop.place import CityPlace
from veerkracht.workflows.workshop.writing import told_where

__all__ = ["write_example", "write_sheets"]

MOST_RESPONDENTS: Final = 99
_OTHERS: Final = ("futures", "services", "choices")
_MADE_UP: Final = {
    "nl": ("Gemaakt voorbeeld",
           "Deze antwoorden zijn door een computer gemaakt. Ze gaan niet over een echte stad of over mensen."),
    "en": ("Made example", "These answers were made by a computer. They say nothing about a real city or about people."),
}  # fmt: skip

_Rows = Mapping[str, list[dict[str, Answer]]]


def write_sheets(
    place: CityPlace, out: Path, *, respondents: int, language: Language, replace: bool = False
) -> tuple[Path, ...]:  # fmt: skip
    """Write the empty workbooks for a workshop in a city.

    Parameters
    ----------
    place : CityPlace
        Its risks and districts are what can be chosen.
    out : Path
        Folder.
    respondents : int
        How many people give judgements, each in a workbook of their own.
    language : {"nl", "en"}
        Of the workbooks.
    replace : bool
        Write also where workbooks of the same name stand; their answers are lost.

    Returns
    -------
    tuple of Path
        The workbooks. The links between risks and the initiatives that the city knows are listed, without an answer.

    Raises
    ------
    SettingError
        If there are no respondents, or more than can be told apart.
    UsageError
        If workbooks of the same name stand there that may hold answers.
    """
    _check(respondents)
    asked = {"judgements": _asked(place)}
    rows: dict[str, _Rows] = {f"{number:02}": asked for number in range(1, respondents + 1)}
    choices = {"options": [_listed(row, language, place) for row in place.initiatives]}
    return _write(place, out, rows, {"choices": choices}, language, about=(), replace=replace)


def write_example(
    place: CityPlace, out: Path, *, respondents: int, language: Language, seed: int, replace: bool = False
) -> tuple[Path, ...]:  # fmt: skip
    """Write the workbooks of a made-up workshop in the city that does not exist, filled in.

    Parameters
    ----------
    place, out, respondents, language, replace
        As for `write_sheets`.
    seed : int
        The same seed gives the same answers.

    Raises
    ------
    UsageError
        If the city exists: nothing may be made up about a real one; or as for `write_sheets`.
    SettingError
        As for `write_sheets`.
    """
    if not place.synthetic:
        raise UsageError("A made example is there for voorbeeldstad only: nothing is made up about {city}.",
                         city=place.city.id)  # fmt: skip
    _check(respondents)
    rows: dict[str, _Rows] = {
        f"{number + 1:02}": draw_judgements(number, language=language, seed=seed) for number in range(respondents)
    }
    others = {
        "futures": draw_futures(language=language, seed=seed),
        "services": draw_services(place.districts, language=language, seed=seed),
        "choices": draw_choices(place.initiatives, [one.area for one in place.districts], language=language, seed=seed),
    }
    return _write(place, out, rows, others, language, about=(_MADE_UP[language],), replace=replace)


def _check(respondents: int) -> None:
    if not 1 <= respondents <= MOST_RESPONDENTS:
        raise SettingError(
            "There cannot be {n} respondents. Ask for 1 to {most}.", n=respondents, most=MOST_RESPONDENTS
        )


def _listed(row: Row, language: Language, place: CityPlace) -> dict[str, Answer]:
    risks = [risk.strip() for risk in (row["risks"] or "").split(";") if risk.strip() in place.risks]
    name = row[f"name_{language}"] or row["name_nl"] or row["name_en"]
    return {"option": row["initiative"], "name": name, "risks": "; ".join(risks) or None}


def _asked(place: CityPlace) -> list[dict[str, Any]]:  # Any: cells of mixed types
    rows = pull(place.city.links).to_pylist()
    linked = {(row["source"], row["target"]) for row in rows if {row["source"], row["target"]} <= set(place.risks)}
    pairs = sorted((source, target) for source, target in linked if source != target)  # itself is no answer
    return [{"number": str(number), "source": source, "target": target}
            for number, (source, target) in enumerate(pairs, start=1)]  # fmt: skip


def _write(
    place: CityPlace, out: Path, judgements: Mapping[str, _Rows], others: Mapping[str, _Rows], language: Language, *,
    about: tuple[tuple[str, str], ...], replace: bool,
) -> tuple[Path, ...]:  # fmt: skip
    books = {out / f"{book_name('judgements', language)}-{number}.xlsx": ("judgements", rows)
             for number, rows in judgements.items()}  # fmt: skip
    books |= {out / f"{book_name(book, language)}.xlsx": (book, others.get(book, {})) for book in _OTHERS}
    if not replace:
        _keep_answers(books)
    with told_where(out):
        for path, (book, rows) in books.items():
            write_book(path, book, language=language, lists=place.lists, rows=rows, about=about)
    return tuple(books)


def _keep_answers(books: Iterable[Path]) -> None:
    """Refuse to write over workbooks that may have been filled in."""
    there = [path for path in books if path.exists()]
    if there:
        raise UsageError("{file} is there already and may hold answers. Give another folder with --out, or add --replace.",
                         file=there[0])  # fmt: skip
