"""Files that come in: what they are is read off their content, not their name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler

__all__ = ["KINDS", "CheckedUploadHandler", "RefusedUpload", "fits"]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_ZIP: Final = b"PK\x03\x04"
KINDS: Final[Mapping[str, bytes]] = MappingProxyType({
    ".xlsx": _ZIP, ".zip": _ZIP, ".png": _PNG, ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff",
    ".csv": b"", ".json": b"", ".txt": b"",
})  # fmt: skip
"""Kinds of files that are taken, with the first bytes of each; a text has none of its own."""
LONGEST_NAME: Final = 200


class RefusedUpload(SuspiciousOperation):
    """A file that is not taken; `template` and `facts` tell why, as in `veerkracht.errors`."""

    def __init__(self, template: str, **facts: object) -> None:
        self.template = template
        self.facts = facts
        super().__init__(template.format(**facts))


def fits(suffix: str, start: bytes) -> bool:
    """Tell whether a file may be what its name says, by its first bytes.

    Examples
    --------
    >>> fits(".xlsx", b"PK..."), fits(".csv", b"id;name"), fits(".csv", b"MZ\\x00\\x01"), fits(".exe", b"MZ")
    (False, True, False, False)
    """
    first = KINDS.get(suffix)
    if first is None:
        return False
    return start.startswith(first) if first else _is_text(start)


def _is_text(start: bytes) -> bool:
    """Tell whether bytes can be text: UTF-16 with its mark, or without the byte nought."""
    return start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in start


class CheckedUploadHandler(FileUploadHandler):
    """Stops a file that is too large, or is not what its name says, before it is kept."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # Any: the signature of Django
        """Refuse a kind of file that is not taken."""
        super().new_file(*args, **kwargs)
        self.received = 0
        self.suffix = PurePath(self.file_name or "").suffix.casefold()
        if self.suffix not in KINDS or len(self.file_name or "") > LONGEST_NAME:
            raise RefusedUpload("{name} is no kind of file that we can take.", name=self._short_name())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Look at the first bytes and at the size, and give the bytes on."""
        if start == 0 and not fits(self.suffix, raw_data):
            raise RefusedUpload("{name} is not what its name says.", name=self._short_name())
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_BYTES:
            raise RefusedUpload("{name} is larger than {megabytes} megabytes.", name=self._short_name(),
                                megabytes=settings.UPLOAD_BYTES // 1_000_000)  # fmt: skip
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the whole file to the next handler."""

    def _short_name(self) -> str:
        return (self.file_name or "")[:60]
