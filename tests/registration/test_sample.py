"""The synthetic conference: as large as asked for, within the rules, and without a mail."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from programme import schedule_checks
from programme.models import Conference, Session, Speaker
from registration.invariants import breaks
from registration.models import Registration
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("sessions", "speakers", "registrations"), [(1, 1, 1), (30, 7, 100), (5, 12, 8), (0, 0, 0)])
def test_it_is_as_large_as_asked_for_and_keeps_the_rules(sessions, speakers, registrations):
    call_command("sample_data", sessions=sessions, speakers=speakers, registrations=registrations, conference="large")
    made = [model.objects.count() for model in (Session, Speaker, Registration)]
    assert made == [sessions, speakers, registrations]
    assert breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS) == {}
    assert Message.objects.count() == 0
    assert Client().get("/large/").text.count("<article") == sessions


def test_nobody_is_in_two_rooms_at_once_and_no_session_is_without_somebody():
    call_command("sample_data", sessions=40, speakers=40, registrations=0, conference="large")
    assert schedule_checks.check(list(Session.objects.with_programme())) == []
    assert not Session.objects.filter(appearances=None).exists()


def test_it_is_the_same_each_time():
    titles = []
    for slug in ("first", "second"):
        call_command("sample_data", sessions=20, speakers=5, registrations=0, conference=slug)
        titles.append([str(session.abstract) for session in Session.objects.filter(conference__slug=slug)])
    assert titles[0] == titles[1]


def test_an_address_that_is_taken_is_refused():
    call_command("sample_data", sessions=1, speakers=1, registrations=0, conference="large")
    with pytest.raises(CommandError, match="large"):
        call_command("sample_data", sessions=1, speakers=1, registrations=0, conference="large")
    assert Conference.objects.count() == 1


@pytest.mark.parametrize("number", ["-1", "many", "1000001"])
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(CommandError):
        call_command("sample_data", f"--sessions={number}")
