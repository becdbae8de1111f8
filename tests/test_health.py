import datetime

import pytest
from django.db import connection
from django.utils import timezone

pytestmark = pytest.mark.django_db


def beat(moment):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [moment])


def answer(client, address):
    response = client.get(address)
    return response.status_code, response.content.decode().strip(), response["Cache-Control"], dict(response.cookies)


def test_process_that_lives_says_so(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert answer(client, "/healthz") == (200, "ok", "no-store", {})


def test_ready_with_database_migrations_and_a_worker(client):
    beat(timezone.now())
    assert answer(client, "/readyz") == (200, "ok", "no-store", {})


@pytest.mark.parametrize("last", [None, timezone.now() - datetime.timedelta(minutes=1)], ids=["none", "silent"])
def test_not_ready_without_a_worker(client, last):
    if last:
        beat(last)
    assert answer(client, "/readyz")[:2] == (503, "worker")


def test_not_ready_with_a_migration_to_come(client):
    beat(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'mail'")
    assert answer(client, "/readyz")[:2] == (503, "migrations")
