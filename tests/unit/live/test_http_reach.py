"""A dead network is found out in seconds, whatever its way of being dead."""

import socket
import time

import pytest

from veerkracht.connectors.http_reach import silent_services


def silent(*addresses, within_s=5.0):
    found = silent_services(addresses, user_agent="veerkracht/0 (test)", within_s=within_s, trust_env=False)
    return {address: error.reason for address, error in found.items()}


@pytest.fixture
def closed():
    """The address of a port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/odata"


@pytest.fixture
def mute():
    """The address of a port that takes a connection and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/odata"


def test_any_answer_is_a_sign_of_life_also_that_the_page_is_not_there(server):
    assert silent(f"{server.url}/not/there") == {}


def test_a_refused_connection_is_told_at_once(server, closed):
    began = time.monotonic()
    assert silent(server.url, closed) == {closed: "no-connection"}
    assert time.monotonic() - began < 3.0  # a refusal takes no time; the rest is for a busy machine


def test_two_mute_services_together_cost_no_more_than_the_patience(mute):
    began = time.monotonic()
    assert silent(mute, f"{mute}/other", within_s=0.3) == dict.fromkeys((mute, f"{mute}/other"), "time-out")
    assert time.monotonic() - began < 2.0  # 0.3 s each would be 0.6; the rest is for a busy machine


def test_an_address_that_is_none_is_told():
    assert silent("no address") == {"no address": "bad-address"}
