"""What records are found by: the tokens of their texts, per version and per circle of readers.

The database keeps an index of the tokens: a virtual table on SQLite, a column with an index on PostgreSQL. It follows
the rows of `Passage` by itself, and is reached as `Indexed`.
"""

from __future__ import annotations

from django.db import models

from veerkracht.web.registers.models import Record
from veerkracht.web.search.lookups import Tokens


class Sighted(models.Model):
    """Which version of a record this is, and who may see it.

    Parameters
    ----------
    register : str
        That of the record.
    parent : UUID or None
        What the record is a part of, so that nobody has to look it up in the record.
    working, published : bool
        Which versions it stands for; both when they are equal.
    lowest, highest : int
        Places in `VISIBILITIES`: readers from the one to the other see it.
    word_order : str
        Whole words in their order, for what is asked between quotes.
    """

    register = models.CharField(max_length=40)
    parent = models.UUIDField(null=True)
    working = models.BooleanField()
    published = models.BooleanField()
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()
    word_order = models.TextField(default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.register} {self.pk} {self.lowest}-{self.highest}"


class Passage(Sighted):
    """One version of a record as some readers see it; no text is kept here, only tokens of it.

    Notes
    -----
    Of each version there is exactly one passage per reader. A next passage is only there where a wider view shows
    more text. PostgreSQL keeps the texts beside the row, so that thousands of rows are looked through quickly.

    Parameters
    ----------
    title_words, words : str
        Tokens of the name and of all other text, with spaces.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="passages")
    title_words = models.TextField(default="")
    words = models.TextField(default="")


class Indexed(Sighted):
    """A passage with its tokens in the index of the database; a view that a migration makes, for questions only."""

    record = models.ForeignKey(Record, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    tokens = Tokens()
    name_tokens = Tokens()
    rank = models.FloatField()

    class Meta:
        managed = False
        db_table = "search_found"
