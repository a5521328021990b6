"""Two editors of one record: the second sees both versions, chooses per question, and loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from veerkracht.errors import AnswersError, ConflictError
from veerkracht.web.people.access import Reader
from veerkracht.web.registers import records
from veerkracht.web.registers.comparing import tell_beside
from veerkracht.web.registers.conflicts import Difference, chosen, differences, version_of
from veerkracht.web.registers.drafts import draft_of, drop_draft
from veerkracht.web.registers.fields import in_words
from veerkracht.web.registers.forms import AnswersForm, as_sent, form_for
from veerkracht.web.registers.models import Values
from veerkracht.web.registers.naming import Naming, Told, naming_for
from veerkracht.web.registers.sheets import Sheet, form_address, sheet_of
from veerkracht.web.registers.trail import record_address, trail_of
from veerkracht.web.registers.typed import actor_in, number_of, reader_in

__all__ = ["conflict_page", "resolve", "version_in"]

_PICK: Final = "pick-"


@dataclass(frozen=True)
class Row:
    """A question with the three answers to it, and whose is chosen."""

    name: str
    label: str
    began: Told
    theirs: Told
    yours: Told
    pick: str


def version_in(request: HttpRequest) -> int:
    """Return the version that a form started from; 0 when it tells none."""
    return number_of(request.POST.get("version", ""))


def conflict_page(
    request: HttpRequest, sheet: Sheet, form: AnswersForm, *, began: int, picks: QueryDict | None = None
) -> HttpResponse:
    """Show what differs between the record as it is now and what was filled in.

    Parameters
    ----------
    form : AnswersForm
        What was filled in, read and right.
    began : int
        The version from which it started.
    picks : QueryDict or None
        Choices that were made already, of which some lack.
    """
    reader = reader_in(request)
    assert sheet.record is not None
    now = sheet_of(sheet.item.id, sheet.record.external_id, reader)
    found = _found(now, form, began)
    if not found or now.record is None:
        drop_draft(now, reader)
        return redirect(record_address(sheet.record))
    shown = {
        "rows": _rows(found, reader, picks), "record": now.record, "item": now.item, "open": picks is not None,
        "reason": form.reason or request.POST.get("reason", ""), "draft_address": form_address(now, draft="use"),
        "trail": trail_of(now.item, now.record.title(reader.language), gettext("Two versions"), record=now.record),
    }  # fmt: skip
    return render(request, "registers/conflict.html", shown, status=409)


@require_POST
def resolve(request: HttpRequest, register_id: str, external_id: str) -> HttpResponse:
    """Keep the answers that were chosen out of both versions."""
    reader = reader_in(request)
    sheet = sheet_of(register_id, external_id, reader)
    kept = draft_of(sheet, reader)
    if kept is None:
        return redirect(form_address(sheet))
    form = form_for(sheet, reader, data=as_sent(kept.values))
    if not form.is_valid():
        return redirect(form_address(sheet, draft="use"))
    given = chosen(_found(sheet, form, kept.version), _picks(request.POST))
    if given is None:
        return conflict_page(request, sheet, form, began=kept.version, picks=request.POST)
    return _keep(request, sheet, given) or conflict_page(request, sheet, form, began=kept.version, picks=request.POST)


def _keep(request: HttpRequest, sheet: Sheet, given: Values) -> HttpResponse | None:
    """Keep what was chosen; None when somebody changed the record once more."""
    assert sheet.record is not None
    reason = request.POST.get("reason", "")
    try:
        if given:
            records.change(sheet.record, given, actor=actor_in(request), version=version_in(request), reason=reason)
    except ConflictError:
        return None
    except AnswersError:
        return redirect(form_address(sheet, draft="use"))
    drop_draft(sheet, reader_in(request))
    return redirect(record_address(sheet.record))


def _found(sheet: Sheet, form: AnswersForm, began: int) -> list[Difference]:
    assert sheet.record is not None
    return differences(sheet, began=version_of(sheet.record, began), yours=form.answers)


def _picks(data: QueryDict) -> dict[str, str]:
    return {name.removeprefix(_PICK): str(data[name]) for name in data if name.startswith(_PICK)}


def _rows(found: list[Difference], reader: Reader, picks: QueryDict | None) -> list[Row]:
    fields = [one.field for one in found]
    versions = [{one.field.id: getattr(one, side) for one in found} for side in ("began", "theirs", "yours")]
    naming = naming_for([(fields, values) for values in versions], reader)
    made = _picks(picks) if picks is not None else {}
    return [_row(one, naming, made.get(one.field.id) or one.proposal) for one in found]


def _row(one: Difference, naming: Naming, pick: str) -> Row:
    began, theirs, yours = tell_beside(one.field, [one.began, one.theirs, one.yours], naming)
    return Row(_PICK + one.field.id, in_words(one.field.label, naming.language), began, theirs, yours, pick)
