"""The short form at the table: who says what, and what somebody will do with it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from veerkracht.catalogue import register
from veerkracht.web.registers.answers import LONGEST_TEXT
from veerkracht.web.registers.fields import in_words

__all__ = ["StatementForm"]

Option = tuple[str, str]
_LINE: Final = {"autocomplete": "off"}


class StatementForm(forms.Form):
    """Takes what one speaker says."""

    use_required_attribute = False
    speaker = forms.ChoiceField(label=_("Who speaks? (role)"), error_messages={"required": _("Choose the role.")})
    position = forms.ChoiceField(label=_("Is the picture right?"), widget=forms.RadioSelect,
                                 error_messages={"required": _("Choose agree, partly or disagree.")})  # fmt: skip
    explanation = forms.CharField(
        label=_("Why?"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nothing by which somebody can be recognised."), error_messages={"required": _("Write down why.")},
    )  # fmt: skip
    area = forms.ChoiceField(label=_("Area"), required=False)
    action = forms.CharField(label=_("What will somebody do?"), max_length=LONGEST_TEXT, required=False,
                             widget=forms.TextInput(attrs=_LINE))  # fmt: skip
    action_owner_role = forms.CharField(label=_("Who does it? (function)"), max_length=LONGEST_TEXT, required=False,
                                        widget=forms.TextInput(attrs=_LINE))  # fmt: skip
    due = forms.DateField(label=_("Done by"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, areas: list[Option], language: str, **more: Any) -> None:  # Any: as Django has it
        super().__init__(*args, **more)
        for name in ("speaker", "position"):
            choices = [
                (one.code, in_words(one.label, language)) for one in register("interpretations").field(name).choices
            ]
            self.fields[name].choices = choices if name == "position" else [("", "–"), *choices]  # type: ignore[attr-defined]  # a field of choices
            self.fields[name].widget.choices = self.fields[name].choices  # type: ignore[attr-defined]  # as above
        self.fields["area"].choices = [("", _("the whole figure")), *areas]  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:  # Any: the signature of Django
        """Ask who and when where somebody will do something."""
        given = super().clean() or {}
        if given.get("action"):
            for name, words in (("action_owner_role", _("Fill in who does it.")), ("due", _("Fill in by when."))):
                if not given.get(name) and not self.has_error(name):
                    self.add_error(name, words)
        return given
