"""The filter of the log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from veerkracht.web.audit.words import words_of

__all__ = ["LogFilter"]


class LogFilter(forms.Form):
    """Which entries to show."""

    action = forms.ChoiceField(label=_("What was done"), required=False)
    subject = forms.CharField(
        label=_("On what, or by whom"), required=False, max_length=200,
        help_text=_("For example: risks, risks/ and an id, or user:12."),
    )  # fmt: skip
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("Up to and including"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, actions: list[str], **kwargs: Any) -> None:  # Any: as Django gives them
        super().__init__(*args, **kwargs)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)  # declared so above
        field.choices = [("", _("anything")), *((action, words_of(action)) for action in actions)]

    def wanted(self) -> dict[str, Any]:  # Any: days and words
        """Return what was chosen; a field that cannot be read is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
