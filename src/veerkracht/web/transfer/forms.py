"""What somebody fills in to import a file."""

from __future__ import annotations

from typing import Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from veerkracht.web.registers.widgets import RadiosWidget
from veerkracht.web.transfer.plans import Policy

__all__ = ["ApplyForm", "ChoicesForm", "UploadForm"]

POLICIES: Final = (
    (Policy.UPDATE, _("change what is recorded already")),
    (Policy.SKIP, _("leave what is recorded already, add only what is new")),
    (Policy.STOP, _("stop if anything is recorded already")),
)


class ChoicesForm(forms.Form):
    """How to import."""

    policy = forms.ChoiceField(
        label=_("When a row is recorded already"), choices=POLICIES, initial=Policy.UPDATE, widget=RadiosWidget
    )
    clear_blanks = forms.BooleanField(
        label=_("A blank cell makes the answer unknown"), required=False,
        help_text=_("Without this, an answer stays as it is where the cell is blank."),
    )  # fmt: skip
    make_keys = forms.BooleanField(
        label=_("Rows without id get one made of their name"), required=False,
        help_text=_("Without this, a row without id is refused."),
    )  # fmt: skip


class UploadForm(ChoicesForm):
    """A file, and how to import it."""

    field_order = ("file", "policy", "clear_blanks", "make_keys")
    file = forms.FileField(
        label=_("File"), max_length=120, help_text=_("An Excel workbook (.xlsx), CSV, a ZIP of CSV files, or JSON of an export."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.zip,.json"}),
    )  # fmt: skip

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a kind of file that is no register."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if not (file.name or "").casefold().endswith((".xlsx", ".csv", ".zip", ".json")):
            raise forms.ValidationError(_("Choose a file that ends in .xlsx, .csv, .zip or .json."))
        return file


class ApplyForm(forms.Form):
    """The last word before an import is written."""

    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("The reason is kept in the history of each record."),
        error_messages={"required": _("Tell why.")},
    )  # fmt: skip
    only_right = forms.BooleanField(
        label=_("Take the right rows only, and leave out those that are not right"), required=False
    )

    def __init__(self, *args: object, refused: int, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # the signature of Django
        self.refused = refused

    def clean_only_right(self) -> bool:
        """Ask for this choice when rows are refused."""
        chosen: bool = self.cleaned_data["only_right"]
        if self.refused and not chosen:
            raise forms.ValidationError(_("Some rows are not right. Mend them in the file, or tick this."))
        return chosen
