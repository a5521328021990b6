"""The table of security holds every requirement of levels 1 and 2, and each test that it names exists."""

import ast
import re

import pytest

# OWASP ASVS 5.0.0: how many requirements each section has, and which of them are of level 3 only
SECTIONS = {
    "1.1": (2, ()), "1.2": (10, (10,)), "1.3": (12, (12,)), "1.4": (3, ()), "1.5": (3, (3,)),
    "2.1": (3, ()), "2.2": (3, ()), "2.3": (5, (5,)), "2.4": (2, (2,)),
    "3.2": (3, (3,)), "3.3": (5, (5,)), "3.4": (8, (7, 8)), "3.5": (8, (6, 7, 8)), "3.7": (5, (3, 4, 5)),
    "4.1": (5, (4, 5)), "4.2": (5, (2, 3, 4, 5)), "4.3": (2, ()), "4.4": (4, ()),
    "5.1": (1, ()), "5.2": (6, (4, 5, 6)), "5.3": (3, (3,)), "5.4": (3, ()),
    "6.1": (3, ()), "6.2": (12, ()), "6.3": (8, (5, 6, 7, 8)), "6.4": (6, (5, 6)), "6.5": (8, (6, 7, 8)),
    "6.6": (4, (4,)), "6.8": (4, ()),
    "7.1": (3, ()), "7.2": (4, ()), "7.3": (2, ()), "7.4": (5, ()), "7.5": (3, (3,)), "7.6": (2, ()),
    "8.1": (4, (3, 4)), "8.2": (4, (4,)), "8.3": (3, (2, 3)), "8.4": (2, (2,)),
    "9.1": (3, ()), "9.2": (4, ()),
    "10.1": (2, ()), "10.2": (3, (3,)), "10.3": (5, (5,)), "10.4": (16, (12, 13, 14, 15, 16)), "10.5": (5, ()),
    "10.6": (2, ()), "10.7": (3, ()),
    "11.1": (4, (3, 4)), "11.2": (5, (4, 5)), "11.3": (5, (4, 5)), "11.4": (4, ()), "11.5": (2, (2,)), "11.6": (2, (2,)),
    "12.1": (5, (4, 5)), "12.2": (2, ()), "12.3": (5, (5,)),
    "13.1": (4, (2, 3, 4)), "13.2": (6, (6,)), "13.3": (4, (3, 4)), "13.4": (7, (6, 7)),
    "14.1": (2, ()), "14.2": (8, (5, 6, 7, 8)), "14.3": (3, ()),
    "15.1": (5, (4, 5)), "15.2": (5, (4, 5)), "15.3": (7, ()),
    "16.1": (1, ()), "16.2": (5, ()), "16.3": (4, ()), "16.4": (3, ()), "16.5": (4, (4,)),
    "17.1": (2, (2,)), "17.2": (8, (5, 6, 7, 8)), "17.3": (2, ()),
}  # fmt: skip
ROW = re.compile(r"^\| (\d[\d., –]*) \| ([^|]+) \| (yes|part|place|n/a) \| ([^|]+) \|$", re.MULTILINE)


def wanted():
    """The numbers of levels 1 and 2."""
    return {
        f"{section}.{n}" for section, (count, third) in SECTIONS.items() for n in range(1, count + 1) if n not in third
    }


def spread(numbers):
    """Spell out ``1.2.6–8, 1.3.1`` as single numbers."""
    for part in numbers.split(", "):
        first, _, last = part.partition("–")
        section, _, start = first.rpartition(".")
        yield from (f"{section}.{n}" for n in range(int(start), int(last or start) + 1))


@pytest.fixture(scope="module")
def rows(root):
    return ROW.findall((root / "docs" / "reference" / "security.md").read_text("utf-8"))


def test_every_requirement_of_levels_one_and_two_has_one_row(rows):
    told = [number for numbers, *_ in rows for number in spread(numbers)]
    assert sorted(wanted() - set(told)) == []
    assert sorted(number for number in told if told.count(number) > 1 or number not in wanted()) == []


def test_each_test_that_the_table_names_exists(rows, root):
    trees = [ast.parse(path.read_text("utf-8")) for path in (root / "tests").rglob("test_*.py")]
    there = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    named = {name for *_, reason in rows for name in re.findall(r"`(test_\w+)`", reason)}
    assert len(named) > 60
    assert sorted(named - there) == []


def test_what_is_said_to_be_met_has_a_test_or_a_reason(rows):
    assert [number for number, _, _, reason in rows if len(reason.strip()) < 10] == []
