"""Words for what stands in the log."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["WORDS", "words_of"]

WORDS: Final[MappingProxyType[str, Promise]] = MappingProxyType({
    "record.create": _("made a record"), "record.change": _("changed a record"),
    "record.submitted": _("submitted a record"), "record.returned": _("returned a record"),
    "record.approved": _("approved a record"), "record.archived": _("archived a record"),
    "record.working": _("took a record back"), "record.restore": _("restored an earlier version"),
    "record.import": _("imported records"), "record.erase": _("erased a record for good"),
    "transcript.read": _("read confidential answers"),
    "account.create": _("accepted an account"), "account.sign_in": _("signed in"),
    "account.sign_out": _("signed out"), "account.sign_out_everywhere": _("signed out everywhere"),
    "account.refuse": _("could not sign in"), "account.password": _("changed the password"),
    "account.second_factor_added": _("added a second factor"),
    "account.second_factor_removed": _("removed a second factor"),
    "account.recovery_codes": _("made new recovery codes"), "account.close": _("closed an account"),
    "account.reopen": _("opened an account again"), "account.export": _("took out the data of an account"),
    "account.anonymise": _("made an account anonymous"), "role.give": _("gave a role"), "role.end": _("ended a role"),
    "invitation.send": _("sent an invitation"), "invitation.first": _("made the first link"),
    "invitation.accept": _("accepted an invitation"), "invitation.withdraw": _("withdrew an invitation"),
    "log.cut": _("moved old entries to a file"), "log.check": _("checked the log"),
    "city.load": _("loaded what is known of the city"), "areas.load": _("loaded the areas of the city"),
    "record.load": _("loaded records of the catalogue"),
    "record.undo": _("undid a change"), "record.forget": _("took personal data out of records"),
    "record.unlink": _("took out links to what was erased"),
    "backup.write": _("wrote a backup"),
    "comment.add": _("added a comment"),
    "comment.settle": _("settled or opened a comment"),
    "edition.freeze": _("froze an edition"),
    "edition.build": _("started to build an edition"),
    "edition.stop": _("stopped building an edition"),
    "edition.publish": _("published an edition"),
    "edition.withdraw": _("withdrew an edition"),
    "edition.redact": _("asked to take something out of an edition"),
    "edition.redacted": _("took something out of an edition"),
    "export.file": _("downloaded a file"),
    "handover.receive": _("took over a record of another city"),
    "import.apply": _("saved an import"),
    "interview.invite": _("invited somebody for an interview"),
    "interview.kept": _("read what is kept of an interview"),
    "interview.revoke": _("switched off the link to an interview"),
    "interview.withdraw": _("took an interview back"),
    "interview.expire": _("removed an interview after its term"),
    "interview.forget-key": _("removed to which address interviews belonged"),
    "interview.mail-reminder": _("sent a reminder of an interview"),
    "interview.mail-text": _("sent word that a text can be read"),
    "record.unpublish": _("took records away from the public"),
    "token.make": _("made a token for a program"),
    "token.revoke": _("revoked a token"),
})  # fmt: skip


def words_of(action: str) -> str:
    """Return the words of an action, else its code."""
    return str(WORDS.get(action, action))
