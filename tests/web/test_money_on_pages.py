"""Amounts of money as people write them: whole ones without decimals, others with two."""

import pytest
from django.utils.translation import override

from veerkracht.catalogue import register
from veerkracht.web.registers.naming import Naming, tell

FIELD = register("budget_lines").field("planned")


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [(1000.0, "€ 1000", "€ 1000"), (15000, "€ 15 000", "€ 15,000"), (1250.5, "€ 1250,50", "€ 1250.50")],
)
def test_an_amount_is_told_as_people_write_it(value, dutch, english):
    for language, words in (("nl", dutch), ("en", english)):
        with override(language):
            assert [one.words.replace("\u202f", " ") for one in tell(FIELD, value, Naming(language)).pieces] == [words]
