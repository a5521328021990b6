"""What in a text may tell who somebody is."""

import pytest

from veerkracht.web.registers.personal import traces_in


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Mail naar a.jansen@voorbeeld.nl graag", "mail", "a.jansen@voorbeeld.nl"),
        ("Bel 06-12345678 na zes uur", "phone", "06-12345678"),
        ("Bel +31 6 12 34 56 78", "phone", "+31 6 12 34 56 78"),
        ("Bel (070) 123 45 67", "phone", "070) 123 45 67"),
        ("Ik woon op 2532 AB 14", "postcode", "2532 AB 14"),
        ("Bij 2532AB is het donker", "postcode", "2532AB"),
        ("De lamp bij Laakweg 12b is stuk", "house", "Laakweg 12b"),
        ("Mijn nummer is 111222333", "number", "111222333"),
        ("Vraag het aan meneer El Amrani", "name", "meneer El Amrani"),
        ("Mijn naam is Fatima Yilmaz", "name", "Mijn naam is Fatima Yilmaz"),
        ("Buurvrouw Ans regelt de sleutel", "name", "Buurvrouw Ans"),
        ("Getekend: J. van der Berg", "name", "J. van der Berg"),
    ],
)
def test_what_points_to_a_person_is_found(text, kind, words):
    assert [(one.kind, one.words) for one in traces_in(text)] == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Wanneer komt de bank op het Jacob van Campenplein?",
        "In 2027 waren er 1.250 woningen, waarvan 340 sociale huur.",
        "De lantaarns in de Laakweg zijn stuk.",
        "Het kost 123456789 euro.",
        "Kan de gemeente Den Haag dit voor 1-9-2027 doen?",
        "Wie belt er met Stedin over de storing?",
    ],
)
def test_ordinary_sentences_are_left_alone(text):
    assert traces_in(text) == []
