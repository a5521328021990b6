"""Laws of the words of search, for any text."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.web.search.words import highlight, matches, query_tokens, snippet, tokens
from veerkracht.web.search.words.analysis import word_of, words
from veerkracht.web.search.words.spelling import LONGEST, normalise, spans
from veerkracht.web.search.words.stretches import order_of, stretches, tokens_of

LANGUAGES = st.sampled_from(["nl", "en"])
WORDS = st.sampled_from(
    [
        "De",
        "energiearmoede",
        "overstromingsrisico's",
        "van",
        "huurders",
        "eenzaamheid",
        "wijk-teams",
        "één",
        "café",
        "1.500",
        "2024",
        "zzp'er",
        "woningbouwcorporatie",
        "hittestress",
        "onder",
        "Moerwijk",
        "vrijwilligers",
        "resident's",
        "cities",
        "flooding",
        "xqz",
        "ideeën",
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
DUTCH_LETTERS = st.text("abcdefghijklmnopqrstuvwxyzéèëïöüáó'- .,0123456789", max_size=60)
TEXTS = st.one_of(st.text(max_size=60), SENTENCES, DUTCH_LETTERS)


@given(TEXTS, LANGUAGES)
def test_every_token_is_small_letters_and_digits_that_an_index_can_hold(text, language):
    for token in tokens(text, language=language):
        assert token.isalnum()
        assert len(token) <= LONGEST
        assert token == token.casefold()


@given(st.one_of(DUTCH_LETTERS, SENTENCES), LANGUAGES)
def test_capitals_make_no_difference(text, language):
    assert tokens(text.upper(), language=language) == tokens(text, language=language)


@given(st.one_of(DUTCH_LETTERS, SENTENCES), LANGUAGES)
def test_the_way_accents_are_stored_makes_no_difference(text, language):
    apart = unicodedata.normalize("NFD", text)
    assert tokens(apart, language=language) == tokens(text, language=language)


@given(st.text(max_size=40))
def test_writing_one_way_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(TEXTS, TEXTS, LANGUAGES)
def test_two_texts_have_the_tokens_of_both(first, second, language):
    both = tokens(f"{first}\n{second}", language=language)
    assert both == tokens(first, language=language) + tokens(second, language=language)


@given(TEXTS, LANGUAGES)
def test_a_text_is_found_by_each_of_its_words_that_say_something(text, language):
    for start, end in spans(text, language=language):
        written = text[start:end]
        if word_of(written, language):
            assert matches(text, query_tokens(written, language=language), language=language)
            assert matches(text, query_tokens(f'"{written}"', language=language), language=language)


@given(SENTENCES, LANGUAGES)
def test_a_text_is_found_by_all_its_words_together(text, language):
    asked = query_tokens(text, language=language)
    assert asked.is_empty or matches(text, asked, language=language)


@given(TEXTS, TEXTS, LANGUAGES)
def test_a_longer_question_never_finds_more(text, question, language):
    longer = query_tokens(f"{question} armoede ", language=language)
    shorter = query_tokens(f"{question} ", language=language)
    if matches(text, longer, language=language) and not shorter.is_empty:
        assert matches(text, shorter, language=language)


@given(TEXTS, TEXTS, LANGUAGES)
def test_marking_changes_no_letter_and_marks_what_was_found(text, question, language):
    asked = query_tokens(question, language=language)
    marked = highlight(text, asked, language=language)
    assert "".join(piece for piece, _ in marked) == text
    if matches(text, asked, language=language):
        assert any(hit for _, hit in marked)


@settings(max_examples=200)
@given(st.lists(st.one_of(WORDS, st.text(max_size=12)), max_size=60).map(" ".join), WORDS, st.integers(20, 120))
def test_a_snippet_is_a_stretch_of_the_text_with_a_marked_word_if_there_is_one(text, question, width):
    asked = query_tokens(question, language="nl")
    shown = snippet(text, asked, language="nl", width=width)
    inside = shown[(text[:1] != "…" and shown[:1] == [("…", False)]) :]
    stretch = "".join(piece for piece, _ in inside)
    assert stretch in text or stretch.removesuffix("…") in text
    assert len(stretch) <= max(width, max((b - a for a, b in spans(text, language="nl")), default=0)) + 1
    if any(hit for _, hit in highlight(text, asked, language="nl")):
        assert any(hit for _, hit in shown)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(SENTENCES, DUTCH_LETTERS, st.text(max_size=40)), max_size=4), LANGUAGES)
def test_many_texts_read_at_once_give_the_words_of_each(texts, language):
    parts = stretches(texts)
    wholes = [[word.whole for word in words(text, language=language)] for text in texts]

    assert set(tokens_of(parts, language=language)) == {
        one for text in texts for one in tokens(text, language=language)
    }
    assert order_of(parts, language=language).split() == [one for text in wholes for one in (*text, "|")]
