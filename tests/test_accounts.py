"""How organisers sign in. Names in brackets are those of the OWASP ASVS 5.0."""

import logging
import re
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher, get_hasher
from django.contrib.sessions.models import Session as BrowserSession
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.factories import OrganiserFactory
from womconf import settings as production
from womconf.limits.models import CacheEntry

PASSWORD = "mit drei Pferden nach Erfurt"

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    user = OrganiserFactory(username="olga")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def client():
    return Client()


def sign_in(client, username="olga", password=PASSWORD, next="", **extra):
    return client.post("/accounts/login/", {"login": username, "password": password, "next": next}, **extra)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_admin_login_leads_to_the_one_login_page(client):
    response = client.get("/admin/programme/session/?status=draft")
    assert response["Location"] == "/admin/login/?next=/admin/programme/session/%3Fstatus%3Ddraft"
    response = client.get(response["Location"])
    assert response["Location"] == "/accounts/login/?next=%2Fadmin%2Fprogramme%2Fsession%2F%3Fstatus%3Ddraft"


def test_admin_login_takes_no_password(client, organiser):
    response = client.post("/admin/login/", {"username": "olga", "password": PASSWORD, "next": "/admin/"})
    assert (response.status_code, is_signed_in(client)) == (302, False)


def test_organiser_signs_in_and_arrives_where_they_wanted(client, organiser):
    response = sign_in(client, next="/admin/programme/session/")
    assert (response.status_code, response["Location"]) == (302, "/admin/programme/session/")
    assert client.get("/admin/programme/session/").status_code == 200


@pytest.mark.parametrize("typed", ["olga@example.org", "Olga@Example.org"])
def test_organiser_signs_in_by_the_address_of_their_invitation(client, organiser, typed):
    get_user_model().objects.filter(pk=organiser.pk).update(email="olga@example.org")
    assert not is_signed_in(client)
    assert sign_in(client, username=typed).status_code == 302
    assert is_signed_in(client)


def test_somebody_who_shares_an_address_signs_in_with_their_own_password(client, organiser):
    get_user_model().objects.create_user("otto", "team@example.org", "mit vier Pferden nach Erfurt", is_staff=True)
    get_user_model().objects.filter(pk=organiser.pk).update(email="team@example.org")
    sign_in(client, username="team@example.org")
    assert client.session["_auth_user_id"] == str(organiser.pk)


def test_login_speaks_german_and_english(client):
    assert ">Zugang für das Organisationsteam</h1>" in client.get("/accounts/login/").text
    assert ">Access for organisers</h1>" in client.get("/en/accounts/login/").text


def test_there_is_no_default_account(db):
    """[6.3.2]"""
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "confirm-email/", "3rdparty/", "social/signup/"]
)
def test_pages_that_organisers_do_not_need_are_not_there(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize(("known", "nobodys"), [("olga", "otto"), ("olga@example.org", "otto@example.org")])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, organiser, known, nobodys):
    get_user_model().objects.filter(pk=organiser.pk).update(email="olga@example.org")
    wrong = sign_in(client, username=known, password="mit vier Pferden nach Erfurt")
    unknown = sign_in(client, username=nobodys)
    assert wrong.status_code == unknown.status_code == 200
    assert without_what_was_typed(wrong) == without_what_was_typed(unknown)


def without_what_was_typed(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|value="(olga|otto)(@example.org)?"', "", response.text)


def test_the_answer_about_an_unknown_name_takes_as_long(client, organiser, settings):
    """T08: the password is hashed once either way."""
    settings.PASSWORD_HASHERS = ["tests.test_accounts.CountingHasher"]
    organiser.set_password(PASSWORD)
    organiser.save()
    CountingHasher.count = 0
    sign_in(client, password="mit vier Pferden nach Erfurt")
    assert CountingHasher.count == 1
    sign_in(client, username="otto")
    assert CountingHasher.count == 2


class CountingHasher(MD5PasswordHasher):
    count = 0

    def encode(self, password, salt):
        type(self).count += 1
        return super().encode(password, salt)


def test_an_account_that_was_closed_is_signed_out_at_once(client, organiser):
    sign_in(client)
    organiser.is_active = False
    organiser.save()
    assert client.get("/admin/").status_code == 302
    assert "Konto ist geschlossen" in client.get(sign_in(client)["Location"]).text


def test_ten_wrong_passwords_a_minute_close_the_login_for_that_network_only(organiser):
    """[6.3.1] Whoever knows a name can keep its owner out only by trying from many networks."""
    attacker, owner = Client(REMOTE_ADDR="198.51.100.7"), Client(REMOTE_ADDR="192.0.2.1")
    for _try in range(10):
        assert "stimmen nicht" in sign_in(attacker, password="geraten").text
    assert "Zu viele" in sign_in(attacker).text
    assert not is_signed_in(attacker)
    sign_in(owner)
    assert is_signed_in(owner)


def test_a_spoofed_address_does_not_open_the_login_again(organiser):
    """T12"""
    answers = [
        sign_in(
            Client(REMOTE_ADDR="198.51.100.7"), password="geraten", headers={"X-Forwarded-For": f"192.0.2.{n}"}
        ).text
        for n in range(20)
    ]
    assert ["Zu viele" in answer for answer in answers] == [False] * 10 + [True] * 10


def test_logins_are_counted_where_all_processes_see_it():
    cache.set("a", 1)
    assert CacheEntry.objects.get().cache_key == ":1:a"


def test_a_new_session_begins_with_the_login(client, organiser):
    """[7.2.4]"""
    client.get("/accounts/login/")
    sign_in(client)
    before = client.session.session_key
    client.post("/accounts/logout/")
    sign_in(client)
    assert client.session.session_key != before
    assert not BrowserSession.objects.filter(session_key=before).exists()


def test_signing_out_needs_a_button(client, organiser):
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client)
    assert client.post("/accounts/logout/").status_code == 302
    assert not is_signed_in(client)


def test_a_session_ends_after_half_an_hour_without_a_request(client, organiser):
    """[7.3.1]"""
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client)
        for _visit in range(3):
            clock.shift(timedelta(minutes=29))
            assert client.get("/admin/").status_code == 200
        clock.shift(timedelta(minutes=31))
        assert client.get("/admin/").status_code == 302
        assert not is_signed_in(client)


def test_a_session_ends_after_twelve_hours_of_work(client, organiser):
    """[7.3.2]"""
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client)
        statuses = []
        for _visit in range(26):
            statuses.append(client.get("/admin/").status_code)
            clock.shift(timedelta(minutes=29))
        assert statuses == [200] * 25 + [302]


def test_a_changed_password_ends_the_other_sessions(client, organiser):
    """[7.4.3]"""
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    new = "mit fünf Pferden nach Erfurt"
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


@pytest.mark.parametrize("new", ["kurz", "123456789987654321", "olga@example.org"])
def test_a_weak_password_is_refused(client, organiser, new):
    """[6.2.1, 6.2.4]"""
    sign_in(client)
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 200
    organiser.refresh_from_db()
    assert organiser.check_password(PASSWORD)


def test_passwords_are_kept_as_scrypt(settings):
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS
    assert get_hasher().algorithm == "scrypt"


def test_the_admins_password_page_leads_to_ours(client, organiser):
    sign_in(client)
    assert client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"
    assert 'href="/accounts/2fa/"' in client.get("/admin/").text


def test_logins_are_written_down_without_what_was_typed(client, organiser, caplog):
    """[16.3.1] People type their password into the field of the name."""
    caplog.set_level(logging.INFO)
    sign_in(client, username=PASSWORD, password="olga")
    sign_in(client)
    said = [record.getMessage() for record in caplog.records if record.name == "womconf.accounts"]
    assert said == ["login refused: from 127.0.0.1", f"signed in: user {organiser.pk} from 127.0.0.1"]
    assert PASSWORD not in caplog.text


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "http:///evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "\thttps://evil.example",
        " https://evil.example",
        "\x00https://evil.example",
        "/%0d%0aLocation:%20https://evil.example",
        "/\r\nLocation: https://evil.example",
        "https://testserver@evil.example/",
        "https://testserver.evil.example/",
        "https://evil.example#testserver",
        "https://evil.example?testserver",
        "//testserver:80@evil.example/",
        "http://[::ffff:198.51.100.7]/",
        "ftp://testserver/",
        "//evil。example/",
        "/⁄evil.example",
        ".evil.example",
        "@evil.example",
        "//evil.example\\@testserver",
        "https:evil.example",
    ],
)
def test_next_never_leads_to_another_host(client, organiser, address):
    """T11"""
    for target in (sign_in(client, next=address), client.get("/accounts/login/", {"next": address})):
        location = target["Location"]
        assert urlsplit(urljoin("http://testserver/accounts/login/", location)).netloc == "testserver"
        assert not re.match(r"[/\\]{2}|/\\|\\", location)
        assert not set("\r\n\t\x00") & set(location)
    client.post("/accounts/logout/", {"next": address})
    response = client.get("/admin/login/", {"next": address})
    assert response["Location"].startswith("/accounts/login/?next=")


def test_who_saves_while_signed_out_reads_that_nothing_was_saved(client, organiser):
    page = "/admin/programme/room/add/"
    assert "nichts gespeichert" not in client.get(page, follow=True).text
    assert "deshalb wurde nichts gespeichert" in client.post(page, {"capacity": "7"}, follow=True).text
