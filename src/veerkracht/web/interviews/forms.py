"""The forms of whoever holds an interview round."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from veerkracht.catalogue import register
from veerkracht.web.people.access import Reader
from veerkracht.web.registers.models import State
from veerkracht.web.registers.reading import readable, segments, title_of
from veerkracht.web.registers.typed import segment_of

__all__ = ["InviteForm", "ListForm", "MailForm"]

_LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
_MOST_BYTES = 200_000


class InviteForm(forms.Form):
    """Asks whom to invite."""

    use_required_attribute = False
    function_role = forms.CharField(label=_("Function"), max_length=300,
                                    help_text=_("The function of whom you ask. Never a name."))  # fmt: skip
    initiative = forms.ChoiceField(label=_("Initiative"), required=False)
    email = forms.EmailField(label=_("E-mail address"),
                             help_text=_("We send the link to it and do not keep the address."))  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=_LANGUAGES, initial="nl", widget=forms.RadioSelect
    )
    answer_by = forms.DateField(label=_("Answer please before"), required=False,
                                widget=forms.DateInput(attrs={"type": "date"}))  # fmt: skip

    def __init__(self, *args: Any, reader: Reader, **more: Any) -> None:  # Any: the signature of Django
        super().__init__(*args, **more)
        offered = [("", _("about something else")), *_initiatives(reader)]
        self.fields["initiative"] = forms.ChoiceField(label=_("Initiative"), required=False, choices=offered)


def _initiatives(reader: Reader) -> list[tuple[str, str]]:
    item = register("initiatives")
    places = segments(reader, item)
    found = readable(reader, item).exclude(state=State.ARCHIVED).order_by(f"title_{reader.language}", "external_id")
    return [(str(one.pk), title_of(one, places[segment_of(one)], reader.language)) for one in found]


class MailForm(forms.Form):
    """Asks where a reminder or message goes."""

    use_required_attribute = False
    email = forms.EmailField(label=_("E-mail address"),
                             help_text=_("We send the link to it and do not keep the address."))  # fmt: skip


class ListForm(forms.Form):
    """Takes a list of people to invite, typed or as a file."""

    use_required_attribute = False
    rows = forms.CharField(
        label=_("List"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One person per line: e-mail address; initiative; function; language. "
                    "A line with these words first may change the order."),
    )  # fmt: skip
    file = forms.FileField(label=_("Or a file (CSV)"), required=False)

    def clean(self) -> dict[str, Any]:  # Any: the signature of Django
        """Put the text of the file where the typed list stands."""
        given = super().clean() or {}
        file = given.get("file")
        if file and file.size > _MOST_BYTES:
            self.add_error("file", _("This list is too long. Split it."))
        elif file:
            given["rows"] = _text(file.read())
        if not (given.get("rows") or "").strip() and not self.errors:
            self.add_error("rows", _("Fill in at least one line."))
        return given


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
