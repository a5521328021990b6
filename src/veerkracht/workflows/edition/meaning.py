"""What a class means and what it does not mean, in plain words for the people who live there."""

from __future__ import annotations

from typing import Final

from veerkracht.reports.content import Block, Paragraph, Phrase, say

AGAINST_MUNICIPALITY: Final = {
    "under_pressure": say(
        "Vulnerability and problems both developed less well here than in the municipality as a whole. That does not "
        "mean that both rose here, and it says nothing about one resident or street."
    ),
    "shows_resilience": say(
        "Vulnerability developed less well here than in the municipality as a whole, but problems did not. Residents "
        "and organisations may cope well together; the figures do not show why."
    ),
    "other_cause": say(
        "Problems developed less well here than in the municipality as a whole, but vulnerability did not. So a "
        "growing number of vulnerable residents does not explain it."
    ),
    "no_signal": say(
        "Neither vulnerability nor problems developed less well here than in the municipality as a whole. That does not "
        "mean that there are no problems: the level can be high all the same."
    ),
}
"""Meaning of a class when a district is compared with its municipality."""

AGAINST_ITSELF: Final = {
    "under_pressure": say(
        "Vulnerability and problems both rose here. That says nothing about one resident or street, and not why."
    ),
    "shows_resilience": say(
        "Vulnerability rose here, but problems did not. Residents and organisations may cope well together; the "
        "figures do not show why."
    ),
    "other_cause": say(
        "Problems rose here, but vulnerability did not. So a growing number of vulnerable residents does not explain it."
    ),
    "no_signal": say(
        "Neither vulnerability nor problems rose here. That does not mean that there are no problems: the level can be "
        "high all the same."
    ),
}
"""Meaning of a class when a district is compared with its own start."""


def class_words(code: str, *, map_name: str) -> Phrase:
    """Return what a class means on a map.

    Parameters
    ----------
    code : str
        A class other than unknown.
    map_name : str
        The map: relative compares with the municipality, the others with the start.
    """
    return (AGAINST_MUNICIPALITY if map_name == "relative" else AGAINST_ITSELF)[code]


def ask_there() -> Block:
    """Return the reminder that a map is a start, and whom to talk to."""
    return Paragraph(
        say(
            "The map is a signal, not proof. Do you live or work here? Talk about it with your neighbours, with the "
            "residents’ organisation and with the municipality: they know what the figures do not show."
        ),
        soft=True,
    )
