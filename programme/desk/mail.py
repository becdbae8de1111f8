"""What is to do about e-mails: those that did not leave or arrive, and what has changed and nobody was told."""

from datetime import timedelta

from django.db.models import Count, Min, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.desk.items import BROKEN, CONFERENCE, MOST_NAMED, PEOPLE_WAIT, Item, Named, watch
from programme.models import Appearance, Speaker
from programme.telling import counted
from womconf.addresses import readable
from womconf.mail.actions import current_pause
from womconf.mail.incoming.reading import is_read
from womconf.mail.models import Mailbox, Message
from womconf.quotes import in_quotes

TELLS = "programme.change_session"
SEES_MAIL = "mail.view_message"
AWAY_FOR_LONG = timedelta(hours=1)
MOST_PARTS = 3
LIVE = Prefetch(
    "appearances", Appearance.objects.taking_part().select_related("session").order_by("pk"), to_attr="live"
)


def _untold_page(desk):
    return reverse("admin:programme_untold", args=[desk.conference.pk])


def _messages(desk, **query):
    return reverse("admin:mail_message_changelist", query={"conference__id__exact": desk.conference.pk, **query})


@watch(TELLS)
def changes_not_told(desk):
    if desk.roughly_untold:
        sentence = _("Not told yet: %(who)s.") % {"who": desk.roughly_untold}
        yield Item("untold", PEOPLE_WAIT, sentence, _untold_page(desk), _("Tell them …"))
    if not desk.untold or not desk.untold.changes:
        return
    since = min((change.slot.changed_at for change in desk.untold.changes if change.slot), default=None)
    if desk.untold.to_write_to:
        sentence = _("Not told yet: %(who)s.") % {"who": counted(desk.untold.to_write_to)}
        yield Item("untold", PEOPLE_WAIT, sentence, _untold_page(desk), _("Tell them …"), since)
    if desk.untold.to_call:
        sentence = _("To be told by telephone: %(who)s.")
        sentence %= {"who": counted(desk.untold.to_call)}
        yield Item("to-call", PEOPLE_WAIT, sentence, _untold_page(desk), _("Show whom"), since)


@watch(TELLS)
def mails_planned(desk):
    for number, plan in enumerate(desk.untold.plans if desk.untold else (), start=1):
        yield Item(f"planned-{number}", CONFERENCE, plan, _untold_page(desk), _("Look at them"))


@watch(SEES_MAIL)
def mails_that_failed(desk):
    failed = Message.objects.filter(conference=desk.conference, status=Message.Status.FAILED, bounced_at=None)
    number, since = failed.aggregate(number=Count("pk"), since=Min("status_at")).values()
    if number:
        sentence = ngettext("%d e-mail could not be sent.", "%d e-mails could not be sent.", number) % number
        page = _messages(desk, status__exact=Message.Status.FAILED)
        yield Item("mail-failed", BROKEN, sentence, page, _("Show them"), since)


@watch(SEES_MAIL)
def mails_that_are_held(desk):
    if pause := current_pause():
        page = _messages(desk, status__exact=Message.Status.HELD)
        yield Item("mail-held", BROKEN, pause.in_words, page, _("Show those that are held"), pause.started_at)


@watch(SEES_MAIL)
def mailbox_that_is_away(desk):
    away = Mailbox.objects.filter(away_since__lte=desk.now - AWAY_FOR_LONG).first() if is_read() else None
    if away:
        since = date_format(timezone.localtime(away.away_since), "DATETIME_FORMAT")
        sentence = _("The mailbox in which e-mails come back has not been read since %s.") % since
        sentence = f"{sentence} {away.get_problem_display()}"
        yield Item("mailbox-away", BROKEN, sentence, _messages(desk), _("Show the e-mails"), away.away_since)


@watch("programme.view_speaker")
def speakers_whose_mail_comes_back(desk):
    bouncing = Message.objects.bounced().values("to")
    theirs = Speaker.objects.filter(conference=desk.conference, email__in=bouncing).exclude(email="")
    if number := theirs.count():
        sentence = ngettext("E-mails to %d speaker come back:", "E-mails to %d speakers come back:", number) % number
        within = {"conference__id__exact": desk.conference.pk, "comes_back": "yes"}
        page = reverse("admin:programme_speaker_changelist", query=within)
        named = tuple(map(_of_speaker, theirs.prefetch_related(LIVE)[:MOST_NAMED]))
        further = number - len(named)
        yield Item("speakers-bounce", PEOPLE_WAIT, sentence, page, _("Show them"), named=named, further=further)


def _of_speaker(speaker):
    parts = [
        (_("is asked for “%s”") if appearance.is_requested else _("takes part in “%s”")) % in_quotes(appearance.session)
        for appearance in speaker.live[:MOST_PARTS]
    ]
    return whom_to_call(speaker, reverse("admin:programme_speaker_change", args=[speaker.pk]), parts)


def whom_to_call(person, page, parts):
    """Name somebody with the address that does not work, the telephone, and what they have a part in."""
    return Named(f"{person} ({readable(person.email)})", page, person.phone, "; ".join(parts))
