"""What records are found by: the tokens of their texts, per version and per circle of readers.

The database keeps an index of the tokens: a virtual table on SQLite, a column with an index on PostgreSQL. Both are
reached as `Indexed`, and follow the rows of `Wording` by themselves.
"""

from __future__ import annotations

from django.db import models

from veerkracht.web.registers.models import Record
from veerkracht.web.search.lookups import Tokens


class Passage(models.Model):
    """One version of a record as readers from `lowest` to `highest` see it.

    Notes
    -----
    Of each version there is exactly one passage per reader. A next passage is only there where a wider view shows
    more text. Its row is short, so that thousands are looked through quickly; the words stand in `Wording`.

    Parameters
    ----------
    register : str
        That of the record.
    parent : UUID or None
        What the record is a part of, so that nobody has to look it up in the record.
    working, published : bool
        Which versions it stands for; both when they are equal.
    lowest, highest : int
        Places in `VISIBILITIES`.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="passages")
    register = models.CharField(max_length=40)
    parent = models.UUIDField(null=True)
    working = models.BooleanField()
    published = models.BooleanField()
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.register} {self.record_id} {self.lowest}-{self.highest}"


class Wording(models.Model):
    """What a passage is found by; no text is kept here, only tokens of it.

    Parameters
    ----------
    title_words, words : str
        Tokens of the name and of all other text, with spaces.
    word_order : str
        Whole words in their order, for what is asked between quotes.
    """

    passage = models.OneToOneField(Passage, on_delete=models.CASCADE, primary_key=True, related_name="wording")
    title_words = models.TextField()
    words = models.TextField()
    word_order = models.TextField()

    def __str__(self) -> str:
        return str(self.pk)


class Indexed(models.Model):
    """A passage in the index of the database; made by a migration, for questions only."""

    passage = models.OneToOneField(
        Passage, primary_key=True, db_column="rowid", on_delete=models.DO_NOTHING, related_name="indexed",
        db_constraint=False,
    )  # fmt: skip
    tokens = Tokens(db_column="search_index")
    rank = models.FloatField()

    class Meta:
        managed = False
        db_table = "search_index"

    def __str__(self) -> str:
        return str(self.pk)
