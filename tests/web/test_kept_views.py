"""Views of lists that people keep: their own, or shared with the team."""

import pytest
from django.utils.html import strip_tags

from veerkracht.web.saved.models import SavedView

pytestmark = pytest.mark.django_db
LIST = "/nl/registers/risks/"


@pytest.fixture
def enter(client, person):
    """Sign somebody in: ``enter("officer")``; returns the account."""

    def sign_in(*roles):
        user = person(*roles)
        client.force_login(user)
        return user

    return sign_in


def keep(client, name, query="kind=shock&late=1", **more):
    """Keep a list under a name."""
    return client.post(f"/nl/views/risks/new/?{query}", {"name": name, **more})


def test_a_kept_view_stands_above_its_list_and_opens_the_same_choice(client, enter):
    enter("officer")
    answer = keep(client, "Mijn shocks")
    assert answer["Location"] == f"{LIST}?kind=shock&late=1"
    page = client.get(answer["Location"]).content.decode()
    assert f'<a href="{LIST}?kind=shock&amp;late=1" aria-current="page">Mijn shocks</a>' in page
    assert "Mijn shocks" not in client.get("/nl/registers/lessons/").content.decode()


def test_only_what_is_shared_is_seen_by_colleagues_and_nothing_by_others(client, enter):
    enter("officer")
    keep(client, "Voor mij")
    keep(client, "Voor ons", shared="on")
    enter("analyst")
    page = client.get(LIST).content.decode()
    assert ("Voor ons" in page, "Voor mij" in page) == (True, False)
    enter()
    assert "Voor ons" not in client.get(LIST).content.decode()
    client.logout()
    assert "Voor ons" not in client.get(LIST).content.decode()


def test_a_resident_cannot_share_with_a_team_that_they_are_not_in(client, enter):
    enter()
    keep(client, "Van mij", query="kind=shock", shared="on")
    assert SavedView.objects.get().shared is False


def test_one_renames_and_removes_own_views_only(client, enter):
    enter("officer")
    keep(client, "Oud", shared="on")
    view = SavedView.objects.get()
    client.post(f"/nl/views/risks/{view.pk}/", {"name": "Nieuw", "shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.query) == ("Nieuw", "kind=shock&late=1")
    enter("analyst")
    assert client.post(f"/nl/views/risks/{view.pk}/", {"name": "Gekaapt"}).status_code == 404
    assert client.post(f"/nl/views/risks/{view.pk}/remove/").status_code == 404
    client.force_login(view.owner)
    assert client.get(f"/nl/views/risks/{view.pk}/remove/").status_code == 200
    assert SavedView.objects.count() == 1
    client.post(f"/nl/views/risks/{view.pk}/remove/")
    assert SavedView.objects.count() == 0


def test_a_name_is_needed_and_given_once_per_list(client, enter):
    enter("officer")
    assert 'class="error"' in keep(client, " ").content.decode()
    keep(client, "Twee keer")
    assert 'class="error"' in keep(client, "Twee keer").content.decode()
    assert SavedView.objects.count() == 1


def test_a_view_keeps_nothing_that_the_reader_may_not_ask(client, enter):
    enter()
    keep(client, "Slim", query="sensitive_note=x&kind=shock&page=4&next=//elders.example")
    assert SavedView.objects.get().query == "kind=shock"


def test_keeping_a_view_asks_to_sign_in_first(client):
    answer = client.get("/nl/views/risks/new/?kind=shock")
    assert (answer.status_code, "login" in answer["Location"]) == (302, True)


def test_the_names_of_views_never_become_markup(client, enter):
    enter("officer")
    keep(client, "<b>vet</b>")
    page = client.get(LIST).content.decode()
    assert "<b>vet</b>" not in page
    assert "&lt;b&gt;vet" in page
    assert "vet" in strip_tags(client.get("/nl/views/risks/").content.decode())


@pytest.mark.parametrize("address", [LIST, "/nl/views/risks/"])
def test_a_shared_view_does_not_tell_what_its_owner_looked_for_in_a_hidden_field(client, enter, address):
    enter("officer")
    keep(client, "Voor ons", query="sensitive_note=kanarie&kind=shock", shared="on")
    enter("analyst")

    page = client.get(address).content.decode()

    assert "Voor ons" in page and "kind=shock" in page
    assert "kanarie" not in page
