"""A conference that is over, and people who were in it."""

import datetime

from django.utils import timezone

from registration import actions
from tests.factories import AttendeeFactory, ConferenceFactory, RegistrationFactory, SlotFactory


def conference_that_was(**more):
    yesterday = timezone.localdate() - datetime.timedelta(days=2)
    return ConferenceFactory(slug="forum", title={"de": "Forum"}, starts_on=yesterday, **more)


def session_of(conference, *, hour=10, minutes=60, title="Öffnung"):
    start = datetime.datetime.combine(conference.starts_on, datetime.time(hour), conference.zone)
    end = start + datetime.timedelta(minutes=minutes) if minutes else None
    slot = SlotFactory(session__conference=conference, session__title={"de": title}, starts_at=start, ends_at=end)
    return slot.session


def present(session, name="Anna Öz", **more):
    attendee = more.pop("attendee", None) or AttendeeFactory(conference=session.conference, name=name)
    registration = RegistrationFactory(session=session, attendee=attendee, **more)
    actions.mark_present(registration, how="list")
    registration.refresh_from_db()
    return registration
