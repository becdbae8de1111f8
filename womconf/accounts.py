"""How organisers sign in: name or address and password, then a second factor, or a passkey alone.

Nobody else has an account. allauth does the work; here stands what differs.
"""

import base64
import hashlib
import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_noop

from womconf import sign_ins
from womconf.limits.network import client_address
from womconf.models import SignIn

logger = logging.getLogger(__name__)

SEEN_EVERY_SECONDS = 60  # how exactly the last request of a session is noted; each note is a write

# allauth's own German says „du“ here; our catalogue is read before it.
SENTENCES_OF_ALLAUTH = [
    gettext_noop("Please type your current password."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("You must type the same password each time."),
    gettext_noop("The username and/or password you specified are not correct."),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Use your password"),
    gettext_noop("Use authenticator app or code"),
    gettext_noop("Use a security key"),
]


class AccountAdapter(DefaultAccountAdapter):
    """Only organisers have accounts, and only an organiser makes one, in the admin."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return client_address(request) or "unknown"  # a server behind a socket sees no address


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted: who reads the database or a backup holds no second factor.

    The key is made from SECRET_KEY; after a change of it, SECRET_KEY_FALLBACKS still opens the old ones.
    """

    def encrypt(self, text):
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"womconf.accounts.second-factor:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def lacks_second_factor(request):
    """Whether a second factor is required and this very session was not opened with one.

    A session from before the second factor was set up does not pass: it may be somebody else's.
    """
    if not settings.REQUIRE_SECOND_FACTOR:
        return False
    return all(record.get("method") != "mfa" for record in get_authentication_records(request, request.user))


def page_to_show_second_factor(request):
    """Return where this organiser shows the second factor that they have, or None: they have none."""
    ways = AccountAdapter(request).get_reauthentication_methods(request.user)
    return next((way["url"] for way in ways if way["id"].startswith("mfa_reauthenticate")), None)


@receiver(user_logged_in)
def begin_session(sender, request, **kwargs):
    request.session["began_at"] = request.session["seen_at"] = int(timezone.now().timestamp())


def end_or_prolong_session(request):
    """End a session ORGANISER_IDLE_MINUTES after its last request, and SESSION_COOKIE_AGE after the login anyway."""
    now = int(timezone.now().timestamp())
    idle = now - request.session.get("seen_at", 0)
    age = now - request.session.get("began_at", 0)
    if idle > settings.ORGANISER_IDLE_MINUTES * 60 or age > settings.SESSION_COOKIE_AGE:
        logout(request)
    elif idle >= SEEN_EVERY_SECONDS:
        request.session["seen_at"] = now


@receiver(user_logged_in)
def log_login(sender, request, user, **kwargs):
    logger.info("signed in: user %s from %s", user.pk, client_address(request))
    sign_ins.note_success(request, user)


@receiver(user_logged_out)
def log_logout(sender, request, user, **kwargs):
    logger.info("signed out: user %s", user.pk if user else None)


@receiver(user_login_failed)
def log_failed_login(sender, credentials, request=None, **kwargs):
    """Note who tried, not what was typed: people type passwords into the field of the name."""
    logger.warning("login refused: from %s", client_address(request) if request else "the command line")
    sign_ins.note_failure(sign_ins.user_of(credentials.get("username")), SignIn.How.PASSWORD)


@receiver(authentication_failed)
def log_failed_second_factor(sender, request, user, **kwargs):
    logger.warning("second factor refused: user %s from %s", user.pk, client_address(request))
    sign_ins.note_failure(user, SignIn.How.SECOND_FACTOR)


@receiver([authenticator_added, authenticator_removed])
def log_changed_second_factor(sender, signal, user, authenticator, **kwargs):
    change = "added" if signal is authenticator_added else "removed"
    logger.warning("second factor %s: %s of user %s", change, authenticator.type, user.pk)
