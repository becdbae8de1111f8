"""The links that somebody who registers gets: to their page, to their calendar, to a new address."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from womconf import links
from womconf.links import PersonalLink

PURPOSE, FEED_PURPOSE, ADDRESS_PURPOSE = links.ATTENDEE, "feed", links.ADDRESS


def personal_link(attendee):
    with translation.override(attendee.language):
        return PersonalLink(PURPOSE, attendee.code, attendee.link_version, reverse("registration:me"))


def checkin_address(attendee):
    """Return what the QR code on somebody's badge and page says. It is no link of theirs: it shows nothing of them."""
    with translation.override(settings.LANGUAGE_CODE):  # the shortest
        return f"{settings.BASE_URL}{reverse('registration:checkin', args=[attendee.checkin_code])}"


def helper_link(link):
    """Return what somebody opens who helps at a door on one day; they are written to by nobody, so it is in German."""
    with translation.override(settings.LANGUAGE_CODE):
        return PersonalLink(links.HELPER, link.code, 1, reverse("registration:helper"))


def feed_link(attendee):
    """Return the address of somebody's calendar, for programs that ask for it again and again."""
    return PersonalLink(FEED_PURPOSE, attendee.code, attendee.feed_version, reverse("registration:feed"))


def address_link(attendee):
    with translation.override(attendee.language):
        path = reverse("registration:address")
    return PersonalLink(ADDRESS_PURPOSE, attendee.code, attendee.address_version, path)


def join_link(attendee, session):
    """Return the address by which somebody gets into an online session; a revoked personal link revokes it, too."""
    with translation.override(attendee.language):
        path = reverse("registration:join", args=[session.code])
    return PersonalLink(links.JOIN + session.code, attendee.code, attendee.link_version, path)


def reminders_link(attendee):
    """Return the address where somebody switches their reminders off, and on again."""
    with translation.override(attendee.language):
        path = reverse("registration:reminders")
    return PersonalLink(links.REMINDERS, attendee.code, attendee.link_version, path)
