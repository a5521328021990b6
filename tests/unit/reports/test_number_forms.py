"""Numbers and dates as a reader of each language writes them."""

import math

import pytest

from veerkracht.errors import PublicationError
from veerkracht.reports.content import Number
from veerkracht.reports.words import format_date, format_number, format_value

THIN = "\u202f"


@pytest.mark.parametrize(
    ("number", "dutch", "english"),
    [
        (Number(537833), f"537{THIN}833", "537,833"),
        (Number(0.4, "index_points", 1, 0.1, 0.7), "0,4 punt (0,1 tot 0,7)", "0.4 points (0.1 to 0.7)"),
        (Number(1, "index_points"), "1 punt", "1 point"),
        (Number(3, "points", signed=True), "+3 procentpunt", "+3 percentage points"),
        (
            Number(-0.25, "points", 2, -0.4, -0.1),
            "−0,25 procentpunt (−0,40 tot −0,10)",
            "−0.25 percentage points (−0.40 to −0.10)",
        ),
        (Number(56.74, "percent", 1), "56,7%", "56.7%"),
        (Number(0.934, "probability"), "93%", "93%"),
        (Number(0.5, "probability", 0, 0.25, 0.75), "50% (25 tot 75)", "50% (25 to 75)"),
        (Number(2016, "year"), "2016", "2016"),
        (Number(12.3, "per_1000", 1), f"12,3 per 1{THIN}000", "12.3 per 1,000"),
        (Number(-1500, "eur"), f"−€\xa01{THIN}500", "−€1,500"),
        (Number(28.4, "eur_1000", 1), "€\xa028,4 duizend", "€28.4 thousand"),
        (Number(0, "persons"), "0 personen", "0 persons"),
        (Number(-0.04, decimals=1, signed=True), "0,0", "0.0"),
    ],
)
def test_a_number_has_the_form_of_the_language(number, dutch, english):
    assert (format_number(number, "nl"), format_number(number, "en")) == (dutch, english)


@pytest.mark.parametrize(
    ("status", "dutch", "english"),
    [
        ("O", "onbekend", "unknown"),
        ("Q", "afgeschermd", "withheld to protect people"),
        ("L", "niet gevraagd", "not asked"),
        ("M", "niet van toepassing", "not applicable"),
        ("K", "geteld bij een ander gebied", "counted with another area"),
    ],
)
def test_an_absent_value_is_a_word_that_says_why(status, dutch, english):
    absent = Number(None, "percent", status=status)
    assert (format_number(absent, "nl"), format_number(absent, "en")) == (dutch, english)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_value_that_is_not_finite_stops_the_edition(value):
    with pytest.raises(PublicationError, match="status"):
        format_number(Number(value), "nl")


def test_a_unit_without_words_stops_the_edition():
    with pytest.raises(PublicationError, match="furlong"):
        format_number(Number(1, "furlong"), "en")


def test_a_bare_figure_keeps_its_decimals():
    assert format_value(-1234.5, "nl", decimals=2) == f"−1{THIN}234,50"


def test_dates_are_in_words_with_the_day_first():
    assert (format_date("2021-03-01", "nl"), format_date("2021-03-01", "en")) == ("1 maart 2021", "1 March 2021")
