from programme.models.conference import Conference, FormerSlug, Organisation, Overlaps, Room, Track
from programme.models.imported import ImportedItem, ImportText
from programme.models.people import Appearance, Speaker
from programme.models.pictures import Picture
from programme.models.pools import Pool
from programme.models.sessions import Session
from programme.models.slots import Slot

__all__ = [
    "Appearance",
    "Conference",
    "FormerSlug",
    "ImportText",
    "ImportedItem",
    "Organisation",
    "Overlaps",
    "Picture",
    "Pool",
    "Room",
    "Session",
    "Slot",
    "Speaker",
    "Track",
]
