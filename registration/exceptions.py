"""Why an action says no. Each has a sentence for the person who asked."""

from django.utils.translation import gettext_lazy as _

from programme.exceptions import ProgrammeError


class RegistrationError(ProgrammeError):
    """A refusal that a person may read; an organiser's page reports it like any other of the programme."""


class RegistrationClosed(RegistrationError):
    message = _("Registration is closed.")


class SessionNotBookable(RegistrationError):
    """Takes the Seats that cannot be had, if it is known which."""

    message = _("One of these sessions can no longer be booked. Please look at your choice again.")

    def __str__(self):
        if not self.args:
            return str(self.message)
        return " ".join(_("“%s” can no longer be booked.") % seats.title for seats in self.args[0])


class FollowUpAlone(RegistrationError):
    message = _("A follow-up is for those who attend the session. Please choose the session, too.")


class NothingChosen(RegistrationError):
    message = _("Please choose at least one session.")


class Gone(RegistrationError):
    """The person has deleted their data in the meantime."""

    message = _("Your data have been deleted in the meantime.")


class Busy(RegistrationError):
    """The database could not serve us in time; nothing was changed."""

    message = _("Very many people are registering at this moment. Nothing is lost: please send the form again.")
