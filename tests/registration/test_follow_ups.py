"""Follow-ups with places of their own: a talk in private after a session, for those who attend it."""

import datetime
import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from icalendar import Calendar

from programme.desk import Desk
from programme.models import Pool
from registration import actions
from registration.actions.people import UNCONFIRMED_KEPT
from registration.exceptions import FollowUpAlone, SessionNotBookable
from registration.models import Attendee, Registration
from tests.factories import FollowUpPoolFactory, OrganiserFactory, RegistrationFactory, SessionFactory, SlotFactory
from tests.mail.writing import written
from tests.registration.steps import HOLD, after, filled, open_own_page, page, register, register_and_confirm
from tests.seed import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk():
    return FollowUpPoolFactory(capacity=1)


def what(attendee):
    """Return [(whether it is the follow-up, status)] in the order in which they came."""
    rows = Registration.objects.filter(attendee=attendee).order_by("pk")
    return [(row.slot_id is not None, row.status) for row in rows]


def test_follow_up_is_booked_with_its_session(talk):
    attendee = register_and_confirm(talk.session, pools=[talk])
    assert what(attendee) == [(False, "confirmed"), (True, "confirmed")]
    assert list(Pool.objects.order_by("pk").values_list("taken", flat=True)) == [1, 1]


def test_follow_up_has_a_waiting_list_of_its_own(talk):
    register_and_confirm(talk.session, pools=[talk])
    second = register_and_confirm(talk.session, pools=[talk], email="second@example.org")
    assert what(second) == [(False, "confirmed"), (True, "waiting")]


def test_follow_up_can_be_added_later(talk):
    attendee = register_and_confirm(talk.session)
    register(talk.session, pools=[talk], email=attendee.email)
    assert what(attendee) == [(False, "confirmed"), (True, "pending")]


def test_follow_up_alone_is_refused_whether_the_person_has_the_session_or_not(talk):
    """Else a stranger could find out, by an address, who is registered for what."""
    attendee = register_and_confirm(talk.session)
    with pytest.raises(FollowUpAlone):
        register(pools=[talk], email=attendee.email)
    assert what(attendee) == [(False, "confirmed")]


def test_follow_up_alone_is_refused(talk):
    with pytest.raises(FollowUpAlone):
        register(pools=[talk])
    assert not Registration.objects.exists()


def test_two_places_for_the_same_session_are_refused(talk):
    Pool.objects.filter(pk=talk.session.pool.pk).update(mode="on_site")
    online = Pool.objects.create(session=talk.session, mode="online")
    with pytest.raises(SessionNotBookable):
        register(talk.session, pools=[online])


def test_who_leaves_the_session_leaves_its_follow_up_to_the_next_one(talk):
    first = register_and_confirm(talk.session, pools=[talk])
    second = register_and_confirm(talk.session, pools=[talk], email="second@example.org")
    actions.cancel(first.registrations.get(slot=None))
    assert what(first) == [(False, "cancelled"), (True, "cancelled")]
    assert what(second) == [(False, "confirmed"), (True, "confirmed")]


def test_who_leaves_the_follow_up_keeps_the_session(talk):
    attendee = register_and_confirm(talk.session, pools=[talk])
    actions.cancel(attendee.registrations.get(slot=talk.slot))
    assert what(attendee) == [(False, "confirmed"), (True, "cancelled")]


def test_follow_up_waited_for_ends_with_the_place_that_was_held_in_vain(talk):
    register_and_confirm(talk.session, pools=[talk], email="first@example.org")
    late = register(talk.session, pools=[talk]).attendee
    after(HOLD)
    actions.promote(talk.session)
    assert what(late) == [(False, "expired"), (True, "expired")]


def test_follow_up_goes_with_a_session_that_is_refused(talk):
    """Where two sessions at one time are refused, and somebody confirms one that they cannot attend."""
    conference = talk.session.conference
    conference.overlaps = "refuse"
    conference.save()
    for session in (talk.session, other := SessionFactory(conference=conference)):
        SlotFactory(session=session)
    register_and_confirm(other)
    attendee = register_and_confirm(talk.session, pools=[talk])
    assert what(attendee)[1:] == [(False, "cancelled"), (True, "cancelled")]


def test_session_whose_form_is_forgotten_stays_for_a_newer_form_with_its_follow_up(talk):
    Pool.objects.filter(pk=talk.session.pool.pk).update(capacity=0)
    form = register(talk.session)
    later = register(talk.session, pools=[talk])
    form.sent_at = timezone.now() - UNCONFIRMED_KEPT - HOLD
    form.save()
    actions.forget_unconfirmed()
    assert what(later.attendee) == [(False, "waiting"), (True, "pending")]


def test_who_confirms_late_gets_both_back(talk):
    late = register(talk.session, pools=[talk]).attendee
    after(HOLD)
    actions.promote(talk.session)
    actions.confirm(late)
    assert what(late)[2:] == [(False, "confirmed"), (True, "confirmed")]


def test_cancelled_session_ends_its_follow_ups_and_writes_one_mail(talk):
    attendee = register_and_confirm(talk.session, pools=[talk])
    actions.withdraw_session(talk.session)
    assert what(attendee) == [(False, "cancelled"), (True, "cancelled")]


def test_places_of_a_slot_that_is_no_follow_up_are_refused():
    slot = SlotFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Pool.objects.create(session=slot.session, slot=slot)


def test_registration_follows_its_places_whatever_else_is_said(talk):
    elsewhere = RegistrationFactory(session__conference=talk.session.conference)
    Registration.objects.filter(pk=elsewhere.pk).update(pool=talk)
    elsewhere.refresh_from_db()
    assert (elsewhere.session, elsewhere.slot) == (talk.session, talk.slot)
    elsewhere.delete()


# What people see


@pytest.fixture
def meeting(talk):
    """The same with a time for the session itself."""
    SlotFactory(session=talk.session)
    return talk


def test_form_offers_a_follow_up_that_has_places_of_its_own(client, meeting):
    SlotFactory(session=meeting.session, kind="follow_up", starts_at=meeting.slot.ends_at, ends_at=None)
    html = client.get(page(meeting.session)).text
    assert re.findall(r'name="follow_ups" value="(\w+)"', html) == [meeting.code]


def test_form_with_a_follow_up_leads_to_both(client, meeting):
    response = client.post(page(meeting.session), filled(meeting.session, follow_ups=[meeting.code]))
    assert response.status_code == 302
    assert client.get(response.url).text.count("<time") == 5  # two of each, and until when they are reserved
    assert what(Attendee.objects.get()) == [(False, "pending"), (True, "pending")]


def test_form_with_a_follow_up_of_another_session_says_what_is_missing(client, meeting):
    other = SlotFactory(session__conference=meeting.session.conference).session
    response = client.post(page(other), filled(other, follow_ups=[meeting.code]))
    assert (response.status_code, str(FollowUpAlone())) == (200, response.context["form"].non_field_errors()[0])
    assert f'value="{meeting.code}" id="id_follow_ups_{meeting.code}" checked' in response.text
    assert not Registration.objects.exists()


@pytest.mark.parametrize("code", ["nothing", "\x00", "' OR 1=1 --"])
def test_form_with_an_unknown_follow_up_says_so(client, meeting, code):
    response = client.post(page(meeting.session), filled(meeting.session, follow_ups=[code]))
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["follow_ups"])


def test_follow_up_of_another_conference_is_unknown(client, meeting):
    elsewhere = FollowUpPoolFactory()
    response = client.post(page(meeting.session), filled(meeting.session, follow_ups=[elsewhere.code]))
    assert list(response.context["form"].errors) == ["follow_ups"]


def test_own_page_cancels_the_follow_up_alone(client, meeting):
    attendee = register_and_confirm(meeting.session, pools=[meeting])
    open_own_page(client, attendee)
    assert client.get("/me/").text.count('<li class="card"') == 2
    client.post("/me/cancel/", {"session": meeting.session.code, "follow_up": meeting.code})
    assert what(attendee) == [(False, "confirmed"), (True, "cancelled")]


def test_own_page_says_that_a_follow_up_goes_with_its_session(client, meeting):
    attendee = register_and_confirm(meeting.session, pools=[meeting])
    open_own_page(client, attendee)
    words = f"Auch „{meeting.title}“ geben Sie damit ab."
    assert client.get("/me/").text.count(words) == 1
    client.post("/me/cancel/", {"session": meeting.session.code})
    assert what(attendee) == [(False, "cancelled"), (True, "cancelled")]
    assert words not in client.get("/me/").text


def test_calendars_show_a_follow_up_to_those_who_have_a_place_in_it(client, meeting):
    starts = {}
    for email, pools in [("with@example.org", [meeting]), ("without@example.org", [])]:
        attendee = register_and_confirm(meeting.session, pools=pools, email=email)
        open_own_page(client, attendee)
        events = Calendar.from_ical(client.get("/me/calendar.ics").content).walk("VEVENT")
        starts[email] = [event.start for event in events]
    main = meeting.session.slots.get(kind="main")
    assert starts == {
        "with@example.org": [main.starts_at, meeting.slot.starts_at],
        "without@example.org": [main.starts_at],
    }


def test_mails_name_what_they_are_about(meeting):
    attendee = register_and_confirm(meeting.session, pools=[meeting], language="en")
    confirmed = written(kind="registered")
    actions.cancel(attendee.registrations.get(slot=meeting.slot))
    cancelled = written(kind="cancelled")
    assert (confirmed.text.count("(Follow-up)"), confirmed.text.count("10:00")) == (1, 1)
    assert (cancelled.text.count("Follow-up"), cancelled.text.count("10:00")) == (1, 0)


def test_who_moves_up_into_a_follow_up_reads_so_in_the_subject(meeting):
    first = register_and_confirm(meeting.session, pools=[meeting])
    register_and_confirm(meeting.session, pools=[meeting], email="second@example.org", language="en")
    actions.cancel(first.registrations.get(slot=meeting.slot))
    mail = written(kind="moved-up")
    with translation.override("en"):
        assert mail.subject == f"A place has become free: “Follow-up: {meeting.session.title}”"


def test_follow_up_in_the_way_of_another_session_is_an_overlap_only_for_those_who_take_it(client, meeting):
    other = SlotFactory(session__conference=meeting.session.conference, starts_at=meeting.slot.starts_at).session
    for pools, overlapping in [((), False), ([meeting], True)]:
        email = f"{overlapping}@example.org".lower()
        attendee = register_and_confirm(meeting.session, other, pools=pools, email=email, overlaps_meant=True)
        open_own_page(client, attendee)
        assert bool(client.get("/me/").context["overlaps"]) == overlapping


def test_desk_names_the_follow_up_that_somebody_waits_for_and_leads_to_its_places():
    organiser = OrganiserFactory()
    pool = FollowUpPoolFactory(capacity=1)
    SlotFactory(session=pool.session, starts_at=pool.slot.starts_at - datetime.timedelta(hours=1))
    for status in ("confirmed", "waiting"):
        person = RegistrationFactory(session=pool.session).attendee
        RegistrationFactory(session=pool.session, pool=pool, attendee=person, status=status)
    [item] = [item for item in Desk(pool.session.conference, organiser).open if item.key == "people-wait"]
    [named] = item.named
    assert (named.name, named.about) == (pool.title, "1 Person wartet")
    page, _hash, field = named.page.partition("#")
    assert f'id="{field}"' in browser_of(organiser).get(page).text
    assert (field, item.further) == ("id_slots-1-places", 0)
