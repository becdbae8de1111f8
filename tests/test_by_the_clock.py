"""What is due by the clock is done when a worker runs next, however long none did."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django import app

from registration import actions
from registration.models import AccessNeeds, Attendee, Submission
from tests.factories import ConferenceFactory, SessionFactory
from tests.mail.workers import wait_for, worker
from tests.registration.steps import register, register_and_confirm
from womconf.clock import once_a_day
from womconf.limits.models import Count
from womconf.models import DailyRun

DAY = datetime.timedelta(days=1)
EIGHT = "08:00:30"


def past_conference(**changes):
    today = timezone.localdate()
    return ConferenceFactory(starts_on=today - 30 * DAY, ends_on=today - 29 * DAY, **changes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("workers", [1, 2])
def test_worker_that_sleeps_at_night_does_in_the_morning_what_is_due(sink, workers):
    """The real worker with its own scheduler, started at eight."""
    with connection.cursor() as cursor:  # what a worker of another test has noted for this eight o'clock
        cursor.execute("DELETE FROM procrastinate_periodic_defers; DELETE FROM procrastinate_workers")
    register_and_confirm(SessionFactory(conference=past_conference()), access_needs="Aufzug")
    register(SessionFactory(), email="never@example.org")
    Submission.objects.filter(confirmed_at=None).update(sent_at=timezone.now() - 8 * DAY)
    Attendee.objects.update(created_at=timezone.now() - 8 * DAY)
    Count.objects.update(window=timezone.now() - 3 * DAY)
    eight = datetime.datetime.fromisoformat(f"{timezone.localdate()} {EIGHT}").replace(tzinfo=ZoneInfo("Europe/Berlin"))

    def is_all_done():
        left = [AccessNeeds.objects.count(), Attendee.objects.filter(email="never@example.org").count()]
        return [*left, Count.objects.count(), DailyRun.objects.filter(day=eight.date()).count()] == [0, 0, 0, 1]

    with ExitStack() as running:
        for _worker in range(workers):
            running.enter_context(worker(sink.port, at=eight))
        assert wait_for(lambda: _count_workers() == workers)
        assert wait_for(is_all_done)


def _count_workers():
    """Return how many workers have begun; one that is told to stop before that has no time to leave by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return cursor.fetchone()[0]


def test_nothing_by_the_clock_is_rarer_than_what_the_scheduler_makes_up_for():
    """procrastinate leaves out what is more than ten minutes late: what runs once a night would never run."""
    crons = {task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert crons == {"* * * * *", "*/10 * * * *"}


@pytest.mark.parametrize(
    ("zone", "day", "is_over"),
    [
        ("Europe/Berlin", "2027-06-01T21:59Z", False),
        ("Europe/Berlin", "2027-06-01T22:01Z", True),
        ("Pacific/Honolulu", "2027-06-02T09:59Z", False),
        ("Pacific/Honolulu", "2027-06-02T10:01Z", True),
        ("Pacific/Auckland", "2027-06-01T11:59Z", False),
        ("Pacific/Auckland", "2027-06-01T12:01Z", True),
    ],
)
@pytest.mark.django_db
def test_needs_end_when_the_day_ends_where_the_conference_was(zone, day, is_over):
    ends_on = datetime.date(2027, 6, 1) - settings.ACCESS_NEEDS_DAYS * DAY
    conference = ConferenceFactory(time_zone=zone, starts_on=ends_on, ends_on=ends_on)
    register_and_confirm(SessionFactory(conference=conference), access_needs="Aufzug")
    with time_machine.travel(day):
        assert actions.forget_needs_of_the_past() == int(is_over)


NIGHTS = ["2027-05-03T01:59Z", "2027-05-03T02:01Z", "2027-05-03T23:30Z", "2027-05-04T02:01Z"]


@pytest.mark.django_db
def test_a_day_of_work_begins_at_four_in_the_morning():
    """In the organisers' zone: here 03:59, 04:01, half past one, 04:01."""
    calls = []
    moments = [datetime.datetime.fromisoformat(moment) for moment in NIGHTS]
    for moment in moments:
        for _again in range(2):
            once_a_day("work", lambda moment=moment: calls.append(moment), now=moment)
    assert calls == [moments[0], moments[1], moments[3]]


@pytest.mark.parametrize("night", ["2027-03-28T00:00Z", "2027-10-31T00:00Z"])  # the clocks are changed
@pytest.mark.django_db
def test_in_nights_when_the_clock_is_changed_it_is_done_once(night):
    calls = []
    start = datetime.datetime.fromisoformat(night)
    once_a_day("work", lambda: None, now=start)
    for minute in range(0, 24 * 60, 10):
        once_a_day("work", lambda: calls.append(1), now=start + datetime.timedelta(minutes=minute))
    assert calls == [1]


@pytest.mark.django_db
def test_what_failed_is_done_the_next_time():
    calls = []

    def fail():
        raise LookupError

    with pytest.raises(LookupError):
        once_a_day("work", fail)
    assert once_a_day("work", lambda: calls.append(1))
    assert not once_a_day("work", lambda: calls.append(1))
    assert calls == [1]


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_does_it():
    calls, barrier = [], threading.Barrier(2)

    def work():
        barrier.wait(timeout=20)
        try:
            return once_a_day("work", lambda: calls.append(1))
        finally:
            connections.close_all()

    for _round in range(5):
        DailyRun.objects.update(day=None)
        calls.clear()
        with ThreadPoolExecutor(2) as pool:
            done = [pool.submit(work) for _worker in range(2)]
        assert (sorted(future.result() for future in done), calls) == ([False, True], [1])
