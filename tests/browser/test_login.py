"""Organisers sign in, in a real browser: with a password, with an app, with a passkey. The `page` fixture fails each
test at a script error or a breach of the content security policy."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.browser.looking import check, each_look
from tests.factories import OrganiserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "mit drei Pferden nach Erfurt"


@pytest.fixture
def organiser():
    user = OrganiserFactory(username="olga")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def site(live_server):
    """The address of the site by a name: browsers know no passkeys for an IP address."""
    return live_server.url.replace("127.0.0.1", "localhost")


def sign_in(page, site, path="/admin/"):
    page.goto(site + path)
    page.get_by_label("Benutzername").fill("olga")
    page.get_by_label(re.compile("^Passwort:?$")).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()


def show_who_i_am(page):
    page.get_by_label(re.compile("^Passwort:?$")).fill(PASSWORD)
    page.get_by_role("button", name="Weiter").click()


def sign_out(page):
    page.context.clear_cookies()


def test_organiser_signs_in_with_a_password_and_out_again(page, site, organiser):
    sign_in(page, site, "/admin/programme/session/")
    page.wait_for_url("**/admin/programme/session/")
    page.locator("#user-tools").get_by_role("link", name="Zweiter Faktor").click()
    page.get_by_role("link", name="Abmelden").click()
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url("**/accounts/login/**")


def test_a_wrong_password_is_said_at_the_form_and_the_name_is_kept(page, site, organiser):
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("Benutzername").fill("olga")
    page.get_by_label(re.compile("^Passwort:?$")).fill("mit vier Pferden nach Erfurt")
    page.get_by_role("button", name="Anmelden", exact=True).click()
    assert "stimmen nicht" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Benutzername").input_value() == "olga"


def test_organiser_sets_an_app_up_and_signs_in_with_it(page, site, organiser):
    sign_in(page, site)
    page.locator("#user-tools").get_by_role("link", name="Zweiter Faktor").click()
    page.get_by_role("link", name="App einrichten").click()
    show_who_i_am(page)
    assert page.get_by_role("img", name="QR-Code").bounding_box()["width"] > 150
    secret = page.locator("code.key").inner_text()
    page.get_by_label("Authentifizierungscode").fill(code_of(secret))
    page.get_by_role("button", name="Einrichten").click()
    page.wait_for_url("**/recovery-codes/")
    codes = page.locator("ul.codes code").all_inner_texts()
    assert len(codes) == 10
    sign_out(page)
    sign_in(page, site)
    page.wait_for_url("**/2fa/authenticate/")
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url("**/admin/")


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def security_key(page):
    """A passkey of the browser's own, that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def add_passkey(page, *, alone):
    page.locator("#user-tools").get_by_role("link", name="Zweiter Faktor").click()
    page.get_by_role("link", name="Passkey hinzufügen").click()
    show_who_i_am(page)
    if alone:
        page.get_by_label("Passwortlos").check()
    page.get_by_role("button", name="Passkey hinzufügen").click()
    page.wait_for_url("**/recovery-codes/")


def test_organiser_signs_in_with_a_passkey_alone(page, site, organiser, security_key, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    sign_in(page, site)
    add_passkey(page, alone=True)
    sign_out(page)
    settings.REQUIRE_SECOND_FACTOR = True
    page.goto(f"{site}/admin/")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    page.wait_for_url("**/admin/")
    assert page.get_by_role("heading", level=1).inner_text() == "Ihre Konferenzen"


def test_a_passkey_is_the_second_factor_after_the_password(page, site, organiser, security_key):
    sign_in(page, site)
    add_passkey(page, alone=False)
    sign_out(page)
    sign_in(page, site)
    page.wait_for_url("**/2fa/authenticate/")
    page.get_by_role("button", name="Passkey benutzen").click()
    page.wait_for_url("**/admin/")


def test_a_passkey_is_renamed_and_removed(page, site, organiser, security_key):
    sign_in(page, site)
    add_passkey(page, alone=False)
    page.goto(f"{site}/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Umbenennen").click()
    page.get_by_label("Name").fill("Telefon")
    page.get_by_role("button", name="Speichern").click()
    assert page.get_by_role("heading", name="Telefon").is_visible()
    page.get_by_role("link", name="Entfernen").click()
    assert "„Telefon“" in page.locator("main").inner_text()
    page.get_by_role("button", name="Entfernen").click()
    assert "Sie haben keinen Passkey" in page.locator("main").inner_text()


PAGES = [
    "/accounts/login/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
]


@each_look
def test_pages_are_accessible(page, site, organiser, looks):
    assert check(page, site, PAGES[:1], looks) == {}
    sign_in(page, site)
    page.goto(f"{site}/accounts/2fa/totp/activate/")
    show_who_i_am(page)
    assert check(page, site, PAGES[1:], looks) == {}


def test_login_works_with_the_keyboard_alone(page, site, organiser):
    page.goto(f"{site}/admin/")
    page.get_by_label("Benutzername").focus()
    page.keyboard.type("olga")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    assert re.search("olga", page.locator("#user-tools").inner_text(), re.IGNORECASE)
