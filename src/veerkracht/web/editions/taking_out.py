"""Taking records out of frozen bundles and of what was built from them, so that no trace stays in any file."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from veerkracht.catalogue import registers
from veerkracht.connectors.register_bundle import BundleRecord, RegisterBundle, digest_of
from veerkracht.errors import VeerkrachtError
from veerkracht.web.audit.models import log
from veerkracht.web.editions.building import remove_files
from veerkracht.web.editions.freezing import bundle_file, frozen_bundle
from veerkracht.web.editions.keeping import note
from veerkracht.web.editions.models import Build, Freeze, Redaction
from veerkracht.web.editions.quoting import QUOTES
from veerkracht.web.registers.loading import SYSTEM
from veerkracht.web.registers.models import Record

__all__ = ["all_taken_out", "finish_taking_out", "without"]

_LOG = logging.getLogger(__name__)
PATIENCE: Final = timedelta(minutes=5)

Gone = Collection[tuple[str, str]]
"""Register and key of records."""


def without(bundle: RegisterBundle, gone: Gone) -> RegisterBundle:
    """Return a bundle without some records, links to them, texts on their pages and their place in key figures."""
    kept = {
        name: tuple(_unlinked(name, record, gone) for record in records if (name, record.id) not in gone)
        for name, records in bundle.registers.items()
    }
    texts = tuple(_unlinked("edition_texts", text, gone) for text in bundle.texts if not _is_about(text, gone))
    before = None if bundle.before is None else dict(_unnamed(bundle.before, gone))
    return replace(bundle, registers=kept, texts=texts, before=before)


def _unlinked(register_id: str, record: BundleRecord, gone: Gone) -> BundleRecord:
    targets = {field.id: field.target for field in registers()[register_id].link_fields}
    if register_id == QUOTES:
        targets["initiative"] = "initiatives"
    values = {
        name: _still(value, targets[name], gone) if name in targets else value for name, value in record.values.items()
    }
    return replace(record, values={name: value for name, value in values.items() if value or name not in targets})


def _still(value: Any, target: str, gone: Gone) -> Any:  # Any: a key, or several
    if isinstance(value, list | tuple):
        return [one for one in value if (target, one) not in gone]
    return None if (target, value) in gone else value


def _is_about(text: BundleRecord, gone: Gone) -> bool:
    page = str(text.values.get("place", "")).rpartition(".")[0]
    return any(page == f"{register_id}/{key}" for register_id, key in gone)


def _unnamed(before: Any, gone: Gone) -> Iterator[tuple[str, Any]]:  # Any: JSON
    for part, value in before.items():
        known = isinstance(value, dict)
        yield part, {key: told for key, told in value.items() if (part, key) not in gone} if known else value


def finish_taking_out() -> bool:
    """Take out of files all that waits for it, and tell whether nothing waits any more.

    Notes
    -----
    Doing it again does no harm: each step looks at what is there. What fails stays on the list, shows in the health
    of the application, and is tried again.
    """
    for frozen in Freeze.objects.filter(redactions__isnull=False).distinct():
        try:
            _take_out(frozen)
        except (OSError, VeerkrachtError):
            _LOG.exception("edition %s", frozen.pk)
    try:
        remove_files()
    except OSError:
        _LOG.exception("files of builds")
    return not (Redaction.objects.exists() or Build.objects.removable().exists())


def all_taken_out() -> bool:
    """Tell whether nothing waits long to be taken out of files."""
    long_ago = timezone.now() - PATIENCE
    late = Build.objects.removable().filter(ended_at__lt=long_ago)
    return not (late.exists() or Redaction.objects.filter(asked_at__lt=long_ago).exists())


def _take_out(frozen: Freeze) -> None:
    asked = list(frozen.redactions.all())
    old = frozen.digest
    bundle = without(frozen_bundle(frozen), {(one.register, one.key) for one in asked})
    frozen.digest = digest_of(bundle)
    bundle_file(frozen, bundle)
    _note(frozen, old, len(asked))
    for path in frozen.folder.glob("*.json"):
        if path != frozen.file:
            path.unlink()
    Redaction.objects.filter(pk__in=[one.pk for one in asked]).delete()


def _note(frozen: Freeze, old: str, count: int) -> None:
    """Give the freeze its new hash, and keep the old one in the log only."""
    with transaction.atomic():
        Freeze.objects.filter(pk=frozen.pk).update(digest=frozen.digest)
        record = Record.objects.select_for_update().filter(freezes=frozen.pk).first()
        if record is not None and record.values.get("fingerprint") == old:
            note(record, {"fingerprint": frozen.digest}, action="redact")
        log("edition.redacted", f"editions/{frozen.name}", actor=SYSTEM.label, n=count, old=old, new=frozen.digest)
