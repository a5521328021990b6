"""Where a text shows what was asked: the words to mark, and the stretch to show."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from veerkracht.web.search.words.analysis import word_of
from veerkracht.web.search.words.queries import Query
from veerkracht.web.search.words.spelling import Language, spans

Piece = tuple[str, bool]
"""A stretch of text, and whether it is a word that was asked for."""

_MOST_QUERIES: Final = 32  # of readers at once
_MOST_WORDS: Final = 8_192  # a large register has about as many
_CUT = "…"
_LEAD = 4  # one part in four of a snippet may stand before what was asked


def highlight(text: str, query: Query, *, language: Language) -> list[Piece]:
    """Split a text into words that were asked for and what stands between them.

    Returns
    -------
    list of (str, bool)
        All pieces in their order; joined they are the text, unchanged and not escaped.

    Examples
    --------
    >>> from veerkracht.web.search.words import query_tokens
    >>> highlight("Bij energiearmoede helpt isolatie.", query_tokens("armoede", language="nl"), language="nl")
    [('Bij ', False), ('energiearmoede', True), (' helpt isolatie.', False)]
    """
    return _marked(text, _hits(text, query, language), start=0, end=len(text))


def snippet(text: str, query: Query, *, language: Language, width: int = 160) -> list[Piece]:
    """Return the stretch of a text that shows most of what was asked, cut between words.

    Parameters
    ----------
    text : str
        The whole text.
    query : Query
        What was asked.
    language : str
        "nl" or "en".
    width : int
        Most characters to show, apart from the dots where the text is cut; a single longer word is shown whole.

    Returns
    -------
    list of (str, bool)
        Pieces as of `highlight`; the begin of the text if nothing was asked that is in it.
    """
    hits = _hits(text, query, language)
    if len(text) <= width:
        return _marked(text, hits, start=0, end=len(text))
    start, end = _window(text, spans(text, language=language), _busiest(hits, width), width)
    before = [(_CUT, False)] if start > 0 else []
    after = [(_CUT, False)] if end < len(text) else []
    return [*before, *_marked(text, hits, start=start, end=end), *after]


def _hits(text: str, query: Query, language: Language) -> list[tuple[int, int]]:
    asked = _asked_in(query, language)
    return [(start, end) for start, end in spans(text, language=language) if asked[text[start:end]]]


class _Asked(dict[str, bool]):
    """Whether each written word was asked for; the same words come back in every text of a page."""

    def __init__(self, query: Query, language: Language) -> None:
        self.query, self.language = query, language

    def __missing__(self, written: str) -> bool:
        if len(self) >= _MOST_WORDS:
            self.clear()
        word = word_of(written, self.language)
        self[written] = word is not None and self.query.marks(word.tokens)
        return self[written]


@lru_cache(maxsize=_MOST_QUERIES)
def _asked_in(query: Query, language: Language) -> _Asked:
    return _Asked(query, language)


def _marked(text: str, hits: list[tuple[int, int]], *, start: int, end: int) -> list[Piece]:
    pieces: list[Piece] = []
    for first, last in hits:
        if start <= first and last <= end:
            pieces += [(text[start:first], False), (text[first:last], True)]
            start = last
    return [piece for piece in [*pieces, (text[start:end], False)] if piece[0]]


def _busiest(hits: list[tuple[int, int]], width: int) -> tuple[int, int]:
    """Return the word after which most hits follow closely, the first of equals; the begin of the text without hits."""
    room = width - width // _LEAD
    counts = [sum(first <= start and end <= first + room for start, end in hits) for first, _ in hits]
    return hits[counts.index(max(counts))] if hits else (0, 0)


def _window(text: str, words: list[tuple[int, int]], focus: tuple[int, int], width: int) -> tuple[int, int]:
    """Return a stretch of whole words with the focus in it, and some words before it where there is room."""
    earliest = max(0, min(focus[0] - width // _LEAD, len(text) - width))
    start = next((first for first, _ in words if earliest <= first <= focus[0]), focus[0]) if earliest else 0
    if start + width >= len(text):
        return start, len(text)
    end = max((last for _, last in words if start < last <= start + width), default=0)
    return (start, end or width) if end >= focus[1] else focus  # a word that does not fit is shown by itself
