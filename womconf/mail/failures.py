"""Why a mail did not leave: what is noted, whether another attempt makes sense, and what an organiser reads."""

import re
import smtplib

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 250

NOT_REACHED = _("The mail server cannot be reached.")
NO_TLS = _("The mail server does not speak TLS in the way that EMAIL_URL says.")
# By the first word of the note: an exception's name.
SENTENCES = {
    "gaierror": _("The name of the mail server is unknown. Is EMAIL_URL right?"),
    "SSLCertVerificationError": _("The mail server's certificate is not valid, so nothing was sent to it."),
    "SMTPNotSupportedError": NO_TLS,
    "SSLError": NO_TLS,
    "SMTPAuthenticationError": _("The mail server refuses our user name or password. Please correct EMAIL_URL."),
    "SMTPSenderRefused": _("The mail server refuses our sender. Please check DEFAULT_FROM_EMAIL and EMAIL_URL."),
    "TimeoutError": NOT_REACHED,
    "ConnectionRefusedError": NOT_REACHED,
    "ConnectionResetError": NOT_REACHED,
    "SMTPConnectError": NOT_REACHED,
    "SMTPHeloError": NOT_REACHED,
    "SMTPServerDisconnected": _("The mail server broke off, or took too long."),
    "ValueError": _("There is something wrong with the address or the e-mail itself."),
}
PUT_OFF = _("The mail server puts this e-mail off.")
REFUSED = _("The mail server refuses this e-mail for good. Is the address right?")
OTHER = _("The e-mail could not be handed over.")


def is_permanent(error):
    """Whether another attempt is in vain: the server said no for good (5xx, RFC 5321, 4.2.1), or the mail is broken.

    A refused password or sender is not for good: the operator corrects it, and then the mail should leave.
    """
    if isinstance(error, (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused)):
        return False
    if code := _code(error):
        return code >= 500
    return not isinstance(error, (OSError, DatabaseError))


def bounce_code(error):
    """Return the enhanced status code (RFC 3463) with which a server refuses an address for good, "" where it does not.

    5.0.0 stands for a server that names none.
    """
    if not isinstance(error, smtplib.SMTPRecipientsRefused) or _code(error) < 500:
        return ""
    reasons = b" ".join(reason for _code, reason in error.recipients.values()).decode("ascii", "replace")
    found = re.search(r"\b5\.\d{1,3}\.\d{1,3}\b", reasons)
    return found[0] if found else "5.0.0"


def describe(error):
    """Return the kind of error and its code: no addresses, and no text of the server's that may hold one."""
    if reason := getattr(error, "verify_message", ""):
        detail = f": {reason}"
    elif code := _code(error) or getattr(error, "errno", None):
        detail = f" {code}"
    else:
        detail = ""
    return f"{type(error).__name__}{detail}"[:MAX_LENGTH]


def sentence(note):
    """Return what a note of `describe` means, for an organiser."""
    kind, _space, code = note.replace(":", "").partition(" ")
    is_answer = kind.startswith("SMTP") and code.isdecimal()
    if is_answer and int(code) < 500:
        return PUT_OFF
    return SENTENCES.get(kind, REFUSED if is_answer else OTHER)


def _code(error):
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _reason in error.recipients.values())
    return getattr(error, "smtp_code", None)
