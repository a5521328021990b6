"""Every fact in the file of a city is a right answer to a field of a register."""

import pytest

from veerkracht.catalogue import register
from veerkracht.catalogue.definitions import read_toml
from veerkracht.web.registers.answers import Places, read_answer

ANYWHERE = Places(find=lambda register, text: text, areas={})
FIELD_OF = {
    "risk": ("risks", {"label": "name"}),
    "link": ("risk_links", {"statement": "mechanism"}),
    "goal": ("goals", {"label": "name"}),
    "initiative": ("initiatives", {"known": "description", "areas": "place"}),
    "claim": ("claims", {"sources": "reference", "subjects": "risks"}),
}  # fmt: skip


def filled_in(value):
    """Tell whether a fact is known; words are known when one language is."""
    return any(value.values()) if isinstance(value, dict) else bool(value)


@pytest.mark.parametrize("city", ["the-hague", "voorbeeldstad"])
@pytest.mark.parametrize("part", FIELD_OF)
def test_every_known_fact_of_a_city_is_kept_by_a_field(city, part):
    name, renamed = FIELD_OF[part]
    item = register(name)
    for record in read_toml(f"cities/{city}.toml").get(part, []):
        known = {key: value for key, value in record.items() if key != "id" and filled_in(value)}
        for key, value in known.items():
            assert read_answer(item.field(renamed.get(key, key)), value, ANYWHERE) is not None, (record["id"], key)
