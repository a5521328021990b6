"""What can be recorded in comparable systems can be recorded here too, each under its plain name."""

import pytest

from veerkracht.catalogue import registers
from veerkracht.catalogue.definitions import read_toml

LEAST_SHARE = 0.8
SYSTEMS = {system["id"]: system for system in read_toml("comparable_fields.toml")["system"]}
RECORDED = {
    name: f"{register.id}.{field.id}"
    for register in registers().values()
    for field in register.fields
    for name in field.same_as
}


def listed(system):
    """Return all fields of a system: those said to be recorded here and those left out."""
    return [*system["fields"], *(item["field"] for item in system["left_out"])]


@pytest.mark.parametrize("system", SYSTEMS)
def test_four_in_five_fields_of_a_comparable_system_can_be_recorded(system):
    fields = listed(SYSTEMS[system])
    found = [field for field in fields if f"{system}:{field}" in RECORDED]
    assert len(found) >= LEAST_SHARE * len(fields)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_field_is_either_recorded_or_left_out_with_a_reason(system):
    fields = listed(SYSTEMS[system])
    assert len(fields) == len(set(fields))
    assert [field for field in SYSTEMS[system]["fields"] if f"{system}:{field}" not in RECORDED] == []
    assert [item["field"] for item in SYSTEMS[system]["left_out"] if not item["reason"]] == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_register_names_a_field_that_the_system_does_not_have(system):
    known = {f"{system}:{field}" for field in SYSTEMS[system]["fields"]}
    named = {name for name in RECORDED if name.startswith(f"{system}:")}
    assert named - known == set()
