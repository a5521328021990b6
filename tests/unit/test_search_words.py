"""Words of search: what is found by which question, in Dutch and in English."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from veerkracht.web.search.words import Query, highlight, matches, query_tokens, snippet, tokens
from veerkracht.web.search.words.compounds import parts, seam
from veerkracht.web.search.words.lexicon import building_words, is_stop_word, lemma, stem
from veerkracht.web.search.words.queries import MOST_GROUPS
from veerkracht.web.search.words.spelling import LONGEST, fold, normalise, spans

PAIRS = tomllib.loads((Path(__file__).parent / "search_word_pairs.toml").read_text(encoding="utf-8"))
MOST_FALSE = 0.02


def found(typed, written, language="nl"):
    return matches(written, query_tokens(typed, language=language), language=language)


def pairs_of(kind, *lists):
    return [tuple(pair) for name in lists or ("first", "second") for pair in PAIRS[name].get(kind, [])]


def test_the_list_of_pairs_is_long_enough_to_say_something():
    assert len(pairs_of("inflection")) + len(pairs_of("compound")) >= 80
    assert len(pairs_of("apart")) >= 60


@pytest.mark.parametrize(
    ("kind", "language", "floor"),
    [("inflection", "nl", 0.95), ("compound", "nl", 0.95), ("english_inflection", "en", 0.9)],
)
def test_words_that_belong_together_find_each_other(kind, language, floor):
    pairs = pairs_of(kind)
    misses = [pair for pair in pairs if not found(*pair, language)]
    print(f"{kind}: {len(pairs) - len(misses)} of {len(pairs)} found, missed {misses}")
    assert 1 - len(misses) / len(pairs) >= floor


@pytest.mark.parametrize(("kind", "language"), [("apart", "nl"), ("english_apart", "en")])
def test_words_that_only_look_alike_do_not_find_each_other(kind, language):
    pairs = pairs_of(kind)
    false = [pair for pair in pairs if found(*pair, language)]
    print(f"{kind}: {len(false)} of {len(pairs)} found wrongly, {false}")
    assert len(false) / len(pairs) <= MOST_FALSE


def test_words_that_no_rule_was_made_for_do_nearly_as_well():
    missed = [pair for pair in pairs_of("compound", "unseen") if not found(*pair)]
    false = [pair for pair in pairs_of("apart", "unseen") if found(*pair)]
    print(f"unseen: missed {missed}, found wrongly {false}")
    assert len(missed) / len(pairs_of("compound", "unseen")) <= 0.1
    assert len(false) / len(pairs_of("apart", "unseen")) <= 0.1


@pytest.mark.parametrize(
    ("word", "halves"),
    [
        ("energiearmoede", ("energie", "armoede")),
        ("wijkveiligheid", ("wijk", "veiligheid")),
        ("burenhulp", ("buren", "hulp")),
        ("voedselbank", ("voedsel", "bank")),
        ("hittestress", ("hitte", "stress")),
        ("overstromingsrisico", ("overstroming", "risico")),
        ("zonnepaneel", ("zon", "paneel")),
        ("gaswet", ("gas", "wet")),
        ("eenzaamheidsaanpak", ("eenzaamheid", "aanpak")),
        ("buurthuis", ("buurt", "huis")),
    ],
)
def test_a_compound_has_its_seam_where_a_reader_hears_it(word, halves):
    assert seam(word) == halves


@pytest.mark.parametrize("word", ["huurder", "bankroet", "overlast", "leefbaarheid", "vergeten", "netwerk", "x" * 60])
def test_a_word_that_is_no_compound_has_no_seam(word):
    assert seam(word) is None
    assert parts(word) == ()


def test_a_compound_of_three_words_is_found_by_each_and_by_two_together():
    for typed in ("woning", "bouw", "corporatie", "woningbouw", "bouwcorporatie", "woningbouwcorporatie"):
        assert found(typed, "De woningbouwcorporaties")


def test_a_compound_in_a_question_is_met_by_both_its_halves_but_not_by_one():
    assert found("energiearmoede", "armoede door hoge energieprijzen")
    assert not found("energiearmoede", "armoede in de wijk")


def test_joined_and_hyphened_spelling_find_each_other():
    assert found("wijkagent", "wijk-agenten")
    assert found("wijk-agent", "wijkagenten")
    assert found("email", "e-mail")
    assert found("e-mail", "E‑mail")
    assert found("covid 19", "COVID-19")


def test_numbers_are_kept_and_thousands_joined_by_the_rule_of_the_language():
    assert tokens("1.500 woningen in 2024", language="nl") == ["1500", "woning", "2024"]
    assert tokens("1,500 homes", language="en")[0] == "1500"
    assert tokens("3,5 en 12.30", language="nl") == ["3", "5", "12", "30"]


def test_stop_words_give_nothing_in_their_own_language_only():
    assert tokens("de van het één", language="nl") == []
    assert tokens("the of and", language="en") == []
    assert is_stop_word("de", language="nl")
    assert not is_stop_word("de", language="en")


def test_letters_are_written_one_way():
    assert normalise("RISICO’S") == "risico's"
    assert normalise("E\u0301e\u0301n") == "één"
    assert normalise("wa\u00adter") == "water"
    assert fold("zzp'er") == "zzper"
    assert tokens("ﬁets", language="nl") == tokens("FIETS", language="nl")


def test_a_word_keeps_its_accents_apostrophe_and_hyphen_in_one_span():
    text = "Cafe\u0301, risico’s en wijk‑teams."
    assert [text[a:b] for a, b in spans(text, language="nl")] == ["Cafe\u0301", "risico’s", "en", "wijk‑teams"]


def test_forms_of_one_word_meet_in_one_base_form():
    assert {lemma(form, "nl") for form in ("huur", "huren", "huurt")} == {"huur"}
    assert lemma("daling", "nl") == lemma("daalt", "nl") == "dalen"
    assert lemma("woning", "nl") == "woning"
    assert lemma("children", "en") == "child"
    assert lemma("qqq", "nl") is None


def test_a_short_word_keeps_all_its_letters():
    assert stem("hitte", "nl") == "hitte"
    assert stem("eenzaamheid", "nl") == stem("eenzaam", "nl")


def test_terms_of_the_glossary_are_known_as_parts():
    assert "mutatiegraad" in building_words()
    assert "armoede" in building_words()
    assert "onder" not in building_words()


def test_a_token_is_cut_at_the_length_that_an_index_can_hold():
    (token,) = tokens("q" * 500, language="nl")
    assert len(token) == LONGEST
    assert found("q" * 500, "q" * 500)


def test_the_last_word_may_be_unfinished():
    assert found("overstro", "overstromingen")
    assert found("overstromin", "overstroming")
    assert found("gevolgen van overstro", "De gevolgen van een overstroming")
    assert not found("overstro gevolgen", "De gevolgen van een overstroming")


def test_a_known_last_word_is_taken_as_finished_unless_a_star_says_otherwise():
    assert not found("hand", "handelaar")
    assert found("hand*", "handelaar")
    assert not found("overstro ", "overstroming")


def test_a_star_may_stand_behind_a_word_that_says_nothing_itself():
    assert query_tokens("over", language="nl").is_empty
    assert found("over*", "overlast")


def test_all_words_of_a_question_must_be_there():
    assert found("armoede huurders", "huurder in armoede")
    assert not found("armoede huurders", "armoede onder kopers")


def test_words_between_quotes_must_follow_one_another_whole():
    assert found('"sociale cohesie"', "De sociale cohesie daalt")
    assert not found('"sociale cohesie"', "cohesie en sociale basis")
    assert found("„sociale cohesie”", "sociale cohesie")
    assert not found('"armoede"', "energiearmoede")
    assert found('"sociale cohesie" wijk', "wijken met sociale cohesie")


def test_a_quote_that_is_not_closed_runs_to_the_end():
    asked = query_tokens('wijk "sociale cohesie', language="nl")
    assert asked.phrases == (("sociaal", "cohesie"),)
    assert asked.prefix == ""


@pytest.mark.parametrize("nothing", ["", "   ", "de het een", "?!", '""', "*", '"de"'])
def test_a_question_that_says_nothing_finds_nothing(nothing):
    asked = query_tokens(nothing, language="nl")
    assert asked.is_empty
    assert not asked.is_met_by({"armoed"})


def test_a_question_as_long_as_a_report_keeps_its_first_requirements():
    asked = query_tokens(" ".join(f"k{number}" for number in range(100)) + " overstro", language="nl")
    assert len(asked.groups) == MOST_GROUPS
    assert asked.prefix == ""


def test_the_prefix_meets_the_last_group_only():
    asked = Query(groups=(("wijk",), ("overstro",)), prefix="overstro")
    assert asked.is_met_by({"wijk", "overstrom"})
    assert not asked.is_met_by({"overstrom"})


def test_words_that_were_asked_for_are_marked_whole_and_the_text_is_unchanged():
    text = "Energiearmoede: <b>huurders</b> betalen meer energie."
    marked = highlight(text, query_tokens("energiearmoede", language="nl"), language="nl")
    assert [piece for piece, hit in marked if hit] == ["Energiearmoede", "energie"]
    assert "".join(piece for piece, _ in marked) == text


def test_an_unfinished_word_is_marked_too():
    marked = highlight("Kans op overstromingen", query_tokens("overstro", language="nl"), language="nl")
    assert marked == [("Kans op ", False), ("overstromingen", True)]


def test_a_snippet_shows_where_most_of_the_question_stands():
    text = (
        "Armoede. "
        + "Iets anders staat hier. " * 20
        + "Armoede treft huurders in de wijk. "
        + "Slot van de tekst. " * 20
    )
    shown = snippet(text, query_tokens("armoede huurders", language="nl"), language="nl", width=80)
    assert [piece for piece, hit in shown if hit] == ["Armoede", "huurders"]
    assert shown[0] == shown[-1] == ("…", False)
    assert sum(len(piece) for piece, _ in shown[1:-1]) <= 80


def test_a_snippet_of_a_short_text_is_the_whole_text():
    assert snippet("Veel armoede.", query_tokens("armoede", language="nl"), language="nl") == [
        ("Veel ", False),
        ("armoede", True),
        (".", False),
    ]


def test_a_snippet_without_what_was_asked_begins_at_the_begin():
    shown = snippet("Hier staat iets. " * 30, query_tokens("armoede", language="nl"), language="nl", width=40)
    assert shown[0][0].startswith("Hier staat")
    assert shown[-1] == ("…", False)


def test_english_has_no_compounds_but_has_its_own_stems():
    assert tokens("The neighbourhoods' cities", language="en") == ["neighbourhood", "citi"]
    assert found("flood", "flooding", "en")


MEASURE = """
import resource
import veerkracht.catalogue.definitions
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
from veerkracht.web.search.words import tokens
tokens("overstromingsrisico", language="nl"), tokens("flooding", language="en")
for number in range(20_000):
    tokens(f"wijk{number:x}g veiligheid{number:o}s", language="nl")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory in other units")
def test_both_languages_and_all_words_remembered_stay_within_sixty_megabytes():
    answer = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True)
    assert int(answer.stdout) / 1000 <= 60
