"""Records that answers in files point to, by their keys: read once, and only what the reader may see."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Final

from veerkracht.catalogue import register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.answers import Places
from veerkracht.web.registers.finding import places
from veerkracht.web.registers.reading import readable

__all__ = ["Linked"]

_SEVERAL: Final = ""


class Linked:
    """Keys and names of the records that one reader may see, per register, asked for when needed."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._keys: dict[str, dict[str, str]] = {}
        self._found: dict[str, dict[str, str]] = {}
        self._coming: dict[str, dict[str, str]] = {}
        self._coming_keys: dict[str, str] = {}
        self._passed: set[str] = set()

    def keys(self, register_id: str) -> dict[str, str]:
        """Return the external ids of a register by the ids of the records."""
        if register_id not in self._keys:
            self._load(register_id)
        return self._keys[register_id]

    def expect(self, register_id: str, external_id: str, record_id: uuid.UUID) -> None:
        """Let answers point to a record that will be made of the same file."""
        self._coming.setdefault(register_id, {})[external_id] = str(record_id)
        self._coming_keys[str(record_id)] = external_id

    def key_of(self, register_id: str, record_id: str) -> str:
        """Return the external id of a record that is there or will come; empty if the reader may not see it."""
        return self._coming_keys.get(record_id) or self.keys(register_id).get(record_id, "")

    def find(self, register_id: str, text: str) -> str | None:
        """Return the id of a record by its id, key or name, as `finding.find_record` does; None if none or several fit."""
        keys = self.keys(register_id)
        if text in keys or text in self._coming_keys or text in self._passed:
            return text
        code = text.rsplit("[", 1)[-1].rstrip("]") if text.endswith("]") else text
        known = self._coming.get(register_id, {}).get(code) or self._found[register_id].get(f"#{code}")
        return known or self._found[register_id].get(text.casefold()) or None

    def pass_on(self, ids: Iterable[str]) -> None:
        """Let answers go on pointing to records that the reader may not see, where they did so before."""
        self._passed.update(ids)

    def places(self) -> Places:
        """Return what answers may point to."""
        return Places(self.find, places().areas)

    def _load(self, register_id: str) -> None:
        keys, found = {}, {}
        rows = readable(self.reader, register(register_id)).values_list("pk", "external_id", "title_nl", "title_en")
        for pk, external_id, *titles in rows:
            key = str(pk)
            keys[key] = external_id
            found[f"#{external_id}"] = key
            for title in {title.casefold() for title in titles if title}:
                found[title] = _SEVERAL if title in found else key
        self._keys[register_id], self._found[register_id] = keys, found
