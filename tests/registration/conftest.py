import pytest
from django.conf import settings
from django.db import connection

from registration.invariants import breaks


@pytest.fixture(autouse=True)
def no_invariant_breaks(request, _django_db_marker):
    """After every test with a database: none of the rules that never break is broken, unless the test breaks one."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker and not connection.needs_rollback and not request.node.get_closest_marker("breaks_invariants"):
        assert breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS) == {}
