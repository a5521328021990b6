"""Linked data written down as Turtle and as JSON-LD, from one list of described things."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import quote

__all__ = ["PREFIXES", "Iri", "Literal", "Node", "json_ld", "turtle"]

PREFIXES: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The vocabularies that names may come from."""

_SAFE: Final = ":/?#[]@!$&'()*+,;=%-._~"  # RFC 3987; anything else would end or break an address in Turtle

Json: TypeAlias = "str | dict[str, Json] | list[Json]"


@dataclass(frozen=True)
class Iri:
    """The address of a thing; characters that an address may not hold are escaped."""

    address: str

    def __str__(self) -> str:
        return quote(self.address, safe=_SAFE)


@dataclass(frozen=True)
class Literal:
    """Text in a language, or a value of a type such as ``xsd:date``."""

    text: str
    language: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Node:
    """A thing with its type and what is said of it; without an address it is known only where it is named.

    `facts` are pairs of a prefixed name and a value; a name may come back.
    """

    kind: str
    facts: tuple[tuple[str, Value], ...]
    address: Iri | None = None


Value: TypeAlias = Iri | Literal | Node


def turtle(nodes: Iterable[Node]) -> bytes:
    """Return things as Turtle.

    References
    ----------
    .. [1] W3C (2014), "RDF 1.1 Turtle".

    Examples
    --------
    >>> thing = Node("dcat:Dataset", (("dct:title", Literal("Risks", "en")),), Iri("https://example.org/risks"))
    >>> print(turtle([thing]).decode().rstrip().split(chr(10) * 2)[1])
    <https://example.org/risks> a dcat:Dataset ;
      dct:title "Risks"@en .
    """
    heads = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    bodies = [f"<{node.address}> {_said(node, depth=1)} ." for node in nodes]
    return ("\n".join(heads) + "\n\n" + "\n\n".join(bodies) + "\n").encode()


def _said(node: Node, *, depth: int) -> str:
    indent = "\n" + "  " * depth
    return f" ;{indent}".join([f"a {node.kind}", *(f"{name} {_turtle(value, depth)}" for name, value in node.facts)])


def _turtle(value: Value, depth: int) -> str:
    match value:
        case Iri():
            return f"<{value}>"
        case Literal():
            text = json.dumps(value.text, ensure_ascii=False)  # escapes of JSON strings are escapes of Turtle
            return text + (f"@{value.language}" if value.language else f"^^{value.kind}" if value.kind else "")
        case Node(address=None):
            return f"[ {_said(value, depth=depth + 1)} ]"
        case Node():
            return f"<{value.address}>"


def json_ld(nodes: Sequence[Node]) -> bytes:
    """Return things as JSON-LD.

    References
    ----------
    .. [1] W3C (2020), "JSON-LD 1.1".
    """
    graph: dict[str, Json] = {"@context": dict(PREFIXES), "@graph": [_object(node) for node in nodes]}
    return (json.dumps(graph, ensure_ascii=False, indent=1) + "\n").encode()


def _object(node: Node) -> Json:
    found: dict[str, list[Json]] = {}
    for name, value in node.facts:
        found.setdefault(name, []).append(_json(value))
    head: dict[str, Json] = {"@id": str(node.address)} if node.address else {}
    return head | {"@type": node.kind} | _alone(found)


def _alone(found: Mapping[str, list[Json]]) -> dict[str, Json]:
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _json(value: Value) -> Json:
    match value:
        case Iri():
            return {"@id": str(value)}
        case Literal(language="", kind=""):
            return value.text
        case Literal(language=""):
            return {"@value": value.text, "@type": value.kind}
        case Literal():
            return {"@value": value.text, "@language": value.language}
        case Node(address=None):
            return _object(value)
        case Node():
            return {"@id": str(value.address)}
