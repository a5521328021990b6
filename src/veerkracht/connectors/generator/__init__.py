"""The generator of Voorbeeldstad, a synthetic city for those who have no data yet."""

from veerkracht.connectors.generator.city import GeneratedCity, generate_city

__all__ = ["GeneratedCity", "generate_city"]
