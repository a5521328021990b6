"""The definitions of registers: words in both languages, plain help, known capabilities, careful visibility."""

import re
import tomllib
from importlib.resources import files

import pytest

from veerkracht.catalogue import register
from veerkracht.catalogue.definitions import read_toml
from veerkracht.catalogue.registers import VISIBILITIES

NAMES = sorted(item.name[:-5] for item in files("veerkracht.catalogue").joinpath("registers").iterdir())
CAPABILITIES = {item["id"]: item for item in read_toml("capabilities.toml")["capability"]}
LONGEST_HELP = 25  # words: what can be read at a glance beside a field
SAME_IN_DUTCH = {
    "budget", "code", "effect", "indicator", "instrument", "matrix", "maximum", "minimum", "partner", "partners",
    "platform", "status", "website",
}  # fmt: skip
FAMILIAR = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
KEPT_AS_ASKED = {"Wie heb je ontmoet (functieomschrijving)"}  # a question of the form that cities use already
FORM_OF = {"initiatives": "initiatives", "risks": "risk_statements", "claims": "claims", "sources": "sources"}
PARENTS = {"risk"}  # a statement belongs to its risk, so that the risk is no field of it


def all_words(item):
    """Yield all words of a register that a reader sees."""
    yield from (item.label, item.one, item.question, item.empty)
    yield from (group.label for group in item.groups)
    yield from (rule.message for rule in item.rules)
    for field in item.fields:
        yield from (field.label, field.help, field.example)
        yield from (choice.label for choice in field.choices)


@pytest.mark.parametrize("name", NAMES)
def test_every_definition_loads_under_the_name_of_its_file(name):
    assert register(name).id == name


@pytest.mark.parametrize("name", NAMES)
def test_every_field_has_label_help_and_example_in_both_languages(name):
    item = register(name)
    lacking = [field.id for field in item.fields if not all((*field.label, *field.help, *field.example))]
    assert lacking == []
    assert [words for words in all_words(item) if not all(words)] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_help_is_longer_than_25_words(name):
    long = [field.id for field in register(name).fields if max(len(text.split()) for text in field.help) > LONGEST_HELP]
    assert long == []


@pytest.mark.parametrize("name", NAMES)
def test_a_dutch_label_is_no_english_id(name):
    bare = [field.id for field in register(name).fields if field.label.nl.lower() == field.id.replace("_", " ")]
    assert set(bare) - SAME_IN_DUTCH == set()


@pytest.mark.parametrize("name", NAMES)
def test_readers_are_addressed_politely_in_dutch(name):
    familiar = {words.nl for words in all_words(register(name)) if FAMILIAR.search(words.nl)}
    assert familiar - KEPT_AS_ASKED == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_capability_that_is_served_is_known(name):
    assert set(register(name).serves) - set(CAPABILITIES) == set()


def test_each_of_the_67_capabilities_has_a_title_in_both_languages():
    assert len(CAPABILITIES) == 67
    titles = [(item["label_nl"], item["label_en"]) for item in CAPABILITIES.values()]
    assert all(nl and en and nl != en for nl, en in titles)


@pytest.mark.parametrize("name", NAMES)
def test_accounts_are_seen_by_the_team_at_most(name):
    team = VISIBILITIES.index("team")
    wide = [f.id for f in register(name).fields if f.kind == "person" and VISIBILITIES.index(f.visibility) < team]
    assert wide == []


@pytest.mark.parametrize("name", NAMES)
def test_a_record_is_named_by_words_of_its_own(name):
    item = register(name)
    assert item.field(item.title).kind not in ("link", "area", "person", "yes_no")


@pytest.mark.parametrize("name", NAMES)
def test_a_list_shows_a_handful_of_columns_that_all_can_see(name):
    item = register(name)
    assert 2 <= len(item.columns) <= 7
    assert len(set(item.columns)) == len(item.columns)


@pytest.mark.parametrize("name", NAMES)
def test_fields_stand_in_the_order_of_their_groups(name):
    item = register(name)
    order = [group.id for group in item.groups]
    places = [order.index(field.group) for field in item.fields if field.group]
    assert places == sorted(places)


@pytest.mark.parametrize("name", NAMES)
def test_moves_name_every_state_and_lead_to_known_ones(name):
    for rule in register(name).rules:
        if rule.kind == "moves":
            codes = {choice.code for choice in register(name).field(rule.fields[0]).choices}
            assert {state for state, _ in rule.moves} == codes
            assert {state for _, to in rule.moves for state in to} <= codes


@pytest.mark.parametrize("name", NAMES)
def test_conditions_of_rules_name_known_codes(name):
    item = register(name)
    for rule in item.rules:
        if rule.when_field and rule.when_values and item.field(rule.when_field).choices:
            codes = {choice.code for choice in item.field(rule.when_field).choices}
            assert set(rule.when_values) <= codes


@pytest.mark.parametrize("form", FORM_OF)
def test_every_column_of_a_form_can_be_recorded_under_the_same_codes(form):
    item = register(FORM_OF[form])
    lost = []
    for column in read_form(form):
        field_id = re.sub(r"_(nl|en)$", "", column["id"])
        own_id = column["id"] == form.removesuffix("s")
        if own_id or column["id"] in PARENTS:
            continue
        if not item.has(field_id) or set(codes_of(column)) - {choice.code for choice in item.field(field_id).choices}:
            lost.append(column["id"])
    assert lost == []


def read_form(form):
    """Return the columns of a form that people fill in."""
    text = files("veerkracht.connectors").joinpath(f"{form}_columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["column"]


def codes_of(column):
    """Return the codes that a column of a form knows."""
    return [value["code"] for value in column.get("values", [])]


@pytest.mark.parametrize(
    ("part", "key", "name", "field"),
    [
        ("risk", "kind", "risks", "kind"), ("risk", "in_strategy", "risks", "in_strategy"),
        ("link", "sign", "risk_links", "sign"), ("initiative", "track", "initiatives", "track"),
        ("initiative", "status", "initiatives", "status"),
        ("initiative", "in_strategy", "initiatives", "in_strategy"),
        ("initiative", "status_certainty", "initiatives", "status_certainty"),
        ("initiative", "goal_certainty", "initiatives", "goal_certainty"),
    ],
)  # fmt: skip
def test_every_code_in_the_facts_of_the_hague_can_be_recorded(part, key, name, field):
    found = {str(record[key]) for record in read_toml("cities/the-hague.toml")[part] if key in record}
    assert found <= {choice.code for choice in register(name).field(field).choices}
