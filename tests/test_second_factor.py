"""The second factor of organisers. Names in brackets are those of the OWASP ASVS 5.0."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tests.factories import OrganiserFactory
from tests.test_accounts import PASSWORD, is_signed_in, sign_in
from womconf.accounts import SecondFactorAdapter

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


def code_of(secret, at=None):
    return format_hotp_value(hotp_value(secret, int((at or time.time()) // 30)))


def set_up_app(client):
    """Set an authenticator app up, as its owner does in the browser; return its secret and the answer."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    with time_machine.travel(time.time(), tick=False):  # else the code may be over when it arrives
        return secret, client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})


def test_setting_up_an_app_asks_for_the_password_first(client, organiser):
    """[7.5.1]"""
    sign_in(client)
    response = client.get("/accounts/2fa/totp/activate/")
    assert response["Location"].startswith("/accounts/reauthenticate/?next=")


def test_after_setting_up_an_app_the_password_alone_does_not_sign_in(client, organiser):
    sign_in(client)
    secret, answer = set_up_app(client)
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    page = client.get(answer["Location"])
    assert len(re.findall(r"<code>\d{8}</code>", page.text)) == 10
    client.post("/accounts/logout/")
    assert sign_in(client, next="/admin/auth/user/")["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302
    with time_machine.travel(time.time() + 30, tick=False):
        assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
        answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
        assert answer["Location"] == "/admin/auth/user/"
        assert client.get("/admin/").status_code == 200


def test_a_one_time_code_works_once_for_all_processes(client, organiser):
    sign_in(client)
    secret, _answer = set_up_app(client)
    with time_machine.travel(time.time() + 30, tick=False):
        first, second = Client(), Client()
        for browser in (first, second):
            sign_in(browser)
            browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_a_recovery_code_signs_in_once(client, organiser):
    sign_in(client)
    _secret, answer = set_up_app(client)
    code = re.search(r"<code>(\d{8})</code>", client.get(answer["Location"]).text)[1]
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_secrets_of_second_factors_are_not_readable_in_the_database(client, organiser, settings):
    """[11.5.1]"""
    sign_in(client)
    secret, _answer = set_up_app(client)
    stored = {authenticator.type: authenticator.data for authenticator in Authenticator.objects.all()}
    assert secret not in str(stored)
    assert SecondFactorAdapter().decrypt(stored["totp"]["secret"]) == secret
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another one"
    assert SecondFactorAdapter().decrypt(stored["totp"]["secret"]) == secret


def test_secrets_of_second_factors_are_not_in_the_admin(client, organiser):
    sign_in(client)
    secret, _answer = set_up_app(client)
    page = client.get(f"/admin/mfa/authenticator/{Authenticator.objects.get(type='totp').pk}/change/")
    assert page.status_code == 200
    assert secret not in page.text
    assert Authenticator.objects.get(type="totp").data["secret"] not in page.text


def test_where_a_second_factor_is_required_the_password_alone_opens_nothing(client, organiser, settings):
    """[6.3.3]"""
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client)
    for path in ["/admin/", "/admin/programme/session/", "/admin/auth/user/", "/admin/jsi18n/"]:
        assert client.get(path)["Location"].startswith("/admin/login/?next=")
    assert client.get("/admin/login/")["Location"] == "/accounts/2fa/"
    page = client.get("/accounts/2fa/")
    assert "zweiten Faktor" in page.text
    assert page.status_code == 200


def test_where_a_second_factor_is_required_one_set_up_elsewhere_does_not_open_an_old_session(
    client, organiser, settings
):
    settings.REQUIRE_SECOND_FACTOR = True
    old = Client()
    sign_in(old)
    sign_in(client)
    secret, _answer = set_up_app(client)
    assert old.get("/admin/").status_code == 302
    with time_machine.travel(time.time() + 30, tick=False):
        fresh = Client()
        sign_in(fresh)
        fresh.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
        assert fresh.get("/admin/").status_code == 200


def test_whoever_has_just_set_up_a_second_factor_shows_it_and_may_go_on(client, organiser, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client)
    secret, _answer = set_up_app(client)
    with time_machine.travel(time.time() + 30, tick=False):
        answer = client.get("/admin/", follow=True)
        assert answer.request["PATH_INFO"] == "/accounts/2fa/reauthenticate/"
        answer = client.post("/accounts/2fa/reauthenticate/", {"code": code_of(secret), "next": "/admin/"})
        assert answer["Location"] == "/admin/"
        assert client.get("/admin/").status_code == 200
