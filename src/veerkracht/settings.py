"""What every public function asks of a choice among names and of a seed."""

from __future__ import annotations

from numbers import Integral
from typing import get_args

from veerkracht.errors import SettingError

__all__ = ["check_choice", "check_seed"]


def check_choice(setting: str, value: object, choices: object) -> None:
    """Refuse a choice that does not exist, before anything is computed.

    Parameters
    ----------
    setting : str
        Name of the argument.
    value : object
        What was given for it.
    choices : Literal
        What can be given: the type of the argument.

    Raises
    ------
    SettingError
        If the value is not among the choices; it names the argument, the value and all choices.

    Examples
    --------
    >>> from typing import Literal
    >>> check_choice("paid", "start", Literal["end", "start"])
    >>> check_choice("paid", "begin", Literal["end", "start"])
    Traceback (most recent call last):
    veerkracht.errors.SettingError: Setting paid is begin. Choose end, start.
    """
    known = get_args(choices)
    if value not in known:
        raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting=setting, value=value,
                           bounds=", ".join(map(str, known)))  # fmt: skip


def check_seed(seed: object) -> None:
    """Refuse a seed that is missing or that no generator takes: without one nobody can repeat the result.

    Parameters
    ----------
    seed : object
        What was given as seed.

    Raises
    ------
    SettingError
        If it is no whole number of 0 or more.

    Examples
    --------
    >>> check_seed(7)
    >>> check_seed(None)
    Traceback (most recent call last):
    veerkracht.errors.SettingError: The seed is missing. Give a whole number of 0 or more, and keep it with the result.
    """
    if seed is None:
        raise SettingError("The seed is missing. Give a whole number of 0 or more, and keep it with the result.")
    if isinstance(seed, bool) or not isinstance(seed, Integral) or seed < 0:
        raise SettingError(
            "The seed is {seed}. Give a whole number of 0 or more, and keep it with the result.", seed=seed
        )
