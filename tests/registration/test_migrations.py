"""What is in the database already when a new version comes."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from registration import actions
from registration.models import Registration
from tests.factories import RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE_POOLS = [("programme", "0003_raise_revision_with_appearances"), ("registration", "0001_initial")]


def migrate(*targets):
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())


def test_pools_of_places_lose_nobody():
    """Back to the version before there were pools, and forth again."""
    session = SessionFactory(capacity=1)
    people = [RegistrationFactory(session=session), RegistrationFactory(session=SessionFactory())]
    RegistrationFactory(session=session, status="waiting")
    before = list(Registration.objects.order_by("pk").values_list("pk", "session", "status", "position"))
    try:
        migrate(*BEFORE_POOLS)
        with connection.cursor() as cursor:
            cursor.execute("SELECT capacity, taken FROM programme_seats WHERE session_id = %s", [session.pk])
            assert cursor.fetchone() == (1, 1)
    finally:
        migrate()
    assert list(Registration.objects.order_by("pk").values_list("pk", "session", "status", "position")) == before
    assert [person.session.seats.taken for person in people] == [1, 1]
    assert Registration.objects.get(pk=people[0].pk).seats == session.seats


def test_steps_of_registrations_that_are_there_are_counted():
    actions.cancel(RegistrationFactory(status="waiting", session=SessionFactory(capacity=0)))
    try:
        migrate(("registration", "0009_ask_own_questions"))
        Registration.objects.update(revision=0)
    finally:
        migrate()
    assert Registration.objects.get().revision == 1
