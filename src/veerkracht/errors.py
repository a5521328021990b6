"""Errors that say what happened, where, and how to mend it.

Each class stands for one remedy. It carries a stable `code`, the `exit_code` of the command line, and its
facts as attributes, so that a shell can tell the same in the reader's language: `template` is the English
sentence with named places, `facts` fills them.
"""

from __future__ import annotations


class VeerkrachtError(Exception):
    """Base of all errors raised on purpose.

    Parameters
    ----------
    template : str
        English sentence with named places, for example ``"{file}: row {row} has no code."``.
    **facts : object
        Values for the places; also available as `facts` and as attributes.

    Examples
    --------
    >>> error = InputError("{file}: row {row} has no code. Fill in column A.", file="x.csv", row=3)
    >>> str(error)
    'x.csv: row 3 has no code. Fill in column A.'
    >>> error.code, error.row
    ('input', 3)
    """

    code = "error"
    exit_code = 1

    def __init__(self, template: str, **facts: object) -> None:
        self.template = template
        self.facts = facts
        super().__init__(template.format(**facts) if facts else template)

    def __getattr__(self, name: str) -> object:
        facts = self.__dict__.get("facts", {})
        if name in facts:
            return facts[name]
        raise AttributeError(name)


class UsageError(VeerkrachtError):
    """The request names something that does not exist; ask again with a name from the list."""

    code = "usage"
    exit_code = 2


class InputError(VeerkrachtError):
    """A file or answer is not what it should be; mend the file at the place named."""

    code = "input"
    exit_code = 3


class MissingDataError(VeerkrachtError):
    """Data that were asked for are not there; give another folder or fetch them."""

    code = "missing-data"
    exit_code = 4


class NetworkError(VeerkrachtError):
    """A live source did not give a usable answer; try later, the cache is intact."""

    code = "network"
    exit_code = 5


class TableError(VeerkrachtError):
    """A table lacks columns, has duplicate keys or mixes units; mend the step that made it."""

    code = "table"
    exit_code = 6


class CatalogueError(VeerkrachtError):
    """A definition in the catalogue is incomplete or contradicts another; mend the TOML file."""

    code = "catalogue"
    exit_code = 7


class CrosswalkError(VeerkrachtError):
    """Shares between two divisions of the city do not fit; use the crosswalk made for the pair."""

    code = "crosswalk"
    exit_code = 8


class SettingError(VeerkrachtError):
    """A named setting is outside its bounds; choose a value within them."""

    code = "setting"
    exit_code = 9


class PublicationError(VeerkrachtError):
    """An edition may not appear: a sentence or number lacks its source, or protection would fail."""

    code = "publication"
    exit_code = 10


class StoreError(VeerkrachtError):
    """A stored snapshot or edition does not match its recorded hash; restore it or compute again."""

    code = "store"
    exit_code = 11


class DeniedError(VeerkrachtError):
    """The reader has no role that allows this; ask somebody who has, or sign in."""

    code = "denied"
    exit_code = 12


class ConflictError(VeerkrachtError):
    """Somebody else changed the record in the meantime; look at both versions and save again."""

    code = "conflict"
    exit_code = 13


class AnswersError(VeerkrachtError):
    """What was filled in cannot be kept; `findings` tells per field what is wrong and how to mend it."""

    code = "answers"
    exit_code = 14


class ServiceError(VeerkrachtError):
    """Something the application runs on does not answer or is of another version; mend that and start again."""

    code = "service"
    exit_code = 15
