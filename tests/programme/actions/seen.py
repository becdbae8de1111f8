"""What an action has done, as the database and the listeners have it."""

from womconf.mail.models import Message


def status(row):
    """What the database says of the status of a row, and who set it."""
    row = type(row).objects.get(pk=row.pk)
    return row.status, row.status_by


def mails():
    return [(mail.kind, mail.to) for mail in Message.objects.order_by("pk")]


def signals_of(signal, act):
    """Return whom a signal named while `act` ran: [(session, by)]."""
    heard = []

    def listen(sender, session, by, **kwargs):
        heard.append((session, by))

    signal.connect(listen)
    try:
        act()
    finally:
        signal.disconnect(listen)
    return heard
