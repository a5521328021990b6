"""Inline content as HTML: figures as data, marks with symbol and word, links relative to the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from markupsafe import Markup, escape

from veerkracht.reports.content import Chance, ClassMark, Direction, Inline, Kind, Language, Link, Number
from veerkracht.reports.map_legend import Doubt, doubt_boxes, swatch_box
from veerkracht.reports.words import Run, runs

__all__ = ["chance_bar", "class_swatch", "dots", "html"]

SWATCHES = "swatch"
"""Prefix of the patterns that all swatches of a page share."""

Address = Callable[[Link], str]


def html(inline: Inline, language: Language, address: Address) -> Markup:
    """Return inline content as HTML; `address` gives the place a link leads to.

    Examples
    --------
    >>> html(Number(1234.56, decimals=1), "en", lambda link: link.url)
    Markup('<data class="number" value="1234.6">1,234.6</data>')
    """
    if isinstance(inline, str):
        return escape(inline)
    grouped = groupby(runs(inline, language), key=lambda run: id(run.link) if run.link else None)
    return Markup("".join(_linked(list(group), address) for _link, group in grouped))


def _linked(group: list[Run], address: Address) -> str:
    words = "".join(_strong(strong, part) for strong, part in groupby(group, key=lambda run: run.strong))
    link = group[0].link
    return words if link is None else f'<a href="{escape(address(link))}">{words}</a>'


def _strong(strong: bool, part: Iterable[Run]) -> str:
    words = "".join(_origins(part))
    return f"<b>{words}</b>" if strong else words


def _origins(part: Iterable[Run]) -> Iterable[str]:
    for _origin, same in groupby(part, key=lambda run: id(run.origin) if run.origin else None):
        found = list(same)
        yield _piece(found, "".join(_text(run) for run in found))


def _text(run: Run) -> str:
    return f'<span aria-hidden="true">{run.text}</span>' if run.symbol else str(escape(run.text))


def _piece(found: list[Run], words: str) -> str:
    match found[0].origin:
        case Number() as number:
            return _number(number, words)
        case Direction() as direction:
            return f'<span class="direction {direction.code}">{words}</span>'
        case Kind():
            return f'<span class="kind">{words}</span>'
        case ClassMark() as shown:
            return f'<span class="class">{class_swatch(shown.code)}{words}</span>'
        case Chance() as chance:
            return _chance(chance, words)
        case _:
            return words


def _number(number: Number, words: str) -> str:
    if number.value is None:
        return f'<data class="number absent" value="">{words}</data>'
    decimals = number.decimals + 2 if number.unit == "probability" else number.decimals
    return f'<data class="number" value="{_shown_value(number.value, decimals)}">{words}</data>'


def _shown_value(value: float, decimals: int) -> str:
    """Return no more decimals than the reader sees, so that rounding for protection holds here too."""
    rounded = round(value, decimals) + 0.0
    return f"{rounded:.{max(decimals, 0)}f}"


def _chance(chance: Chance, words: str) -> str:
    if chance.value is None:
        return f'<data class="number absent" value="">{words}</data>'
    figure = f'<data class="number" value="{_shown_value(chance.value, 2)}">{words}</data>'
    return f'<span class="chance">{chance_bar(chance.value)} {figure}</span>'


def chance_bar(value: float) -> Markup:
    """Draw a probability as a thin bar; its percentage stands beside it."""
    width = round(120 * min(max(value, 0.0), 1.0), 1)
    bars = f'<rect width="120" height="8" fill="#D9DEE3"/><rect width="{width:g}" height="8" fill="#154273"/>'
    return Markup(f'<svg width="120" height="8" viewBox="0 0 120 8" aria-hidden="true">{bars}</svg>')


def class_swatch(style: str) -> Markup:
    """Draw the small box of a class with the patterns that the page defines once."""
    return _swatch(swatch_box(style, top=1, left=1, name=SWATCHES))


def doubt_swatch(doubt: Doubt) -> Markup:
    """Draw samples of classes that are not sure, as one small box."""
    return _swatch(doubt_boxes(doubt, top=1, left=1, name=SWATCHES))


def _swatch(box: str) -> Markup:
    return Markup(f'<svg class="swatch" width="28" height="17" viewBox="0 0 28 17" aria-hidden="true">{box}</svg>')


def dots(count: int) -> Markup:
    """Draw a count as rows of six dots."""
    circles = "".join(f'<circle cx="{5 + 13 * (i % 6)}" cy="{5 + 13 * (i // 6)}" r="4.5"/>' for i in range(count))
    wide, high = 13 * min(max(count, 1), 6), 13 * max(1, -(-count // 6))
    return Markup(
        f'<svg class="dots" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" fill="#154273" '
        f'aria-hidden="true">{circles}</svg>'
    )
