"""People who know of a slot: whoever registered for it, and whoever holds it."""

from programme.models import Part
from programme.telling import SPEAKERS, Said
from registration import emails
from tests.factories import AppearanceFactory, RegistrationFactory, RoomFactory, SlotFactory
from tests.mail.writing import work


def slot_in_a_room():
    room = RoomFactory(name={"de": "Festsaal"}, conference__contact_email="office@example.org")
    return SlotFactory(room=room, session__conference=room.conference, session__title={"de": "Amt", "en": "Office"})


def register(slot, **changes):
    registration = RegistrationFactory(session=slot.session, **changes)
    emails.tell_registered([registration])
    work()
    return registration


def speak(slot, **changes):
    appearance = AppearanceFactory(session=slot.session, **changes)
    SPEAKERS.note(appearance.speaker_id, [Said.of(slot, Part.SPEAKING)])
    return appearance
