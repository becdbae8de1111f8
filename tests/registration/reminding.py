"""A clock, sessions, people who know of them, and a round of the worker."""

import datetime
from zoneinfo import ZoneInfo

from programme import actions as programme_actions
from programme.models import Room
from registration import emails
from tests.factories import RegistrationFactory, RoomFactory, SlotFactory
from tests.mail.writing import work
from womconf.mail.models import Message

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE, HOUR, DAY = datetime.timedelta(minutes=1), datetime.timedelta(hours=1), datetime.timedelta(days=1)
TEN = datetime.datetime(2027, 9, 15, 10, tzinfo=BERLIN)
EVENING = datetime.datetime(2027, 9, 14, 18, tzinfo=BERLIN)
EARLIER = EVENING - 10 * DAY


def slot_at(conference, starts_at=TEN, kind=Room.Kind.ON_SITE, title="Amt", **facts):
    return SlotFactory(
        session__conference=conference,
        session__title={"de": title, "en": "Office"},
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        room=RoomFactory(conference=conference, kind=kind),
        **facts,
    )


def place(slot, **facts):
    """Return the registration of somebody who was told of it by the mail that everybody gets."""
    registration = RegistrationFactory(session=slot.session, **facts)
    emails.tell_registered([registration])
    work()
    return registration


def round_at(clock, moment):
    """Let a round of the worker come, and what it noted leave. Return [(kind, to)] of what has left."""
    clock.move_to(moment)
    programme_actions.remind()
    before = set(Message.objects.filter(status="sent").values_list("pk", flat=True))
    work()
    sent = Message.objects.filter(status="sent").exclude(pk__in=before).order_by("pk")
    return list(sent.values_list("kind", "to"))


def newest():
    return Message.objects.latest("pk")
