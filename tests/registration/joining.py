"""Somebody who comes to an online session by their own address."""

import datetime
from urllib.parse import urlsplit

from django.utils import timezone

from programme import actions as programme_actions
from programme.models import Room
from registration.emails import join_link
from tests.factories import RegistrationFactory, RoomFactory, SlotFactory
from tests.visitor import Visitor

LINK = "https://meet.example.org/b/geheimer-raum?pwd=xyz"
MINUTE = datetime.timedelta(minutes=1)


def slot_in(minutes, *, length=60, **facts):
    """Return a slot of an online session that begins in so many minutes."""
    starts_at = timezone.now() + minutes * MINUTE
    slot = SlotFactory(starts_at=starts_at, ends_at=length and starts_at + length * MINUTE, **facts)
    slot.room = slot.room or RoomFactory(conference=slot.conference, kind=Room.Kind.ONLINE)
    slot.save()
    return slot


def going_on(link=LINK, minutes=5, **facts):
    """Return somebody's registration for an online session that is open."""
    slot = slot_in(minutes, **facts)
    if link:
        programme_actions.set_access_link(slot.session, link)
    return RegistrationFactory(session=slot.session)


def address(registration):
    return urlsplit(join_link(registration.attendee, registration.session).url)


def come(registration, browser=None):
    """Open somebody's address. Return the browser and the page."""
    browser = browser or Visitor()
    where = address(registration)
    return browser, browser.get(f"{where.path}?{where.query}", follow=True)


def press(registration, page=None, browser=None, **headers):
    """Press the button of a page that was shown."""
    if page is None:
        browser, page = come(registration, browser)
    browser = browser or Visitor()
    return browser.post(address(registration).path, {"key": page.context["key"]}, headers=headers)


def state(page):
    return str(page.context["way"].state)
