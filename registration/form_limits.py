"""How often a form may be sent, and how many access codes may be tried: what the pages for people without account ask.

Everything is counted whether the address is known or not, so that no answer tells who is registered. Networks and
addresses are stored as keyed hashes only (womconf.limits).
"""

from django.conf import settings
from django.utils.translation import gettext as _

from registration.actions.registering import not_admitted
from womconf.limits.actions import Limit, allow_all, is_used_up

# More forms than all conferences of one installation have people in an hour: beyond, something is wrong.
GLOBAL_LIMIT = Limit("register-all", "", 50_000, 3600)
# An hour, for name+1@, name+2@ and so on: one person reads the mails to all of them. Without a plus nobody is refused
# here, so that nobody can keep somebody else out by their address.
FORMS_PER_MAILBOX = 20
# Wrong codes for one session from one network: enough for thirty people of an office who mistype, and too few to find
# a PIN by trying.
WRONG_CODES = [("access-code-hour", 60, 3600), ("access-code-day", 200, 86_400)]


def refusal(form, network):
    """Count a valid form. Return (field, sentence) where it is one too many, else None."""
    forms = [Limit("register-network", network, settings.FORMS_PER_NETWORK, 3600), GLOBAL_LIMIT]
    if not allow_all(forms):
        return None, _("Too many forms came from your network in a short time. Please try again in an hour.")
    mailboxes = {_mailbox(address) for address in form.addresses if "+" in address}
    if not all(allow_all([Limit("register-mailbox", mailbox, FORMS_PER_MAILBOX, 3600)]) for mailbox in mailboxes):
        return "email", _("Too many forms came for this address in a short time. Please try again in an hour.")
    if not _may_try_codes(form, network):
        return "access_code", _(
            "Too many wrong codes for this session came from your network. Please try again later, or write to the "
            "organisers."
        )
    return None


def _mailbox(address):
    local, _at, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _may_try_codes(form, network):
    """Count each code that opens none of the chosen sessions, and say whether there may be any more.

    Each code counts, however many stand in one form. Those that are right cost nothing, and are not refused for what
    others mistyped for another session.
    """
    codes = form.cleaned_data["access_code"]
    need_one = [pool for pool in not_admitted(form.pools, form.addresses[0], ()) if pool.session.access_code]
    if not (codes and need_one):
        return True
    wrong = [code for code in codes if len(not_admitted(need_one, "", [code])) == len(need_one)]
    sessions = sorted({pool.session_id for pool in need_one})
    limits = [
        Limit(name, f"{network} {session}", limit, seconds, times=len(wrong))
        for session in sessions
        for name, limit, seconds in WRONG_CODES
    ]
    return allow_all(limits) if wrong else not any(is_used_up(limit) for limit in limits)
