"""The next conference begins with what organisers have written, with nobody in it, all at its distance."""

import datetime as dt
import threading
import time
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from programme import actions
from programme.actions import Piece, cloning
from programme.exceptions import AddressIsTaken, NotInOurYears, RoomIsTaken
from programme.models import Conference, MailText, Pool, PutOff, Session, Slot
from registration.actions import cloning as of_registration
from registration.models import Question
from tests import factories, seed

BERLIN = ZoneInfo("Europe/Berlin")
COPIES = [*cloning.COPIES, *of_registration.COPIES]
STAY = {  # what belongs to a conference and never comes along
    *("Attendee", "Export", "FormerSlug", "HelperLink", "ImportText", "ImportedItem", "Invitation", "Mailing"),
    *("Membership", "Message", "OrderedFile", "PutOff", "SavedView", "Speaker"),
}
TITLE = {"de": "Die nächste"}


def at(*numbers, fold=0):
    return dt.datetime(*numbers, tzinfo=BERLIN, fold=fold)


def clone(conference, *, slug="next", starts_on=dt.date(2031, 6, 3), parts=tuple(Piece)):
    return actions.clone_conference(conference, title=TITLE, slug=slug, starts_on=starts_on, parts=list(parts))


@pytest.fixture
def spring():
    """Return a conference on two days in winter, 28 and 29 January 2030."""
    return factories.ConferenceFactory(slug="spring", starts_on=dt.date(2030, 1, 28), ends_on=dt.date(2030, 1, 29))


@pytest.mark.parametrize("copies", COPIES, ids=lambda copies: copies.model.__name__)
def test_somebody_has_decided_about_each_field_of_what_comes_along(copies):
    decided = [*copies.same, *copies.new, *copies.left]
    assert sorted(decided) == sorted(field.name for field in copies.model._meta.concrete_fields)


def test_somebody_has_decided_about_everything_that_belongs_to_a_conference():
    ours = [apps.get_app_config(name) for name in ("programme", "registration", "mail")]
    models = [model for app in ours for model in app.get_models() if not hasattr(model, "pgh_tracked_model")]
    belong = {
        model
        for model in models
        if any(field.related_model is Conference for field in model._meta.concrete_fields if field.is_relation)
    }
    come = {copies.model for copies in COPIES}
    assert {model.__name__ for model in belong - come} == STAY


@pytest.mark.django_db
def test_texts_and_settings_come_along_and_what_is_of_that_time_does_not():
    side = seed.side("alpha")
    Conference.objects.filter(pk=side.conference.pk).update(is_example=True, reminder_minutes=12)
    PutOff.objects.create(conference=side.conference, key="x", until=dt.date(2030, 1, 1))
    source = Conference.objects.get(pk=side.conference.pk)
    made = Conference.objects.get(pk=clone(source).pk)
    for name in cloning.CONFERENCES.same:
        assert getattr(made, name) == getattr(source, name), name
    assert (str(made.title), made.slug, made.starts_on) == ("Die nächste", "next", dt.date(2031, 6, 3))
    assert (made.is_public, made.published_by, made.is_example) == (False, None, False)
    assert made.calendar_uid != source.calendar_uid
    for name in ("attendees", "speakers", "mailings", "imported_items", "put_off", "former_slugs"):
        assert not getattr(made, name).exists(), name


@pytest.mark.django_db
def test_each_part_comes_along_only_if_it_is_wanted():
    side = seed.side("alpha")
    factories.QuestionFactory(conference=side.conference, session=side.session, text={"de": "Nur hier"})
    counts = {}
    for piece in [None, *Piece]:
        parts = {piece, Piece.SESSIONS} if piece == Piece.TIMES else {piece}
        made = clone(side.conference, slug=f"next-{piece}", parts=parts - {None})
        relations = ["rooms", "tracks", "questions", "mail_texts", "sessions", "slots", "organisations"]
        counts[piece] = {name: number for name in relations if (number := getattr(made, name).count())}
    assert counts == {
        None: {},
        Piece.ROOMS: {"rooms": 1},
        Piece.TRACKS: {"tracks": 1},
        Piece.QUESTIONS: {"questions": 1},  # not the one that only a session asks
        Piece.MAIL_TEXTS: {"mail_texts": 1},
        Piece.SESSIONS: {"sessions": 2, "organisations": 1},
        Piece.TIMES: {"sessions": 2, "organisations": 1, "slots": 2},
    }


@pytest.mark.django_db
def test_sessions_come_as_drafts_without_people_with_their_places_track_and_host():
    side = seed.side("alpha")
    session = side.session
    Session.objects.filter(pk=session.pk).update(
        access_code="geheim", email_domains=["amt.example"], aids=["captions"], materials={"de": "Folien"}
    )
    actions.set_access_link(session, "https://meet.example.org/a")
    actions.keep_back(session.pool, count=2)
    made = clone(side.conference)
    draft = made.sessions.get(title=session.title)
    assert (draft.status, draft.was_announced, draft.code == session.code) == ("draft", False, False)
    assert (draft.track.name, draft.host.name) == (side.track.name, side.host.name)
    assert {draft.track.conference, draft.host.conference} == {made}
    assert (draft.aids, draft.email_domains, str(draft.materials)) == (["captions"], ["amt.example"], "")
    assert draft.access_code
    assert draft.access_code != "geheim"
    assert not hasattr(draft, "access_link")
    assert (draft.pool.capacity, draft.pool.kept_back, draft.pool.taken) == (5, 2, 0)
    assert not draft.appearances.exists()
    assert not draft.registrations.exists()
    slot = draft.slots.get()
    old = session.slots.get()
    assert (slot.room.conference, slot.uid == old.uid, slot.revision) == (made, False, 0)


@pytest.mark.django_db
def test_questions_come_with_the_answers_that_they_offer_and_with_their_session(spring):
    session = factories.SessionFactory(conference=spring)
    question = factories.QuestionFactory(conference=spring, session=session, kind="choice", is_required=True)
    for number in (2, 1):
        factories.OptionFactory(question=question, text={"de": f"Antwort {number}"}, position=number)
    made = clone(spring)
    copy = Question.objects.get(conference=made)
    assert (copy.session, copy.kind, copy.is_required) == (made.sessions.get(), "choice", True)
    assert [str(option) for option in copy.options.all()] == ["Antwort 1", "Antwort 2"]


@pytest.mark.django_db
def test_places_online_of_follow_ups_and_without_a_limit_come_along_as_they_are(spring):
    room = factories.RoomFactory(conference=spring, capacity=30, kind="hybrid")
    hybrid = factories.SlotFactory(session__conference=spring, room=room).session
    actions.make_hybrid(hybrid, on_site=7, online=None)
    unlimited = factories.SlotFactory(session__conference=spring, starts_at=at(2030, 1, 28, 14), room=room).session
    actions.set_capacity(unlimited.pool, capacity=None)
    after = factories.SlotFactory(session=unlimited, kind="follow_up", starts_at=at(2030, 1, 28, 15))
    pool = actions.set_follow_up_capacity(after, capacity=3)
    made = clone(spring)
    new_hybrid, new_unlimited = made.sessions.order_by("pk")
    assert [(each.mode, each.capacity) for each in new_hybrid.own_pools] == [("on_site", 7), ("online", None)]
    assert new_unlimited.pool.capacity is None
    [(slot, own)] = new_unlimited.bookable_follow_ups
    assert (slot.kind, own.capacity, own.code == pool.code) == ("follow_up", 3, False)
    assert Pool.objects.filter(session__conference=made).count() == 4


@pytest.mark.django_db
def test_clocks_show_the_same_times_in_summer_as_they_did_in_winter(spring):
    slot = factories.SlotFactory(session__conference=spring, starts_at=at(2030, 1, 29, 9, 30))
    Slot.objects.create(conference=spring, kind="break", starts_at=at(2030, 1, 28, 12), title={"de": "Pause"})
    spring.registration_opens_at, spring.registration_closes_at = at(2029, 12, 1, 8), at(2030, 1, 27, 18)
    spring.save()
    made = clone(spring, starts_on=dt.date(2031, 7, 7))
    assert (made.ends_on, made.zone) == (dt.date(2031, 7, 8), BERLIN)
    talk = made.slots.get(session__isnull=False)
    assert (talk.starts_at, talk.ends_at - talk.starts_at) == (at(2031, 7, 8, 9, 30), slot.ends_at - slot.starts_at)
    assert made.slots.get(session=None).starts_at == at(2031, 7, 7, 12)
    assert made.registration_opens_at == at(2031, 5, 10, 8)
    assert made.registration_closes_at == at(2031, 7, 6, 18)


@pytest.mark.django_db
@pytest.mark.parametrize("starts_on", [dt.date(2031, 3, 30), dt.date(2031, 10, 26)], ids=["spring", "autumn"])
def test_night_in_which_clocks_are_changed_turns_no_start_and_end_around(spring, starts_on):
    factories.SlotFactory(session__conference=spring, starts_at=at(2030, 1, 28, 2, 30), ends_at=at(2030, 1, 28, 3, 15))
    slot = clone(spring, starts_on=starts_on).slots.get()
    assert slot.ends_at > slot.starts_at


@pytest.mark.django_db
def test_hour_that_came_twice_keeps_its_length_in_a_night_that_has_it_once(spring):
    night = dt.date(2030, 10, 27)
    Conference.objects.filter(pk=spring.pk).update(starts_on=night, ends_on=night)
    ends_at = at(2030, 10, 27, 2, 30, fold=1).astimezone(dt.UTC)
    factories.SlotFactory(session__conference=spring, starts_at=at(2030, 10, 27, 2, 30), ends_at=ends_at)
    slot = clone(Conference.objects.get(pk=spring.pk)).slots.get()
    assert (slot.starts_at, slot.ends_at) == (at(2031, 6, 3, 2, 30), at(2031, 6, 3, 3, 30))


@pytest.mark.django_db
def test_two_that_would_be_in_one_room_at_once_are_refused_in_words(spring):
    room = factories.RoomFactory(conference=spring)
    for hour, minute in ((2, 0), (3, 0)):
        starts_at = at(2030, 1, 28, hour, minute)
        ends_at = starts_at + dt.timedelta(hours=1)
        factories.SlotFactory(session__conference=spring, room=room, starts_at=starts_at, ends_at=ends_at)
    with pytest.raises(RoomIsTaken):
        clone(spring, starts_on=dt.date(2031, 3, 30))  # 2:00 is 3:00 in that night
    assert Conference.objects.count() == 1


@pytest.mark.django_db
def test_cancelled_session_stays_behind_with_its_room_and_its_question(spring):
    room = factories.RoomFactory(conference=spring)
    gone = factories.SlotFactory(session__conference=spring, room=room).session
    factories.QuestionFactory(conference=spring, session=gone)
    actions.cancel_session(gone)
    instead = factories.SlotFactory(session__conference=spring, room=room).session
    made = clone(spring)
    assert [str(session) for session in made.sessions.all()] == [str(instead)]
    assert (made.slots.count(), made.questions.count()) == (1, 0)


@pytest.mark.django_db
def test_clone_of_a_clone_is_like_the_first_one(spring):
    factories.SlotFactory(session__conference=spring, room=factories.RoomFactory(conference=spring))
    MailText.objects.create(conference=spring, kind="registered", opening={"de": "Hallo"})
    child = clone(spring)
    grandchild = clone(child, slug="after-next", starts_on=spring.starts_on)
    for name in ("rooms", "sessions", "slots", "mail_texts"):
        assert getattr(grandchild, name).count() == 1, name
    assert grandchild.slots.get().starts_at == spring.slots.get().starts_at
    assert not child.former_slugs.exists()


@pytest.mark.django_db
def test_address_of_another_one_is_refused_also_a_former_one(spring):
    other = factories.ConferenceFactory(slug="of-today")
    other.slug = "renamed"
    other.save()
    for slug in ("spring", "of-today", "renamed"):
        with pytest.raises(AddressIsTaken):
            clone(spring, slug=slug)


@pytest.mark.django_db
@pytest.mark.parametrize("day", [dt.date(9999, 12, 31), dt.date(2199, 12, 31), dt.date(1, 1, 1)])
def test_first_day_beyond_our_years_is_refused(spring, day):
    factories.SlotFactory(session__conference=spring, starts_at=at(2030, 1, 29, 9))
    with pytest.raises(NotInOurYears):
        clone(spring, starts_on=day)
    assert Conference.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_organisers_at_once_one_makes_it_and_the_other_is_told(spring):
    results = []
    start = threading.Barrier(2)

    def press():
        start.wait()
        try:
            results.append(clone(spring).slug)
        except AddressIsTaken:
            results.append("taken")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["next", "taken"]
    assert Conference.objects.filter(slug="next").count() == 1


@pytest.mark.django_db
def test_conference_of_500_sessions_takes_seconds_and_few_statements(spring, django_assert_max_num_queries):
    rooms = [factories.RoomFactory(conference=spring, capacity=20) for _ in range(10)]
    sessions = Session.objects.bulk_create(
        Session(conference=spring, title={"de": f"Beitrag {number}"}, status="confirmed") for number in range(500)
    )
    first = at(2030, 1, 28, 8)
    Slot.objects.bulk_create(
        Slot(
            conference=spring,
            session=session,
            room=rooms[number % 10],
            starts_at=first + dt.timedelta(minutes=30 * (number // 10)),
            ends_at=first + dt.timedelta(minutes=30 * (number // 10) + 30),
        )
        for number, session in enumerate(sessions)
    )
    began = time.monotonic()
    with django_assert_max_num_queries(45):
        made = clone(spring)
    assert time.monotonic() - began < 10
    assert (made.sessions.count(), made.slots.count()) == (500, 500)


# The page


def form(**more):
    return {
        "title_0": "Die nächste",
        "slug": "next",
        "starts_on": "2031-06-03",
        "parts": ["rooms", "sessions", "times"],
        **more,
    }


def page_of(conference):
    return reverse("admin:programme_use_again", args=[conference.pk])


@pytest.mark.django_db
def test_page_suggests_the_next_year_and_leads_to_what_is_to_do_there(admin_client):
    source = factories.ConferenceFactory(
        slug="wom-2020", title={"de": "WOM 2020"}, starts_on=dt.date(2020, 10, 26), ends_on=dt.date(2020, 10, 30)
    )
    factories.SlotFactory(session__conference=source)
    source.registration_opens_at = at(2020, 9, 1, 8)
    source.save()
    start = admin_client.get(reverse("admin:index"), {"conference": source.pk})
    assert page_of(source) in start.text
    assert page_of(source) in admin_client.get(reverse("admin:programme_conference_change", args=[source.pk])).text
    shown = admin_client.get(page_of(source))
    initial = shown.context_data["form"].initial
    year = initial["starts_on"].year
    assert (initial["slug"], str(initial["title"])) == (f"wom-{year}", f"WOM {year}")
    Conference.objects.update(slug="wom", title={"de": "WOM"})
    initial_without = admin_client.get(page_of(source)).context_data["form"].initial
    assert (initial_without["slug"], str(initial_without["title"])) == (f"wom-{year}", f"WOM {year}")
    assert initial["starts_on"].weekday() == source.starts_on.weekday()
    assert "55 Tage vor dem ersten Tag, um 08:00" in shown.text
    made = admin_client.post(page_of(source), form(), follow=True)
    conference = Conference.objects.get(slug="next")
    assert made.redirect_chain == [(f"{reverse('admin:index')}?conference={conference.pk}", 302)]
    assert "Die nächste" in made.text
    assert conference.sessions.get().status == "draft"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        {"slug": "spring"},
        {"slug": "before"},
        {"slug": "admin"},
        {"slug": "mit leerzeichen"},
        {"slug": ""},
        {"title_0": ""},
        {"starts_on": "9999-12-31"},
        {"starts_on": "2199-12-31"},
        {"starts_on": "2020-01-01"},
        {"starts_on": "morgen"},
        {"parts": ["times"]},
        {"parts": ["people"]},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_beside_its_field(admin_client, spring, typed):
    spring.slug = "before"
    spring.save()
    spring.slug = "spring"
    spring.save()
    Conference.objects.filter(pk=spring.pk).update(slug="spring")
    answer = admin_client.post(page_of(spring), form(**typed))
    assert answer.status_code == 200
    assert answer.context_data["form"].errors
    assert Conference.objects.count() == 1


@pytest.mark.django_db
def test_second_of_two_clicks_leads_to_what_the_first_one_made(admin_client, spring):
    answers = [admin_client.post(page_of(spring), form()) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Conference.objects.count() == 2
    other = admin_client.post(page_of(spring), form(title_0="Etwas anderes"))
    assert (other.status_code, list(other.context_data["form"].errors)) == (200, ["slug"])
    Conference.objects.update(created_at=timezone.now() - dt.timedelta(hours=1))
    assert admin_client.post(page_of(spring), form()).status_code == 200


@pytest.mark.django_db
def test_only_who_may_add_conferences_may_use_one_again(client, spring):
    looker = factories.OrganiserFactory(is_superuser=False)
    client.force_login(looker)
    for codename, status in [("view_conference", 403), ("add_conference", 200)]:
        looker.user_permissions.add(Permission.objects.get(codename=codename, content_type__app_label="programme"))
        assert client.get(page_of(spring)).status_code == status
    assert client.get(reverse("admin:programme_use_again", args=["999"])).status_code == 404


# One session


@pytest.mark.django_db
def test_questions_that_only_a_session_asks_are_asked_for_its_second_date_too():
    session = factories.SessionFactory()
    asked = factories.QuestionFactory(conference=session.conference, session=session)
    factories.OptionFactory(question=asked)
    factories.QuestionFactory(conference=session.conference)
    copy = actions.copy_session(session)
    [question] = Question.objects.filter(session=copy)
    assert (question.text, question.options.count()) == (asked.text, 1)
    assert Question.objects.count() == 3
