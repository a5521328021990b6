"""Telling the officers by mail what happened to an edition."""

from __future__ import annotations

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext

from veerkracht.web.editions.models import Freeze
from veerkracht.web.people.access import Role
from veerkracht.web.people.models import Assignment

__all__ = ["tell_taken_down"]


def tell_taken_down(key: int) -> None:
    """Tell every officer that an edition was taken down, and how to put it back; not what was erased."""
    frozen = Freeze.objects.filter(pk=key).select_related("record").first()
    if frozen is None:
        return
    for given in Assignment.objects.of(Role.OFFICER).select_related("user").order_by("pk"):
        with translation.override(given.user.language):
            send_mail(
                gettext("An edition was taken down"), _words(frozen, given.user.language), None, [given.user.email]
            )


def _words(frozen: Freeze, language: str) -> str:
    title = frozen.title.get(language) or next(iter(frozen.title.values()), frozen.name)
    return gettext(
        "Something in the edition ‘{title}’ was erased or withdrawn. Nobody can read the edition now.\n\n"
        "Build it again, look at it, and publish it. Then it is back, without what was erased."
    ).format(title=title)
