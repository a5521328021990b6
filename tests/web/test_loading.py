"""A city starts with what its catalogue file records, and starting again changes nothing."""

import pytest

from veerkracht import catalogue
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.loading import load_areas, load_city
from veerkracht.web.registers.models import Area, Record


@pytest.mark.django_db
def test_the_hague_starts_with_all_that_is_recorded_of_it():
    made = load_city("the-hague", {})
    city = catalogue.load_city("the-hague")

    assert made["risks"] == city.risks.count().to_pyarrow().as_py() == 28
    assert (made["initiatives"], made["claims"], made["goals"], made["risk_links"]) == (11, 16, 5, 13)
    heat = Record.objects.get(register="risks", external_id="SH-HEAT")
    assert heat.published["name"] == {"nl": "extreme hitte", "en": "extreme heat"}


@pytest.mark.django_db
def test_starting_twice_makes_nothing_new_and_keeps_what_people_changed():
    load_city("the-hague", {})
    Record.objects.filter(external_id="SH-HEAT").update(values={"name": {"nl": "anders"}, "kind": "shock"})
    made = load_city("the-hague", {})

    assert sum(made.values()) == 0
    assert Record.objects.get(external_id="SH-HEAT").values["name"]["nl"] == "anders"


@pytest.mark.django_db
@pytest.mark.parametrize("city", ["amsterdam", "voorbeeldstad"])
def test_another_city_costs_no_other_code(city):
    assert load_city(city, {})["risks"] > 0


@pytest.mark.django_db
@pytest.mark.real_data
def test_the_areas_of_the_hague_come_with_their_names(data_dir):
    load_areas(catalogue.load_city("the-hague"), {"VEERKRACHT_DATA": str(data_dir)})

    assert Area.objects.get(name="Moerwijk", level="district").code.startswith("WK0518")
    assert Area.objects.filter(level="neighbourhood").count() > 100
    assert Reader().language == "nl"
