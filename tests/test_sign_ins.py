"""The log of sign-ins: who, when and how; nothing of what was typed, and not from where."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import OrganiserFactory
from womconf import sign_ins
from womconf.models import SignIn

pytestmark = pytest.mark.django_db
PASSWORD = "mit drei Pferden nach Erfurt"
LIST = "/admin/womconf/signin/"


@pytest.fixture
def anna():
    user = OrganiserFactory(username="anna")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, name, password=PASSWORD):
    return client.post("/accounts/login/", {"login": name, "password": password})


def noted():
    return list(SignIn.objects.order_by("pk").values_list("user__username", "succeeded", "how", "times"))


def test_sign_in_is_noted_with_its_way(client, anna):
    sign_in(client, "anna")
    assert noted() == [("anna", True, "password", 1)]


def test_failures_are_counted_for_the_name_that_was_meant(client, anna):
    for _again in range(3):
        sign_in(client, "Anna", "falsch")
    assert noted() == [("anna", False, "password", 3)]


def test_nothing_is_kept_of_what_is_nobody_s_name(client, anna):
    for typed in (PASSWORD, "otto", "x@example.org"):
        sign_in(client, typed, "falsch")
    assert noted() == [(None, False, "password", 3)]
    [row] = SignIn.objects.values()
    assert not {PASSWORD, "otto", "x@example.org", "127.0.0.1"} & set(map(str, row.values()))


def test_failures_of_two_accounts_and_of_two_days_are_counted_apart(anna):
    sign_ins.note_failure(anna, "password")
    sign_ins.note_failure(None, "password")
    SignIn.objects.update(day=timezone.localdate() - datetime.timedelta(days=1))
    assert [sign_ins.note_failure(user, "password") for user in (anna, anna, None)] == [1, 2, 1]


def test_what_is_older_than_90_days_is_deleted(anna):
    now = timezone.now()
    for days in (89, 91):
        at = now - datetime.timedelta(days=days)
        SignIn.objects.create(user=anna, day=at.date(), at=at, succeeded=True, how="passkey")
    assert sign_ins.forget(now) == 1
    assert (now - SignIn.objects.get().at).days == 89


def test_sign_ins_go_with_the_account(anna):
    sign_ins.note_failure(anna, "second_factor")
    anna.delete()
    assert noted() == []


def test_list_is_for_superusers_and_everybody_sees_their_own(client, anna):
    bernd = OrganiserFactory(username="bernd", is_superuser=False)
    sign_ins.note_failure(anna, "second_factor")
    client.force_login(bernd)
    assert client.get(LIST).status_code == 403
    page = client.get("/accounts/2fa/")
    assert "Ihre letzten Anmeldungen" in page.text
    assert "fehlgeschlagen" not in page.text
    client.force_login(anna)
    assert "fehlgeschlagen (zweiter Faktor)" in client.get("/accounts/2fa/").text
    page = client.get(LIST)
    assert page.status_code == 200
    assert [row.user.username for row in page.context["cl"].result_list] == ["anna", "bernd", "anna"]
    assert client.get(LIST, {"succeeded": "no"}).context["cl"].result_count == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"succeeded": True, "user": None},
        {"succeeded": True, "times": 2},
        {"succeeded": True, "how": "by chance"},
        {"succeeded": False},
    ],
)
def test_database_refuses_what_cannot_be(anna, wrong):
    now = timezone.now()
    sign_ins.note_failure(anna, "password")
    with pytest.raises(IntegrityError), transaction.atomic():
        SignIn.objects.create(**{"user": anna, "day": timezone.localdate(now), "at": now, "how": "password", **wrong})
