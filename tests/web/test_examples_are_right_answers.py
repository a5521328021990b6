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
