"""Pools had another name once: a database from then gets the new one with all that is in it."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from programme import actions as programme_actions
from programme.models import Pool
from registration import actions
from registration.invariants import breaks
from registration.models import Registration
from tests.factories import AttendeeFactory, FollowUpPoolFactory, OrganiserFactory, RegistrationFactory, SessionFactory

# Among the long tests: migrations that were given out do not change, and each goes back and forth through all of them.
pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

BEFORE = [
    ("programme", "0001_squashed_0020_name_states_plainly"),
    ("registration", "0001_squashed_0018_name_states_plainly"),
]
# The former word, as it stood in names and in functions.
FORMER = "seats"
# What the database keeps under a name of its own, and what it says of it.
KEPT = """
    SELECT kind, name, body FROM (
        SELECT 'relation' AS kind, relname AS name, relkind::text AS body, relnamespace AS schema FROM pg_class
        UNION ALL
        SELECT 'column', relname || '.' || attname, format_type(atttypid, atttypmod), relnamespace
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relkind = 'r' AND attnum > 0 AND NOT attisdropped
        UNION ALL SELECT 'rule', conname, pg_get_constraintdef(oid), connamespace FROM pg_constraint
        UNION ALL
        SELECT 'index', relname, pg_get_indexdef(oid), relnamespace FROM pg_class WHERE relkind = 'i'
        UNION ALL
        SELECT 'trigger', tgname, pg_get_triggerdef(pg_trigger.oid), relnamespace
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal
        UNION ALL SELECT 'function', proname, prosrc, pronamespace FROM pg_proc
    ) kept WHERE schema = current_schema()::regnamespace ORDER BY kind, name, body
"""


def kept_by_the_database():
    with connection.cursor() as cursor:
        cursor.execute(KEPT)
        return cursor.fetchall()


def facts(apps, pool_model, pool):
    """Return all that must stay as it is; `pool` is what registrations call theirs."""
    registration, event = apps("registration", "Registration"), apps("registration", "RegistrationEvent")
    return (
        list(
            apps("programme", pool_model).objects.order_by("pk").values_list("pk", "session", "slot", "mode", "taken")
        ),
        list(registration.objects.order_by("pk").values_list("pk", pool, "session", "slot", "status", "position")),
        list(event.objects.order_by("pk").values_list("pk", "pgh_obj", "pgh_label", pool, "status", "position")),
    )


def rights(user):
    return sorted(Permission.objects.filter(user=user).values_list("codename", "content_type__model", "name"))


def test_a_database_says_the_former_word_nowhere():
    """Also one that was made new: the migrations before made it with that word."""
    assert len(kept_by_the_database()) > 500
    assert [found for found in kept_by_the_database() if FORMER in f"{found}".lower()] == []


@pytest.fixture
def pools():
    """Return a session's pool, that of its follow-up, and of a hybrid session the one on site and the one online."""
    follow_up = FollowUpPoolFactory(capacity=1)
    hybrid = SessionFactory(conference=follow_up.session.conference)
    on_site = programme_actions.make_hybrid(hybrid, on_site=1, online=1)
    main = programme_actions.set_capacity(follow_up.session.pool, capacity=2)
    return [main, follow_up, on_site, Pool.objects.get(session=hybrid, mode="online")]


def test_pools_get_their_name_with_all_that_is_in_them(pools):
    """People come while it is the former version; then it goes forth, and once more back and forth."""
    main, follow_up, on_site, _online = pools
    first, second, third = people = AttendeeFactory.create_batch(3, conference=main.session.conference)
    actions.cancel(RegistrationFactory(session=main.session))
    organiser = OrganiserFactory(is_superuser=False)
    organiser.user_permissions.set(Permission.objects.filter(codename__in=["change_pool", "view_pool"]))
    rights_now, kept_now = rights(organiser), kept_by_the_database()
    try:
        call_command("migrate", *BEFORE[0], verbosity=0)
        kept_then = kept_by_the_database()
        then = MigrationExecutor(connection).loader.project_state(BEFORE).apps.get_model
        places = [
            *(
                (main, person, status)
                for person, status in zip(people, ["confirmed", "confirmed", "waiting"], strict=True)
            ),
            (follow_up, first, "confirmed"),
            (follow_up, second, "waiting"),
            (on_site, third, "confirmed"),
        ]
        for pool, person, status in places:
            then("registration", "Registration").objects.create(
                attendee_id=person.pk, seats_id=pool.pk, session_id=pool.session_id, status=status
            )
        waits = then("registration", "Registration").objects.get(seats_id=main.pk, attendee_id=third.pk)
        waits.position += 1000
        waits.save()
        before = facts(then, "Seats", "seats")
        assert [codename for codename, _model, _name in rights(organiser)] == ["change_seats", "view_seats"]
        call_command("migrate", verbosity=0)
        call_command("migrate", *BEFORE[0], verbosity=0)
        assert kept_by_the_database() == kept_then
        assert facts(then, "Seats", "seats") == before
    finally:
        call_command("migrate", verbosity=0)
    now = MigrationExecutor(connection).loader.project_state().apps.get_model
    assert facts(now, "Pool", "pool") == before
    assert [len(rows) for rows in before] == [4, 7, 9]
    assert (kept_by_the_database(), rights(organiser)) == (kept_now, rights_now)
    assert breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS) == {}
    actions.cancel(Registration.objects.get(pool=follow_up, attendee=first))
    assert Registration.objects.get(pool=follow_up, attendee=second).status == "confirmed"
    assert SessionFactory().pool.pk > max(pool.pk for pool in pools)
