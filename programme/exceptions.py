"""Why an action says no. Each has a sentence for the person who asked."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programme.years import PLEASE
from womconf import refusals


class ProgrammeError(refusals.Refusal):
    """A refusal of this app."""


class NotReadyForThePublic(ProgrammeError):
    """Takes the names of what a public conference has to say of itself, and this one does not say yet."""

    def __str__(self):
        return _("Please fill in first, on the page of the conference: %s.") % ", ".join(map(str, self.args[0]))


class AddressIsTaken(ProgrammeError):
    message = _("Another conference has this address, or had it before. Please choose another one.")


class NotInOurYears(ProgrammeError):
    message = PLEASE


class NotAnExample(ProgrammeError):
    message = _("This is a conference of your own, not an example. Nothing was deleted.")


class Busy(refusals.Busy, ProgrammeError):
    """The database could not serve us in time; nothing was changed."""


class SpeakerHasNoAddress(ProgrammeError):
    message = _("This person has no e-mail address, so we cannot write to them.")


class NotTheSamePerson(ProgrammeError):
    message = _("Please choose two people of the same conference.")


class PersonIsGone(ProgrammeError):
    message = _("This person is deleted by now.")


class SessionIsCancelled(ProgrammeError):
    message = _("This session is cancelled.")


class SessionHasBegun(ProgrammeError):
    message = _("This session has begun, so this can no longer be changed here.")


class NotThatManyPlaces(ProgrammeError):
    message = _("There are fewer places than you want to keep back.")


class NothingToAsk(ProgrammeError):
    message = _("This request was withdrawn.")


class HasAgreed(ProgrammeError):
    message = _(
        "This person has agreed already, and knows it. To ask all the same, withdraw the request first, then ask."
    )


class AskedAMomentAgo(ProgrammeError):
    message = _("This person was asked less than an hour ago.")


class SentAMomentAgo(ProgrammeError):
    message = _("The link was sent to this address less than an hour ago, so it was not sent again.")


class NothingToMove(ProgrammeError):
    message = _("You have answered already. Please write to us if the time does not suit you any more.")


class NotTheirSession(ProgrammeError):
    message = _("This session is not one of yours.")


class TooManyFiles(ProgrammeError):
    message = _("You have handed in five files for this session already. Please remove one first.")


class FileIsThere(ProgrammeError):
    message = _("This session has this file already; it need not be sent twice.")


class ProposalIsDecided(ProgrammeError):
    message = _("Somebody has decided on this text already. Nothing was changed.")


class ProposalHasChanged(ProgrammeError):
    message = _(
        "The text, or what was proposed for it, has changed since this page was shown. Nothing was done; please look "
        "at it again."
    )


class AnswerNeedsNote(ProgrammeError):
    message = _("Please note how you know, for example “by telephone on 3 May”.")


class ChangedMeanwhile(ProgrammeError):
    message = _("Something has changed since this page was shown. Nothing more was sent; please look at it again.")


class TooLateToTell(ProgrammeError):
    """Takes the moment at which the first of the sessions begins, None where no beginning is to come."""

    def __str__(self):
        [begins_at] = self.args
        if begins_at is None:
            return _("The conference is over by then. Please choose an earlier time, or send the e-mails now.")
        when = date_format(timezone.localtime(begins_at), "DATETIME_FORMAT")
        return _("The first of these sessions begins on %s. Please choose an earlier time.") % when


class PlacesAreTaken(ProgrammeError):
    message = _("People have registered for these places, so they cannot be taken away; set their number to 0.")


class RoomIsTaken(ProgrammeError):
    message = _("The room is taken at that time by another session. Please choose another room or time first.")


class EndsBeforeStart(ProgrammeError):
    message = _("The end must lie after the start.")


class AnotherConference(ProgrammeError):
    message = _("This belongs to another conference.")


class ImportRefused(ProgrammeError):
    """The text cannot be used; `changes.report` says why."""

    message = _("This text cannot be imported.")

    def __init__(self, changes):
        super().__init__()
        self.changes = changes

    def __str__(self):
        return " ".join(str(entry.message) for entry in self.changes.report.errors) or str(self.message)


class ImportIsOutdated(ProgrammeError):
    message = _("The programme has been changed in the meantime. Please look at the preview again.")


class PeopleInTheWay(ProgrammeError):
    """Takes the sentence that says how many (programme.actions.moving)."""

    message = _("At the new times people would have two sessions at once.")


class PaperTooLarge(ProgrammeError):
    """A document was not set in time, or the process that sets it has died."""

    message = _("This paper could not be made in time. Please choose less of it, or try again later.")


class LastLead(ProgrammeError):
    message = _("This is the last person who leads the conference. Please give somebody else the role first.")


class AccountOfASuperuser(ProgrammeError):
    message = _("This person may do everything in all conferences. Only others who may do so change their roles.")


class InvitationIsOver(ProgrammeError):
    message = _("This invitation does not count any more. Please ask whoever invited you for a new one.")
