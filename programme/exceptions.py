"""Why an action says no. Each has a sentence for the person who asked."""

from django.utils.translation import gettext_lazy as _


class ProgrammeError(Exception):
    """A refusal that a person may read: str(error) is a whole sentence."""

    message = _("This cannot be done.")

    def __str__(self):
        return str(self.args[0] if self.args else self.message)


class AlreadyAnswered(ProgrammeError):
    message = _("This request has been answered already.")


class SpeakerHasNoAddress(ProgrammeError):
    message = _("This person has no e-mail address, so we cannot write to them.")


class SessionIsCancelled(ProgrammeError):
    message = _("This session is cancelled.")


class NothingToAsk(ProgrammeError):
    message = _("This request was withdrawn or has been answered; there is nothing to ask.")
