"""The engine keeps to the threads and memory it is given."""

import ibis
import pytest

from veerkracht.engine import limit_engine


@pytest.fixture
def engine_of_the_session():
    before = ibis.options.default_backend
    yield
    ibis.options.default_backend = before


def test_the_engine_keeps_to_its_limits(engine_of_the_session):
    limit_engine(threads=1, memory_mb=200)
    told = ibis.get_backend().raw_sql("select current_setting('threads'), current_setting('memory_limit')").fetchone()
    assert told == (1, "190.7 MiB")
