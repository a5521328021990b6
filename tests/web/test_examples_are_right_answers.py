"""Each example beside a field can be filled in as it stands, in both languages."""

import pytest

from veerkracht.catalogue import registers
from veerkracht.connectors.form_answers import AnswerError
from veerkracht.web.registers.answers import Places, read_answer

ANYWHERE = Places(find=lambda register, text: text, areas={})
UNCHECKED = ("area",)  # areas depend on the city that is loaded


def wrong(field):
    """Return the examples of a field that are no right answer to it."""
    found = []
    for example in field.example:
        try:
            told = read_answer(field, example, ANYWHERE)
        except AnswerError:
            told = None
        if told is None:
            found.append(example)
    return found


@pytest.mark.parametrize("name", registers())
def test_an_example_is_a_right_answer(name):
    checked = [field for field in registers()[name].fields if field.kind not in UNCHECKED]
    assert {field.id: wrong(field) for field in checked if wrong(field)} == {}


@pytest.mark.parametrize("name", registers())
def test_every_word_for_a_choice_is_read_as_that_choice(name):
    read = {
        (field.id, choice.code, word): read_answer(field, [word] if field.many else word, ANYWHERE)
        for field in registers()[name].fields
        for choice in field.choices
        for word in (choice.code, choice.label.nl.upper(), choice.label.en, *choice.aliases)
    }
    wanted = {key: [key[1]] if registers()[name].field(key[0]).many else key[1] for key in read}
    assert {key: told for key, told in read.items() if told != wanted[key]} == {}


@pytest.mark.parametrize("word", ["-1", "\N{MINUS SIGN}1", " - ", "Maakt het minder erg"])
def test_a_sign_of_less_is_never_read_as_more(word):
    assert read_answer(registers()["risk_links"].field("sign"), word, ANYWHERE) == "-1"


def test_digits_that_fit_two_choices_are_refused():
    with pytest.raises(AnswerError):
        read_answer(registers()["risk_links"].field("sign"), "(1)", ANYWHERE)
