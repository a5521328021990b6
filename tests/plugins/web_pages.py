"""One page of every kind of the web application: who looks, from where, what is done there, and the status then."""

from urllib.parse import urlsplit

from django.urls import resolve
from django.utils.translation import override

UNCHECKED = "document.querySelectorAll('form').forEach(form => { form.noValidate = true; })"
OTHERWISE = {
    ("nobody", "account/refused/"): 403, ("nobody", "invitation/none/"): 404, ("nobody", "i/none/"): 404,
    ("nobody", "/editions/withdrawn/"): 410, ("nobody", "/editions/withdrawn/index.html"): 410,
    ("nobody", "registers/interviews/"): 403, ("nobody", "registers/export.csv"): 429,
    ("officer", "people/"): 403, ("officer", "registers/none/"): 404,
}  # fmt: skip
"""The status of pages that do not answer 200."""
JOBS = ("ready", "empty", "broken", "waiting", "looking", "writing", "done", "stopped")
INSIGHTS = ("gaps", "benefits", "levels", "opinions", "debt", "room", "funding", "volunteers", "waiting", "reach",
            "recovery", "relief", "unused", "matches")  # fmt: skip
OPENED = {
    "nobody": [
        "", "accessibility/", "privacy/", "api/", "account/login/", "account/inactive/", "account/password/forgotten/",
        "account/password/forgotten/sent/", "account/password/new/1-none/", "account/password/new/{reset}/",
        "account/password/new/done/", "account/refused/", "people/roles/", "invitation/{invitation}/", "invitation/none/",
        "registers/", "registers/initiatives/", "registers/initiatives/table-approved/", "registers/interviews/",
        "registers/export.csv",
        "search/?q=buurt", "i/gone/", "i/none/", "i/{token}/", "i/{answering}/", "i/{drafted}/", "i/{token}/choose/",
        "i/{answering}/answer/", "i/{drafted}/read/", "i/{drafted}/kept/", "i/{token}/withdraw/", "streets/",
        "streets/compare/", "streets/compare/?a=laakweg&b=zuidlaan", "streets/laakweg/", "streets/laakweg/poster/",
        "streets/laakweg/ask/", "streets/laakweg/asked/", "interpretation/", "interpretation/figures/map-relative/",
        "editions/", "/editions/withdrawn/", "/editions/withdrawn/index.html",
    ],
    "officer": [
        "", "account/", "account/tokens/", "account/logout/", "account/again/", "account/password/",
        "account/second-factor/", "account/second-factor/app/", "people/invite/", "people/", "registers/none/", "registers/",
        "registers/import/", "registers/initiatives/import/", "jobs/{job_ready}/?kind=refused",
        *[f"jobs/{{job_{state}}}/" for state in JOBS], "search/", "search/?q=buurt", "search/?q=zeemeermin",
        "registers/initiatives/", "registers/initiatives/?q=zeemeermin", "registers/initiatives/?late=1&track=new",
        "registers/promises/", "registers/risks/new/", "registers/milestones/new/", "registers/milestones/new/?parent=x",
        "registers/initiatives/full/", "registers/risks/{risk}/", "registers/quotes/full/", "registers/promises/full/",
        "registers/street_labs/laakweg/", "registers/interviews/{drafted_record}/", "registers/interview_rounds/R1/",
        "registers/interpretation_sessions/DUI-01/", "registers/interpretations/full/",
        *[f"registers/editions/{name}/" for name in ("draft", "waiting", "failed", "published", "withdrawn")],
        *[f"registers/initiatives/table-{state}/" for state in ("working", "submitted", "returned", "approved", "archived")],
        "registers/initiatives/full/change/", "registers/initiatives/table-working/change/",
        "registers/initiatives/table-working/change/?draft=use",
        "registers/initiatives/table-submitted/move/?to=approved",
        "registers/initiatives/table-submitted/move/?to=returned", "registers/initiatives/table-approved/erase/",
        "registers/initiatives/table-approved/history/", "registers/initiatives/table-approved/history/compare/",
        "registers/initiatives/table-approved/history/{history}/restore/", "interviews/R1/invite/",
        "interviews/R1/invite-many/", "interviews/{drafted_record}/mail/", "interviews/{token_record}/revoke/",
        "streets/keep/", "streets/laakweg/keep/", "streets/laakweg/keep/new/",
        *[f"streets/laakweg/keep/laakweg-{number}/" for number in range(4)], "streets/zuidlaan/keep/checked/",
        "interpretation/DUI-01/table/", "views/initiatives/", "views/risks/", "views/initiatives/new/?late=1",
        "views/initiatives/{view}/", "views/initiatives/{view}/remove/", "mine/", "mine/mail/",
        "comments/initiatives/table-approved/ask/", "answers/",
        *[f"answers/{key}/" for key in INSIGHTS], "exchange/receive/", "editions/builds/{build_waiting}/",
        "editions/builds/{build_failed}/",
        "editions/builds/{build_published}/",
        "editions/published/withdraw/", "editions/published/compare/",
        "changes/", "changes/?since=2020-01-01&register=risks",
    ],
    "administrator": ["", "account/", "people/", "people/?q=niemand", "people/{person}/", "people/{closed}/", "people/{own}/",
                      "people/invite/", "registers/"],
    "privacy_officer": ["people/{person}/", "log/"],
    "bare": ["", "account/"],
    "factor": ["account/second-factor/", "account/second-factor/again/", "account/second-factor/app/remove/",
               "account/second-factor/recovery/", "account/second-factor/recovery/new/"],
    "half": ["account/second-factor/code/"],
}  # fmt: skip
"""Addresses that are opened, by who looks; below a language unless they begin at the root."""


def send(page, button="main form[method=post] button"):
    """Send a form of the page as it is, past the checks of the browser."""
    page.evaluate(UNCHECKED)
    with page.expect_navigation():
        page.locator(button).first.click()


def send_older(page):
    """Send a change that began with an earlier version."""
    page.evaluate("document.querySelector('[name=version]').value = '1'")
    page.evaluate("document.querySelector('[name=answer-name-nl]').value = 'Buurttafel West'")
    send(page, "[name=save]")


def send_half(page):
    """Send the choice between two versions without a choice."""
    send_older(page)
    page.evaluate("document.querySelectorAll('[type=radio]').forEach(one => { one.checked = false; })")
    send(page)


def tick(page, *buttons):
    """Tick two rows of a list, and go on with them."""
    for row in page.locator("[name=row]").all()[:2]:
        row.check()
    for name in ("choose", *buttons):
        send(page, f"main button[value={name}]")


def take_over(page):
    """Choose the file that another city hands."""
    file = page.request.get(page.url.replace("exchange/receive/", "exchange/initiatives/table-approved.json")).body()
    page.locator("#bundle").set_input_files({"name": "bundle.json", "mimeType": "application/json", "buffer": file})
    send(page, "main button.main")


def ask_with_a_number(page):
    """Ask a question in which a telephone number stands."""
    page.locator("main textarea").first.fill("Belt u mij op 06 12345678?")
    send(page, "main button.main")


STEPS = [
    ("account_login", "nobody", "account/login/", send, 200), ("invitation", "nobody", "invitation/{invitation}/", send, 200),
    ("account_reset_password", "nobody", "account/password/forgotten/", send, 200),
    ("streets:ask", "nobody", "streets/laakweg/ask/", send, 422),
    ("streets:ask", "nobody", "streets/laakweg/ask/", ask_with_a_number, 200),
    ("interviews:withdraw", "nobody", "i/{token}/withdraw/", send, 200),
    ("account_change_password", "officer", "account/password/", send, 200),
    ("mfa_activate_totp", "officer", "account/second-factor/app/", send, 200),
    ("api:tokens", "officer", "account/tokens/", send, 200), ("people:invite", "officer", "people/invite/", send, 200),
    ("transfer:import", "officer", "registers/initiatives/import/", send, 422),
    ("registers:new", "officer", "registers/risks/new/", lambda page: send(page, "[name=save]"), 200),
    ("registers:change", "officer", "registers/initiatives/table-approved/change/", send_older, 409),
    ("registers:resolve", "officer", "registers/initiatives/table-approved/change/", send_half, 409),
    ("registers:bulk", "officer", "registers/initiatives/", tick, 200),
    ("registers:bulk", "officer", "registers/initiatives/", lambda page: tick(page, "fill"), 200),
    ("registers:bulk", "officer", "registers/initiatives/", lambda page: tick(page, "fill", "look"), 200),
    ("registers:move", "officer", "registers/initiatives/table-submitted/move/?to=returned", send, 200),
    ("registers:erase", "officer", "registers/initiatives/table-approved/erase/", send, 200),
    ("registers:restore", "officer", "registers/initiatives/table-approved/history/{history}/restore/", send, 200),
    ("interviews:invite", "officer", "interviews/R1/invite/", send, 200),
    ("interviews:invite-many", "officer", "interviews/R1/invite-many/", send, 200),
    ("interviews:mail", "officer", "interviews/{drafted_record}/mail/", send, 200),
    ("streets:work-write", "officer", "streets/laakweg/keep/new/", send, 422),
    ("streets:work-step", "officer", "streets/laakweg/keep/laakweg-0/", send, 422),
    ("interpretation:table", "officer", "interpretation/DUI-01/table/", send, 422),
    ("saved:new", "officer", "views/initiatives/new/", send, 200),
    ("exchange:receive", "officer", "exchange/receive/", take_over, 200),
    ("editions:withdraw", "officer", "editions/published/withdraw/", send, 422),
    ("people:erase", "privacy_officer", "people/{person}/", send, 422),
    ("audit:check", "privacy_officer", "log/", lambda page: send(page, "main form[method=post] button"), 200),
]  # fmt: skip
"""Pages that come after a step: the name of the address, who acts, from where, what is done, and the status then."""

BY_ANOTHER_WAY = {
    "invitation", "account_reset_password_from_key", "interviews:start",  # by mail
    "account_inactive", "account:refused", "account_reset_password_done", "account_reset_password_from_key_done",
    "account_reauthenticate", "mfa_authenticate", "mfa_reauthenticate", "interviews:gone", "streets:asked",
    "registers:resolve", "edition", "edition-file",  # after a step
}  # fmt: skip
"""Pages to which no link leads."""
NO_PAGE = {
    "a file": [
        "robots", "security-text", "schema:whole", "schema:one", "account:export", "people:export", "transfer:export",
        "transfer:template", "mfa_download_recovery_codes", "interviews:kept-file",
        "interviews:kept-team", "interpretation:download", "exchange:hand_over", "editions:preview",
    ],
    "for programs": ["health"],
    "a part of a page, asked for by script": [
        "registers:check", "registers:check-new", "registers:draft", "registers:draft-new", "registers:options",
        "interviews:draft",
    ],
    "leads on": [
        "oidc_authentication_init", "oidc_authentication_callback", "edition-current", "account:welcome",
        "registers:archive", "-",
    ],
    "takes a form and leads on": [
        "api:revoke", "account:sign-out-everywhere", "people:withdraw", "people:end", "people:close", "people:reset",
        "people:reopen", "transfer:stop", "transfer:again", "transfer:apply", "registers:undo", "interpretation:done",
        "conversation:settle", "conversation:add", "editions:stop", "editions:freeze", "editions:build",
        "editions:publish", "changes:seen",
    ],
}  # fmt: skip
"""Addresses without a page of their own, by why."""


def visits(names, language):
    """Return every page: the name of its address, who looks, from where, what is done there, and the status."""
    with override(language):
        opened = [(_route(path, language, names), who, path, None, OTHERWISE.get((who, path), 200))
                  for who, paths in OPENED.items() for path in paths]  # fmt: skip
    return opened + STEPS


def _route(path, language, names):
    return resolve(urlsplit(place_of(path, language, names)).path).view_name


def place_of(path, language, names):
    """Return the address of a page in a language."""
    return (path if path.startswith("/") else f"/{language}/{path}").format_map(names)
