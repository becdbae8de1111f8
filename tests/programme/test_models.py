import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from programme.fields import translations
from programme.models import Appearance, Conference, Session, Slot, Speaker
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    FollowUpPoolFactory,
    OrganisationFactory,
    OrganiserFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def refuses(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_conference_must_end_after_it_starts():
    with refuses("conference_ends_after_start"):
        ConferenceFactory(starts_on=datetime.date(2027, 5, 2), ends_on=datetime.date(2027, 5, 1))


def test_conference_must_have_a_language():
    with refuses("conference_has_language"):
        ConferenceFactory(languages=[])


def test_registration_must_close_after_it_opens():
    now = timezone.now()
    with refuses("conference_registration_closes_after_opening"):
        ConferenceFactory(registration_opens_at=now, registration_closes_at=now)


def test_who_published_needs_when():
    with refuses("conference_published_by_with_at"):
        ConferenceFactory(published_at=None, published_by=OrganiserFactory())


@pytest.mark.parametrize("slug", ["admin", "me", "en", "static"])
def test_conference_address_is_not_one_of_the_program(slug):
    conference = ConferenceFactory.build(slug=slug)
    with pytest.raises(ValidationError) as refusal:
        conference.full_clean()
    assert list(refusal.value.message_dict) == ["slug"]


def test_conference_knows_only_real_time_zones():
    conference = ConferenceFactory.build(time_zone="Europe/Atlantis")
    with pytest.raises(ValidationError) as refusal:
        conference.full_clean()
    assert list(refusal.value.message_dict) == ["time_zone"]


def test_registration_is_open_between_its_two_moments():
    now = timezone.now()
    conference = ConferenceFactory.build(registration_opens_at=now, registration_closes_at=now + HOUR)
    assert [conference.registration_is_open(now + n * HOUR / 2) for n in (-1, 0, 1, 2)] == [False, True, True, False]


def test_session_status_must_be_known():
    with refuses("session_status_known"):
        SessionFactory(status="maybe")


@pytest.mark.parametrize("kind", ["main", "break"])
def test_follow_up_with_places_of_its_own_stays_one(kind):
    pool = FollowUpPoolFactory()
    with refuses("slot_with_places_stays_follow_up"):
        Slot.objects.filter(pk=pool.slot_id).update(kind=kind)


def test_follow_up_with_places_of_its_own_stays_with_its_session():
    pool = FollowUpPoolFactory()
    other = SessionFactory(conference=pool.session.conference)
    with refuses("slot_with_places_stays_follow_up"):
        Slot.objects.filter(pk=pool.slot_id).update(session=other)


def test_session_comes_with_a_pool():
    assert SessionFactory().pool.capacity is None


def test_slot_must_end_after_it_starts():
    slot = SlotFactory.build(session=SessionFactory())
    with refuses("slot_ends_after_start"):
        Slot.objects.create(
            conference=slot.session.conference, session=slot.session, starts_at=slot.starts_at, ends_at=slot.starts_at
        )


def test_break_belongs_to_no_session():
    with refuses("slot_break_or_session"):
        SlotFactory(kind=Slot.Kind.BREAK)


def test_room_holds_one_slot_at_a_time():
    first = SlotFactory(room=(room := RoomFactory()), session__conference=room.conference)
    session = SessionFactory(conference=room.conference)
    with refuses("slot_no_room_overlap"):
        SlotFactory(session=session, room=room, starts_at=first.starts_at + HOUR / 2)


def test_room_overlap_is_a_sentence_in_forms():
    first = SlotFactory(room=(room := RoomFactory()), session__conference=room.conference)
    session = SessionFactory(conference=room.conference)
    second = Slot(conference=room.conference, session=session, room=room, starts_at=first.starts_at)
    with pytest.raises(ValidationError) as refusal, translation.override("en"):
        second.full_clean()
    assert refusal.value.messages == ["This room is already taken at that time."]


def test_room_is_free_again_at_the_minute_a_slot_ends():
    first = SlotFactory(room=(room := RoomFactory()), session__conference=room.conference)
    session = SessionFactory(conference=room.conference)
    SlotFactory(session=session, room=room, starts_at=first.ends_at)
    assert room.slots.count() == 2


def test_open_end_takes_its_first_moment_only():
    first = SlotFactory(room=(room := RoomFactory()), session__conference=room.conference, ends_at=None)
    session = SessionFactory(conference=room.conference)
    SlotFactory(session=session, room=room, starts_at=first.starts_at + HOUR)
    with refuses("slot_no_room_overlap"):
        SlotFactory(session=session, room=room, starts_at=first.starts_at - HOUR / 2)


def test_cancelled_session_frees_its_room_and_takes_it_again():
    first = SlotFactory(room=(room := RoomFactory()), session__conference=room.conference)
    Session.objects.filter(pk=first.session_id).update(status="cancelled")
    SlotFactory(session=SessionFactory(conference=room.conference), room=room, starts_at=first.starts_at)
    with refuses("slot_no_room_overlap"):
        Session.objects.filter(pk=first.session_id).update(status="confirmed")


def test_slot_of_a_cancelled_session_holds_no_room():
    session = SessionFactory(status="cancelled")
    slot = SlotFactory(session=session, room=RoomFactory(conference=session.conference))
    slot.refresh_from_db()
    assert slot.holds_room is False


@pytest.mark.parametrize(
    "point_elsewhere",
    [
        lambda: SlotFactory(conference=ConferenceFactory()),
        lambda: SlotFactory(room=RoomFactory()),
        lambda: SessionFactory(host=OrganisationFactory()),
        lambda: SpeakerFactory(organisation=OrganisationFactory()),
        lambda: AppearanceFactory(speaker=SpeakerFactory()),
    ],
    ids=["slot", "room", "host", "organisation", "speaker"],
)
def test_no_row_points_into_two_conferences(point_elsewhere):
    with refuses("into two conferences"):
        point_elsewhere()


def test_speaker_is_once_in_a_session_and_role():
    appearance = AppearanceFactory()
    AppearanceFactory(session=appearance.session, speaker=appearance.speaker, role=Appearance.Role.MODERATION)
    with refuses("appearance_once"):
        AppearanceFactory(session=appearance.session, speaker=appearance.speaker)


@pytest.mark.parametrize(("field", "constraint"), [("status", "status_known"), ("role", "role_known")])
def test_appearance_knows_its_words(field, constraint):
    with refuses(f"appearance_{constraint}"):
        AppearanceFactory(**{field: "maybe"})


def test_calendar_revision_rises_with_what_a_calendar_shows_and_with_nothing_else():
    slot = SlotFactory()
    session = Session.objects.get(pk=slot.session_id)
    revisions = [slot.revision]

    def note():
        slot.refresh_from_db()
        revisions.append(slot.revision)

    session.title = {"de": "Ein anderer Titel"}
    session.save()
    note()
    session.language = "en"
    session.save()
    note()
    Slot.objects.filter(pk=slot.pk).update(starts_at=slot.starts_at + HOUR / 2)
    note()
    Session.objects.filter(pk=session.pk).update(status="cancelled")
    note()
    assert revisions == [0, 1, 1, 2, 3]


def test_public_sessions_are_neither_drafts_nor_of_hidden_conferences():
    shown = SessionFactory()
    SessionFactory(conference=shown.conference, status=Session.Status.DRAFT)
    SessionFactory(conference=ConferenceFactory(published_at=None))
    assert list(Session.objects.public()) == [shown]


def test_whoever_declined_is_no_public_speaker():
    asked = AppearanceFactory(status="requested").speaker
    AppearanceFactory(status="declined", session__conference=asked.conference)
    AppearanceFactory(status="withdrawn", session__conference=asked.conference)
    AppearanceFactory(session__status="draft", session__conference=asked.conference)
    assert list(Speaker.objects.public()) == [asked]


def test_speakers_sort_by_family_name_with_umlauts_beside_their_letter():
    conference = ConferenceFactory()
    for name in ["Zoe Adler", "Änne Öz", "A. Zorn", "Çelik, Ayşe", "M. Behr", "Otto Ohm"]:
        family = "Çelik" if "," in name else ""
        SpeakerFactory(conference=conference, name=name, family_name=family)
    names = [speaker.name for speaker in Speaker.objects.in_order()]
    assert names == ["Zoe Adler", "M. Behr", "Çelik, Ayşe", "Otto Ohm", "Änne Öz", "A. Zorn"]


@pytest.mark.parametrize("title", ["2027", "null", "true", '"quoted"', "[1]"])
def test_title_that_looks_like_json_stays_a_title(title):
    session = SessionFactory(title=title)
    session.refresh_from_db()
    assert translations(session.title) == {"de": title}


def test_text_is_shown_in_the_readers_language_or_else_in_the_main_one():
    session = SessionFactory(title={"de": "Titel", "ar": "عنوان"})
    with translation.override("en"):
        assert str(session.title) == "Titel"
    with translation.override("ar"):
        assert str(session.title) == "عنوان"


@pytest.mark.parametrize("text", ["two\nlines", "null \x00", "turned \u202e around", "x" * 301])
def test_title_refuses_what_no_title_needs(text):
    session = SessionFactory.build(conference=ConferenceFactory(), title={"de": text})
    with pytest.raises(ValidationError) as refusal:
        session.full_clean()
    assert list(refusal.value.message_dict) == ["title"]


def test_history_keeps_raw_changes_too_and_no_private_contact():
    speaker = SpeakerFactory(email="secret@example.org")
    Speaker.objects.filter(pk=speaker.pk).update(name="Neuer Name")
    event_model = apps.get_model("programme", "SpeakerEvent")
    events = event_model.objects.filter(pgh_obj_id=speaker.pk).order_by("pk")
    assert [(event.pgh_label, event.name) for event in events] == [
        ("insert", speaker.name),
        ("update", "Neuer Name"),
    ]
    private = {"email", "phone", "internal_note"}
    assert private.isdisjoint(field.name for field in event_model._meta.get_fields())


def test_deleting_a_conference_takes_its_programme_along():
    slot = SlotFactory()
    AppearanceFactory(session=slot.session)
    Conference.objects.get(pk=slot.conference_id).delete()
    with transaction.atomic():
        assert (Session.objects.count(), Slot.objects.count(), Speaker.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("room", "venue", "where"), [("Saal", "Amt", "Saal"), ("", "Amt", "Amt"), ("", "", "")])
def test_session_is_in_its_room_else_in_the_house_of_its_conference(room, venue, where):
    slot = SlotFactory(session__conference__venue={"de": venue})
    if room:
        slot.room = RoomFactory(conference=slot.conference, name={"de": room})
    assert slot.where == where
