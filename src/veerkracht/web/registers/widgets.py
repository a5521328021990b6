"""How an answer is asked for: one input per kind of field, all without script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.datastructures import MultiValueDict

__all__ = [
    "LANGUAGES",
    "BilingualWidget",
    "CheckboxesWidget",
    "DayWidget",
    "RadiosWidget",
    "SuggestedWidget",
    "lines_of",
]

LANGUAGES: Final = ("nl", "en")
_ISO_LENGTH: Final = len("2027-03-15")
_SPARE: Final = 3
Attributes = dict[str, Any]  # Any: as Django takes them
Sent = Mapping[str, Any]  # Any: a form as it was sent


class BilingualWidget(forms.Widget):
    """A text in Dutch and in English, side by side."""

    template_name = "registers/widgets/bilingual.html"
    use_fieldset = True

    def __init__(self, *, rows: int = 0, attrs: Attributes | None = None) -> None:
        super().__init__(attrs)
        self.rows = rows

    def get_context(self, name: str, value: Any, attrs: Attributes | None) -> dict[str, Any]:  # Any: Django's
        """Give the template one part per language."""
        context = super().get_context(name, value, attrs)
        words = value if isinstance(value, dict) else {"nl": value or ""}
        identity = context["widget"]["attrs"].get("id", "")
        context["widget"]["rows"] = self.rows
        context["widget"]["parts"] = [
            {"name": f"{name}-{code}", "id": f"{identity}-{code}", "language": code, "value": words.get(code) or ""}
            for code in LANGUAGES
        ]
        return context

    def value_from_datadict(self, data: Sent, files: Any, name: str) -> dict[str, str]:  # Any: Django's
        """Return the text per language."""
        return {code: data.get(f"{name}-{code}", "") for code in LANGUAGES}

    def value_omitted_from_data(self, data: Sent, files: Any, name: str) -> bool:  # Any: Django's
        """Tell whether the form did not hold this question."""
        return not any(f"{name}-{code}" in data for code in LANGUAGES)

    def id_for_label(self, id_: str) -> str:
        """Return the input to go to from a list of errors."""
        return f"{id_}-{LANGUAGES[0]}"


class DayWidget(forms.DateInput):
    """A whole date: the calendar of the browser, or the text as it was typed when that is no date."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: Attributes | None) -> dict[str, Any]:  # Any: Django's
        """Show what was typed as text when a calendar would drop it."""
        context = super().get_context(name, value, attrs)
        text = str(value or "")
        if text and (len(text) != _ISO_LENGTH or text.count("-") != 2 or not text.replace("-", "").isdigit()):
            context["widget"]["type"] = "text"
        return context

    def format_value(self, value: Any) -> str | None:  # Any: Django's
        """Return the date as it is kept."""
        return str(value) if value else None


class RadiosWidget(forms.RadioSelect):
    """One of a few."""

    template_name = "registers/widgets/radios.html"


class CheckboxesWidget(forms.CheckboxSelectMultiple):
    """Any of a list, by group where there are groups, with a filter where the list is long."""

    template_name = "registers/widgets/checkboxes.html"
    LONG = 12

    def get_context(self, name: str, value: Any, attrs: Attributes | None) -> dict[str, Any]:  # Any: Django's
        """Tell the template how long the list is and which groups hold something chosen."""
        context = super().get_context(name, value, attrs)
        groups = [
            {"label": label, "options": options, "chosen": sum(option["selected"] for option in options)}
            for label, options, _ in context["widget"]["optgroups"]
        ]
        context["widget"]["groups"] = _joined(groups)
        context["widget"]["long"] = sum(len(group["options"]) for group in groups) > self.LONG
        return context


def _joined(groups: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:  # Any: groups of options of Django
    """Put options without a group in one group; Django makes one for each."""
    found: dict[str, dict[str, Any]] = {}  # Any: as above
    for group in groups:
        known = found.setdefault(str(group["label"] or ""), {**group, "options": [], "chosen": 0})
        known["options"] += group["options"]
        known["chosen"] += group["chosen"]
    return list(found.values())


class SuggestedWidget(forms.Widget):
    """One or more of very many: what is chosen already, and inputs that suggest while one types."""

    template_name = "registers/widgets/suggested.html"

    def __init__(self, *, address: str, known: Mapping[str, str], many: bool, attrs: Attributes | None = None) -> None:
        super().__init__(attrs)
        self.address, self.known, self.many = address, known, many
        self.use_fieldset = many

    def get_context(self, name: str, value: Any, attrs: Attributes | None) -> dict[str, Any]:  # Any: Django's
        """Give the template what was chosen and the inputs to add more."""
        context = super().get_context(name, value, attrs)
        texts = lines_of(value)
        chosen = [(text, self.known[text]) for text in texts if text in self.known]
        typed = [text for text in texts if text not in self.known]
        spare = [""] * _SPARE
        own = [typed[0] if typed else chosen[0][1] if chosen else ""]
        given = context["widget"]["attrs"]
        context["widget"] |= {
            "described": given.get("aria-describedby", ""), "invalid": given.get("aria-invalid", ""),
            "address": self.address, "chosen": chosen if self.many else [],
            "typed": [*typed, *spare] if self.many else own,
        }  # fmt: skip
        return context

    def value_from_datadict(self, data: Sent, files: Any, name: str) -> Any:  # Any: Django's
        """Return what was chosen and typed."""
        found = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name)
        return found if self.many else next(iter(lines_of(found)), "")

    def id_for_label(self, id_: str) -> str:
        """Return the first input."""
        return f"{id_}-0"


def lines_of(value: Any) -> list[str]:  # Any: nothing, one answer or a list
    """Return answers as texts, the blank ones left out.

    Examples
    --------
    >>> lines_of(None), lines_of("a"), lines_of(["a", "", None])
    ([], ['a'], ['a'])
    """
    listed = value if isinstance(value, list | tuple) else [value]
    return [str(part) for part in listed if part not in (None, "")]
