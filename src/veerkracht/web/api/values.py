"""Answers as they go out and come in: outside names, and the keys of records where others are linked to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from veerkracht.catalogue import Field, Register
from veerkracht.web.api.naming import field_called, public_name
from veerkracht.web.api.problems import ApiProblem
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.checking import Finding
from veerkracht.web.registers.models import Values
from veerkracht.web.registers.problems import finding_words
from veerkracht.web.registers.reading import Label, labels
from veerkracht.web.registers.typed import listed

__all__ = ["checked", "findings_problem", "kept_values", "linked", "public_values", "withheld"]

Labels = Mapping[str, Label]


def linked(answered: Iterable[tuple[Iterable[Field], Values]], reader: Reader) -> Labels:
    """Return the records that some answers link to, as far as the reader may see them."""
    ids = {
        key
        for fields, values in answered
        for field in fields
        if field.kind == "link"
        for key in listed(values.get(field.id))
    }
    return labels(ids, reader)


def public_values(fields: Iterable[Field], values: Values, known: Labels) -> dict[str, Any]:  # Any: JSON
    """Return answers as they go out; what is unknown is absent.

    Parameters
    ----------
    fields : iterable of Field
        Only these go out.
    known : Mapping
        From `linked`; a link to a record that the reader may not see is left out.
    """
    found = {field: _public(field, values[field.id], known) for field in fields if field.id in values}
    return {public_name(field.id): value for field, value in found.items() if value not in (None, [])}


def withheld(fields: Iterable[Field], values: Values, known: Labels) -> list[str]:
    """Return the names of fields with a link to something that the reader may not see."""
    return [
        public_name(field.id)
        for field in fields
        if field.kind == "link" and any(key not in known for key in listed(values.get(field.id)))
    ]


def _public(field: Field, value: Any, known: Labels) -> Any:  # Any: JSON
    if field.kind != "link":
        return value
    keys = [known[key].external_id for key in listed(value) if key in known]
    return keys if field.many else next(iter(keys), None)


def kept_values(item: Register, sent: Mapping[str, Any], before: Values, known: Labels) -> dict[str, Any]:  # Any: JSON
    """Return what was sent under the names that the registers know.

    Parameters
    ----------
    before : dict
        Answers until now; links in them to what the sender may not see stay, as they could not be sent along.
    known : Mapping
        From `linked`, of the answers until now.
    """
    found: dict[str, Any] = {}  # Any: JSON
    for name, value in sent.items():
        field = field_called(item, name)
        if field is None:
            continue  # the shape has refused it already
        hidden = [key for key in listed(before.get(field.id)) if key not in known] if field.kind == "link" else []
        found[field.id] = [*listed(value), *hidden] if field.many and hidden else value
    return found


def checked(model: type[BaseModel], body: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    """Return what was sent, if it has the shape that is asked for; what was left out stays out.

    Raises
    ------
    ApiProblem
        400 with every place that is wrong.
    """
    try:
        return model.model_validate(body).model_dump(exclude_unset=True, by_alias=True)
    except ValidationError as problem:
        told = [
            {"in": "body", "pointer": f"/{'/'.join(map(str, one['loc']))}", "code": one["type"].replace("_", "-"),
             "detail": one["msg"]}
            for one in problem.errors(include_url=False, include_input=False, include_context=False)
        ]  # fmt: skip
        raise ApiProblem(400, code="wrong-shape", errors=told) from problem


def findings_problem(item: Register, findings: Iterable[Finding], language: str) -> ApiProblem:
    """Return the problem for answers that have the right shape but cannot be kept."""
    told = [
        {"in": "body", "pointer": f"/values/{public_name(one.field)}", "code": one.code,
         "detail": finding_words(one, item.field(one.field) if item.has(one.field) else None, language)}
        for one in findings
    ]  # fmt: skip
    return ApiProblem(400, code="wrong-answers", errors=told)
