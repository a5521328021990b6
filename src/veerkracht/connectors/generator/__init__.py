"""The generator of Voorbeeldstad, a synthetic city for those who have no data yet."""

from veerkracht.connectors.generator.city import GeneratedCity, generate_city
from veerkracht.connectors.generator.people import GeneratedPeople, generate_people

__all__ = ["GeneratedCity", "GeneratedPeople", "generate_city", "generate_people"]
