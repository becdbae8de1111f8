from programme.models.access_links import AccessLink
from programme.models.conference import Conference, FormerSlug, Overlaps
from programme.models.consents import Consent
from programme.models.files import SessionFile
from programme.models.imported import ImportedItem, ImportText
from programme.models.invitations import Invitation
from programme.models.mail_texts import MailText
from programme.models.memberships import Membership, Role
from programme.models.organisations import Organisation
from programme.models.people import Appearance, Speaker
from programme.models.pictures import Picture
from programme.models.pools import Pool
from programme.models.proposals import Proposal
from programme.models.put_off import PutOff
from programme.models.rooms import Room
from programme.models.saved_views import SavedView
from programme.models.sessions import Session
from programme.models.slots import Slot
from programme.models.told import Facts, Part, Told, ToldToSpeaker
from programme.models.tracks import Track
from programme.models.twins import DifferentPeople, DifferentSpeakers

__all__ = [
    "AccessLink",
    "Appearance",
    "Conference",
    "Consent",
    "DifferentPeople",
    "DifferentSpeakers",
    "Facts",
    "FormerSlug",
    "ImportText",
    "ImportedItem",
    "Invitation",
    "MailText",
    "Membership",
    "Organisation",
    "Overlaps",
    "Part",
    "Picture",
    "Pool",
    "Proposal",
    "PutOff",
    "Role",
    "Room",
    "SavedView",
    "Session",
    "SessionFile",
    "Slot",
    "Speaker",
    "Told",
    "ToldToSpeaker",
    "Track",
]
