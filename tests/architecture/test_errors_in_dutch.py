"""Every error that a user of the command line can meet has a Dutch sentence with the same places."""

import ast
from string import Formatter

import pytest

from veerkracht.connectors.http_faults import FAULTS, fault
from veerkracht.reports.translation import catalogue

MET_BY_USERS = {
    "UsageError", "InputError", "MissingDataError", "NetworkError", "PublicationError", "SettingError", "StoreError",
}  # fmt: skip


def _name(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _templates(tree):
    """The first argument of every error that is made with a written sentence."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node) in MET_BY_USERS]
    firsts = [call.args[0] for call in calls if call.args]
    return {first.value for first in firsts if isinstance(first, ast.Constant) and isinstance(first.value, str)}


def _of_network():
    return {fault(reason, "https://example.org", **_facts(found.template)).template for reason, found in FAULTS.items()}


def _facts(template):
    return dict.fromkeys(_places(template) - {"url"}, 1)


def _places(template):
    return {place for _text, place, _format, _conversion in Formatter().parse(template) if place}


@pytest.fixture(scope="module")
def templates(modules):
    return set().union(*(_templates(tree) for tree in modules.values())) | _of_network()


def test_every_error_of_a_user_has_a_dutch_sentence(templates):
    lacking = sorted(templates - catalogue().keys())
    assert not lacking, f"Add these to locale/nl/errors.po: {lacking}"


def test_a_dutch_error_names_the_same_facts(templates):
    wrong = [t for t in templates & catalogue().keys() if _places(t) != _places(catalogue()[t][0])]
    assert not wrong


def test_the_collector_finds_sentences_of_several_rooms(templates):
    assert "No language {language}. Choose nl or en." in templates
    assert any("What was fetched before is still in the cache." in template for template in templates)
    assert len(templates) > 100
