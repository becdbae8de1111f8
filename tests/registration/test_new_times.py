"""Whatever gives sessions new times asks first where somebody would have two at once, and tells the waiting lists."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from programme import actions as programme
from programme.actions import moving
from programme.imports import text, writer
from programme.models import Conference, Session, Slot
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
)
from tests.registration.steps import statuses

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
ASKED = "Zur neuen Zeit hätte 1 Person zwei Veranstaltungen gleichzeitig"


@pytest.fixture
def ten_o_clock():
    """A session at 10:00; Zita has a confirmed place in it."""
    slot = SlotFactory()
    RegistrationFactory(session=slot.session, attendee__name="Zita", attendee__conference=slot.conference)
    return slot


def also_in(session, slot):
    return RegistrationFactory(session=session, attendee=slot.session.registrations.get().attendee)


# A session's page in the admin


def page_of(session, *rows, initial=0):
    """Return the address and the form of a session's page; each row is a slot: (fields, start, end)."""
    form = {"conference": session.conference_id, "title_0": str(session.title), "capacity": ""}
    form |= {"slots-TOTAL_FORMS": len(rows), "slots-INITIAL_FORMS": initial}
    form |= {"appearances-TOTAL_FORMS": 0, "appearances-INITIAL_FORMS": 0}
    for n, (fields, start, end) in enumerate(rows):
        form |= {f"slots-{n}-{name}": value for name, value in {"kind": "main", **fields}.items()}
        for name, moment in (("starts_at", start), ("ends_at", end)):
            local = moment.astimezone(session.conference.zone)
            form |= {f"slots-{n}-{name}_0": f"{local:%d.%m.%Y}", f"slots-{n}-{name}_1": f"{local:%H:%M:%S}"}
    return reverse("admin:programme_session_change", args=[session.pk]), form


def asks(client, address, form, said=ASKED):
    """Whether the page asks first and saves nothing, and saves with the tick."""
    before = list(Slot.objects.order_by("pk").values())
    page = client.post(address, form)
    if page.status_code == 302:
        return False
    assert said in page.text
    assert list(Slot.objects.order_by("pk").values()) == before
    assert client.post(address, form | {"move_meant": "on"}).status_code == 302
    assert list(Slot.objects.order_by("pk").values()) != before
    return True


@pytest.mark.parametrize(("later", "is_asked"), [(0, True), (0.5, True), (1, False), (-1, False)])
def test_first_time_of_a_session_asks(client, organiser, ten_o_clock, later, is_asked):
    follows = SessionFactory(conference=ten_o_clock.conference)
    also_in(follows, ten_o_clock)
    start = ten_o_clock.starts_at + later * HOUR
    assert asks(client, *page_of(follows, ({}, start, start + HOUR))) == is_asked
    assert follows.slots.get().starts_at == start


@pytest.mark.parametrize(("places", "is_asked"), [("", True), ("5", False)])
def test_new_follow_up_asks_unless_people_choose_it_by_itself(client, organiser, ten_o_clock, places, is_asked):
    early = SlotFactory(session__conference=ten_o_clock.conference, starts_at=ten_o_clock.starts_at - HOUR)
    also_in(early.session, ten_o_clock)
    rows = [
        ({"id": early.pk, "session": early.session_id}, early.starts_at, early.ends_at),
        ({"kind": "follow_up", "places": places}, ten_o_clock.starts_at, ten_o_clock.ends_at),
    ]
    assert asks(client, *page_of(early.session, *rows, initial=1)) == is_asked


def test_follow_up_that_somebody_chose_by_itself_asks_for_them_alone(client, organiser, ten_o_clock):
    pool = FollowUpPoolFactory(session__conference=ten_o_clock.conference)
    also_in(pool.session, ten_o_clock)
    moved = ({"id": pool.slot_id, "session": pool.session_id, "kind": "follow_up", "places": ""},)
    address, form = page_of(pool.session, (*moved, ten_o_clock.starts_at, ten_o_clock.ends_at), initial=1)
    form["slots-0-places"] = "3"
    pool.capacity = 3
    pool.save()
    assert not asks(client, address, form)
    other = SlotFactory(session__conference=ten_o_clock.conference, starts_at=ten_o_clock.starts_at + 3 * HOUR)
    stays = RegistrationFactory(session=other.session)
    RegistrationFactory(session=pool.session, attendee=stays.attendee)
    RegistrationFactory(session=pool.session, pool=pool, attendee=stays.attendee)
    address, form = page_of(pool.session, (*moved, other.starts_at, other.ends_at), initial=1)
    form["slots-0-places"] = "3"
    assert asks(client, address, form)


def test_follow_up_that_loses_places_of_its_own_is_for_everybody_and_asks(client, organiser, ten_o_clock):
    early = SlotFactory(session__conference=ten_o_clock.conference, starts_at=ten_o_clock.starts_at - HOUR)
    also_in(early.session, ten_o_clock)
    follow_up = SlotFactory(session=early.session, kind="follow_up", starts_at=ten_o_clock.starts_at)
    programme.set_follow_up_capacity(follow_up, capacity=0)

    def rows(places):
        own = {"session": early.session_id}
        yield {"id": early.pk, **own}, early.starts_at, early.ends_at
        follows = {"id": follow_up.pk, "kind": "follow_up", "places": places, **own}
        yield follows, follow_up.starts_at, follow_up.ends_at

    address, form = page_of(early.session, *rows(""), initial=2)
    assert ASKED in client.post(address, form).text
    assert client.post(address, form | {"move_meant": "on"}).status_code == 302
    assert not follow_up.pools.exists()
    address, form = page_of(early.session, *rows("5"), initial=2)
    assert client.post(address, form).status_code == 302  # nobody has to be there any more


def test_who_has_two_at_once_already_is_not_asked_about_again(client, organiser, ten_o_clock):
    same = SlotFactory(session__conference=ten_o_clock.conference)
    also_in(same.session, ten_o_clock)
    row = ({"id": same.pk, "session": same.session_id}, same.starts_at + HOUR / 2, same.ends_at)
    assert not asks(client, *page_of(same.session, row, initial=1))


def test_times_of_one_page_are_looked_at_together(client, organiser, ten_o_clock):
    """The main time moves away from 10:00 while a follow-up moves there: asked; both away: not."""
    early = SlotFactory(session__conference=ten_o_clock.conference, starts_at=ten_o_clock.starts_at - HOUR)
    follow_up = SlotFactory(session=early.session, kind="follow_up", starts_at=ten_o_clock.starts_at + 2 * HOUR)
    also_in(early.session, ten_o_clock)

    def rows(main, then):
        own = {"session": early.session_id}
        yield {"id": early.pk, **own}, main, main + HOUR
        yield {"id": follow_up.pk, "kind": "follow_up", **own}, then, then + HOUR

    ten = ten_o_clock.starts_at
    assert not asks(client, *page_of(early.session, *rows(ten + HOUR, ten + 2 * HOUR), initial=2))
    assert asks(client, *page_of(early.session, *rows(ten + 2 * HOUR, ten), initial=2))


def test_time_that_is_taken_away_hurts_nobody(client, organiser, ten_o_clock):
    same = SlotFactory(session__conference=ten_o_clock.conference)
    also_in(same.session, ten_o_clock)
    gone = ({"id": same.pk, "session": same.session_id, "DELETE": "on"}, same.starts_at, same.ends_at)
    new = ({}, same.starts_at + HOUR, same.ends_at + HOUR)
    assert not asks(client, *page_of(same.session, gone, new, initial=1))


def test_names_are_for_those_who_may_look_at_people(client, ten_o_clock):
    follows = SessionFactory(conference=ten_o_clock.conference)
    also_in(follows, ten_o_clock)
    user = OrganiserFactory(is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="programme"))
    address, form = page_of(follows, ({}, ten_o_clock.starts_at, ten_o_clock.ends_at))
    client.force_login(user)
    page = client.post(address, form)
    assert (f"{ASKED}." in page.text, "Zita" in page.text) == (True, False)
    user.user_permissions.add(Permission.objects.get(codename="view_attendee"))
    assert f"{ASKED}: Zita." in client.post(address, form).text


# Whoever waits for what is at that time


@pytest.fixture
def waits(ten_o_clock):
    """Zita waits for another session at 10:00, where a place is free."""
    same = SlotFactory(session__conference=ten_o_clock.conference, session__capacity=1)
    attendee = ten_o_clock.session.registrations.get().attendee
    return RegistrationFactory(session=same.session, attendee=attendee, status="waiting")


def moved_by_import(slot):
    conference = slot.conference
    day = f"{conference.starts_on:%d.%m.%Y}"
    for time in ("10:00–11:00", "14:00–15:00"):
        source = f"# {conference.title}\n\n{day}\n\n## {time} {slot.session.title}\n\nText.\n"
        draft, _report = text.read(source.encode())
        writer.apply(draft, slug=conference.slug)


def moved_by_zone(slot):
    """Only one of the two is there: everything moves alike."""
    Slot.objects.exclude(pk=slot.pk).update(starts_at=slot.starts_at + 2 * HOUR, ends_at=slot.starts_at + 3 * HOUR)
    moving.change_zone(slot.conference, "America/New_York")


def removed(slot):
    moving.remove_slot(slot)


def chosen_by_itself(slot):
    Slot.objects.filter(pk=slot.pk).update(kind="follow_up")
    programme.set_follow_up_capacity(slot, capacity=5)


def moved(slot):
    programme.move_slot(slot, starts_at=slot.starts_at + HOUR, ends_at=slot.ends_at + HOUR, room=None)


@pytest.mark.parametrize("act", [moved, removed, chosen_by_itself, moved_by_import, moved_by_zone])
def test_waiting_list_hears_of_each_way_to_another_time(ten_o_clock, waits, act):
    assert waits.status == "waiting"
    act(ten_o_clock)
    waits.refresh_from_db()
    assert waits.status == "confirmed"


def test_first_time_is_told_as_a_move_is(ten_o_clock):
    heard = []

    def hear(sender, session, **kwargs):
        heard.append(session)

    moving.signals.slot_moved.connect(hear)
    try:
        session = SessionFactory(conference=ten_o_clock.conference)
        start = ten_o_clock.starts_at
        programme.place_slots([Slot(conference=session.conference, session=session, starts_at=start)])
    finally:
        moving.signals.slot_moved.disconnect(hear)
    assert heard == [session]


# Another time zone of the conference


def conference_form(conference, **changes):
    form = {"slug": conference.slug, "title_0": "Titel", "languages": ["de", "en"], "overlaps": "warn"}
    form |= {"starts_on": f"{conference.starts_on:%d.%m.%Y}", "ends_on": f"{conference.ends_on:%d.%m.%Y}"}
    form |= {"time_zone": conference.time_zone, "host_name": "", "contact_email": ""}
    for name in ("registration_opens_at", "registration_closes_at"):
        moment = getattr(conference, name)
        if moment:
            local = moment.astimezone(conference.zone)
            form |= {f"{name}_0": f"{local:%d.%m.%Y}", f"{name}_1": f"{local:%H:%M:%S}"}
    return reverse("admin:programme_conference_change", args=[conference.pk]), {**form, **changes}


def clocks(conference):
    """Return every time of a conference as its clocks show it."""
    conference = Conference.objects.get(pk=conference.pk)
    rows = [*Slot.objects.order_by("pk"), conference, *Session.objects.order_by("pk")]
    names = ["starts_at", "ends_at", "registration_opens_at", "registration_closes_at"]
    moments = [getattr(row, name, None) for row in rows for name in names]
    return [f"{moment.astimezone(conference.zone):%d. %H:%M}" for moment in moments if moment]


@pytest.fixture
def full_of_times():
    opens = datetime.datetime(2027, 3, 1, 8, tzinfo=ZoneInfo("Europe/Berlin"))
    days = {"starts_on": datetime.date(2027, 9, 17), "ends_on": datetime.date(2027, 9, 18)}
    conference = ConferenceFactory(**days, registration_opens_at=opens, registration_closes_at=opens + 24 * HOUR)
    slot = SlotFactory(session__conference=conference, session__registration_opens_at=opens + HOUR)
    SlotFactory(session=None, conference=conference, kind="break", starts_at=slot.ends_at, ends_at=None)
    return conference


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"])
@pytest.mark.parametrize("chosen", [{}, {"clocks": "stay"}])
def test_in_another_zone_the_clocks_show_the_same(client, organiser, full_of_times, zone, chosen):
    before = clocks(full_of_times)
    address, form = conference_form(full_of_times, time_zone=zone, **chosen)
    assert client.post(address, form).status_code == 302
    assert clocks(full_of_times) == before
    after = Conference.objects.get()
    assert (after.time_zone, after.starts_on, after.ends_on) == (zone, full_of_times.starts_on, full_of_times.ends_on)


def test_moments_stay_where_that_is_meant(client, organiser, full_of_times):
    before = list(Slot.objects.order_by("pk").values("starts_at", "ends_at"))
    address, form = conference_form(full_of_times, time_zone="Europe/London", clocks="go")
    assert client.post(address, form).status_code == 302
    assert list(Slot.objects.order_by("pk").values("starts_at", "ends_at")) == before
    assert Conference.objects.get().time_zone == "Europe/London"


def test_zone_is_asked_about_only_where_there_are_times(client, organiser, full_of_times):
    assert "10:00 bleibt 10:00" in client.get(conference_form(full_of_times)[0]).text
    assert "10:00 bleibt 10:00" not in client.get(reverse("admin:programme_conference_add")).text


def test_zone_whose_clocks_jump_over_an_hour_asks_whom_that_hurts(client, organiser):
    """01:30–02:30 and 03:00–04:00 do not meet, but in the night of 28 March 2027 in Berlin."""
    day = datetime.date(2027, 3, 28)
    conference = ConferenceFactory(time_zone="UTC", starts_on=day, ends_on=day)
    attendee = AttendeeFactory(conference=conference, name="Zita")
    for hour, minute in ((1, 30), (3, 0)):
        start = datetime.datetime(2027, 3, 28, hour, minute, tzinfo=datetime.UTC)
        RegistrationFactory(
            session=SlotFactory(session__conference=conference, starts_at=start).session, attendee=attendee
        )
    assert asks(client, *conference_form(conference, time_zone="Europe/Berlin"))
    assert statuses(Session.objects.earliest("pk"))[0][1] == "confirmed"


def test_action_changes_nothing_the_second_time(full_of_times):
    moving.change_zone(full_of_times, "Asia/Kolkata")
    before = clocks(full_of_times)
    moving.change_zone(full_of_times, "Asia/Kolkata")
    assert clocks(full_of_times) == before


@pytest.mark.parametrize("zone", ["Europe/Berln", "Europe", "../x", "europe/berlin", "x" * 60, "\x00", "/etc/passwd"])
def test_zone_that_is_none_is_refused_at_its_field(client, zone):
    conference = SlotFactory().conference
    client.force_login(OrganiserFactory())
    address = reverse("admin:programme_conference_change", args=[conference.pk])
    response = client.post(address, {"time_zone": zone, "clocks": "stay"})
    assert (response.status_code, list(response.context["adminform"].form.errors)) == (200, ["time_zone"])
