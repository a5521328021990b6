"""Where tables are computed and stored: engines, and snapshots in a workspace folder."""

from veerkracht.engine.opening import ENGINE_VARIABLE, Engine, limit_engine, open_engine
from veerkracht.engine.snapshots import Provenance, Workspace, parquet_bytes, sha256_of_file, write_aside

__all__ = [
    "ENGINE_VARIABLE", "Engine", "Provenance", "Workspace", "limit_engine", "open_engine", "parquet_bytes",
    "sha256_of_file", "write_aside",
]  # fmt: skip
