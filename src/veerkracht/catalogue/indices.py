"""Indices: which indicators, in which tree, with which choices and which doubts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from veerkracht.catalogue.own_files import Section, check_names, definition_in, names_in
from veerkracht.errors import UsageError
from veerkracht.tables import FRAMEWORK, Table, table_of

__all__ = ["Element", "IndexDefinition", "index_definition", "index_names"]

_FOLDER: Final = "indices"
_NEEDED: Final = ("id", "elements")
_KNOWN: Final = (
    *_NEEDED, "label_nl", "label_en", "explanation_nl", "explanation_en", "level", "published", "uncertain",
)  # fmt: skip
_OF_ELEMENT: Final = ("id", "parent", "weight", "direction", "label_nl", "label_en")


@dataclass(frozen=True)
class Element:
    """An indicator, or a group of them, in the tree of an index.

    `direction` is that of the catalogue of indicators where it is None; `weight` is beside the others of the group.
    """

    id: str
    parent: str | None = None
    weight: float = 1.0
    direction: int | None = None
    label_nl: str = ""
    label_en: str = ""


@dataclass(frozen=True)
class IndexDefinition:
    """An index as data.

    Parameters
    ----------
    id : str
        Short name.
    label_nl, label_en, explanation_nl, explanation_en : str
        What it is called and what it tells.
    level : str
        Level of the areas: municipality, district or neighbourhood; empty for all areas given.
    elements : tuple of Element
        The tree; the one without a parent is the index itself.
    published, uncertain : mapping
        Choices of the index as published, and what could as well have been chosen; the how-to page has their names.
    """

    id: str
    elements: tuple[Element, ...]
    label_nl: str = ""
    label_en: str = ""
    explanation_nl: str = ""
    explanation_en: str = ""
    level: str = ""
    published: Section = field(default_factory=dict)
    uncertain: Section = field(default_factory=dict)

    @property
    def indicators(self) -> tuple[Element, ...]:
        """The elements that are no group."""
        groups = {element.parent for element in self.elements}
        return tuple(element for element in self.elements if element.id not in groups)

    @property
    def framework(self) -> Table:
        """The tree as the table FRAMEWORK."""
        rows = [{"element": e.id, "parent": e.parent, "weight": e.weight} for e in self.elements]
        return table_of(FRAMEWORK, rows)


def index_names() -> tuple[str, ...]:
    """Return the indices that ship with the catalogue."""
    return names_in(_FOLDER)


def index_definition(name: str) -> IndexDefinition:
    """Read an index of the catalogue by its name, or one of your own by the path of its file.

    Raises
    ------
    UsageError
        If there is no such index or file.
    InputError
        If the file cannot be read, or lacks or does not know a name.
    """
    unknown = UsageError("There is no index {name}. Choose from: {names}, or give the path of a file.",
                         name=name, names=", ".join(index_names()))  # fmt: skip
    raw = definition_in(_FOLDER, name, unknown=unknown)
    check_names(raw, known=_KNOWN, needed=_NEEDED, file=name)
    elements = tuple(_element(row, name) for row in raw.pop("elements"))
    return IndexDefinition(**raw, elements=elements)


def _element(row: Section, name: str) -> Element:
    check_names(row, known=_OF_ELEMENT, needed=("id",), file=name)
    return Element(**{**row, "weight": float(row.get("weight", 1.0))})
