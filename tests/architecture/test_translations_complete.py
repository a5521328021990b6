"""Every English template in the package has a Dutch translation with the same places."""

import ast
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_AP, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import override
from django.utils.translation.template import templatize
from jinja2 import Environment, nodes

import veerkracht

PACKAGE = Path(veerkracht.__file__).parent
MARKERS = {"Phrase", "say", "translate", "translate_plural", "_", "mark", "gettext", "gettext_lazy", "ngettext"}


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _words(node: ast.expr | None) -> list[str]:
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value else []


def _templates_in_code(file: Path) -> set[str]:
    """The singular, or first argument, of every marked call; plurals stand behind it in the catalogue."""
    calls = (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call))
    marked = [call for call in calls if _name(call) in MARKERS]
    firsts = [word for call in marked for word in _words(call.args[0] if call.args else None)]
    named = [k.value for call in marked for k in call.keywords if k.arg in ("template", "plural")]
    return {*firsts, *(word for value in named for word in _words(value))}


def _templates_in_page(file: Path) -> set[str]:
    """The words of a page of the edition, or of the web application, each with templates of its own kind."""
    return _templates_of_django(file) if PACKAGE / "web" in file.parents else _templates_of_jinja(file)


def _templates_of_django(file: Path) -> set[str]:
    """Django turns a template into calls of gettext, as for its own collector of words."""
    calls = re.findall(
        r"gettext\((u?['\"].*?['\"])\s*[,)]", templatize(file.read_text("utf-8"), origin=str(file)), re.S
    )
    return {ast.literal_eval(call) for call in calls}


def _templates_of_jinja(file: Path) -> set[str]:
    tree = Environment(autoescape=True).parse(file.read_text("utf-8"))
    calls = [call for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Getattr)]
    words = {"t": 1, "count": 2}
    return {
        arg.value for call in calls for arg in call.args[: words.get(call.node.attr, 0)] if isinstance(arg, nodes.Const)
    }


@cache
def _messages() -> tuple:
    contents = [file.read_bytes() for file in sorted((PACKAGE / "locale" / "nl").glob("*.po"))]
    return tuple(message for content in contents for message in read_po(BytesIO(content), locale="nl") if message.id)


def _forms(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _translated() -> dict[str, tuple[str, ...]]:
    """Dutch forms of each singular and each plural that is ready for readers."""
    ready = [message for message in _messages() if not message.fuzzy and all(_forms(message.string))]
    return {english: _forms(message.string) for message in ready for english in _forms(message.id)}


def _places(template: str) -> set[str]:
    named = {place for _text, place, _format, _conversion in Formatter().parse(template) if place}
    return named | set(re.findall(r"%\((\w+)\)s", template))


def test_every_template_has_a_dutch_translation():
    code = {file: _templates_in_code(file) for file in PACKAGE.rglob("*.py")}
    pages = {file: _templates_in_page(file) for file in PACKAGE.rglob("templates/**/*.html")}
    ready = _translated().keys()
    lacking = {
        str(file.relative_to(PACKAGE)): sorted(used - ready) for file, used in (code | pages).items() if used - ready
    }
    assert not lacking, f"Add these to a .po file in locale/nl: {lacking}"


def test_a_dutch_translation_has_the_places_of_its_template():
    wrong = [
        (message.id, message.string)
        for message in _messages()
        if set().union(*map(_places, _forms(message.id))) != set().union(*map(_places, _forms(message.string)))
    ]
    assert not wrong


def test_no_template_has_two_different_dutch_translations():
    forms: dict[str, set] = {}
    for message in _messages():
        forms.setdefault(_forms(message.id)[0], set()).add(_forms(message.string))
    assert not {english: dutch for english, dutch in forms.items() if len(dutch) > 1}


def test_the_names_of_months_and_days_stay_those_of_the_calendar():
    """Django finds them in the same catalogue: a word of the house that is spelled alike would take their place."""
    with override(None):
        names = {
            str(name) for names in (MONTHS, MONTHS_3, MONTHS_AP, WEEKDAYS, WEEKDAYS_ABBR) for name in names.values()
        }
    assert "October" in names
    assert names & _translated().keys() == set()


def test_the_collector_finds_the_words_of_code_and_pages():
    assert "unknown" in _templates_in_code(PACKAGE / "reports" / "forms.py")
    site = PACKAGE / "web" / "site" / "templates" / "site"
    assert {"To the overview"} <= _templates_in_page(site / "problem.html")
    assert {"Resilience monitor %(city)s"} <= _templates_in_page(site / "base.html")
    assert {"Main menu", "Download:"} <= _templates_in_page(PACKAGE / "reports" / "templates" / "page.html") | (
        _templates_in_page(PACKAGE / "reports" / "templates" / "blocks.html")
    )


def test_words_for_readers_have_curly_quotes():
    straight = [
        form for message in _messages() for form in (*_forms(message.id), *_forms(message.string)) if "'" in form
    ]
    assert not straight, "Write ’ in a word, and ‘…’ around words"
