"""Answers as HTML: each piece escaped, what is unknown or withheld said in words."""

from __future__ import annotations

from html import escape
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from veerkracht.catalogue import Register
from veerkracht.web.registers.naming import Piece, Told
from veerkracht.web.registers.standing import state_words

__all__ = ["absent", "brief_html", "cut", "late_html", "state_html", "told_html", "withheld"]

BRIEF: Final = 140
"""How many characters of a long text a list shows."""


def absent() -> SafeString:
    """Return the word for an answer that is not known."""
    return format_html('<span class="absent">{}</span>', gettext("unknown"))


def withheld() -> SafeString:
    """Return the word for an answer that this reader may not see."""
    return format_html('<span class="absent">{}</span>', gettext("not for you"))


def told_html(told: Told) -> SafeString:
    """Return an answer: paragraphs, a list, or one line."""
    if not told.known:
        return absent()
    if told.form == "prose":
        return _joined("", [_paragraphs(piece) for piece in told.pieces])
    if told.form == "list" and len(told.pieces) + bool(told.hidden) > 1:
        parts = [*map(_piece, told.pieces), *_hidden(told)]
        return format_html(
            '<ul class="answers">{}</ul>', format_html_join("", "<li>{}</li>", ((part,) for part in parts))
        )
    return _line(told)


def brief_html(told: Told) -> SafeString:
    """Return an answer on one line, a long text cut off."""
    if not told.known:
        return absent()
    if told.form != "prose":
        return _line(told)
    piece = told.pieces[0]
    return _piece(Piece(cut(piece.words), language=piece.language))


def cut(words: str) -> str:
    """Return a text on one line, cut off between words where it is long.

    Examples
    --------
    >>> cut("A  fixed place works better."), len(cut("word " * 99)) <= BRIEF + 2
    ('A fixed place works better.', True)
    """
    line = " ".join(words.split())
    return line if len(line) <= BRIEF else f"{line[:BRIEF].rsplit(' ', 1)[0]} …"


def late_html(item: Register, language: str) -> SafeString:
    """Return that a record is overdue, in the words of its register."""
    words = getattr(item.late.label, language) if item.late else ""
    return format_html(' <span class="late"><span aria-hidden="true">!</span> {}</span>', words)


def state_html(state: str) -> SafeString:
    """Return where a record stands in the review: a symbol and words."""
    mark = state_words(state)
    return format_html('<span class="state"><span aria-hidden="true">{}</span> {}</span>', mark.symbol, mark.words)


def _line(told: Told) -> SafeString:
    return _joined(", ", [*map(_piece, told.pieces), *_hidden(told)])


def _joined(between: str, parts: list[SafeString]) -> SafeString:
    return SafeString(between.join(parts))  # every part is safe already


def _piece(piece: Piece) -> SafeString:
    if piece.address:
        outside = piece.address.startswith("http")
        more = SafeString(' rel="noopener noreferrer external"') if outside else ""
        return format_html('<a href="{}"{}>{}</a>', piece.address, more, piece.words)
    if piece.language:
        return format_html('<span lang="{}">{}</span>', piece.language, piece.words)
    return _plain(piece.words)


def _plain(words: str) -> SafeString:
    """Return words as HTML; a list has thousands of them, so this takes the shortest way."""
    return SafeString(escape(words))


def _paragraphs(piece: Piece) -> SafeString:
    language = format_html(' lang="{}"', piece.language) if piece.language else ""
    blocks = [block for block in piece.words.replace("\r\n", "\n").split("\n\n") if block.strip()]
    lines = [_joined("<br>", [_plain(line) for line in block.strip().split("\n")]) for block in blocks]
    return format_html_join("", "<p{}>{}</p>", ((language, block) for block in lines))


def _hidden(told: Told) -> list[SafeString]:
    if not told.hidden:
        return []
    words = ngettext("{n} not for you", "{n} not for you", told.hidden).format(n=told.hidden)
    return [format_html('<span class="absent">{}</span>', words)]
