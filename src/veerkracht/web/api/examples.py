"""Examples on the page of the interface; a test runs each as it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from veerkracht.web.api.middleware import ROOT

__all__ = ["EXAMPLES", "Example"]


@dataclass(frozen=True)
class Example:
    """A request with what it is for.

    Parameters
    ----------
    status : int
        Status of the answer.
    """

    words: Promise
    method: str
    path: str
    status: int
    body: Mapping[str, Any] | None = None  # Any: JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    needs_token: bool = False

    @property
    def address(self) -> str:
        """Return the address on this site."""
        return f"{ROOT}{self.path}"

    @property
    def sent(self) -> str:
        """Return the body as it is written."""
        return json.dumps(self.body, ensure_ascii=False, indent=1) if self.body else ""

    def command(self, origin: str) -> str:
        """Return the request for the command line."""
        parts = ["curl"] if self.method == "GET" else ["curl", "-X", self.method]
        if self.needs_token:
            parts.append('-H "Authorization: Bearer $TOKEN"')
        parts += [f"-H '{name}: {value}'" for name, value in self.headers.items()]
        if self.body:
            parts += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(self.body, ensure_ascii=False)}'"]
        return " ".join([*parts, f'"{origin}{self.address}"'])


EXAMPLES: Final = (
    Example(_("Which registers are there?"), "GET", "/registers", 200),
    Example(_("Which fields does a register have?"), "GET", "/registers/risks", 200),
    Example(_("The first ten risks that are a shock, by name"), "GET", "/risks?kind=shock&sort=name&pageSize=10", 200),
    Example(_("Search everything"), "GET", "/search?q=hitte", 200),
    Example(_("Record a risk"), "POST", "/risks", 201,
            body={"id": "R-900", "values": {"name": {"nl": "Droogte", "en": "Drought"}, "kind": "stress"}}, needs_token=True),
    Example(_("Read it with your token"), "GET", "/risks/R-900", 200, needs_token=True),
    Example(_("Change it: `If-Match` holds the version that you read"), "PATCH", "/risks/R-900", 200,
            body={"values": {"kind": "shock"}, "reason": "na overleg"}, headers={"If-Match": '"1"'}, needs_token=True),
    Example(_("Hand it in for review"), "POST", "/risks/R-900/moves", 200, body={"to": "submitted"}, needs_token=True),
    Example(_("Who changed what?"), "GET", "/risks/R-900/versions", 200, needs_token=True),
)  # fmt: skip
