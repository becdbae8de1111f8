"""Who is there: every way to note it, and every way in which it is refused."""

import datetime
import uuid
from functools import partial

import pytest
from django.db import IntegrityError
from django.utils import timezone

from programme import actions as programme_actions
from registration import actions
from registration.exceptions import (
    FollowUpAlone,
    IsElsewhere,
    LinkIsOver,
    NoPlaceForThem,
    NotConfirmedAtTheDoor,
    NotRegisteredAnyMore,
    SessionNotBookable,
)
from registration.exports import own_data
from registration.models import Attendee, HelperLink, Mark, Registration
from tests.factories import (
    FollowUpPoolFactory,
    HelperLinkFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
)
from tests.registration.steps import register, register_and_confirm

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def registration():
    return RegistrationFactory()


@pytest.fixture
def link(registration):
    return HelperLinkFactory(conference=registration.attendee.conference)


@pytest.fixture
def organiser():
    return OrganiserFactory()


def since(registration):
    return Registration.objects.get(pk=registration.pk).attended_at


def test_mark_says_when_how_and_by_whom(registration, link):
    at = timezone.now() - MINUTE
    assert actions.mark_present(registration, how="list", at=at, link=link)
    mark = registration.marks.get()
    assert (since(registration), mark.at, mark.how, mark.link, mark.by) == (at, at, "list", link, None)


def test_mark_that_comes_a_hundred_times_is_one(registration, link):
    key = uuid.uuid4()
    new = [actions.mark_present(registration, how="code", link=link, key=key) for _ in range(100)]
    assert new == [True] + [False] * 99
    assert registration.marks.count() == 1


def test_two_helpers_mark_the_same_person_and_the_first_time_counts(registration, link):
    at = timezone.now() - 9 * MINUTE
    other = HelperLinkFactory(conference=link.conference)
    assert actions.mark_present(registration, how="list", at=at + MINUTE, link=link)
    assert not actions.mark_present(registration, how="search", at=at, link=other)
    assert since(registration) == at


def test_mark_is_taken_back_and_stays_so_when_it_comes_once_more(registration, link, organiser):
    key = uuid.uuid4()
    actions.mark_present(registration, how="list", link=link, key=key)
    assert actions.unmark_present(registration, by=organiser)
    assert not actions.mark_present(registration, how="list", link=link, key=key)
    assert since(registration) is None


def test_what_was_seen_last_counts_in_whatever_order_phones_send_it(registration, link):
    at = timezone.now() - 9 * MINUTE
    assert not actions.unmark_present(registration, at=at + MINUTE, link=link)
    assert not actions.mark_present(registration, how="list", at=at, link=link)
    assert since(registration) is None
    assert actions.mark_present(registration, how="list", at=at + 2 * MINUTE, link=link)
    assert since(registration) == at + 2 * MINUTE


def test_key_of_somebody_else_s_mark_marks_nobody(registration, link):
    other = RegistrationFactory(session=registration.session)
    key = uuid.uuid4()
    actions.mark_present(other, how="list", link=link, key=key)
    assert not actions.mark_present(registration, how="list", link=link, key=key)
    assert since(registration) is None


def test_who_has_cancelled_meanwhile_is_not_marked(registration, link):
    actions.cancel(registration)
    with pytest.raises(NotRegisteredAnyMore, match=registration.attendee.name):
        actions.mark_present(registration, how="list", link=link)
    assert not Mark.objects.exists()


def test_who_was_deleted_meanwhile_is_not_marked(registration, link):
    actions.erase(registration.attendee)
    with pytest.raises(NotRegisteredAnyMore):
        actions.mark_present(registration, how="list", link=link)


def test_who_has_not_confirmed_is_not_marked(registration, link):
    form = register(registration.session, email="new@example.org")
    with pytest.raises(NotConfirmedAtTheDoor):
        actions.mark_present(form.registrations.get(), how="list", link=link)


@pytest.mark.parametrize("end", [actions.revoke_helper_link, lambda link: HelperLink.objects.all().delete()])
def test_link_that_ends_at_this_moment_marks_nobody(registration, link, end):
    end(link)
    for act in (partial(actions.mark_present, how="list"), actions.unmark_present):
        with pytest.raises(LinkIsOver):
            act(registration, link=link)
    with pytest.raises(LinkIsOver):
        actions.add_walk_in(link.conference, pools=[registration.pool], name="Eva", link=link)
    assert not Mark.objects.exists()


# The waiting list


@pytest.fixture
def begun():
    """A session with one place that has just begun, when nobody moves up any more."""
    conference = SessionFactory().conference
    now = timezone.now()
    conference.starts_on = conference.ends_on = timezone.localdate()
    conference.save()
    times = {"starts_at": now - MINUTE, "ends_at": now + 60 * MINUTE}
    return SlotFactory(session__conference=conference, session__capacity=1, **times).session


def waiting_in(session):
    """Return the registration of somebody who waits for the one place of a session, since before it began."""
    register_and_confirm(session)
    return RegistrationFactory(session=session, attendee__name="Erika Muster", status="waiting")


def test_who_waits_is_let_in_once_a_place_is_free(begun):
    waiting = waiting_in(begun)
    link = HelperLinkFactory(conference=begun.conference)
    with pytest.raises(NoPlaceForThem, match="Erika Muster"):
        actions.mark_present(waiting, how="list", link=link)
    actions.cancel(begun.registrations.get(status="confirmed"))
    assert actions.mark_present(waiting, how="list", link=link)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attended_at is None) == ("confirmed", False)


@pytest.mark.parametrize(("overlaps", "comes_in"), [("warn", True), ("refuse", False)])
def test_who_comes_instead_of_to_another_session_gets_a_free_place_unless_two_are_refused(begun, overlaps, comes_in):
    type(begun.conference).objects.update(overlaps=overlaps)
    waiting = waiting_in(begun)
    slot = begun.slots.get()
    other = SlotFactory(session__conference=begun.conference, starts_at=slot.starts_at, ends_at=slot.ends_at)
    RegistrationFactory(session=other.session, attendee=waiting.attendee)
    actions.cancel(begun.registrations.get(status="confirmed"))
    come = partial(actions.mark_present, waiting, how="list", link=HelperLinkFactory(conference=begun.conference))
    if comes_in:
        assert come()
    else:
        with pytest.raises(IsElsewhere, match="Erika Muster"):
            come()
    waiting.refresh_from_db()
    assert (waiting.status == "confirmed") == comes_in


def test_places_that_are_kept_back_are_for_organisers_at_the_door_too(begun, organiser):
    link = HelperLinkFactory(conference=begun.conference)
    waiting = waiting_in(begun)
    programme_actions.keep_back(begun.pool, count=1)
    actions.cancel(begun.registrations.get(status="confirmed"))
    with pytest.raises(NoPlaceForThem):
        actions.mark_present(waiting, how="list", link=link)
    with pytest.raises(NoPlaceForThem):
        actions.add_walk_in(begun.conference, pools=[begun.pool], name="Eva", link=link)
    assert actions.mark_present(waiting, how="list", by=organiser)


# Walk-ins


def test_who_comes_without_registration_has_a_place_and_is_there(begun, link):
    link = HelperLinkFactory(conference=begun.conference)
    walk_in = actions.add_walk_in(begun.conference, pools=[begun.pool], name="عائشة خان", organisation="Amt", link=link)
    assert (walk_in.status, walk_in.attendee.name, walk_in.attendee.email) == ("confirmed", "عائشة خان", "")
    assert walk_in.marks.get().how == "walk_in"
    assert since(walk_in) is not None


def test_form_of_a_walk_in_that_comes_twice_enters_one_person(begun):
    link = HelperLinkFactory(conference=begun.conference)
    key = uuid.uuid4()
    one, other = (
        actions.add_walk_in(begun.conference, pools=[begun.pool], name="Eva", link=link, key=key) for _ in range(2)
    )
    assert (one, Attendee.objects.count()) == (other, 1)


def test_full_session_takes_no_walk_in_and_keeps_nobody_s_name(begun, organiser):
    link = HelperLinkFactory(conference=begun.conference)
    register_and_confirm(begun)
    for who in ({"link": link}, {"by": organiser}):
        with pytest.raises(NoPlaceForThem, match="Eva"):
            actions.add_walk_in(begun.conference, pools=[begun.pool], name="Eva", **who)
    assert not Attendee.objects.filter(name="Eva").exists()


def test_organiser_who_says_so_gives_one_place_more(begun, organiser):
    register_and_confirm(begun)
    actions.add_walk_in(begun.conference, pools=[begun.pool], name="Eva", by=organiser, one_more=True)
    begun.pool.refresh_from_db()
    assert (begun.pool.capacity, begun.pool.taken, begun.pool.overbooked_by) == (2, 2, 0)


def test_helper_cannot_give_one_place_more(begun):
    register_and_confirm(begun)
    link = HelperLinkFactory(conference=begun.conference)
    with pytest.raises(NoPlaceForThem):
        actions.add_walk_in(begun.conference, pools=[begun.pool], name="Eva", link=link, one_more=True)


def test_walk_in_of_somebody_known_marks_them(begun, organiser):
    erika = register_and_confirm(begun)
    walk_in = actions.add_walk_in(
        begun.conference, pools=[begun.pool], name=erika.name, email=erika.email, by=organiser
    )
    assert walk_in.attendee == erika
    assert since(erika.registrations.get()) is not None


def test_walk_in_that_arrives_once_the_session_is_over_is_not_lost(begun):
    link = HelperLinkFactory(conference=begun.conference)
    begun.slots.update(starts_at=timezone.now() - 90 * MINUTE, ends_at=timezone.now() - 30 * MINUTE)
    actions.add_walk_in(begun.conference, pools=[begun.pool], name="Eva", link=link)
    assert begun.registrations.count() == 1


def test_cancelled_session_takes_no_walk_in(begun):
    link = HelperLinkFactory(conference=begun.conference)
    programme_actions.cancel_session(begun)
    with pytest.raises(SessionNotBookable):
        actions.add_walk_in(begun.conference, pools=[begun.pool], name="Eva", link=link)


def test_follow_up_takes_no_walk_in_alone(link):
    pool = FollowUpPoolFactory()
    with pytest.raises(FollowUpAlone):
        actions.add_walk_in(pool.session.conference, pools=[pool], name="Eva", link=link)


# What becomes of marks


def test_one_of_two_who_are_the_same_keeps_the_presence_of_both(begun, organiser):
    programme_actions.set_capacity(begun.pool, capacity=5)
    erika = register_and_confirm(begun)
    walk_in = actions.add_walk_in(begun.conference, pools=[begun.pool], name="Erika", by=organiser)
    actions.merge(erika, walk_in.attendee, by=organiser)
    live = begun.registrations.live().get()
    assert (live.attendee, live.attended_at is None) == (erika, False)


def test_marks_go_with_their_person(registration, link):
    actions.mark_present(registration, how="list", link=link)
    actions.erase(registration.attendee)
    assert not Mark.objects.exists()


def test_links_go_a_week_after_their_day_and_marks_stay(registration, link):
    actions.mark_present(registration, how="list", link=link)
    today = timezone.now()
    assert actions.forget_helper_links(today + datetime.timedelta(days=7)) == 0
    assert actions.forget_helper_links(today + datetime.timedelta(days=8)) == 1
    assert registration.marks.get().link is None
    assert since(registration) is not None


def test_own_data_say_since_when_somebody_was_there_and_how_it_was_noted(registration, link):
    at = timezone.now() - MINUTE
    actions.mark_present(registration, how="code", at=at, link=link)
    [found] = own_data(registration.attendee)["registrations"]
    assert (found["present_since"], found["presence"]) == (at, [{"at": at, "present": True, "how": "code"}])


@pytest.mark.breaks_invariants
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("mark_how_known", {"how": "guessed"}),
        ("mark_by_one", {"how": "list", "both": True}),
        ("mark_online_by_themselves", {"how": "online", "is_present": False}),
    ],
)
def test_database_refuses_marks_that_say_two_things(registration, link, organiser, name, values):
    if values.pop("both", False):
        values |= {"link": link, "by": organiser}
    with pytest.raises(IntegrityError, match=name):
        Mark.objects.create(registration=registration, at=timezone.now(), **{"is_present": True} | values)


def test_link_belongs_to_the_conference_of_its_session(link):
    link.session = SessionFactory()
    with pytest.raises(IntegrityError, match="helper_link_same_conference"):
        link.save()


def test_walk_in_of_somebody_with_a_place_online_marks_that(begun, organiser):
    programme_actions.make_hybrid(begun, on_site=5, online=5)
    erika = register_and_confirm(pools=[begun.online_pool])
    given = {"name": erika.name, "email": erika.email, "by": organiser}
    walk_in = actions.add_walk_in(begun.conference, pools=[begun.pool], **given)
    assert (walk_in, since(walk_in) is None) == (erika.registrations.get(), False)
