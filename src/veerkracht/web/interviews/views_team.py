"""Pages of whoever holds an interview round: inviting, sending again, revoking, and handing out what is kept."""

from __future__ import annotations

from smtplib import SMTPException

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, override

from veerkracht.catalogue import register
from veerkracht.errors import AnswersError, DeniedError, UsageError
from veerkracht.web.audit.models import log
from veerkracht.web.interviews import links, many
from veerkracht.web.interviews.forms import InviteForm, ListForm, MailForm
from veerkracht.web.interviews.inside import words_of
from veerkracht.web.interviews.kept import kept_about
from veerkracht.web.interviews.models import InterviewLink
from veerkracht.web.people.access import Action
from veerkracht.web.people.dangerous import dangerous
from veerkracht.web.registers.models import Record
from veerkracht.web.registers.reading import readable, segments
from veerkracht.web.registers.trail import record_address, trail_of
from veerkracht.web.registers.typed import actor_in, reader_in, segment_of

__all__ = ["invite", "invite_many", "kept_file", "mail", "revoke_link"]


def _found(request: HttpRequest, register_id: str, external_id: str, action: Action) -> Record:
    """Return a record on which the reader may act, else say that it is not there or not allowed."""
    reader, item = reader_in(request), register(register_id)
    record = readable(reader, item, action=action).filter(external_id=external_id).select_related("parent").first()
    if record is not None:
        return record
    if readable(reader, item).filter(external_id=external_id).exists():
        raise DeniedError("Your role does not allow this ({action}, {what}).", action=str(action), what=register_id)
    raise Http404(external_id)


def _address(request: HttpRequest, token: str, language: str) -> str:
    with override(language):
        return request.build_absolute_uri(reverse("interviews:start", args=(token,)))


def invite(request: HttpRequest, round_id: str) -> HttpResponse:
    """Ask whom to invite, make the interview and send the link."""
    round_ = _found(request, "interview_rounds", round_id, Action.CREATE)
    form = InviteForm(request.POST or None, reader=reader_in(request))
    if form.is_valid() and _invited(request, round_, form):
        return redirect(record_address(round_))
    return _team_page(request, round_, "interviews/invite.html", gettext("Invite somebody"), form=form)


def _invited(request: HttpRequest, round_: Record, form: InviteForm) -> bool:
    given = form.cleaned_data
    try:
        link, token = links.invite(
            round_, function_role=given["function_role"], initiative=given["initiative"], email=given["email"],
            language=given["language"], answer_by=given["answer_by"].isoformat() if given["answer_by"] else "",
            by=actor_in(request),
        )  # fmt: skip
    except (UsageError, AnswersError) as error:
        form.add_error(None, words_of(error))
        return False
    return _mailed(request, link, given["email"], "invitation", token)


def _mailed(request: HttpRequest, link: InterviewLink, email: str, kind: str, token: str = "") -> bool:
    def address(secret: str) -> str:
        return _address(request, secret, link.language)

    try:
        links.mail_link(link, email, kind=kind, by=actor_in(request), address=address, token=token)
    except (SMTPException, OSError):
        messages.error(request, gettext("The mail could not be sent. Open the interview and send it again."))
    else:
        messages.success(request, gettext("The mail was sent. The address was not kept."))
    return True


def invite_many(request: HttpRequest, round_id: str) -> HttpResponse:
    """Take a list of people, tell what is wrong with it, or invite them all."""
    round_ = _found(request, "interview_rounds", round_id, Action.CREATE)
    form = ListForm(request.POST or None, request.FILES or None)
    problems: list[many.Problem] = []
    if form.is_valid():
        rows, problems = many.read_rows(form.cleaned_data["rows"])
        problems = sorted([*problems, *many.unknown_in(rows)], key=lambda one: one.line)
        if not problems and round_.values.get("state") == "open":
            sent = _send(request, round_, rows)
            return _team_page(request, round_, "interviews/sent.html", gettext("Invited"), sent=sent)
    shut = round_.values.get("state") != "open"
    return _team_page(
        request,
        round_,
        "interviews/invite_many.html",
        gettext("Invite many people"),
        form=form,
        problems=problems,
        shut=shut,
    )


def _send(request: HttpRequest, round_: Record, rows: list[many.Row]) -> many.Sent:
    contact = gettext("contact of {initiative}")
    return many.send_rows(
        round_,
        rows,
        by=actor_in(request),
        contact=contact,
        address=lambda secret, code: _address(request, secret, code),
    )


def mail(request: HttpRequest, interview_id: str) -> HttpResponse:
    """Send the way to an interview again: as a reminder, or because a text is ready."""
    link = _link(request, interview_id)
    kind = "text" if link.record.values.get("state") == "drafted" else "reminder"
    form = MailForm(request.POST or None)
    if form.is_valid():
        _mailed(request, link, form.cleaned_data["email"], kind)
        return redirect(record_address(link.record))
    heading = gettext("Tell that the text is ready") if kind == "text" else gettext("Send the link again")
    return _team_page(request, link.record, "interviews/mail.html", heading, form=form)


def revoke_link(request: HttpRequest, interview_id: str) -> HttpResponse:
    """Ask, and make every link to an interview useless."""
    link = _link(request, interview_id)
    if request.method == "POST":
        links.revoke(link, by=actor_in(request))
        messages.success(request, gettext("The link does not work any more."))
        return redirect(record_address(link.record))
    shown = {
        "question": gettext("Make this link useless?"), "act": gettext("Make it useless"),
        "told": gettext("Do this when the mail went to the wrong person. What was filled in and not sent yet is lost."),
        "back": record_address(link.record), "danger": True,
    }  # fmt: skip
    return render(request, "site/confirm.html", shown)


def _link(request: HttpRequest, interview_id: str) -> InterviewLink:
    record = _found(request, "interviews", interview_id, Action.CHANGE)
    link = InterviewLink.objects.filter(record=record, revoked_at=None).select_related("record__parent").first()
    if link is None:
        raise Http404(interview_id)
    return link


@dangerous
def kept_file(request: HttpRequest, interview_id: str) -> HttpResponse:
    """Give what is kept of an interviewee as a file, to whoever answers such questions."""
    record = _found(request, "interviews", interview_id, Action.EXPORT)
    places = segments(reader_in(request), register("interviews"), action=Action.EXPORT)
    if places[segment_of(record)].level != "confidential":
        raise DeniedError("Your role does not allow this ({action}, {what}).", action="export", what="interviews")
    log("transcript.read", f"interviews/{record.pk}", actor=actor_in(request).label)
    answer = JsonResponse(kept_about(record), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="interview.json"'
    return answer


def _team_page(request: HttpRequest, record: Record, template: str, heading: str, **more: object) -> HttpResponse:
    title = record.title(reader_in(request).language)
    trail = trail_of(record.definition, title, heading, record=record)
    shown = {"record": record, "heading": heading, "trail": trail, "back": record_address(record), **more}
    return render(request, template, shown)
