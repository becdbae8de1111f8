"""What an organiser reads and types before sessions are cancelled."""

from django import forms
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from programme import actions, telling
from programme.admin.session_list import BEGINS_AT, name_with_time
from programme.exceptions import ProgrammeError
from programme.models import Appearance, Pool, Session, Speaker
from programme.telling import SPEAKERS
from womconf.admin_actions import SureForm
from womconf.mail.models import Message
from womconf.mail.writing import preview

MOST_TRIED = 500  # people
SEES_PEOPLE = "registration.view_registration"


def whom_it_concerns(sessions):
    """Return (what the act is called, sentences: whom it concerns, how many of them get an e-mail)."""
    told = telling.concerned_people(session__in=sessions)
    people = list(dict.fromkeys([*told, *SPEAKERS.who_hear_of_cancellation(sessions)]))
    reached = telling.reachable(people)
    title = _("Cancel, and tell whom it concerns") if reached else pgettext("a session", "Cancel")
    return title, _in_words(sessions, people, reached)


def _in_words(sessions, people, reached):
    unaware = _whom_nobody_told(sessions, people)
    if not people:
        return unaware or [str(_("This concerns nobody yet."))]
    others = [person for person in people if person not in set(reached)]
    said = [_("This concerns %(who)s.") % {"who": telling.counted(people)}]
    if reached:
        said.append(_("At once e-mails go to %(who)s.") % {"who": telling.counted(reached)})
    if others:
        text = _("Without an e-mail address that works: %(who)s. Please call them; the page of changes names them.")
        said.append(text % {"who": telling.counted(others)})
    return [*said, *unaware]


def _whom_nobody_told(sessions, people):
    """Return a sentence, or none, about those who take part and are not among the people who hear of it."""
    reached = [person.pk for person in people if isinstance(person, Speaker)]
    taking_part = Appearance.objects.taking_part().exclude(status=Appearance.Status.REQUESTED, asked_at=None)
    unaware = taking_part.filter(session__in=sessions).exclude(speaker__in=reached).select_related("speaker")
    names = ", ".join(sorted({str(appearance.speaker) for appearance in unaware}))
    text = _("Without an e-mail, because nobody has told them anything of it yet: %(names)s.")
    return [text % {"names": names}] if names else []


def last_mail():
    """Return the key of the newest mail."""
    return Message.objects.aggregate(last=Max("pk"))["last"] or 0


def mails_since(last, sessions):
    """Return the newer mails about the conferences of these sessions."""
    conferences = {session.conference_id for session in sessions}
    return Message.objects.filter(pk__gt=last, conference__in=conferences).order_by("pk")


def sample_mails(sessions, user):
    """Return one mail of each kind and language that goes out if these sessions are cancelled; nothing is stored.

    All of it is done, what it says is read, and all of it is taken back. That takes as long as to cancel them: of
    sessions with many people nothing is shown, nor to whoever may not read the names of these people.
    """
    if len(telling.concerned_people(session__in=sessions)) > MOST_TRIED:
        return []
    found = {}
    with transaction.atomic():
        last = last_mail()
        try:
            for session in sessions:
                actions.cancel_session(session, by=user)
            for message in mails_since(last, sessions).select_related("conference"):
                if message.attendee_id is None or user.has_perm(SEES_PEOPLE, message.conference):
                    found.setdefault((message.kind, message.language), message)
            shown = [preview(message) for message in found.values()]
        except ProgrammeError:  # the act itself will say why
            shown = []
        transaction.set_rollback(True)
    return shown


class AlternativeField(forms.ModelChoiceField):
    """Sessions in the order of time, those that are fully booked last."""

    def label_from_instance(self, session):
        words = name_with_time(session)
        return _("%(session)s (fully booked)") % {"session": words} if session.is_booked_up else words


class CancelForm(SureForm):
    """Why sessions do not take place, and what people can choose instead."""

    alternative = AlternativeField(
        label=_("Instead of it"),
        queryset=Session.objects.none(),
        required=False,
        empty_label=_("nothing"),
        help_text=_("The e-mail leads to it, and so does the page of the session."),
    )

    def __init__(self, *args, sessions, **kwargs):
        super().__init__(*args, **kwargs)
        why = _("Public, and in the e-mail to everybody whom it concerns.")
        self.fields["cancelled_because"] = Session._meta.get_field("cancelled_because").formfield(help_text=why)
        conferences = {session.conference for session in sessions}
        if len(conferences) == 1:
            [conference] = conferences
            self.fields["cancelled_because"].show_languages(conference.languages)
            others = Session.objects.bookable().filter(conference=conference).select_related("conference")
            others = others.exclude(pk__in=[session.pk for session in sessions])
            if not conference.is_rehearsal:  # nobody can choose what is on already
                others = others.exclude(slots__starts_at__lte=timezone.now())
            free = Pool.objects.filter(Pool.HAS_FREE, session=OuterRef("pk"), slot=None)
            others = others.annotate(is_booked_up=~Exists(free), begins_at=BEGINS_AT)
            self.fields["alternative"].queryset = others.order_by(
                "is_booked_up", F("begins_at").asc(nulls_last=True), "pk"
            )

    @property
    def words(self):
        return {"because": self.cleaned_data["cancelled_because"], "alternative": self.cleaned_data["alternative"]}
