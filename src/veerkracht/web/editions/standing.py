"""How an edition stands: what was frozen and built of it, what can be done next, and with what it is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from veerkracht.catalogue import Register
from veerkracht.connectors.register_bundle import RegisterBundle
from veerkracht.errors import VeerkrachtError
from veerkracht.reports.content import Language
from veerkracht.reports.translation import translate
from veerkracht.web.editions.bundles import bundle_of, waiting_parts
from veerkracht.web.editions.files import address_of, start_page
from veerkracht.web.editions.freezing import DRAFT, frozen_bundle, last_before
from veerkracht.web.editions.models import Build, Freeze
from veerkracht.web.people.access import Action, Reader
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import allowed
from veerkracht.web.registers.typed import reader_in

__all__ = ["Public", "Sides", "compared", "panel", "public_editions", "told_of"]

STAGES: Final = {
    "read": _("reading"), "compute": _("computing"), "write": _("writing"), "render": _("making pages and documents"),
    "publish": _("putting the files in place"),
}  # fmt: skip


@dataclass(frozen=True)
class Public:
    """An edition in the list for everybody."""

    frozen: Freeze
    title: str
    address: str
    current: bool
    reason: str


@dataclass(frozen=True)
class Sides:
    """Two bundles to compare, and from which freeze each comes; None is how the registers stand now."""

    before: RegisterBundle | None
    after: RegisterBundle
    last: Freeze | None
    frozen: Freeze | None


def public_editions() -> list[Public]:
    """Return the editions for everybody, the last freeze of each name, newest first."""
    language = _language()
    current = Freeze.objects.current()
    newest: dict[str, Freeze] = {}
    for frozen in Freeze.objects.public():
        newest.setdefault(frozen.name, frozen)
    return [_public(frozen, language, current=frozen == current) for frozen in newest.values()]


def _public(frozen: Freeze, language: str, *, current: bool) -> Public:
    reasons = {"nl": frozen.reason_nl, "en": frozen.reason_en}
    reason = reasons[language] or reasons["nl"] or reasons["en"]
    return Public(frozen, title_of(frozen, language), address_of(frozen), current, reason)


def _language() -> Language:
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def title_of(frozen: Freeze, language: str) -> str:
    """Return the name of an edition in a language, else in the other, else its key."""
    return frozen.title.get(language) or next(iter(frozen.title.values()), frozen.name)


def told_of(build: Build) -> str:
    """Return in words how a build goes or what went wrong."""
    if build.state == Build.State.FAILED:
        template = (build.problem or {}).get("template", "")
        facts = build.problem.get("facts", {}) if template else {}
        return (
            translate(template, _language()).format(**facts)
            if template
            else gettext("Something went wrong on our side.")
        )
    if build.state == Build.State.RUNNING:
        return f"{STAGES.get(build.stage, build.stage)} {build.what}".strip() or gettext("getting ready")
    return ""


def compared(record: Record) -> Sides:
    """Return an edition, frozen or as it would be now, and the one it is compared with."""
    frozen = Freeze.objects.newest_of(record) if record.values.get("state", DRAFT) != DRAFT else None
    last = last_before(record)
    return Sides(_bundle(last), frozen_bundle(frozen) if frozen else bundle_of(record), last, frozen)


def _bundle(frozen: Freeze | None) -> RegisterBundle | None:
    if frozen is None:
        return None
    try:
        return frozen_bundle(frozen)
    except VeerkrachtError:
        return None


def panel(
    request: HttpRequest, item: Register, record: Record | None
) -> Mapping[str, Any] | None:  # Any: for a template
    """Return what the page of an edition shows: to the team what can be done, to others where it can be read."""
    if record is None:
        return None
    frozen = Freeze.objects.newest_of(record)
    reader = reader_in(request)
    if not allowed(reader, Action.HISTORY, record):
        published = frozen is not None and frozen.state == Freeze.State.PUBLISHED
        return {"edition": record, "address": address_of(frozen)} if frozen and published else None
    build = Build.objects.newest_of(frozen) if frozen else None
    return {
        "edition": record, "frozen": frozen, "build": build, "team": True, "told": told_of(build) if build else "",
        "start": start_page(build) if build and build.state == Build.State.DONE else "",
        "address": address_of(frozen) if frozen and frozen.state == Freeze.State.PUBLISHED else "",
        "earlier": Freeze.objects.filter(record=record).count() - 1, "waiting": waiting_parts(record),
        **_may(reader, record, frozen, build),
    }  # fmt: skip


def _may(reader: Reader, record: Record, frozen: Freeze | None, build: Build | None) -> dict[str, bool]:
    """Return what the reader may do next."""
    change, review = (allowed(reader, action, record) for action in (Action.CHANGE, Action.REVIEW))
    draft = record.values.get("state", DRAFT) == DRAFT
    open_ = frozen is not None and not draft and frozen.state != Freeze.State.WITHDRAWN
    busy = build is not None and build.busy
    done = build is not None and build.state == Build.State.DONE
    published = (
        frozen is not None and frozen.state == Freeze.State.PUBLISHED and frozen.build_id == (build and build.pk)
    )
    return {
        "may_freeze": change and draft, "may_build": change and open_ and not busy, "may_stop": change and busy,
        "may_publish": review and open_ and done and not published,
        "may_withdraw": review and open_ and frozen is not None and frozen.state in (Freeze.State.PUBLISHED, Freeze.State.DOWN),
    }  # fmt: skip
