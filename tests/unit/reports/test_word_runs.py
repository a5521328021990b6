"""Inline content becomes runs of words with their looks."""

import pytest

from veerkracht.errors import PublicationError
from veerkracht.reports.content import Chance, ClassMark, Direction, Kind, Label, Link, Number, Phrase
from veerkracht.reports.words import plain, runs


@pytest.mark.parametrize(
    ("inline", "dutch", "english"),
    [
        (Direction("rising"), "↗ stijgt", "↗ rising"),
        (Direction("unknown"), "? onbekend", "? unknown"),
        (Kind("shock"), "◆ shock", "◆ shock"),
        (Kind("emerging"), "◇ nieuw", "◇ emerging"),
        (Kind("compound"), "⬢ stapeling", "⬢ compound"),
        (ClassMark("other_cause"), "problemen, andere oorzaak", "problems, other cause"),
        (Chance(0.93), "93%", "93%"),
        (Chance(None), "onbekend", "unknown"),
        (Label("wijk", "district"), "wijk", "district"),
        ("BU05180170", "BU05180170", "BU05180170"),
    ],
)
def test_inline_content_reads_in_each_language(inline, dutch, english):
    assert (plain(inline, "nl"), plain(inline, "en")) == (dutch, english)


def test_only_the_named_place_is_strong():
    phrase = Phrase("{n} source", {"n": Number(2)}, plural="{n} sources", count=2, strong=("n",))
    assert [(run.text, run.strong, run.number) for run in runs(phrase, "nl")] == [
        ("2", True, True),
        (" bronnen", False, False),
    ]


@pytest.mark.parametrize(("count", "words"), [(0, "0 bronnen"), (1, "1 bron"), (2, "2 bronnen")])
def test_the_count_selects_the_dutch_form(count, words):
    assert plain(Phrase("{n} source", {"n": Number(count)}, plural="{n} sources", count=count), "nl") == words


def test_a_link_keeps_the_looks_of_what_is_in_it():
    link = Link(Phrase("{n} of", {"n": Number(1)}, strong=("n",)), page="risks/x")
    assert [(run.text, run.strong, run.link) for run in runs(link, "en")] == [("1", True, link), (" of", False, link)]


def test_the_symbol_is_told_apart_from_its_word():
    assert [run.symbol for run in runs(Kind("stress"), "nl")] == [True, False]


@pytest.mark.parametrize(
    "phrase",
    [Phrase("{n} of", {"m": Number(1)}), Phrase("of", strong=("n",))],
    ids=["no value", "unknown strong place"],
)
def test_a_place_without_a_value_stops_the_edition(phrase):
    with pytest.raises(PublicationError, match="no value for the place n"):
        plain(phrase, "en")


def test_an_unknown_code_stops_the_edition():
    with pytest.raises(PublicationError, match="tsunami"):
        plain(Kind("tsunami"), "nl")
