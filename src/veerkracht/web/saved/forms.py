"""What is asked when a view is kept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from veerkracht.web.saved.models import NAME_LENGTH

__all__ = ["ViewForm"]


class ViewForm(forms.Form):
    """A name, and whether the team sees the view too."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("How do you call this view?"), max_length=NAME_LENGTH,
        help_text=_("Choose a short name that colleagues understand too."),
        error_messages={"required": _("Give the view a name."), "max_length": _("Use a shorter name.")},
    )  # fmt: skip
    shared = forms.BooleanField(label=_("Share it with the team"), required=False)
