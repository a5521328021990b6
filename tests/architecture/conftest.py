"""What the tests of the house share: the files that git would keep, and the parsed package."""

import ast
import importlib.util
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "veerkracht"


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def package() -> Path:
    """The folder of the package."""
    return PACKAGE


@pytest.fixture(scope="session")
def modules() -> dict[str, ast.Module]:
    """The parsed modules of the package, by dotted name; those of migrations are written by Django."""
    paths = sorted(path for path in PACKAGE.rglob("*.py") if path.parent.name != "migrations")
    named = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in paths}
    return {name.removesuffix(".__init__"): ast.parse(path.read_text("utf-8")) for name, path in named.items()}


@pytest.fixture(scope="session")
def kept_files() -> list[Path]:
    """Files that git keeps or would keep; the whole tree where there is no git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
        found = [ROOT / line for line in listed]
    except (OSError, subprocess.CalledProcessError):
        hidden = {".venv", ".git", "__pycache__", "out"}
        found = [path for path in ROOT.rglob("*") if not hidden & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in found if path.is_file())


@pytest.fixture(scope="session")
def load_tool():
    """A function that loads a script of tools/ as a module."""

    def load(name):
        spec = importlib.util.spec_from_file_location(f"tool_{name}", ROOT / "tools" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load
