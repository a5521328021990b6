"""Which edition other rooms show the figures of: the one that counts now."""

from __future__ import annotations

from django.urls import reverse

from veerkracht.web.editions.models import Freeze
from veerkracht.web.interpretation.figures import EditionShown

__all__ = ["shown_edition"]


def shown_edition() -> EditionShown | None:
    """Return the edition that everybody reads, while its files are there."""
    frozen = Freeze.objects.current()
    build = frozen.build if frozen else None
    if frozen is None or build is None or not build.folder_name or not build.folder.is_dir():
        return None
    return EditionShown(frozen.name, build.folder, reverse("edition", args=(frozen.name,)))
