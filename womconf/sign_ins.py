"""The log of sign-ins: who, when and how. Not from where, and nothing of what was typed."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.userkit import get_user_by_username
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.utils import timezone

from womconf import prepared
from womconf.models import SignIn

# One row for each account, day and way, however often it is tried, also by many at once.
COUNT_FAILURE = """
    INSERT INTO womconf_signin AS noted (user_id, day, at, succeeded, how) VALUES (%s, %s, %s, false, %s)
    ON CONFLICT (user_id, day, how) WHERE NOT succeeded DO UPDATE SET times = noted.times + 1, at = EXCLUDED.at
    RETURNING times
"""


def note_success(request, user):
    """Note that somebody signed in, and by what."""
    how = SignIn.How.PASSWORD
    if did_use_passwordless_login(request, user):
        how = SignIn.How.PASSKEY
    elif any(record.get("method") == "mfa" for record in get_authentication_records(request, user)):
        how = SignIn.How.SECOND_FACTOR
    now = timezone.now()
    SignIn.objects.create(user=user, day=timezone.localdate(now), at=now, succeeded=True, how=how)


def note_failure(user, how):
    """Count that a sign-in failed; `user` is None where the name is that of nobody. Return how often it did today."""
    now = timezone.now()
    [[times]] = prepared.fetch(COUNT_FAILURE, [user and user.pk, timezone.localdate(now), now, how])
    return times


def user_of(name):
    """Return whose name it is, as the login takes it; None where it is nobody's."""
    return get_user_by_username(name) if name else None


def forget(now=None):
    """Delete what is older than it is kept. Return how many there were."""
    return SignIn.objects.past(now or timezone.now()).delete()[0]
