from programme.models.conference import Conference, Organisation, Room, Track
from programme.models.imported import ImportedItem
from programme.models.people import Appearance, Speaker
from programme.models.seats import Seats
from programme.models.sessions import Session, Slot

__all__ = [
    "Appearance",
    "Conference",
    "ImportedItem",
    "Organisation",
    "Room",
    "Seats",
    "Session",
    "Slot",
    "Speaker",
    "Track",
]
