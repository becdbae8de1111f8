"""Mails to many leave no faster than the settings say; whatever somebody waits for leaves at once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from womconf.mail import actions
from womconf.mail.models import Message
from womconf.mail.pace import set_pace

pytestmark = pytest.mark.django_db
DOMAINS = ["a.example", "b.example", "c.example"]


def message(number, domain="example.org", priority=Message.Priority.BULK, **facts):
    return Message(key=f"{number}", kind="link", to=f"p{number}@{domain}", language="de", priority=priority, **facts)


def minutes(domain=""):
    """Return how many mails may leave in each minute from now on."""
    now = timezone.now()
    waiting = Message.objects.filter(to__endswith=f"@{domain}") if domain else Message.objects.all()
    counts = Counter(max(0, round((m.not_before - now) / timedelta(minutes=1))) for m in waiting)
    return [counts[minute] for minute in range(max(counts, default=-1) + 1)]


@pytest.fixture
def limits(settings):
    def set_limits(in_all, to_domain):
        settings.MAIL_PER_MINUTE, settings.MAIL_PER_MINUTE_AND_DOMAIN = in_all, to_domain

    return set_limits


def test_without_limits_all_leave_at_once(limits):
    limits(0, 0)
    actions.note([message(n) for n in range(50)])
    assert minutes() == [50]


def test_no_more_leave_in_a_minute_than_the_limit(limits):
    limits(20, 0)
    actions.note([message(n) for n in range(50)])
    assert minutes() == [20, 20, 10]


def test_one_domain_does_not_hold_up_the_others(limits):
    limits(10, 2)
    actions.note([message(n, "slow.example") for n in range(6)] + [message(n, f"d{n}.example") for n in range(6, 16)])
    assert minutes("slow.example") == [2, 2, 2]
    assert minutes() == [10, 4, 2]


def test_what_waits_already_counts(limits):
    limits(20, 0)
    actions.note([message(n) for n in range(30)])
    actions.note([message(n) for n in range(30, 50)])
    assert minutes() == [20, 20, 10]


def test_all_other_mails_leave_at_once(limits):
    limits(1, 1)
    actions.note([message(n) for n in range(5)])
    actions.note([message(n, priority=Message.Priority.NORMAL) for n in range(10, 15)])
    assert minutes() == [6, 1, 1, 1, 1]


def test_time_that_was_chosen_stays(limits):
    limits(1, 1)
    at = timezone.now() + timedelta(minutes=30)
    actions.note([message(n, not_before=at) for n in range(3)])
    assert set(Message.objects.values_list("not_before", flat=True)) == {at}


@given(st.lists(st.sampled_from(DOMAINS), max_size=40), st.integers(0, 4), st.integers(0, 4))
def test_limits_hold_for_any_mails(domains, in_all, to_domain):
    Message.objects.all().delete()
    mails = [message(n, domain) for n, domain in enumerate(domains)]
    with override_settings(MAIL_PER_MINUTE=in_all, MAIL_PER_MINUTE_AND_DOMAIN=to_domain):
        set_pace(mails)
    per_minute, per_domain = Counter(), Counter()
    for mail in mails:
        at = mail.not_before if hasattr(mail.not_before, "minute") else None
        per_minute[at] += 1
        per_domain[at, mail.to.split("@")[1]] += 1
    assert not in_all or max(per_minute.values(), default=0) <= in_all
    assert not to_domain or max(per_domain.values(), default=0) <= to_domain
