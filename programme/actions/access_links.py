"""Where an online session takes place, as organisers enter it."""

from programme.actions.locks import lock_rooms, lock_session, transition
from programme.models import AccessLink, Session


@transition
def set_access_link(of, address):
    """Store the access link of a session or a room in the place of the one before; "" deletes it.

    Nobody needs to be told: everybody has an address of their own, which leads to whatever link there is.
    """
    if isinstance(of, Session):
        lock_session(of)
        its = {"session": of}
    else:
        lock_rooms([of.pk])
        its = {"room": of}
    if address:
        AccessLink.objects.update_or_create(**its, defaults={"address": address})
    else:
        AccessLink.objects.filter(**its).delete()
