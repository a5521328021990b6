"""Open the engine that computes on rows of people: in this process, or on a cluster by Spark Connect.

The same expressions run on both. Rows of people stay in the engine: only what was counted comes out, and a failure
is told by its kind, for the messages of engines quote the rows that they stumbled over.
"""

from __future__ import annotations

import socket
import warnings
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import ibis

from veerkracht.errors import MissingDataError, ServiceError, SettingError
from veerkracht.tables import Table

ENGINE_VARIABLE: Final = "VEERKRACHT_ENGINE"
SPARK_PORT: Final = 15002
"""The port of Spark Connect where an address names none (Spark documentation)."""

_DEFAULTS: Final[Mapping[str, int]] = MappingProxyType({"threads": 2, "memory_mb": 4000})
_PATIENCE_S: Final = 5.0

Backend = Any  # Any: Ibis makes the type of a backend at run time


@dataclass(frozen=True)
class Engine:
    """An engine that reads Parquet where it lies.

    Parameters
    ----------
    name : str
        ``duckdb``, or host and port of a cluster; never what an address holds besides, such as a key.
    backend : Backend
        The connection of Ibis.
    """

    name: str
    backend: Backend

    def parquet(self, place: str | Path) -> Table:
        """Return the rows of a Parquet file, a folder of them or a pattern, without reading them.

        Parameters
        ----------
        place : str or Path
            As the engine sees it: a cluster looks on its own machines, and takes addresses such as ``s3://`` too.

        Raises
        ------
        MissingDataError
            If nothing is there, or it is no Parquet.
        """
        try:
            with _old_names_allowed():
                found: Table = self.backend.read_parquet(_place(place, glob=self.name == "duckdb"))
        except Exception as error:
            raise MissingDataError(
                "{engine} cannot read {file} as Parquet ({kind}). Check the path as that engine sees it.",
                engine=self.name, file=place, kind=type(error).__name__,
            ) from None  # fmt: skip
        if not found.columns:  # how a cluster may answer where there is no file
            raise MissingDataError("{engine} finds nothing in {file}. Check the path as that engine sees it.",
                                   engine=self.name, file=place)  # fmt: skip
        return found


def _place(place: str | Path, *, glob: bool) -> str:
    text = str(place)
    if "://" in text:
        return text
    path = Path(text).resolve()
    return str(path / "*.parquet" if glob and path.is_dir() else path)


@contextmanager
def _old_names_allowed() -> Iterator[None]:
    """Let Ibis call DuckDB by names that DuckDB will drop."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="fetch_arrow_table")
        yield


def limit_engine(*, threads: int, memory_mb: int) -> None:
    """Bound the threads and memory of the in-process engine."""
    backend = ibis.duckdb.connect(threads=threads, memory_limit=f"{memory_mb}MB")
    ibis.set_backend(backend)


def open_engine(address: str = "") -> AbstractContextManager[Engine]:
    """Open an engine by its address, and close it at the end.

    Parameters
    ----------
    address : str
        Empty or ``duckdb``: in this process, with ``?threads=2&memory_mb=4000`` for its limits. ``sc://host:port``: a
        server of Spark Connect. The command line takes it from the variable `VEERKRACHT_ENGINE`.

    Returns
    -------
    context manager of Engine
        What the engine itself raises within is told as a ServiceError, without its message.

    Raises
    ------
    SettingError
        If the address has another form, or a limit is no number of 1 or more.
    ServiceError
        If the package for Spark Connect is not installed, the server does not answer, or it fails at work.

    Examples
    --------
    >>> with open_engine("duckdb?threads=1&memory_mb=500") as engine:
    ...     engine.name
    'duckdb'
    """
    parts = urlsplit(address or "duckdb")
    if parts.scheme == "sc" and parts.hostname:
        return _spark(address, parts.hostname, parts.port or SPARK_PORT)
    if not parts.scheme and parts.path == "duckdb":
        return _duckdb(_limits(parts.query))
    raise SettingError(
        "{variable} does not name an engine. Write duckdb, duckdb?threads=2&memory_mb=4000, or sc://host:port.",
        variable=ENGINE_VARIABLE,
    )


def _limits(query: str) -> dict[str, int]:
    given = dict(parse_qsl(query, keep_blank_values=True))
    for name, text in given.items():
        if name not in _DEFAULTS or not text.isdecimal() or int(text) < 1:
            raise SettingError(
                "{variable}: {name}={text} is no limit. Known are threads and memory_mb, numbers of 1 or more.",
                variable=ENGINE_VARIABLE, name=name, text=text,
            )  # fmt: skip
    return {**_DEFAULTS, **{name: int(text) for name, text in given.items()}}


@contextmanager
def _duckdb(limits: Mapping[str, int]) -> Iterator[Engine]:
    # What does not fit in memory goes to a folder that only this user can read and that is gone afterwards.
    with TemporaryDirectory(prefix="veerkracht-") as spill:
        backend = ibis.duckdb.connect(
            threads=limits["threads"], memory_limit=f"{limits['memory_mb']}MB", temp_directory=spill,
            preserve_insertion_order=False,
        )  # fmt: skip
        try:
            with _told_by_kind("duckdb", _duckdb_errors()):
                yield Engine("duckdb", backend)
        finally:
            backend.disconnect()


def _duckdb_errors() -> tuple[type[Exception], ...]:
    import duckdb

    return (duckdb.Error,)


@contextmanager
def _spark(address: str, host: str, port: int) -> Iterator[Engine]:
    name = f"{host}:{port}"
    _check_answers(host, port, name)
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise ServiceError(
            "The engine {engine} needs the package pyspark-client. Install veerkracht[research].", engine=name
        ) from None
    with _told_by_kind(name, (PySparkException, *_transport_errors())):
        session = SparkSession.builder.remote(address).create()
        try:
            yield Engine(name, ibis.pyspark.connect(session))
        finally:
            session.stop()


def _transport_errors() -> tuple[type[Exception], ...]:
    from grpc import RpcError  # type: ignore[import-untyped]  # grpcio publishes no types

    return (RpcError,)


def _check_answers(host: str, port: int, name: str) -> None:
    # The client itself would try again for minutes.
    try:
        socket.create_connection((host, port), timeout=_PATIENCE_S).close()
    except OSError:
        raise ServiceError(
            "No engine answers at {engine}. Start the server of Spark Connect, or leave {variable} out.",
            engine=name, variable=ENGINE_VARIABLE,
        ) from None  # fmt: skip


@contextmanager
def _told_by_kind(name: str, kinds: tuple[type[Exception], ...]) -> Iterator[None]:
    try:
        yield
    except kinds as error:
        raise ServiceError(
            "The engine {engine} stopped at work ({kind}). Give it more memory, or look in its own log.",
            engine=name, kind=type(error).__name__,
        ) from None  # fmt: skip
