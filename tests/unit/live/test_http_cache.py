"""The client for live sources: politeness, cache and faults of the line."""

import gzip
import socket

import numpy as np
import pytest

from veerkracht.connectors.cache_folder import read_answer
from veerkracht.connectors.http_cache import Limits, open_http_cache, wait_seconds
from veerkracht.errors import NetworkError

JSON = "application/json"
BOMB = gzip.compress(b"0" * 3_000_000)


def fault_of(client, url, accept=JSON):
    with pytest.raises(NetworkError) as caught:
        client.fetch(url, accept=accept)
    return caught.value


def test_the_user_agent_and_the_type_asked_for_are_sent(server, reply, make_client):
    server.tell("/a", reply(b"{}"))
    agent = "veerkracht/0.1.0 (+resilience monitor; contact see publiccode)"
    make_client(user_agent=agent).fetch(f"{server.url}/a", accept=JSON)
    assert (server.asked[0].headers["User-Agent"], server.asked[0].headers["Accept"]) == (agent, JSON)


def test_params_are_added_to_the_query_of_the_address(server, reply, make_client):
    server.tell("/a", reply(b"{}"))
    make_client().fetch(f"{server.url}/a?x=1", params={"$filter": "A eq 'b c'"}, accept=JSON)
    assert server.asked[0].query == {"x": "1", "$filter": "A eq 'b c'"}


def test_validators_are_sent_and_an_unchanged_answer_comes_from_the_cache(server, reply, make_client):
    first = reply(b'{"a":1}', headers={"ETag": '"v1"', "Last-Modified": "Sun, 05 Jan 2025 10:00:00 GMT"})
    server.tell("/a", first, reply(b"", status=304))
    client = make_client()
    assert [client.fetch(f"{server.url}/a", accept=JSON) for _ in range(2)] == [b'{"a":1}'] * 2
    second = server.asked[1].headers
    assert (second["If-None-Match"], second["If-Modified-Since"]) == ('"v1"', "Sun, 05 Jan 2025 10:00:00 GMT")


def test_a_changed_answer_takes_the_place_of_the_earlier_one(server, reply, make_client, tmp_path):
    server.tell("/a", reply(b"1", headers={"ETag": '"v1"'}), reply(b"2", headers={"ETag": '"v2"'}))
    client = make_client()
    for _ in range(2):
        client.fetch(f"{server.url}/a", accept=JSON)
    kept = read_answer(tmp_path / "cache", f"{server.url}/a")
    assert (kept.content, kept.etag, kept.retrieved) == (b"2", '"v2"', "2025-01-06T10:00:00+00:00")
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_not_changed_without_an_earlier_answer_is_a_fault(server, reply, make_client):
    server.tell("/a", reply(b"", status=304))
    assert fault_of(make_client(), f"{server.url}/a").reason == "not-changed"


def test_an_answer_that_was_only_asked_for_is_not_kept(server, reply, make_client, tmp_path):
    server.tell("/a", reply(b"{}"))
    make_client().ask(f"{server.url}/a", accept=JSON)
    assert read_answer(tmp_path / "cache", f"{server.url}/a") is None


def test_the_same_edition_is_not_asked_twice_and_another_one_is(server, reply, make_client):
    server.tell("/a", reply(b"1"), reply(b"2"))
    client = make_client()
    told = [client.fetch(f"{server.url}/a", accept=JSON, edition=edition) for edition in ("x", "x", "y", "x")]
    assert told == [b"1", b"1", b"2", b"1"]
    assert len(server.asked) == 2


def test_offline_uses_the_cache_and_asks_nothing(server, reply, make_client):
    server.tell("/a", reply(b"{}"))
    make_client().fetch(f"{server.url}/a", accept=JSON)
    assert make_client(offline=True).fetch(f"{server.url}/a", accept=JSON) == b"{}"
    assert len(server.asked) == 1


def test_offline_without_an_earlier_answer_says_how_to_mend_it(server, make_client):
    error = fault_of(make_client(offline=True), f"{server.url}/a")
    assert (error.reason, error.url, server.asked) == ("offline", f"{server.url}/a", [])
    assert "Fetch it once with a connection" in str(error)


def test_a_damaged_entry_counts_as_absent_and_is_fetched_anew(server, reply, make_client, tmp_path):
    server.tell("/a", reply(b"whole", headers={"ETag": '"v1"'}))
    client = make_client()
    client.fetch(f"{server.url}/a", accept=JSON)
    next((tmp_path / "cache").glob("*.content")).write_bytes(b"who")
    assert fault_of(make_client(offline=True), f"{server.url}/a").reason == "offline"
    assert client.fetch(f"{server.url}/a", accept=JSON) == b"whole"
    assert "If-None-Match" not in server.asked[1].headers


def test_progress_tells_the_bytes_received_and_those_promised(server, reply, make_client):
    seen = []
    server.tell("/a", reply(b"x" * 200_000))
    make_client(on_progress=lambda done, total: seen.append((done, total))).fetch(f"{server.url}/a", accept=JSON)
    assert seen[-1] == (200_000, 200_000)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_packed_answer_is_unpacked(server, reply, make_client):
    server.tell("/a", reply(gzip.compress(b'{"a":1}'), headers={"Content-Encoding": "gzip"}))
    assert make_client().fetch(f"{server.url}/a", accept=JSON) == b'{"a":1}'


def test_a_related_json_type_is_taken_as_json(server, reply, make_client):
    server.tell("/a", reply(b"{}", type="application/geo+json"))
    assert make_client().fetch(f"{server.url}/a", accept=JSON) == b"{}"


def faulty_replies(reply):
    sent_on = reply(b"", status=302, headers={"Location": "/a"})
    return {
        "time-out": reply(hang=True),
        "server-error": reply(b"oops", status=500),
        "too-many-requests": reply(b"", status=429),
        "broken-off": reply(b'{"value": [1, 2, 3]}', cut=9),
        "wrong-type": reply(b"<html>Maintenance</html>", type="text/html"),
        "empty": reply(b""),
        "too-large": reply(b"1" * 60_000),
        "redirect-loop": sent_on,
        "unpacks-too-large": reply(BOMB, headers={"Content-Encoding": "gzip"}),
        "damaged": reply(b"no gzip at all", headers={"Content-Encoding": "gzip"}),
        "wrong-encoding": reply(gzip.compress(BOMB), headers={"Content-Encoding": "gzip, gzip"}),
        "not-found": reply(b"", status=404),
        "refused": reply(b"", status=403),
    }


FAULTS = (
    "time-out", "server-error", "too-many-requests", "broken-off", "wrong-type", "empty", "too-large", "redirect-loop",
    "unpacks-too-large", "damaged", "wrong-encoding", "not-found", "refused",
)  # fmt: skip


@pytest.mark.parametrize("reason", FAULTS)
def test_each_fault_is_named_and_leaves_the_earlier_answer_readable(reason, server, reply, make_client):
    server.tell("/a", reply(b'{"good": 1}', headers={"ETag": '"v1"'}), faulty_replies(reply)[reason])
    make_client().fetch(f"{server.url}/a", accept=JSON)
    patience = 0.2 if reason == "time-out" else 5.0  # on a busy machine a sound answer may take longer than the first
    limits = {"read_s": patience, "attempts": 2, "download_bytes": 50_000, "unpacked_bytes": 1_000_000}
    error = fault_of(make_client(limits=limits), f"{server.url}/a")
    assert (error.reason, error.url, error.code) == (reason, f"{server.url}/a", "network")
    assert "still in the cache" in str(error)
    assert make_client(offline=True).fetch(f"{server.url}/a", accept=JSON) == b'{"good": 1}'


def test_an_answer_that_drips_for_too_long_is_a_time_out(server, reply, make_client):
    server.tell("/a", reply(b"{}"))
    moments = iter(range(0, 10_000, 700))
    error = fault_of(make_client(clock=lambda: float(next(moments))), f"{server.url}/a")
    assert error.reason == "time-out"


def test_a_service_that_is_down_is_named_as_such(make_client):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    assert fault_of(make_client(), f"http://127.0.0.1:{port}/a").reason == "no-connection"


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/a", "http://127.0.0.1:port/a"])
def test_an_address_that_cannot_be_asked_is_named_as_such(address, make_client):
    assert fault_of(make_client(), address).reason == "bad-address"


def test_a_server_that_recovers_is_asked_again_after_a_growing_wait(server, reply, make_client, slept):
    server.tell("/a", reply(b"", status=500), reply(b"", status=503), reply(b"{}"))
    assert make_client().fetch(f"{server.url}/a", accept=JSON) == b"{}"
    assert len(slept) == 2 and 0 <= slept[0] <= 1 and 0 <= slept[1] <= 2


def test_a_persistent_fault_ends_after_the_number_of_attempts(server, reply, make_client, slept):
    server.tell("/a", reply(b"", status=500))
    error = fault_of(make_client(limits={"attempts": 4}), f"{server.url}/a")
    assert (error.attempts, len(server.asked), len(slept)) == (4, 4, 3)


@pytest.mark.parametrize("reason", ["wrong-type", "not-found", "refused", "empty", "too-large"])
def test_what_will_not_mend_itself_is_asked_once(reason, server, reply, make_client, slept):
    server.tell("/a", faulty_replies(reply)[reason])
    fault_of(make_client(limits={"download_bytes": 50_000}), f"{server.url}/a")
    assert (len(server.asked), slept) == (1, [])


@pytest.mark.parametrize("told", ["7", "Mon, 06 Jan 2025 10:00:07 GMT"])
def test_the_wait_that_a_server_asks_for_is_honoured(told, server, reply, make_client, slept):
    server.tell("/a", reply(b"", status=429, headers={"Retry-After": told}), reply(b"{}"))
    assert make_client().fetch(f"{server.url}/a", accept=JSON) == b"{}"
    assert len(slept) == 1 and 7 <= slept[0] <= 8


@pytest.mark.parametrize("told", ["", "soon", "-5", "Mon, 06 Jan 2025 09:00:00 GMT"])
def test_a_wait_without_meaning_counts_as_none(told, server, reply, make_client, slept):
    server.tell("/a", reply(b"", status=503, headers={"Retry-After": told}), reply(b"{}"))
    make_client().fetch(f"{server.url}/a", accept=JSON)
    assert 0 <= slept[0] <= 1


def test_a_wait_beyond_the_limit_is_told_instead_of_waited(server, reply, make_client, slept):
    server.tell("/a", reply(b"", status=429, headers={"Retry-After": "3600"}))
    error = fault_of(make_client(), f"{server.url}/a")
    assert (error.reason, error.retry_after, slept) == ("wait-too-long", 3600.0, [])


def test_the_proxy_of_the_machine_is_used_unless_told_otherwise(server, reply, tmp_path, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, server.url)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server.tell("/a", reply(b"{}"))
    with open_http_cache(tmp_path, user_agent="t", rng=np.random.default_rng(1), limits=Limits(attempts=1)) as client:
        assert client.fetch("http://example.invalid/a", accept=JSON) == b"{}"


def test_the_same_generator_draws_the_same_waits():
    draws = [[wait_seconds(n, limits=Limits(), rng=np.random.default_rng(3)) for n in (1, 2, 3)] for _ in range(2)]
    assert draws[0] == draws[1]
