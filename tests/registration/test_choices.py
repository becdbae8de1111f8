"""What one form can say beside its sessions: together or not, an overlap on purpose, a code, a colleague, needs."""

import datetime
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from programme import actions as programme_actions
from registration import actions
from registration.exceptions import NoPlaceThere, NotAdmitted, NotAllFree, Overlapping, SessionNotBookable
from registration.models import AccessNeeds, Attendee, Registration, Submission
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    FollowUpPoolFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
)
from tests.registration.steps import HOLD, after, mails, open_own_page, register, register_and_confirm, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Two sessions at the same time."""
    slot = SlotFactory(session__capacity=1)
    return slot.session, SlotFactory(session__conference=slot.conference, session__capacity=1).session


def conference_that_refuses(session):
    session.conference.overlaps = "refuse"
    session.conference.save()


def test_together_registers_for_all_or_for_nothing():
    free = SessionFactory()
    full = SessionFactory(conference=free.conference, capacity=0)
    with pytest.raises(NotAllFree, match=str(full.title.localize("de"))):
        register(free, full, together=True)
    assert (Registration.objects.count(), Attendee.objects.count(), mails()) == (0, 0, [])
    register(free, full)
    assert (statuses(free), statuses(full)) == ([("erika", "pending")], [("erika", "waiting")])


def test_together_says_the_same_to_those_who_have_a_place_there_already():
    free = SessionFactory()
    full = SessionFactory(conference=free.conference, capacity=1)
    register_and_confirm(full)
    for email in ("erika@example.org", "stranger@example.org"):
        with pytest.raises(NotAllFree):
            register(free, full, together=True, email=email)


def test_overlap_is_asked_about_once(two):
    with pytest.raises(Overlapping) as refusal:
        register(*two)
    assert (refusal.value.is_final, Registration.objects.count()) == (False, 0)
    register(*two, overlaps_meant=True)
    assert Registration.objects.count() == 2


def test_overlap_is_refused_where_the_conference_says_so(two):
    conference_that_refuses(two[0])
    with pytest.raises(Overlapping) as refusal:
        register(*two, overlaps_meant=True)
    assert (refusal.value.is_final, Registration.objects.count()) == (True, 0)


def test_end_at_the_start_of_the_next_is_no_overlap():
    slot = SlotFactory()
    register(slot.session, SlotFactory(session__conference=slot.conference, starts_at=slot.ends_at).session)
    assert Registration.objects.count() == 2


def test_overlap_with_what_somebody_has_is_not_told_to_a_stranger_but_settled_by_their_link(client, two):
    first, second = two
    conference_that_refuses(first)
    attendee = register_and_confirm(first)
    register(second)
    assert statuses(second) == [("erika", "pending")]
    actions.confirm(attendee)
    assert (statuses(first), statuses(second)) == ([("erika", "confirmed")], [("erika", "cancelled")])
    open_own_page(client, attendee)
    assert client.get("/me/").text.count("Zu dieser Zeit haben Sie schon eine andere Veranstaltung") == 1
    actions.cancel(attendee.registrations.get(session=first))
    assert "Zu dieser Zeit haben Sie" not in client.get("/me/").text


def test_nobody_moves_up_into_an_overlap_before_they_have_left_the_other_session(two):
    """TRUST 3b; the one behind gets the place meanwhile."""
    first, second = two
    has_both = RegistrationFactory(session=first, attendee__email="both@example.org")
    holder = RegistrationFactory(session=second, attendee__email="holder@example.org")
    RegistrationFactory(session=second, attendee=has_both.attendee, status="waiting")
    RegistrationFactory(session=second, attendee__email="behind@example.org", status="waiting")
    actions.cancel(holder)
    assert statuses(second)[1:] == [("both", "waiting"), ("behind", "confirmed")]
    programme_actions.set_capacity(second.pool, capacity=2)
    assert statuses(second)[1:] == [("both", "waiting"), ("behind", "confirmed")]
    actions.cancel(has_both)
    assert statuses(second)[1:] == [("both", "confirmed"), ("behind", "confirmed")]


def test_newcomer_gets_the_place_that_the_one_on_the_list_cannot_take(two):
    first, second = two
    has_first = RegistrationFactory(session=first)
    RegistrationFactory(session=second, attendee=has_first.attendee, status="waiting")
    register(second, email="new@example.org")
    assert statuses(second)[1:] == [("new", "pending")]


def test_a_follow_up_counts_for_those_who_took_it():
    pool = FollowUpPoolFactory()
    other = SlotFactory(
        session__conference=pool.session.conference, session__capacity=0, starts_at=pool.slot.starts_at
    ).session
    SlotFactory(session=pool.session)
    without, with_it = AttendeeFactory.create_batch(2, conference=other.conference)
    for person in (without, with_it):
        RegistrationFactory(session=pool.session, attendee=person)
        RegistrationFactory(session=other, attendee=person, status="waiting")
    RegistrationFactory(session=pool.session, pool=pool, attendee=with_it)
    programme_actions.set_capacity(other.pool, capacity=2)
    assert without.registrations.get(session=other).status == "confirmed"
    assert with_it.registrations.get(session=other).status == "waiting"


@pytest.mark.parametrize(
    ("email", "codes", "may"),
    [
        ("erika@example.org", [], False),
        ("erika@example.org", ["falsch"], False),
        ("erika@example.org", ["GEHEIM"], True),
        ("erika@stadt-jena.de", [], True),
        ("erika@amt.stadt-jena.de", [], True),
        ("erika@notstadt-jena.de", [], False),
        ("erika@stadt-jena.de.evil.example", [], False),
    ],
)
def test_restricted_session_is_for_those_with_the_code_or_an_address_there(email, codes, may):
    session = SessionFactory(access_code="geheim", email_domains=["stadt-jena.de"])
    if may:
        register(session, email=email, access_codes=codes)
    else:
        with pytest.raises(NotAdmitted):
            register(session, email=email, access_codes=codes)
    assert Registration.objects.count() == may


def test_code_of_another_session_opens_nothing():
    session = SessionFactory(access_code="geheim")
    SessionFactory(conference=session.conference, access_code="anders")
    with pytest.raises(NotAdmitted):
        register(session, access_codes=["anders"])


@pytest.mark.parametrize(("opens", "closes"), [(1, None), (None, -1), (-2, -1)])
def test_session_has_its_own_times_of_registration(opens, closes):
    now = timezone.now()
    times = [days and now + datetime.timedelta(days=days) for days in (opens, closes)]
    session = SessionFactory(registration_opens_at=times[0], registration_closes_at=times[1])
    with pytest.raises(SessionNotBookable):
        register(session)


def test_waiting_list_goes_on_when_registration_has_closed():
    session = SessionFactory(capacity=1)
    holder = RegistrationFactory(session=session)
    waiting = RegistrationFactory(session=session, status="waiting")
    type(session).objects.update(registration_closes_at=timezone.now() - datetime.timedelta(hours=1))
    actions.cancel(holder)
    waiting.refresh_from_db()
    assert waiting.status == "confirmed"


def both(session, key=None, **changes):
    form = {"name": "Erika", "email": "erika@example.org", "pools": [session.pool], "language": "de"}
    form |= {"privacy_version": "0" * 64, "colleague": {"name": "Kim", "email": "kim@example.org"}}
    return actions.register_with_colleague(session.conference, key=key or uuid.uuid4(), **{**form, **changes})


def test_colleague_registers_with_the_same_form_and_is_asked_by_a_mail_of_their_own():
    session, key = SessionFactory(capacity=1), uuid.uuid4()
    for _press in range(2):
        both(session, key=key, access_needs="Aufzug")
    assert statuses(session) == [("erika", "pending"), ("kim", "waiting")]
    assert mails() == [("confirm", "erika@example.org"), ("confirm", "kim@example.org")]
    assert AccessNeeds.objects.get().submission.attendee.email == "erika@example.org"


def test_colleague_and_oneself_register_both_or_neither():
    session = SessionFactory(capacity=1)
    with pytest.raises(NotAllFree):
        both(session, together=True)
    assert (Submission.objects.count(), Attendee.objects.count(), mails()) == (0, 0, [])


@pytest.fixture
def hybrid():
    session = SessionFactory()
    programme_actions.make_hybrid(session, on_site=1, online=1)
    return type(session).objects.get()


def test_switch_goes_online_and_gives_the_place_on_site_to_the_first_who_waits(hybrid):
    mine = RegistrationFactory(session=hybrid, pool=hybrid.pool)
    waits = RegistrationFactory(session=hybrid, pool=hybrid.pool, status="waiting")
    actions.switch(mine, hybrid.online_pool)
    mine.refresh_from_db()
    waits.refresh_from_db()
    assert (mine.pool, mine.status, waits.status) == (hybrid.online_pool, "confirmed", "confirmed")
    assert [kind for kind, to in mails() if to == mine.attendee.email] == ["everything"]


def test_switch_to_where_no_place_is_free_changes_nothing(hybrid):
    mine = RegistrationFactory(session=hybrid, pool=hybrid.pool)
    RegistrationFactory(session=hybrid, pool=hybrid.online_pool)
    with pytest.raises(NoPlaceThere):
        actions.switch(mine, hybrid.online_pool)
    mine.refresh_from_db()
    assert (mine.pool, mails()) == (hybrid.pool, [])


def test_who_waits_on_site_and_switches_to_a_free_place_online_has_it_at_once(hybrid):
    RegistrationFactory(session=hybrid, pool=hybrid.pool)
    waits = RegistrationFactory(session=hybrid, pool=hybrid.pool, status="waiting")
    actions.switch(waits, hybrid.online_pool)
    waits.refresh_from_db()
    assert (waits.pool, waits.status) == (hybrid.online_pool, "confirmed")


def test_switch_never_leads_into_another_session(hybrid):
    mine = RegistrationFactory(session=hybrid, pool=hybrid.pool)
    other = SessionFactory(conference=hybrid.conference)
    with pytest.raises(NoPlaceThere):
        actions.switch(mine, other.pool)


def test_switch_of_what_was_cancelled_in_another_window_changes_nothing(hybrid):
    mine = RegistrationFactory(session=hybrid, pool=hybrid.pool)
    actions.cancel(mine)
    with pytest.raises(NoPlaceThere):
        actions.switch(mine, hybrid.online_pool)


def test_session_that_was_deleted_while_the_form_was_filled_in_is_refused_in_words():
    session = SessionFactory()
    pools = [session.pools.select_related("session__conference").get()]
    session.delete()
    with pytest.raises(SessionNotBookable):
        register(pools=pools)
    assert not Attendee.objects.exists()


def test_needs_are_kept_apart_and_deleted_first(settings):
    settings.ACCESS_NEEDS_DAYS = 14
    register(SessionFactory(), access_needs="Ich komme im Rollstuhl.")
    conference = ConferenceFactory._meta.model.objects.get()
    last_moment = datetime.datetime.combine(conference.ends_on, datetime.time(12), conference.zone)
    assert actions.forget_needs_of_the_past(last_moment + datetime.timedelta(days=14)) == 0
    assert actions.forget_needs_of_the_past(last_moment + datetime.timedelta(days=15)) == 1
    assert (AccessNeeds.objects.count(), Registration.objects.count()) == (0, 1)


def test_needs_go_with_the_form_that_nobody_confirmed_and_at_the_person_s_wish():
    attendee = register(SessionFactory(), access_needs="Aufzug").attendee
    actions.note_needs(attendee, "")
    assert not AccessNeeds.objects.exists()
    register(SessionFactory(), access_needs="Aufzug", email="other@example.org")
    Submission.objects.update(sent_at=timezone.now() - datetime.timedelta(days=8))
    Attendee.objects.update(created_at=timezone.now() - datetime.timedelta(days=8))
    actions.forget_unconfirmed()
    assert not AccessNeeds.objects.exists()


def test_place_that_expires_frees_the_time_of_its_owner_for_another_list(two):
    """A pending place is in nobody's way: anybody can have typed that address."""
    first, second = two
    attendee = register_and_confirm(second)
    actions.cancel_all(attendee)
    RegistrationFactory(session=second, attendee__email="holder@example.org")
    waiting = RegistrationFactory(session=second, attendee=attendee, status="waiting")
    register(first)
    programme_actions.set_capacity(second.pool, capacity=2)
    waiting.refresh_from_db()
    assert waiting.status == "confirmed"
    after(2 * HOLD)
    actions.expire_overdue()


def test_collision_is_the_same_in_the_database_and_in_python(two):
    from programme.schedule_checks import overlaps

    first, second = two
    registration = RegistrationFactory(session=first)
    RegistrationFactory(session=second, attendee=registration.attendee)
    start = first.main_slot.starts_at
    hour = datetime.timedelta(hours=1)
    for begins, ends in [(-1, 0), (-1, 1), (0, None), (1, 2), (1, None), (0.5, 0.75), (-1, None), (0, 1)]:
        ends_at = None if ends is None else start + ends * hour
        second.slots.update(starts_at=start + begins * hour, ends_at=ends_at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT registration_collides(%s)", [registration.pk])
            [collides] = cursor.fetchone()
        assert collides == bool(overlaps([first, type(second).objects.get(pk=second.pk)])), (begins, ends)
