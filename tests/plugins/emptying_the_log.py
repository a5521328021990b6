"""Between tests on committed data the database is emptied; the log refuses that, so its guards step aside for it."""

import pytest


@pytest.fixture(autouse=True, scope="session")
def _guards_step_aside():
    from django.db.backends.base.operations import BaseDatabaseOperations

    original = BaseDatabaseOperations.execute_sql_flush

    def flush(self, sql_list):
        from veerkracht.web.audit.guards import guard, unguard

        vendor = self.connection.vendor
        original(self, [*unguard(vendor), *sql_list, *guard(vendor)])

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = original
