"""People, the forms that they sent, what they registered for, what organisers ask them and take out about them."""

from registration.models.feedback import Feedback, FeedbackGiven
from registration.models.mailings import Mailing
from registration.models.papers import Certificate, Export, OrderedFile
from registration.models.people import Attendee, AttendeeChange
from registration.models.presence import HelperLink, Mark
from registration.models.questions import Answer, Option, Question
from registration.models.registrations import Opening, Registration
from registration.models.submissions import AccessNeeds, Submission
from registration.models.told import ToldToAttendee
from registration.models.twins import DifferentAttendees

__all__ = [
    "AccessNeeds",
    "Answer",
    "Attendee",
    "AttendeeChange",
    "Certificate",
    "DifferentAttendees",
    "Export",
    "Feedback",
    "FeedbackGiven",
    "HelperLink",
    "Mailing",
    "Mark",
    "Opening",
    "Option",
    "OrderedFile",
    "Question",
    "Registration",
    "Submission",
    "ToldToAttendee",
]
