"""Reading all sources of a city into shared tables, and telling what is missing."""

from veerkracht.workflows.gathering.found import Gap, Gathered, InputFile
from veerkracht.workflows.gathering.gather import gather

__all__ = ["Gap", "Gathered", "InputFile", "gather"]
