"""Files that come in: what they are is read off their content, not their name."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePath
from types import MappingProxyType
from typing import IO, Any, Final
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler

__all__ = ["KINDS", "CheckedUploadHandler", "RefusedUpload", "fits"]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_ZIP: Final = b"PK\x03\x04"
_LOCKED: Final = b"\xd0\xcf\x11\xe0"  # around a workbook with a password, and of Excel before 2007
KINDS: Final[Mapping[str, bytes]] = MappingProxyType({
    ".xlsx": _ZIP, ".zip": _ZIP, ".png": _PNG, ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff",
    ".csv": b"", ".json": b"", ".txt": b"",
})  # fmt: skip
"""Kinds of files that are taken, with the first bytes of each; a text has none of its own."""
LONGEST_NAME: Final = 200
UNPACKED_BYTES: Final = 200_000_000  # ten times what may come in
UNPACKED_FILES: Final = 2_000


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


def _unpacks_well(packed: IO[bytes]) -> bool:
    """Tell whether an archive can be opened and stays within bounds, by its own list of contents."""
    try:
        parts = ZipFile(packed).infolist()
    except BadZipFile:
        return False
    return len(parts) <= UNPACKED_FILES and sum(part.file_size for part in parts) <= UNPACKED_BYTES


class CheckedUploadHandler(FileUploadHandler):
    """Stops a file that is too large, or is not what its name says, before it is kept."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # Any: the signature of Django
        """Refuse a kind of file that is not taken."""
        super().new_file(*args, **kwargs)
        self.received = 0
        self.packed = BytesIO()  # an archive is looked at whole; it is bounded by UPLOAD_BYTES
        self.suffix = PurePath(self.file_name or "").suffix.casefold()
        if self.suffix not in KINDS or len(self.file_name or "") > LONGEST_NAME:
            raise RefusedUpload("{name} is no kind of file that we can take.", name=self._short_name())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Look at the first bytes and at the size, and give the bytes on."""
        if start == 0 and self.suffix == ".xlsx" and raw_data.startswith(_LOCKED):
            raise RefusedUpload("{file} is an old Excel file (.xls) or has a password. Save it as .xlsx without password.",
                                file=self._short_name())  # fmt: skip
        if start == 0 and not fits(self.suffix, raw_data):
            raise RefusedUpload("{name} is not what its name says.", name=self._short_name())
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_BYTES:
            raise RefusedUpload("{name} is larger than {megabytes} megabytes.", name=self._short_name(),
                                megabytes=settings.UPLOAD_BYTES // 1_000_000)  # fmt: skip
        if KINDS[self.suffix] == _ZIP:
            self.packed.write(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Refuse an empty file, or an archive that unpacks to too much, and leave the others to the next handler."""
        if not self.received:
            raise RefusedUpload("{name} is empty. Choose a file with something in it.", name=self._short_name())
        if KINDS[self.suffix] == _ZIP and not _unpacks_well(self.packed):
            raise RefusedUpload("{name} is damaged, or too large once it is unpacked.", name=self._short_name())

    def _short_name(self) -> str:
        return (self.file_name or "")[:60]
