"""An erased word leaves the files of the index of search too, not only what can be found."""

import pytest
from django.db import connection

from veerkracht.web.registers import records


@pytest.fixture
def held():
    """Ask whether any table holds a word."""

    def ask(word):
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                if word in str(cursor.fetchall()):
                    return table
        return None

    return ask


def test_a_word_of_what_is_erased_stays_in_no_table(make_record, officer, held, django_capture_on_commit_callbacks):
    made = [make_record("risks", name={"nl": f"kanarie{letter}vogel"}, kind="shock") for letter in "abcdef"]
    assert held("kanariefvogel")
    for risk in reversed(made):
        with django_capture_on_commit_callbacks(execute=True):
            records.erase(risk, actor=officer, reason="verzoek")
    assert [held(f"kanarie{letter}vogel") for letter in "abcdef"] == [None] * 6
