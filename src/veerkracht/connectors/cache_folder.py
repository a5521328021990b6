"""Answers of live sources kept on disk: content beside a record, each written aside and renamed.

The record names the content file by its hash and is renamed last, so that a reader sees the whole old answer
or the whole new one, and a damaged file counts as absent.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["Answer", "read_answer", "write_answer"]

_SHORT: Final = 32  # hexadecimal digits of a hash in a file name; long names fail on some disks


@dataclass(frozen=True)
class Answer:
    """What a live source answered, with what is needed to ask later whether it changed.

    Parameters
    ----------
    url : str
        The whole address, query included.
    content : bytes
        The body, unpacked.
    edition : str
        Name of the state of the source that the answer belongs to; empty when it has none.
    etag, last_modified : str
        Validators as the server gave them; empty when it gave none.
    retrieved : str
        ISO 8601 moment of the answer by the server's own clock; empty when it told none.
    kept : bool
        Whether the answer is in the cache.
    """

    url: str
    content: bytes
    edition: str = ""
    etag: str = ""
    last_modified: str = ""
    retrieved: str = ""
    kept: bool = False

    @property
    def sha256(self) -> str:
        """SHA-256 of the content as hexadecimal text."""
        return hashlib.sha256(self.content).hexdigest()


def read_answer(folder: Path, url: str, *, edition: str = "") -> Answer | None:
    """Return the answer kept for an address and edition; None when there is none or it is damaged.

    Examples
    --------
    >>> read_answer(Path("nowhere"), "https://example.org/") is None
    True
    """
    try:
        record = json.loads(_record_path(folder, url, edition).read_bytes())
        content = _content_path(folder, url, edition, record["sha256"]).read_bytes()
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    answer = Answer(url, content, edition, record.get("etag", ""), record.get("last_modified", ""),
                    record.get("retrieved", ""), kept=True)  # fmt: skip
    return answer if answer.sha256 == record["sha256"] else None


def write_answer(folder: Path, answer: Answer) -> None:
    """Keep an answer in place of the earlier one of the same address and edition."""
    folder.mkdir(parents=True, exist_ok=True)
    key = (folder, answer.url, answer.edition)
    record = {"url": answer.url, "edition": answer.edition, "etag": answer.etag, "last_modified": answer.last_modified,
              "retrieved": answer.retrieved, "sha256": answer.sha256}  # fmt: skip
    content = _content_path(*key, answer.sha256)
    _write_aside(content, answer.content)
    _write_aside(_record_path(*key), json.dumps(record, indent=1, sort_keys=True).encode())
    for earlier in folder.glob(f"{_key(answer.url, answer.edition)}.*.content"):
        if earlier != content:
            earlier.unlink(missing_ok=True)


def _key(url: str, edition: str) -> str:
    return hashlib.sha256(f"{url}\n{edition}".encode()).hexdigest()[:_SHORT]


def _record_path(folder: Path, url: str, edition: str) -> Path:
    return folder / f"{_key(url, edition)}.json"


def _content_path(folder: Path, url: str, edition: str, sha256: str) -> Path:
    return folder / f"{_key(url, edition)}.{sha256[:_SHORT]}.content"


def _write_aside(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    aside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
