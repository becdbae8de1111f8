"""What the conference itself still needs, what its clock says, and how old the last backup is."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme import about
from programme.desk.items import BROKEN, CONFERENCE, Item, watch
from womconf.models import DailyRun
from womconf.quotes import in_quotes

CHANGES = "programme.change_conference"
SOON = timedelta(days=7)
OLD_BACKUP, VERY_OLD_BACKUP = timedelta(days=2), timedelta(days=7)


def _page(desk, field=""):
    page = reverse("admin:programme_conference_change", args=[desk.conference.pk])
    return f"{page}#{field}" if field else page


def _local(moment):
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


@watch(CHANGES)
def what_it_has_to_say(desk):
    """One item for each text that stands nowhere, and one for the address to which people answer."""
    for page in about.PAGES.values():
        if not page.is_said_with(page.text(desk.conference)):
            sentence = _("“%s” is not written yet.") % in_quotes(page.title)
            where = _page(desk, f"id_{page.field}_0")
            yield Item(f"missing-{page.name}", CONFERENCE, sentence, where, _("Write it"), desk.conference.created_at)
    if not desk.conference.contact_email:
        sentence = _("There is no address to which people can answer.")
        where = _page(desk, "id_contact_email")
        yield Item("missing-address", CONFERENCE, sentence, where, _("Enter it"), desk.conference.created_at)


@watch(CHANGES)
def no_venue(desk):
    """Where rooms are on site, people have to know in which house."""
    if not desk.conference.venue and desk.conference.has_house:
        sentence = _("There are rooms on site, and nothing says in which house they are.")
        where = _page(desk, "id_venue_0")
        yield Item("missing-venue", CONFERENCE, sentence, where, _("Enter it"))


@watch(CHANGES)
def not_public(desk):
    conference = desk.conference
    if conference.is_public or about.missing(conference) or not conference.sessions.exists():
        return
    if conference.sessions.announced().exists():
        sentence = _("The conference is not public yet. Nothing else is in the way.")
        page = reverse("admin:programme_publish", args=[conference.pk])
        yield Item("not-public", CONFERENCE, sentence, page, _("Make it public …"))
    else:
        sentence = _("All sessions are drafts. Please include in the programme those that are to be seen.")
        page = reverse("admin:programme_session_changelist", query={"conference__id__exact": conference.pk})
        yield Item("only-drafts", CONFERENCE, sentence, page, _("Show all sessions"))


@watch("programme.view_conference")
def registration_opens_or_closes_soon(desk):
    conference, soon = desk.conference, desk.now + SOON
    opens_at, closes_at = conference.registration_opens_at, conference.registration_closes_at
    if opens_at and desk.now < opens_at <= soon:
        sentence = _("Registration opens on %s.") % _local(opens_at)
        page = _page(desk, "id_registration_opens_at_0")
        yield Item("registration-opens", CONFERENCE, sentence, page, _("Look at it"))
    if closes_at and desk.now < closes_at <= soon:
        sentence = _("Registration closes on %s.") % _local(closes_at)
        page = _page(desk, "id_registration_closes_at_0")
        yield Item("registration-closes", CONFERENCE, sentence, page, _("Look at it"))


@watch(CHANGES)
def old_backup(desk):
    """Ask for a backup once people's data are there: as long as it is not public, nobody but organisers wrote."""
    if not desk.conference.is_public or desk.conference.is_example:
        return
    day = DailyRun.objects.filter(name=DailyRun.BACKUP).values_list("day", flat=True).first()
    ask = _("Please tell whoever looks after the server.")
    without = desk.today - (day or timezone.localdate(desk.conference.published_at))
    rank = BROKEN if without > VERY_OLD_BACKUP else CONFERENCE
    if day is None:
        sentence = _("Nobody has noted so far that the data are copied to a safe place.")
        yield Item("backup", rank, f"{sentence} {ask}")
    elif without > OLD_BACKUP:
        days = without.days
        sentence = ngettext("The last backup is %d day old.", "The last backup is %d days old.", days) % days
        yield Item("backup", rank, f"{sentence} {ask}")
