import threading

import pytest
import time_machine
from django.db import connections
from django.test import RequestFactory

from womconf.limits import actions
from womconf.limits.actions import allow
from womconf.limits.models import Count
from womconf.limits.network import client_network


@pytest.mark.django_db
def test_limit_passes_exactly_so_many_in_a_window_and_as_many_in_the_next():
    with time_machine.travel("2027-05-03 10:00:00+00:00", tick=False) as clock:
        assert [allow("form", "a", limit=3, seconds=60) for _n in range(5)] == [True, True, True, False, False]
        clock.shift(60)
        assert allow("form", "a", limit=3, seconds=60)


@pytest.mark.django_db
def test_limits_of_other_names_and_values_are_apart():
    assert allow("form", "a", limit=1, seconds=60)
    assert allow("form", "b", limit=1, seconds=60)
    assert allow("other", "a", limit=1, seconds=60)


@pytest.mark.django_db
def test_what_is_limited_is_not_stored_in_clear():
    allow("form", "erika@example.org", limit=1, seconds=60)
    assert "erika" not in str(Count.objects.values().get())


@pytest.mark.django_db
def test_old_windows_are_forgotten():
    with time_machine.travel("2027-05-03 10:00:00+00:00"):
        allow("form", "a", limit=1, seconds=60)
    with time_machine.travel("2027-05-06 10:00:00+00:00"):
        allow("form", "a", limit=1, seconds=60)
        assert actions.forget() == 1


@pytest.mark.django_db(transaction=True)
def test_exactly_the_limit_passes_however_many_ask_at_once():
    passed = []
    barrier = threading.Barrier(20)

    def ask():
        barrier.wait(timeout=10)
        for _n in range(5):
            passed.append(allow("form", "a", limit=7, seconds=86_400))
        connections.close_all()

    threads = [threading.Thread(target=ask) for _n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (passed.count(True), len(passed)) == (7, 100)


def network(address, forwarded=None):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return client_network(RequestFactory().get("/", REMOTE_ADDR=address, **headers))


def test_network_is_one_address_of_ipv4_and_a_customer_of_ipv6():
    assert network("192.0.2.7") == "192.0.2.7"
    assert network("2001:db8:1:2::7") == network("2001:db8:1:ffff::1") == "2001:db8:1::/48"
    assert network("::ffff:192.0.2.7") == "192.0.2.7"
    assert network("") == "unknown"


def test_forwarded_header_is_nobody_without_a_proxy_of_ours(settings):
    settings.TRUSTED_PROXY_COUNT = 0
    assert {network("192.0.2.7", f"10.0.0.{n}") for n in range(200)} == {"192.0.2.7"}


def test_forwarded_header_counts_from_our_own_proxies(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    assert network("10.0.0.1", "198.51.100.1, 192.0.2.7") == "192.0.2.7"
    settings.TRUSTED_PROXY_COUNT = 2
    assert network("10.0.0.1", "evil, 192.0.2.7, 10.0.0.2") == "192.0.2.7"
    assert network("10.0.0.1", "nonsense, x") == "10.0.0.1"
