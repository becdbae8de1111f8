"""Addresses that bring an answer back to what it answers, as in office+m12.k3jqz5wm2hfd7a4n@example.org.

Behind the + of MAILBOX_ADDRESS stands what is meant: a mail (VERP: its envelope sender) or a person (the ORGANIZER of
their calendar entries), and a keyed hash, so that nobody can name a mail or a person who has not heard from us.
"""

import base64
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

MESSAGE, ATTENDEE, SPEAKER = "m", "a", "s"
MAC_BYTES = 10  # 16 letters; with a key of 18 digits a tag has 37, of the 64 before the @ (RFC 5321, 4.5.3.1.1)
TAG = re.compile(r"(.+)\+([mas])([0-9]{1,18})\.([a-z2-7]{16})@(.+)")
LONGEST_LOCAL = 64 - 37


@dataclass(frozen=True)
class Tag:
    """What an address claims; nothing is true of it before `is_true`."""

    kind: str
    pk: int
    mac: str

    def is_true(self, proof=""):
        """Whether we have made it, with this proof."""
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return any(constant_time_compare(self.mac, _mac(self.kind, self.pk, proof, key)) for key in keys)


def tagged(kind, pk, proof=""):
    """Return the address for answers to a mail or by a person, "" where no mailbox is read.

    `proof` goes into the hash: what nobody can know who only knows the number of the row, which another row may get
    after a backup was restored.
    """
    if not settings.MAILBOX_ADDRESS:
        return ""
    local, _at, domain = settings.MAILBOX_ADDRESS.rpartition("@")
    return f"{local}+{kind}{pk}.{_mac(kind, pk, proof, settings.SECRET_KEY)}@{domain}"


def tag_in(address):
    """Return the Tag of an address, None where it has none. Mail servers may have changed the case of letters."""
    found = TAG.fullmatch(address.strip().lower())
    if found is None or f"{found[1]}@{found[5]}" != settings.MAILBOX_ADDRESS:
        return None
    return Tag(found[2], int(found[3]), found[4])


def _mac(kind, pk, proof, key):
    digest = salted_hmac("womconf.mail.tag", f"{kind}{pk}:{proof}", secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest[:MAC_BYTES]).decode().lower()
