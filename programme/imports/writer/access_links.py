"""The access link of a session, as the import compares it: a keyed digest, from which nobody gets the link."""

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from programme.models import AccessLink, Room


def digest(address):
    return salted_hmac("programme.imported.access_link", address, algorithm="sha256").hexdigest()


class AccessLinks:
    """A field of sessions. What is kept of an import holds digests; the addresses stay in here until they are stored.

    A text that names no link leaves the one that is stored: our own Markdown never names one.
    """

    name = "access_link"
    columns = ()

    def __init__(self, drafts):
        self.label = AccessLink._meta.verbose_name
        self._addresses = {digest(draft.access_link): draft.access_link for draft in drafts if draft.access_link}
        self._stored = None

    def wanted(self, draft):
        return {self.name: digest(draft.access_link)} if draft.access_link else {}

    def address_of(self, value):
        return self._addresses[value]

    def says_nothing_new(self, row, value):
        return False

    def read(self, row):
        if not self._addresses:  # nothing will be compared
            return ""
        if self._stored is None:
            links = AccessLink.objects.filter(session__conference=row.conference)
            self._stored = {link.session_id: digest(link.address.open()) if link.is_readable else "" for link in links}
        return self._stored.get(row.pk, "")

    def write(self, row, value):
        """Do nothing: programme.actions.set_access_link stores it."""

    def show(self, value):
        return _("is stored, public nowhere") if value else ""


def is_for_nobody(session, slots, rooms):
    """Whether nobody would get the link of a session, because it takes place on site only."""
    kinds = [rooms.items[slot["room"]].row.kind if slot["room"] in rooms.items else "" for slot in slots]
    has_places_online = session is not None and session.online_pool is not None
    return set(kinds) == {Room.Kind.ON_SITE} and not has_places_online
