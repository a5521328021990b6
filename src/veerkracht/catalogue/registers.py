"""Registers as data: what a city can record, under which plain name, and who may see it.

One file in ``registers/`` defines one register: its fields, words in two languages, choices, rules and the
capabilities it serves. The mechanism that keeps, shows, imports and exports records knows no register by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from veerkracht.catalogue.definitions import Record, Words, read_toml
from veerkracht.errors import CatalogueError, UsageError

__all__ = [
    "ACCESS", "KINDS", "RULES", "VISIBILITIES", "Choice", "Field", "Group", "Late", "Register", "Rule", "children_of",
    "register", "registers",
]  # fmt: skip

KINDS: Final = (
    "text",  # one line
    "prose",  # paragraphs
    "choice",  # one of `choices`; with many: any of them
    "yes_no",
    "integer",
    "decimal",
    "money",  # euro
    "year",
    "date",  # a day, a month or a year, as well as it is known
    "day",  # a whole date
    "area",  # code of an area of the city
    "link",  # a record of the register in `target`
    "person",  # e-mail address of somebody with an account; never shown to the public
    "address",  # web address
)
VISIBILITIES: Final = ("public", "signed_in", "team", "confidential")
ACCESS: Final = ("open", "team", "street", "spoken", "quote", "critical", "exchange", "edition")
RULES: Final = (
    "required_when",  # fields are needed when `when_field` holds one of `when_values`, or anything if there are none
    "order",  # the first of two fields is not after or above the second
    "different",  # two fields do not hold the same
    "unique",  # no other record holds the same in these fields
    "total",  # numeric fields add up to `total`, if any of them is filled in
    "not_above",  # the first of two ranked choices does not stand later in the list than the second
    "moves",  # a choice moves only along `moves`
    "before_publishing",  # fields are filled in, and those of yes or no with yes, before the record is published
)


OVERDUE: Final = Words("te laat", "overdue")


@dataclass(frozen=True)
class Choice:
    """One allowed value: its code, its words, other words that mean the same, and its feeling."""

    code: str
    label: Words
    aliases: tuple[str, ...] = ()
    feeling: str = ""


@dataclass(frozen=True)
class Field:
    """One thing that is recorded.

    Parameters
    ----------
    id : str
        Key in files and in the interface for machines.
    kind : str
        One of `KINDS`.
    visibility : str
        The widest circle that may see it, one of `VISIBILITIES`.
    languages : bool
        Whether the text is kept in Dutch and in English.
    many : bool
        Whether it holds a list.
    target : str
        Register that a link points to.
    same_as : tuple of str
        Fields of comparable systems that are recorded here, as ``system:object.field``.
    """

    id: str
    kind: str
    label: Words
    help: Words
    example: Words
    group: str = ""
    visibility: str = "public"
    required: bool = False
    languages: bool = False
    many: bool = False
    choices: tuple[Choice, ...] = ()
    target: str = ""
    unit: Words | None = None
    minimum: float | None = None
    maximum: float | None = None
    default: str = ""
    same_as: tuple[str, ...] = ()

    def choice(self, code: str) -> Choice | None:
        """Return the choice with a code, or None."""
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True)
class Group:
    """A heading on the form and the page, over fields that belong together."""

    id: str
    label: Words


@dataclass(frozen=True)
class Rule:
    """What must hold between fields of one record; `kind` is one of `RULES`.

    A rule with `warning` does not stop a save: it shows as a finding on the quality of the record.
    """

    kind: str
    fields: tuple[str, ...]
    message: Words
    when_field: str = ""
    when_values: tuple[str, ...] = ()
    moves: tuple[tuple[str, tuple[str, ...]], ...] = ()
    total: float = 0.0
    warning: bool = False


@dataclass(frozen=True)
class Late:
    """When a record is overdue: its date has passed while `field` holds one of `open_values` (or is not looked at).

    With `closed_values` every other value counts as open, also when it is unknown.
    """

    date: str
    field: str = ""
    open_values: tuple[str, ...] = ()
    owner: str = ""
    label: Words = OVERDUE
    closed_values: tuple[str, ...] = ()

    def is_open(self, value: str | None) -> bool:
        """Tell whether a record with a value in `field` can be overdue."""
        if self.closed_values:
            return value not in self.closed_values
        return not self.field or value in self.open_values


@dataclass(frozen=True)
class Register:
    """A kind of record.

    Parameters
    ----------
    id : str
        Plural noun, key in addresses and files.
    number : int
        The family of registers (1 to 14) it belongs to.
    part_of : str
        Register of the record it belongs to: a milestone belongs to an initiative. Empty for one that stands
        by itself. Access follows the record it belongs to.
    access : str
        Row of the table of roles, one of `ACCESS`.
    label, one, several : Words
        Heading of the list, and what a record is called: after “a new”, and after a number above one.
    title : str
        Field that names a record.
    columns, filters : tuple of str
        Fields shown in and filtering the list when nothing else is chosen.
    sort : str
        Field by which the list is sorted, with ``-`` for the other way round.
    serves : tuple of str
        Capabilities that the register serves.
    """

    id: str
    number: int
    label: Words
    one: Words
    several: Words
    question: Words
    empty: Words
    fields: tuple[Field, ...]
    title: str
    columns: tuple[str, ...]
    filters: tuple[str, ...]
    sort: str
    access: str = "open"
    part_of: str = ""
    serves: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    rules: tuple[Rule, ...] = ()
    late: Late | None = None

    def field(self, name: str) -> Field:
        """Return a field by its id.

        Raises
        ------
        UsageError
            If the register has no such field.
        """
        found = self._by_id.get(name)
        if found is None:
            known = ", ".join(field.id for field in self.fields)
            raise UsageError("Register {register} has no field {field}. Choose one of {known}.",
                             register=self.id, field=name, known=known)  # fmt: skip
        return found

    def has(self, name: str) -> bool:
        """Tell whether the register has a field."""
        return name in self._by_id

    def seen_at(self, visibility: str) -> tuple[Field, ...]:
        """Return the fields that a reader up to a visibility may see, in order."""
        return self._by_visibility[visibility]

    @cached_property
    def _by_id(self) -> dict[str, Field]:
        return {field.id: field for field in reversed(self.fields)}

    @cached_property
    def _by_visibility(self) -> dict[str, tuple[Field, ...]]:
        ranks = {field.id: VISIBILITIES.index(field.visibility) for field in self.fields}
        return {
            name: tuple(field for field in self.fields if ranks[field.id] <= rank)
            for rank, name in enumerate(VISIBILITIES)
        }

    @property
    def area_fields(self) -> tuple[Field, ...]:
        """Fields that say in which areas the record plays."""
        return tuple(field for field in self.fields if field.kind == "area")

    @property
    def link_fields(self) -> tuple[Field, ...]:
        """Fields that point to other records."""
        return tuple(field for field in self.fields if field.kind == "link")


@cache
def registers() -> MappingProxyType[str, Register]:
    """Return every register by id, in the order of their numbers, parents before their parts.

    Raises
    ------
    CatalogueError
        If a definition is incomplete or points to what is not there; the text names the file and the place.
    """
    folder = files("veerkracht.catalogue").joinpath("registers")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    found = {name[:-5]: _register(name, read_toml(f"registers/{name}")) for name in names}
    for item in found.values():
        _check(item, found)
    order = sorted(found.values(), key=lambda item: (item.number, item.part_of != "", item.id))
    return MappingProxyType({item.id: item for item in order})


def register(name: str) -> Register:
    """Return one register.

    Raises
    ------
    UsageError
        If there is no such register.
    """
    found = registers().get(name)
    if found is None:
        raise UsageError("No register {name}. Choose one of {known}.", name=name, known=", ".join(registers()))
    return found


@cache
def children_of(name: str) -> tuple[Register, ...]:
    """Return the registers whose records belong to a record of this one."""
    return tuple(item for item in registers().values() if item.part_of == name)


def _words(record: Record, part: str) -> Words:
    return Words(record.get(f"{part}_nl", ""), record.get(f"{part}_en", ""))


def _several(record: Record) -> Words:
    """Return what records are called after a number: as the list, unless that reads as no plural."""
    given = _words(record, "several")
    return given if any(given) else Words(*(words.lower() for words in _words(record, "label")))


def _register(file: str, record: Record) -> Register:
    try:
        return Register(
            id=record["id"], number=record["number"], label=_words(record, "label"), one=_words(record, "one"),
            several=_several(record), question=_words(record, "question"), empty=_words(record, "empty"),
            fields=tuple(_field(item) for item in record["field"]), title=record["title"],
            columns=tuple(record["columns"]), filters=tuple(record["filters"]), sort=record.get("sort") or record["title"],
            access=record.get("access", "open"), part_of=record.get("part_of", ""),
            serves=tuple(record.get("serves", ())), rules=tuple(_rule(item) for item in record.get("rule", ())),
            groups=tuple(Group(item["id"], _words(item, "label")) for item in record.get("group", ())),
            late=_late(record["late"]) if "late" in record else None,
        )  # fmt: skip
    except (KeyError, TypeError) as problem:
        raise CatalogueError("catalogue/registers/{file} is not complete: {problem}. Add that part.",
                             file=file, problem=problem) from problem  # fmt: skip


_SIMPLE: Final = ("group", "visibility", "required", "languages", "many", "target", "minimum", "maximum", "default")


def _field(record: Record) -> Field:
    given: dict[str, Any] = {name: record[name] for name in _SIMPLE if name in record}  # Any: as in the file
    return Field(
        id=record["id"], kind=record["kind"], label=_words(record, "label"), help=_words(record, "help"),
        example=_words(record, "example"), choices=tuple(_choice(item) for item in record.get("choices", ())),
        unit=_words(record, "unit") if "unit_nl" in record else None, same_as=tuple(record.get("same_as", ())), **given,
    )  # fmt: skip


def _choice(record: Record) -> Choice:
    label = Words(record["nl"], record["en"])
    return Choice(record["code"], label, tuple(record.get("aliases", ())), record.get("feeling", ""))


def _rule(record: Record) -> Rule:
    moves = tuple((state, tuple(to)) for state, to in record.get("moves", {}).items())
    return Rule(
        kind=record["kind"], fields=tuple(record["fields"]), message=_words(record, "message"),
        when_field=record.get("when_field", ""), when_values=tuple(record.get("when_values", ())),
        moves=moves, total=record.get("total", 0.0), warning=record.get("warning", False),
    )  # fmt: skip


def _late(record: Record) -> Late:
    label = _words(record, "label") if "label_nl" in record else OVERDUE
    opened, closed = (tuple(record.get(name, ())) for name in ("open_values", "closed_values"))
    return Late(record["date"], record.get("field", ""), opened, record.get("owner", ""), label, closed)


def _check(item: Register, known: dict[str, Register]) -> None:
    ids = [field.id for field in item.fields]
    named = {
        "title": (item.title,), "columns": item.columns, "filters": item.filters, "sort": (item.sort.lstrip("-"),),
        "rule": tuple(name for rule in item.rules for name in (*rule.fields, rule.when_field) if name),
        "late": tuple(name for name in (item.late.date, item.late.field, item.late.owner) if name) if item.late else (),
    }  # fmt: skip
    for place, names in named.items():
        for name in names:
            _claim(name in ids, item, "{place} names the field {what}, which is not there", place=place, what=name)
    _claim(len(ids) == len(set(ids)), item, "a field id occurs twice")
    _claim(item.access in ACCESS, item, "access {what} is not known", what=item.access)
    _claim(not item.part_of or item.part_of in known, item, "part_of {what} is no register", what=item.part_of)
    for words in (item.label, item.one, item.several, item.question, item.empty):
        _claim(all(words), item, "label, one, several, question and empty need words in both languages")
    for rule in item.rules:
        _claim(rule.kind in RULES and all(rule.message), item, "rule {what} is not known or has no message",
               what=rule.kind)  # fmt: skip
    for field in item.fields:
        _check_field(field, item, known)


def _check_field(field: Field, item: Register, known: dict[str, Register]) -> None:
    groups = {group.id for group in item.groups} | {""}
    _claim(field.kind in KINDS, item, "field {what} has an unknown kind", what=field.id)
    _claim(field.visibility in VISIBILITIES, item, "field {what} has an unknown visibility", what=field.id)
    _claim(field.group in groups, item, "field {what} stands in an unknown group", what=field.id)
    _claim(all(field.label) and all(field.help), item, "field {what} lacks label or help", what=field.id)
    _claim(
        (field.kind == "choice") == bool(field.choices), item, "field {what}: choices and kind differ", what=field.id
    )
    _claim((field.kind == "link") == bool(field.target), item, "field {what}: target and kind differ", what=field.id)
    _claim(not field.target or field.target in known, item, "field {what} points to no register", what=field.id)


def _claim(holds: bool, item: Register, problem: str, **facts: str) -> None:
    if not holds:
        text = problem.format(**facts)
        raise CatalogueError("catalogue/registers/{file}.toml: {problem}. Mend it there.", file=item.id, problem=text)
