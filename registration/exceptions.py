"""Why an action says no. Each has a sentence for the person who asked."""

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programme import exceptions
from programme.exceptions import ProgrammeError
from womconf.quotes import in_quotes, quoted


class RegistrationError(ProgrammeError):
    """A refusal that a person may read; an organiser's page reports it like any other of the programme."""

    field = None  # of the form, where it is about one


class RegistrationClosed(RegistrationError):
    message = _("Registration is closed.")


class SessionNotBookable(RegistrationError):
    """Its argument, if it is known: the pools that cannot be booked."""

    field = "sessions"
    message = _("One of these sessions can no longer be booked. Please look at your choice again.")

    def __str__(self):
        if not self.args:
            return str(self.message)
        return " ".join(_("“%s” can no longer be booked.") % in_quotes(pool.title) for pool in self.args[0])


class NotAdmitted(RegistrationError):
    """Its argument: the pools of sessions for invited people. The sentence does not tell what was wrong."""

    field = "access_code"

    def __str__(self):
        sentence = _("“%s” is for invited people only. Please type the access code, or use the address of your office.")
        return " ".join(
            sentence % in_quotes(session.title) for session in {pool.session: None for pool in self.args[0]}
        )


class NotAllFree(RegistrationError):
    """Somebody wants all or nothing. Its argument: the pools in which no place is free."""

    field = "together"

    def __str__(self):
        full = ", ".join(quoted(pool.title) for pool in self.args[0])
        return _("Nothing was registered, because there is no free place in: %s.") % full


class TooManyKept(RegistrationError):
    """Somebody wants all or nothing, and no more places are kept for people of their network."""

    field = "together"
    message = _(
        "Nothing was registered: many places are kept for people of your network who have yet to confirm. Please try "
        "again in an hour, or without the wish for all of them."
    )


class Overlapping(RegistrationError):
    """Its argument: the pairs of Sessions that take place at the same time."""

    @property
    def field(self):
        return "sessions" if self.is_final else "overlaps_meant"

    def __init__(self, pairs, *, is_final):
        super().__init__(pairs)
        self.is_final = is_final

    def __str__(self):
        if self.is_final:
            pairs = "; ".join(f"{quoted(one.title)} – {quoted(other.title)}" for one, other in self.args[0])
            return _("These take place at the same time; please choose one of each two: %s.") % pairs
        return str(
            _("Some of your sessions take place at the same time. If you want all of them anyway, tick the box below.")
        )


class NoPlaceThere(RegistrationError):
    message = _("No place is free there. Nothing was changed.")


class NotConfirmedYet(RegistrationError):
    message = _("This person has not confirmed yet. Enter them under “Attendees” if you know that they want the place.")


class AtTheDoor(RegistrationError):
    """Somebody cannot be marked. Its argument: their Registration; or `name`, of somebody who has none."""

    sentence = reason = ""

    def __init__(self, registration=None, *, name=""):
        super().__init__(registration)
        self.name = registration.attendee.name if registration else name

    def __str__(self):
        return self.sentence % {"name": self.name}


class NotRegisteredAnyMore(AtTheDoor):
    reason = "cancelled"
    sentence = _("%(name)s is not registered for this any more: the registration was cancelled.")


class NotConfirmedAtTheDoor(AtTheDoor):
    reason = "unconfirmed"
    sentence = _("%(name)s has not confirmed the registration yet. The link in our e-mail does that, also now.")


class NotThatDayYet(AtTheDoor):
    """It takes place on a later day. Its arguments: the Registration, and that day."""

    reason = "not_yet"
    sentence = _("%(name)s cannot be there yet: this takes place on %(day)s.")

    def __init__(self, registration, day):
        super().__init__(registration)
        self.day = day

    def __str__(self):
        return self.sentence % {"name": self.name, "day": date_format(self.day)}


class NotRegisteredHere(AtTheDoor):
    reason = "not_registered"
    sentence = _("%(name)s is not registered for this session.")


class UnknownCode(AtTheDoor):
    reason = "unknown"
    sentence = _("This code does not belong to this conference.")


class NoPlaceForThem(AtTheDoor):
    reason = "full"
    sentence = _("%(name)s has no place, and none is free. The organisers can add one on the page of the session.")


class IsElsewhere(AtTheDoor):
    """At a conference where nobody may have two sessions at once."""

    reason = "elsewhere"
    sentence = _("%(name)s has a place in another session at this time, which has to be given back first.")


class LinkIsOver(RegistrationError):
    message = _("Your link does not work any more. Please ask the organisers.")


class NotTheSamePerson(RegistrationError):
    message = _("Please choose two people of the same conference.")


class MergeTheOtherWayRound(RegistrationError):
    message = _("This address was never confirmed, the other one was. Please keep the other person.")


class FollowUpAlone(RegistrationError):
    message = _("A follow-up is for those who attend the session. Please choose the session, too.")


class NothingChosen(RegistrationError):
    message = _("Please choose at least one session.")


class AddressIsTaken(RegistrationError):
    message = _("Somebody else is registered with this address already. Please write to the organisers if that is you.")


class AddressOfSomebodyElse(RegistrationError):
    """Its argument: the Attendee who has confirmed the address, under another name than the one entered now."""

    def __str__(self):
        return _(
            "Nobody was entered yet: this address is that of %(name)s. To enter the sessions for %(name)s, please "
            "tick the box; for somebody else, please use another address or none."
        ) % {"name": self.args[0].name}


class SessionIsOver(RegistrationError):
    message = _("This session is over. Nothing can be given back any more.")


class FeedbackIsGiven(RegistrationError):
    message = _("You have told us already how this session was. Nothing was sent a second time.")


class FeedbackIsClosed(RegistrationError):
    message = _("You can no longer tell us how this session was.")


class SeveralNames(RegistrationError):
    message = _("Several forms came with this address, under different names. Please choose the one that is yours.")


class TooManyMails(RegistrationError):
    message = _(
        "Several e-mails have gone to this address in a short time, so none was sent now. Please look into the spam "
        "folder, or try again in ten minutes; after many e-mails in one day, tomorrow."
    )


class NoAddress(RegistrationError):
    message = _("This person has no e-mail address, so we cannot write to them.")


class NotConfirmed(RegistrationError):
    message = _("This e-mail address has not been confirmed yet, so nothing was saved.")


class QuestionsChanged(RegistrationError):
    """An organiser deleted or changed a question between the form and its answers."""

    message = _("The questions were changed at this moment. Nothing is lost: please send the form again.")


class Gone(RegistrationError):
    """The person has deleted their data in the meantime."""

    message = _("Your data have been deleted in the meantime.")


class Busy(RegistrationError, exceptions.Busy):
    """The database could not serve us in time; nothing was changed."""

    message = _("Very many people are registering at this moment. Nothing is lost: please send the form again.")


class MailingIsSent(RegistrationError):
    message = _("This e-mail was sent already.")


class MailingIsNotSent(RegistrationError):
    message = _("This e-mail was not sent yet, so there is nothing to stop.")


class MailingReachesNobody(RegistrationError):
    message = _("This e-mail reaches nobody: nobody fits what you have chosen.")


class MailingReachesOthers(RegistrationError):
    """Its argument: how many people it reaches now."""

    def __str__(self):
        sentence = ngettext(
            "Meanwhile it reaches %d person. Please look again and send it then.",
            "Meanwhile it reaches %d people. Please look again and send it then.",
            self.args[0],
        )
        return sentence % self.args[0]


class NothingToCertify(RegistrationError):
    message = _("There is a certificate once you were present in a session and it is over.")


class NothingToPrint(RegistrationError):
    message = _("There is nobody yet for whom this could be made.")


class FileIsBeingMade(RegistrationError):
    message = _("This is being made already; it stands below as soon as it is finished.")
