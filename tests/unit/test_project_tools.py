"""The scripts of tools/: the changelog and the made pages."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture
def tool():
    """A function that loads a script of tools/ as a module."""

    def load(name):
        path = Path(__file__).resolve().parents[2] / "tools" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(f"script_{name}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture
def fragments(tmp_path):
    """A folder of changes with two releases and a change to come."""
    texts = {
        "added-maps.md": "A3 maps\nfor on the table.\n",
        "0.2.0_2027-03-01/fixed-zero.md": "No silent zero.",
        "0.10.0_2028-03-01/numbers-noise.md": "Probabilities of small areas fall by up to 0.05.",
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_the_changelog_puts_the_newest_release_first(tool, fragments):
    lines = tool("changelog").changelog(fragments).splitlines()
    titles = [line for line in lines if line.startswith("## ")]
    assert titles == ["## Not released yet", "## 0.10.0 (2028-03-01)", "## 0.2.0 (2027-03-01)"]


def test_a_fragment_becomes_an_item_under_its_kind(tool, fragments):
    text = tool("changelog").changelog(fragments)
    assert "### Added\n\n- A3 maps\n  for on the table.\n" in text
    assert "### Published figures change\n\n- Probabilities" in text


def test_a_fragment_of_an_unknown_kind_stops_the_changelog(tool, tmp_path):
    (tmp_path / "stuff-maps.md").write_text("x", encoding="utf-8")
    with pytest.raises(SystemExit, match="must start with one of"):
        tool("changelog").changelog(tmp_path)


def test_a_docstring_becomes_sections_of_markdown(tool):
    docstring = (
        "Say ``x``.\n\nParameters\n----------\nx : int\n    A count,\n    in people.\n\n"
        "Examples\n--------\n>>> say(1)\n1\n\nReferences\n----------\n.. [1] A book."
    )
    text = tool("reference").docstring_markdown(docstring)
    assert text.split("\n\n") == [
        "Say `x`.",
        "**Parameters**",
        "- `x` (`int`): A count, in people.",
        "**Examples**",
        "```python\n>>> say(1)\n1\n```",
        "**References**",
        "\\[1] A book.",
    ]


def test_the_library_reference_leaves_out_what_is_private(tool):
    source = '"""Room."""\nSIZE = 3\n"""In metres."""\ndef open_(a: int, *, b: str = "") -> None:\n    """Open."""\n'
    source += 'def _shut() -> None:\n    """Shut."""\n'
    text = "\n".join(tool("reference").module_markdown("house.door", source))
    assert "### SIZE\nIn metres." in text
    assert "open_(a: int, *, b: str='') -> None" in text
    assert "_shut" not in text


def test_an_index_tells_the_decision_and_not_its_context(tool):
    text = (
        "# 7. Doors\n\n**Status:** accepted\n\n## Context\n\nIt rains in.\n\n## Decision\n\nDoors are shut. Always.\n"
    )
    assert tool("reference").title_and_gist(text) == ("7. Doors", "Doors are shut")
