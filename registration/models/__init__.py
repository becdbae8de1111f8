"""People, the forms that they sent, what they registered for, and what organisers ask them."""

from registration.models.mailings import Mailing
from registration.models.people import Attendee, AttendeeChange
from registration.models.presence import HelperLink, Mark
from registration.models.questions import Answer, Option, Question
from registration.models.registrations import Opening, Registration
from registration.models.submissions import AccessNeeds, Submission
from registration.models.told import ToldToAttendee

__all__ = [
    "AccessNeeds",
    "Answer",
    "Attendee",
    "AttendeeChange",
    "HelperLink",
    "Mailing",
    "Mark",
    "Opening",
    "Option",
    "Question",
    "Registration",
    "Submission",
    "ToldToAttendee",
]
