"""Files of the pages: collected into the state folder with the hash of their content in their name."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

__all__ = ["HashedStorage", "collect"]

UNUSED: Final = ("ext", "htmx-4*", "htmax-4*")  # parts of libraries that no page loads


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """Names files by their content, also where one module imports another.

    Comments that name a source map are left alone: those maps are not shipped, and looking for them would fail.
    """

    support_js_module_import_aggregation = True
    patterns = tuple(
        (name, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for name, rules in CompressedManifestStaticFilesStorage.patterns
    )


def collect() -> bool:
    """Collect the files when those of the packages are others than at the last start.

    Returns
    -------
    bool
        Whether anything was done.
    """
    place, wanted = Path(settings.STATIC_ROOT), _digest()
    stamp = place / "collected.sha256"
    if (place / "staticfiles.json").is_file() and stamp.is_file() and stamp.read_text("ascii") == wanted:
        return False
    call_command("collectstatic", interactive=False, clear=place.is_dir(), verbosity=0, ignore_patterns=list(UNUSED))
    stamp.write_text(wanted, encoding="ascii")
    return True


def _digest() -> str:
    """Return one hash over the place, size and time of every file of the packages."""
    total = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            facts = (name, storage.size(name), storage.get_modified_time(name).timestamp())
            total.update(repr(facts).encode())
    return total.hexdigest()
