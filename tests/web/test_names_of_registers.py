"""What is added and what is counted has its own words, in both languages: no “2 money per year”."""

import pytest

from veerkracht.catalogue import register, registers

WORDS = {
    "budget_lines": ("Bedrag toevoegen", "2 bedragen", "Add amount", "2 amounts"),
    "milestones": ("Fase, mijlpaal of taak toevoegen", "2 fasen, mijlpalen en taken", "Add phase, milestone or task",
                   "2 phases, milestones and tasks"),
}  # fmt: skip


@pytest.mark.parametrize("register_id", WORDS)
def test_pages_say_what_is_added_and_how_many_there_are(
    register_id, make_record, make_example, client, person, settings
):
    settings.SECOND_FACTOR_ROLES = frozenset()
    parent = make_record("initiatives", name={"nl": "Tafel", "en": "Table"})
    for year in (2024, 2025):
        own = {"year": year, "planned": 10} if register_id == "budget_lines" else {"name": {"nl": f"stap {year}"}}
        make_example(register_id, parent=parent, **own)
    client.force_login(person("officer"))
    for language, (add, count) in zip(("nl", "en"), (WORDS[register_id][:2], WORDS[register_id][2:]), strict=True):
        page = client.get(f"/{language}/registers/{register_id}/").content.decode()
        whole = client.get(f"/{language}/registers/initiatives/{parent.external_id}/").content.decode()
        assert f">{add}</a>" in whole
        assert count in page.replace('<b class="number">', "").replace("</b>", "")
        assert f"<h1>{add}</h1>" in client.get(f"/{language}/registers/{register_id}/new/").content.decode()


def test_a_plural_that_is_not_given_is_that_of_the_list():
    assert register("initiatives").several == ("initiatieven", "initiatives")
    assert register("budget_lines").several == ("bedragen", "amounts")


def test_words_that_stand_inside_a_sentence_begin_small():
    inside = [words for item in registers().values() for words in (*item.one, *item.several)]
    assert [words for words in inside if words != words[0].lower() + words[1:]] == []
    assert [item.id for item in registers().values() if "?" in "".join(item.several)] == []
