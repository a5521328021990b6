"""A city is a file, and a mistake in it is told by its name."""

from dataclasses import replace

import pytest

from veerkracht import catalogue
from veerkracht.catalogue import cities
from veerkracht.errors import CatalogueError, UsageError


@pytest.fixture
def written(monkeypatch):
    """The file of Amsterdam as another city, to be changed."""
    record = cities.read_toml("cities/amsterdam.toml")
    copy = {name: dict(part) for name, part in record.items()}
    copy["city"] |= {"id": "elsewhere", "municipality": "GM0001"}
    monkeypatch.setattr(cities, "_city_files", lambda: {"elsewhere": "elsewhere.toml", "the-hague": "the-hague.toml"})
    real = cities.read_toml
    monkeypatch.setattr(cities, "read_toml", lambda name: copy if name == "cities/elsewhere.toml" else real(name))
    return copy


def test_a_second_city_costs_a_file(written):
    amsterdam = replace(catalogue.load_city("elsewhere"), risks=None, links=None, initiatives=None, claims=None)
    assert (amsterdam.municipality, amsterdam.register) == ("GM0001", "common")


@pytest.mark.parametrize(("part", "name"), [("city", "edition"), ("city", "name"), ("development", "problems")])
def test_a_file_that_lacks_a_part_is_told_with_that_part(written, part, name):
    del written[part][name]
    with pytest.raises(CatalogueError, match=rf"cities/elsewhere\.toml is not complete: .*{name}"):
        catalogue.load_city("elsewhere")


def test_a_city_without_a_file_is_told_with_those_that_have_one():
    with pytest.raises(UsageError, match="amsterdam"):
        catalogue.load_city("atlantis")
