"""Where tables are stored: immutable Parquet snapshots in a workspace folder.

A snapshot is written aside and renamed, so that a reader sees the whole old one or the whole new one. Each
carries the hash of its bytes, its source, licence and retrieval date.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow.parquet as pq

from veerkracht.errors import MissingDataError, StoreError
from veerkracht.tables import Table, memtable

__all__ = ["Provenance", "Workspace", "parquet_bytes", "sha256_of_file", "write_aside"]


@dataclass(frozen=True)
class Provenance:
    """Where a snapshot came from."""

    source: str
    licence: str = ""
    url: str = ""
    retrieved: str = ""
    sha256: str = ""


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal text."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_aside(path: Path, content: bytes) -> None:
    """Write a whole file or nothing: to a temporary name in the same folder, flushed, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


@dataclass(frozen=True)
class Workspace:
    """A folder of named snapshots.

    Parameters
    ----------
    root : Path
        Folder; made when the first snapshot is written.
    """

    root: Path

    def write(self, name: str, table: Table, provenance: Provenance) -> str:
        """Store a table under a name and return the SHA-256 of its bytes; earlier snapshots stay."""
        sink = parquet_bytes(table)
        digest = hashlib.sha256(sink).hexdigest()
        folder = self.root / name
        write_aside(folder / f"{digest[:16]}.parquet", sink)
        record = {**asdict(provenance), "snapshot": digest}
        write_aside(folder / f"{digest[:16]}.json", json.dumps(record, indent=1, sort_keys=True).encode())
        write_aside(folder / "current", digest.encode())
        return digest

    def read(self, name: str) -> Table:
        """Return the current snapshot of a name.

        Raises
        ------
        MissingDataError
            If nothing was stored under the name.
        StoreError
            If the bytes no longer match their hash.
        """
        pointer = self.root / name / "current"
        if not pointer.exists():
            raise MissingDataError("No snapshot named {name} in {root}. Fetch it first.", name=name, root=self.root)
        digest = pointer.read_text()
        path = pointer.with_name(f"{digest[:16]}.parquet")
        if not path.exists() or sha256_of_file(path) != digest:
            raise StoreError("Snapshot {name} does not match its hash {digest}. Fetch it again.",
                             name=name, digest=digest[:16])  # fmt: skip
        return memtable(pq.read_table(path))

    def digest(self, name: str) -> str:
        """Return the SHA-256 of the current snapshot of a name."""
        return (self.root / name / "current").read_text()

    def provenance(self, name: str) -> Provenance:
        """Return where the current snapshot came from."""
        digest = (self.root / name / "current").read_text()
        record = json.loads((self.root / name / f"{digest[:16]}.json").read_text())
        record.pop("snapshot")
        return Provenance(**record)


def parquet_bytes(table: Table) -> bytes:
    """Return the Parquet bytes of a table; the same rows give the same bytes."""
    sink = io.BytesIO()
    pq.write_table(table.to_pyarrow(), sink, compression="zstd")
    return sink.getvalue()
