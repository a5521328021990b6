"""An older version of an interview does not bring back what the interviewee no longer allows."""

import pytest

from veerkracht.errors import UsageError
from veerkracht.web.registers import records
from veerkracht.web.registers.models import Record


def test_an_older_version_with_more_consent_cannot_be_brought_back(quote_on, make_record, officer):
    quote = quote_on(make_record("initiatives", name={"nl": "Tafel"}, published=True))
    interview = Record.objects.get(pk=quote.parent_id)
    first = interview.history.order_by("history_id").first()
    records.change(interview, {"consent": ["analysis"]}, actor=officer, version=interview.version)
    with pytest.raises(UsageError, match="allows less now"):
        records.restore(interview, first.history_id, actor=officer)
    assert Record.objects.get(pk=interview.pk).values["consent"] == ["analysis"]
