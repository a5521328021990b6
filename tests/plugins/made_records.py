"""Answers of every kind, drawn by Hypothesis or counted out, for tests of several rooms."""

import string
from datetime import date

from hypothesis import strategies as st

WILD = st.sampled_from([
    "=1+1", "-5", "+31 70", "@x", "'quoted", "''=x", 'say "hi"', "tab\there", "Café Zoë", "100%",
    "2024", "1.234", "0123", "ja", "<b>bold</b>", "x\u00a0y", "Ω≈ç", "'s avonds", "line\nline", "_x0041_", "🙂",
])  # fmt: skip
LETTERS = st.text(alphabet=string.ascii_letters + string.digits + " .,:-_()'\"&<>=+@éëï€\n", min_size=1, max_size=40)
WORDS = st.one_of(WILD, LETTERS).filter(lambda text: text.strip())
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


def _number(field, whole):
    low = field.minimum if field.minimum is not None else -1_000_000
    high = field.maximum if field.maximum is not None else 1_000_000
    if whole:
        return st.integers(int(low), int(high))
    return st.one_of(
        st.floats(low, high, allow_nan=False, allow_infinity=False).map(lambda value: round(value, 6)),
        st.decimals(low, high, places=2).map(float), st.integers(int(low), int(high)),
    )  # fmt: skip


def _one(field, linked):
    if field.kind == "choice":
        return st.sampled_from([choice.code for choice in field.choices])
    if field.kind == "link":
        return st.sampled_from(linked(field.target)) if linked(field.target) else st.nothing()
    dated = DAYS.map(lambda day: day.isoformat())
    return {
        "text": WORDS.filter(lambda text: not set(text) & set("|;\n")), "prose": WORDS, "yes_no": st.booleans(),
        "integer": _number(field, True), "decimal": _number(field, False), "money": _number(field, False),
        "year": st.integers(1900, 2100), "day": dated,
        "date": st.tuples(dated, st.sampled_from([4, 7, 10])).map(lambda made: made[0][: made[1]]),
        "area": st.sampled_from(["GM0518", "WK051801", "BU05180101"]),
        "person": st.sampled_from(["anna@example.org", "b.c+d@example.nl"]),
        "address": st.sampled_from(["https://example.org/a?b=c&d=e#f", "http://example.nl"]),
    }[field.kind]  # fmt: skip


def answer(field, linked):
    """Draw an answer to a field; `linked` gives the ids that a link to a register can point to."""
    if field.languages:
        return st.fixed_dictionaries({}, optional={"nl": WORDS, "en": WORDS}).filter(bool)
    one = _one(field, linked)
    return st.lists(one, min_size=1, max_size=3) if field.many else one


def answers(item, linked):
    """Draw answers to the fields of a register: the required ones, and some of the others."""
    made = {field.id: answer(field, linked) for field in item.fields}
    possible = {name: strategy for name, strategy in made.items() if not strategy.is_empty}
    needed = {field.id: possible[field.id] for field in item.fields if field.required and field.id in possible}
    return st.fixed_dictionaries(needed, optional={name: one for name, one in possible.items() if name not in needed})
