"""A choice that does not exist and a seed that is missing are refused by name, in every room that was asked."""

import importlib
import inspect
import typing
from dataclasses import is_dataclass
from types import UnionType
from typing import Literal

import numpy as np
import pytest

from veerkracht.errors import SettingError
from veerkracht.settings import check_choice, check_seed

ROOMS = ("cascade", "interventions", "recovery", "redistribution", "restoration", "risks", "scenarios")
NEEDED = {"horizon_hours": 1.0, "samples": 1, "rule": "kosko"}
"""What the records of settings cannot do without, beside a seed."""


def test_a_choice_that_does_not_exist_is_told_with_all_that_do():
    with pytest.raises(SettingError, match=r"^Setting paid is begin\. Choose end, start\.$"):
        check_choice("paid", "begin", Literal["end", "start"])


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True, np.nan])
def test_a_seed_that_no_generator_takes_is_refused(seed):
    with pytest.raises(SettingError, match="seed is"):
        check_seed(seed)


def test_a_seed_that_is_missing_is_told_as_missing():
    with pytest.raises(SettingError, match="seed is missing"):
        check_seed(None)


@pytest.mark.parametrize("seed", [0, 2**70, np.int64(3)])
def test_whole_numbers_are_seeds(seed):
    check_seed(seed)


def asked():
    """Return every public function and record of the rooms."""
    for room in ROOMS:
        module = importlib.import_module(f"veerkracht.analysis.{room}")
        for name in module.__all__:
            found = getattr(module, name)
            if inspect.isfunction(found) or (inspect.isclass(found) and is_dataclass(found)):
                yield pytest.param(found, id=f"{room}.{name}")


def given(function, **wrong):
    """Call with nothing in place of all that it needs, so that only what is asked before any work can answer."""
    needed = [name for name, one in inspect.signature(function).parameters.items() if one.default is one.empty]
    record = inspect.isclass(function)
    return function(**{name: 1 if name == "seed" else NEEDED.get(name) if record else None for name in needed} | wrong)


def choices(kind):
    """Return the names that can be chosen, and whether several of them."""
    if typing.get_origin(kind) is Literal:
        return typing.get_args(kind), False
    parts = [choices(part)[0] for part in typing.get_args(kind)]
    names = next((part for part in parts if part), ())
    return names, bool(names) and typing.get_origin(kind) not in (typing.Union, UnionType)


CHOSEN = [
    pytest.param(one.values[0], name, several, id=f"{one.id}-{name}")
    for one in asked()
    for name, kind in typing.get_type_hints(one.values[0]).items()
    for names, several in [choices(kind)]
    if names and name in inspect.signature(one.values[0]).parameters
]
SEEDED = [
    one for one in asked()
    if (seed := inspect.signature(one.values[0]).parameters.get("seed")) and seed.default is seed.empty
]  # fmt: skip


@pytest.mark.parametrize(("function", "name", "several"), CHOSEN)
def test_a_misspelt_choice_is_refused_before_the_work_starts(function, name, several):
    with pytest.raises(SettingError, match=rf"^Setting {name} is misspelt\. Choose "):
        given(function, **{name: ("misspelt",) if several else "misspelt"})


@pytest.mark.parametrize("function", SEEDED)
def test_a_missing_seed_is_told_before_the_work_starts(function):
    with pytest.raises(SettingError, match="seed is missing"):
        given(function, seed=None)


def test_rooms_have_choices_and_seeds():
    assert len(CHOSEN) > 20 and len(SEEDED) > 15
