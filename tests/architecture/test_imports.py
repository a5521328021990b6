"""Imports run down, rooms stay apart, and no circle hides in any form."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest


def targets(tree, name, *, is_package):
    """Yield every name that a module imports, also inside functions and under TYPE_CHECKING."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = name.split(".")
            above = parts[: len(parts) - node.level + is_package] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def module_of(target, modules):
    """Return the module of the package that an imported name belongs to, if any."""
    while target and target not in modules:
        target = target.rpartition(".")[0]
    return target


def graph_of(modules, package):
    graph = {}
    for name, tree in modules.items():
        is_package = (package.parent / Path(*name.split(".")) / "__init__.py").is_file()
        found = {module_of(target, modules) for target in targets(tree, name, is_package=is_package)}
        graph[name] = found - {name, ""}
    return graph


def contracts(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


def named_in_layers(root, start):
    """The modules that the contract with a name that starts so puts in layers."""
    layers = next(contract for contract in contracts(root) if contract["name"].startswith(start))["layers"]
    return {part.strip().removeprefix("veerkracht.") for layer in layers for part in re.split("[:|]", layer)}


def parts_of(folder):
    """The modules and packages in a folder."""
    paths = [path for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()]
    return {path.stem for path in paths} - {"__init__", "__main__"}


def test_every_contract_of_the_import_linter_is_kept(root):
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, env={**os.environ, "COLUMNS": "200"})
    assert result.returncode == 0, result.stdout


def test_no_imports_run_in_a_circle(modules, package):
    try:
        tuple(TopologicalSorter(graph_of(modules, package)).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_a_circle_inside_functions_would_be_seen(package):
    late = "def f() -> None:\n    from veerkracht import {}\n"
    circle = {f"veerkracht.{name}": ast.parse(late.format(other)) for name, other in (("a", "b"), ("b", "a"))}
    with pytest.raises(CycleError):
        tuple(TopologicalSorter(graph_of(circle, package)).static_order())


def test_the_rooms_of_the_analysis_are_independent_by_contract(root):
    independent = [contract for contract in contracts(root) if contract["type"] == "independence"]
    assert "veerkracht.analysis.*" in [module for contract in independent for module in contract["modules"]]


def test_every_module_of_the_package_stands_in_a_layer(root, package):
    assert parts_of(package) <= named_in_layers(root, "Imports run down")


def test_every_room_of_the_web_application_stands_in_a_layer(root, package):
    named = named_in_layers(root, "Inside the web application")
    assert parts_of(package / "web") == {name.removeprefix("web.") for name in named}
