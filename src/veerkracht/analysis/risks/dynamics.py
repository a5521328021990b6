"""How a cognitive map passes values on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from veerkracht.errors import SettingError
from veerkracht.settings import check_choice

__all__ = ["Dynamics"]

Rule = Literal["kosko", "modified_kosko", "rescaled"]
Transfer = Literal["sigmoid", "tanh"]


@dataclass(frozen=True)
class Dynamics:
    """Settings of a cognitive map; maps that are compared share them.

    Parameters
    ----------
    rule : {"kosko", "modified_kosko", "rescaled"}
        What a value is made of: what it receives; that and itself; or both seen from 0.5.
    transfer : {"sigmoid", "tanh"}
        1 / (1 + exp(-lambda x)), with values from 0 to 1, or tanh(lambda x), with values from -1 to 1.
    steepness : float
        lambda, above 0.

    Raises
    ------
    SettingError
        If a choice does not exist, or the steepness is not above 0.

    Examples
    --------
    >>> Dynamics("kosko").slope, Dynamics("kosko", transfer="tanh").slope
    (0.25, 1.0)
    """

    rule: Rule
    transfer: Transfer = "sigmoid"
    steepness: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what is outside its bounds."""
        check_choice("rule", self.rule, Rule)
        check_choice("transfer", self.transfer, Transfer)
        if not self.steepness > 0:
            raise SettingError("Setting {setting} is {value}. Choose {bounds}.", setting="steepness",
                               value=self.steepness, bounds="> 0")  # fmt: skip

    @property
    def slope(self) -> float:
        """Largest slope of the transfer."""
        return self.steepness / 4 if self.transfer == "sigmoid" else self.steepness

    @property
    def least(self) -> float:
        """Lower end of the values; the upper end is 1."""
        return 0.0 if self.transfer == "sigmoid" else -1.0
