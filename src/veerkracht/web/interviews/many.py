"""Inviting many people at once, from a list of addresses with what each is asked about."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from veerkracht.connectors.forms import fold
from veerkracht.web.interviews.links import address_digest, invite, mail_link
from veerkracht.web.interviews.models import InterviewLink
from veerkracht.web.people.access import Actor
from veerkracht.web.registers.finding import find_record
from veerkracht.web.registers.models import Record

__all__ = ["MOST", "Problem", "Row", "Sent", "read_rows", "send_rows", "unknown_in"]

MOST: Final = 300
_DELIMITERS: Final = (";", "\t", ",")
_HEADINGS: Final = {
    "email": ("e-mail", "email", "e-mailadres", "mail", "address"),
    "initiative": ("initiatief", "initiative"),
    "function": ("functie", "function", "rol", "role"),
    "language": ("taal", "language"),
}
_ORDER: Final = ("email", "initiative", "function", "language")


@dataclass(frozen=True)
class Row:
    """Somebody to ask; `line` is where they stand in the list."""

    line: int
    email: str
    initiative: str
    function: str
    language: str


@dataclass(frozen=True)
class Problem:
    """A line that cannot be used, and the code of why: address, initiative, function, twice or many."""

    line: int
    code: str
    value: str


@dataclass
class Sent:
    """What was done: how many were invited and reminded, how many had answered, and the lines whose mail failed."""

    invited: int = 0
    reminded: int = 0
    answered: int = 0
    failed: tuple[int, ...] = ()


def read_rows(text: str) -> tuple[list[Row], list[Problem]]:
    """Read a list: one person per line, columns by heading or in the order address, initiative, function, language.

    Examples
    --------
    >>> rows, problems = read_rows("e-mail;functie\\nkok@example.org;kok\\nnobody;kok")
    >>> [(row.email, row.function) for row in rows], [(one.line, one.code) for one in problems]
    ([('kok@example.org', 'kok')], [(3, 'address')])
    """
    lines = text.replace("\ufeff", "").splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    table = [[cell.strip() for cell in cells] for cells in csv.reader(lines, delimiter=delimiter)]
    order = _order(table)
    rows = [_row(number, cells, order) for number, cells in enumerate(table, start=1) if any(cells)]
    if rows and order is not _ORDER:
        rows = rows[1:]
    problems = [*_double(rows), *(one for row in rows if (one := _problem(row)))]
    problems += [Problem(rows[MOST].line, "many", "")] if len(rows) > MOST else []
    wrong = {problem.line for problem in problems}
    return [row for row in rows if row.line not in wrong], sorted(problems, key=lambda one: one.line)


def _order(table: list[list[str]]) -> tuple[str, ...]:
    heads = next((cells for cells in table if any(cells)), [])
    known = {fold(word): name for name, words in _HEADINGS.items() for word in words}
    found = tuple(known.get(fold(cell), "") for cell in heads)
    return found if "email" in found else _ORDER


def _row(line: int, cells: list[str], order: tuple[str, ...]) -> Row:
    held = {name: cell for name, cell in zip(order, cells, strict=False) if name}
    language = "en" if held.get("language", "").casefold().startswith("en") else "nl"
    return Row(line, held.get("email", ""), held.get("initiative", ""), held.get("function", ""), language)


def _problem(row: Row) -> Problem | None:
    try:
        validate_email(row.email)
    except ValidationError:
        return Problem(row.line, "address", row.email)
    return None


def _double(rows: list[Row]) -> list[Problem]:
    seen: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        key = (row.email.casefold(), row.initiative.casefold())
        found += [Problem(row.line, "twice", row.email)] if key in seen else []
        seen.add(key)
    return found


def unknown_in(rows: list[Row]) -> list[Problem]:
    """Return the lines whose initiative is not there, and those that name neither a function nor an initiative."""
    absent = [row for row in rows if row.initiative and find_record("initiatives", row.initiative) is None]
    bare = [row for row in rows if not row.function and not row.initiative]
    return [
        *(Problem(row.line, "initiative", row.initiative) for row in absent),
        *(Problem(row.line, "function", "") for row in bare),
    ]


def send_rows(round_: Record, rows: list[Row], *, by: Actor, address: Callable[[str, str], str], contact: str) -> Sent:
    """Invite everybody on a list; who was invited before and did not answer gets a reminder.

    Parameters
    ----------
    address : callable
        Given the secret of a link and a language, the whole address of the page.
    contact : str
        How somebody without a function on the list is called: the contact of an initiative.
    """
    done = Sent()
    for row in rows:
        try:
            _send(round_, row, done, by, address, contact)
        except (SMTPException, OSError):
            done.failed += (row.line,)
    return done


def _send(
    round_: Record, row: Row, done: Sent, by: Actor, address: Callable[[str, str], str], contact: str
) -> None:  # fmt: skip
    known = _known(round_, row)
    if known is not None and known.is_answered():
        done.answered += 1
        return
    kind, token, link = "reminder", "", known
    if link is None:
        role = row.function or contact.format(initiative=row.initiative)
        link, token = invite(round_, function_role=role, initiative=row.initiative, email=row.email, by=by,
                             language=row.language)  # fmt: skip
        kind = "invitation"
    language = link.language
    mail_link(link, row.email, kind=kind, by=by, address=lambda secret: address(secret, language), token=token)
    done.invited, done.reminded = done.invited + (kind == "invitation"), done.reminded + (kind == "reminder")


def _known(round_: Record, row: Row) -> InterviewLink | None:
    held = InterviewLink.objects.filter(
        record__parent=round_, address_digest=address_digest(row.email), revoked_at=None
    ).select_related("record__parent")
    key = find_record("initiatives", row.initiative) if row.initiative else None
    return next((link for link in held if link.record.values.get("initiative") == key), None)
