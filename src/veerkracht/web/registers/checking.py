"""What must hold between the answers of one record, as its register says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from veerkracht.catalogue import Field, Register, Words
from veerkracht.catalogue.registers import Rule
from veerkracht.connectors.form_answers import AnswerError
from veerkracht.web.registers.answers import Places, read_answer
from veerkracht.web.registers.models import Values

__all__ = ["Finding", "check_values", "read_values", "unready"]


@dataclass(frozen=True)
class Finding:
    """Something wrong, or a warning, at a field.

    Parameters
    ----------
    field : str
        Field at which it shows.
    code : str
        What is wrong; the shells know the words of each code, except of ``rule``.
    message : Words or None
        The words of the rule, where a rule of the register is broken.
    value : str
        What was filled in.
    warning : bool
        Whether the record can be kept nevertheless.
    """

    field: str
    code: str
    message: Words | None = None
    value: str = ""
    warning: bool = False


def read_values(item: Register, given: Mapping[str, Any], places: Places) -> tuple[Values, list[Finding]]:  # Any: JSON
    """Read the answers that were given.

    Returns
    -------
    tuple of dict and list of Finding
        Per field that was given the value as it is kept, None where it is unknown; and what could not be read.
    """
    values: Values = {}
    findings: list[Finding] = []
    for name, answer in given.items():
        if not item.has(name):
            findings.append(Finding(name, "unknown-field", value=str(answer)[:80]))
            continue
        try:
            values[name] = read_answer(item.field(name), answer, places)
        except AnswerError as problem:
            findings.append(Finding(name, problem.problem, value=str(answer)[:80]))
    return values, findings


def check_values(
    item: Register, values: Values, *, before: Values | None, taken: Callable[[Rule], bool]
) -> list[Finding]:
    """Check a whole record.

    Parameters
    ----------
    item : Register
        Its definition.
    values : dict
        Its answers; unknown ones are absent.
    before : dict or None
        Its answers until now; None for a new record.
    taken : callable
        Tells whether another record holds the same in the fields of a rule.
    """
    missing = [Finding(field.id, "required") for field in item.fields if field.required and field.id not in values]
    broken = [
        Finding(rule.fields[0], "rule", rule.message, warning=rule.warning)
        for rule in item.rules
        if rule.kind not in _ELSEWHERE and not _holds(rule, item, values, before or {}, taken)
    ]
    needed = [
        Finding(name, "rule", rule.message, warning=rule.warning)
        for rule in item.rules
        if rule.kind == "required_when" and _when(rule, values)
        for name in rule.fields
        if name not in values
    ]
    return [*missing, *needed, *broken]


def unready(item: Register, values: Values) -> Rule | None:
    """Return the first rule that keeps a record from being published, if there is one."""
    waiting = (rule for rule in item.rules if rule.kind == "before_publishing")
    return next((rule for rule in waiting if not all(values.get(name) for name in rule.fields)), None)


def _when(rule: Rule, values: Values) -> bool:
    found = values.get(rule.when_field)
    if not rule.when_values:
        return found is not None
    held = found if isinstance(found, list) else [found]
    wanted = {"yes": True, "no": False}
    return any(value in held or (value in wanted and wanted[value] in held) for value in rule.when_values)


def _holds(rule: Rule, item: Register, values: Values, before: Values, taken: Callable[[Rule], bool]) -> bool:
    if rule.kind == "unique":
        applies = not rule.when_field or _when(rule, values)
        return not applies or not taken(rule)
    if rule.kind == "moves":
        return _moved_well(rule, before.get(rule.fields[0]), values.get(rule.fields[0]))
    if rule.kind == "total":
        given = [values[name] for name in rule.fields if name in values]
        return not given or (len(given) == len(rule.fields) and abs(sum(given) - rule.total) < TOTAL_TOLERANCE)
    first, second = (values.get(name) for name in rule.fields[:2])
    return first is None or second is None or _COMPARED[rule.kind](first, second, item.field(rule.fields[0]))


_ELSEWHERE: Final = ("required_when", "before_publishing")  # the one is looked at below, the other when it is published
TOTAL_TOLERANCE: Final = 0.01  # shares are typed with two decimals at most


def _moved_well(rule: Rule, old: str | None, new: str | None) -> bool:
    moves = dict(rule.moves)
    return old is None or new == old or (new is not None and new in moves.get(old, ()))


def _in_order(first: Any, second: Any, field: Field) -> bool:  # Any: two numbers, or two dates as text
    if isinstance(first, str) and isinstance(second, str):
        shortest = min(len(first), len(second))  # 2024 is not after 2024-03: dates may be known in part
        return first[:shortest] <= second[:shortest]
    return bool(first <= second)


def _not_above(first: Any, second: Any, field: Field) -> bool:  # Any: two choices, or two numbers
    if isinstance(first, str):
        ranks = [choice.code for choice in field.choices]
        return ranks.index(first) <= ranks.index(second)
    return bool(first <= second)


_COMPARED: Final[dict[str, Callable[[Any, Any, Field], bool]]] = {  # Any: values of the two fields
    "order": _in_order, "not_above": _not_above, "different": lambda first, second, field: bool(first != second),
}  # fmt: skip
