"""What organisers see of the people who register."""

from registration.admin.exports import ExportAdmin
from registration.admin.helper_links import HelperLinkAdmin
from registration.admin.mailings import MailingAdmin
from registration.admin.needs import AccessNeedsAdmin
from registration.admin.people import AttendeeAdmin
from registration.admin.questions import QuestionAdmin
from registration.admin.registrations import RegistrationAdmin

__all__ = [
    "AccessNeedsAdmin",
    "AttendeeAdmin",
    "ExportAdmin",
    "HelperLinkAdmin",
    "MailingAdmin",
    "QuestionAdmin",
    "RegistrationAdmin",
]
