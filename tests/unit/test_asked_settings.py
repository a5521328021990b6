"""A choice that does not exist and a seed that is missing are refused by name, in every room."""

from typing import Literal

import numpy as np
import pytest

from veerkracht.errors import SettingError
from veerkracht.settings import check_choice, check_seed


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
