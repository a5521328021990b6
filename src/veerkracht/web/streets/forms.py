"""The short forms of the street: a question of a resident, and the few taps of a worker."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from veerkracht.catalogue import register
from veerkracht.web.registers.answers import LONGEST_TEXT
from veerkracht.web.registers.fields import in_words

__all__ = ["AnswerForm", "AskForm", "PromiseForm", "RefusalForm", "WriteForm"]

_BOX: Final = forms.Textarea(attrs={"rows": 3})
_TERMS: Final = [
    ("week", _("in a week")), ("two-weeks", _("in two weeks")), ("month", _("in a month")),
    ("quarter", _("in three months")), ("own", _("on another day")),
]  # fmt: skip


class AskForm(forms.Form):
    """Takes a question of a resident; `website` is for programs only, a person leaves it empty."""

    use_required_attribute = False
    question = forms.CharField(
        label=_("Your question"), max_length=LONGEST_TEXT, widget=_BOX,
        help_text=_("Write no names, house numbers or phone numbers: everybody can read your question."),
        error_messages={"required": _("Write down your question.")},
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Where can we reach you?"), max_length=LONGEST_TEXT, required=False,
        help_text=_("You need not fill this in. Only the worker of the street sees it, to answer you."),
    )  # fmt: skip
    website = forms.CharField(label=_("Leave this empty"), required=False, widget=forms.TextInput(
        attrs={"autocomplete": "off", "tabindex": "-1"}))  # fmt: skip


class WriteForm(forms.Form):
    """Takes a question that a worker heard."""

    use_required_attribute = False
    question = forms.CharField(
        label=_("What was asked?"), max_length=LONGEST_TEXT, widget=_BOX,
        help_text=_("In the words of who asked it. No names or house numbers."),
        error_messages={"required": _("Write down the question.")},
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("Where was it asked?"), required=False, widget=forms.RadioSelect)
    asker_contact = forms.CharField(
        label=_("Contact of the asker"), max_length=LONGEST_TEXT, required=False,
        help_text=_("Only if the asker wants an answer and agrees. Residents do not see it."),
    )  # fmt: skip

    def __init__(self, *args: Any, language: str, **more: Any) -> None:  # Any: the signature of Django
        super().__init__(*args, **more)
        choices = register("promises").field("channel").choices
        offered = [(one.code, in_words(one.label, language)) for one in choices]
        self.fields["channel"] = forms.ChoiceField(
            label=_("Where was it asked?"), required=False, widget=forms.RadioSelect, choices=offered
        )


class PromiseForm(forms.Form):
    """Takes what was promised, by which function, and by when."""

    use_required_attribute = False
    promise = forms.CharField(label=_("What was promised?"), max_length=LONGEST_TEXT, widget=_BOX,
                              error_messages={"required": _("Write down what exactly is going to happen.")})  # fmt: skip
    promised_by = forms.CharField(
        label=_("By whom (function)"), max_length=LONGEST_TEXT, help_text=_("A function, never a name."),
        widget=forms.TextInput(attrs={"list": "functions"}), error_messages={"required": _("Fill in the function.")},
    )  # fmt: skip
    term = forms.ChoiceField(label=_("By when?"), choices=_TERMS, widget=forms.RadioSelect,
                             error_messages={"required": _("Choose by when.")})  # fmt: skip
    due = forms.DateField(label=_("Another day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    due_moved_reason = forms.CharField(
        label=_("Why later?"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("Only if the day is moved. The street reads it."),
    )

    def clean(self) -> dict[str, Any]:  # Any: the signature of Django
        """Ask for a day where another day was chosen."""
        given = super().clean() or {}
        if given.get("term") == "own" and not given.get("due"):
            self.add_error("due", _("Fill in the day."))
        return given


class AnswerForm(forms.Form):
    """Takes what came of a question."""

    use_required_attribute = False
    outcome = forms.ChoiceField(
        label=_("What is the answer?"), widget=forms.RadioSelect,
        choices=[("kept", _("it was done")), ("answered_no", _("the answer is no"))],
        error_messages={"required": _("Choose whether it was done.")},
    )  # fmt: skip
    answer = forms.CharField(label=_("Tell the street"), max_length=2000, widget=_BOX,
                             help_text=_("What happened? So that the asker understands it."),
                             error_messages={"required": _("Write down the answer.")})  # fmt: skip


class RefusalForm(forms.Form):
    """Takes why a question is not taken up."""

    use_required_attribute = False
    refused_reason = forms.CharField(
        label=_("Why not, and who is in charge of it?"), max_length=2000, widget=_BOX,
        error_messages={"required": _("Tell why. Without a reason a question cannot be refused.")},
    )  # fmt: skip
