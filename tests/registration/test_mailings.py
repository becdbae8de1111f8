"""An e-mail to many reaches those whom the organiser saw it reach, once, and stops by one click."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from programme.actions import cancel_session, make_hybrid
from programme.models import Session
from registration import actions, emails
from registration.exceptions import MailingIsNotSent, MailingIsSent, MailingReachesNobody, MailingReachesOthers
from registration.models import Registration
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    TrackFactory,
)
from tests.mail.writing import work, written
from tests.registration.mailing import mailing, names, registered, session
from tests.registration.steps import register_and_confirm
from womconf.mail import actions as mail_actions
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return ConferenceFactory(slug="forum", title={"de": "Forum", "en": "Forum"})


@pytest.mark.breaks_invariants
def test_it_reaches_everybody_who_has_or_waits_for_a_place_once(conference):
    one, two = session(conference, "Eins"), session(conference, "Zwei")
    anna = registered(one, "Anna").attendee
    RegistrationFactory(session=two, attendee=anna)
    registered(one, "Ben", status="waiting")
    registered(two, "Carla", status="cancelled")
    registered(session(ConferenceFactory()), "Dora")
    registered(one, "Emil", email="")
    assert names(mailing(conference)) == ["Anna", "Ben"]


@pytest.mark.breaks_invariants
def test_whoever_has_not_confirmed_their_address_is_not_written_to(conference):
    registered(session(conference), "Anna", email_confirmed_at=None)
    assert names(mailing(conference)) == []


@pytest.mark.breaks_invariants
def test_each_choice_narrows_the_people(conference):
    track = TrackFactory(conference=conference)
    morning = datetime.datetime.combine(conference.starts_on, datetime.time(10), conference.zone)
    next_day = morning + datetime.timedelta(days=1)
    hour = datetime.timedelta(hours=1)
    online = RoomFactory(conference=conference, kind="online")
    one = session(conference, "Eins", track=track, starts_at=morning, ends_at=morning + hour)
    two = session(conference, "Zwei", room=online, starts_at=next_day, ends_at=next_day + hour)
    registered(one, "Anna", attended_at=morning)
    registered(one, "Ben", language="en")
    registered(two, "Carla")
    registered(two, "Dora", status="waiting")
    for criteria, expected in [
        ({"sessions": [one.pk]}, ["Anna", "Ben"]),
        ({"sessions": [one.pk, two.pk]}, ["Anna", "Ben", "Carla", "Dora"]),
        ({"tracks": [track.pk]}, ["Anna", "Ben"]),
        ({"day": str(next_day.date())}, ["Carla", "Dora"]),
        ({"language": "en"}, ["Ben"]),
        ({"place": "waiting"}, ["Dora"]),
        ({"place": "place", "mode": "online"}, ["Carla"]),
        ({"presence": "present"}, ["Anna"]),
        ({"presence": "absent"}, ["Ben", "Carla"]),
        ({"sessions": [one.pk], "day": str(next_day.date())}, []),
    ]:
        assert names(mailing(conference, **criteria)) == expected, criteria


def test_whoever_lost_their_place_with_the_session_can_be_written_to(conference):
    """The reason was wrong, or there is a new day: they have no place any more by which they could be found."""
    one, other = session(conference), session(conference)
    registered(one, "Anna")
    registered(one, "Ben", status="waiting")
    actions.cancel(registered(one, "Carla"))
    Registration.objects.filter(attendee__name="Carla").update(status_at=timezone.now() - datetime.timedelta(hours=1))
    registered(other, "Dora")
    cancel_session(one)
    assert names(mailing(conference, place="cancelled", sessions=[one.pk])) == ["Anna", "Ben"]
    assert names(mailing(conference, place="cancelled", sessions=[other.pk])) == []
    assert names(mailing(conference, sessions=[one.pk])) == []


def test_places_of_a_mode_are_told_apart(conference):
    hybrid = session(conference)
    make_hybrid(hybrid, on_site=5, online=5)
    hybrid = Session.objects.get(pk=hybrid.pk)
    pools = {pool.mode: pool for pool in hybrid.own_pools}
    registered(hybrid, "Hier", pool=pools["on_site"])
    registered(hybrid, "Fern", pool=pools["online"])
    assert names(mailing(conference, mode="online")) == ["Fern"]
    assert names(mailing(conference, mode="on_site")) == ["Hier"]


def test_what_was_deleted_makes_them_fewer_never_more(conference):
    one = session(conference, "Eins")
    registered(session(conference, "Zwei"), "Anna")
    made = mailing(conference, sessions=[one.pk])
    one.delete()
    assert names(made) == []


def test_speakers_are_reached_by_their_answer_and_only_if_they_were_asked(conference):
    of = session(conference, status_by=OrganiserFactory())
    asked = {"asked_at": datetime.datetime.now(datetime.UTC)}
    for name, facts in {
        "Ja": {"status": "confirmed"},
        "Offen": {"status": "requested", **asked},
        "Ungefragt": {"status": "requested"},
        "Nein": {"status": "declined"},
    }.items():
        AppearanceFactory(session=of, speaker__name=name, speaker__email=f"{name.lower()}@example.org", **facts)
    assert names(mailing(conference, to="speakers")) == ["Ja", "Offen"]
    assert names(mailing(conference, to="speakers", answer="confirmed")) == ["Ja"]
    assert names(mailing(conference, to="speakers", answer="requested")) == ["Offen"]


def test_it_is_sent_once_to_as_many_as_were_seen(conference):
    of = session(conference)
    registered(of, "Anna")
    made = mailing(conference)
    registered(of, "Ben")
    with pytest.raises(MailingReachesOthers, match="2 Personen"):
        actions.send_mailing(made, expected=1)
    assert actions.send_mailing(made, expected=2) == 2
    with pytest.raises(MailingIsSent):
        actions.send_mailing(made, expected=2)
    assert Message.objects.filter(kind="mailing").count() == 2


def test_nobody_is_no_audience(conference):
    with pytest.raises(MailingReachesNobody):
        actions.send_mailing(mailing(conference), expected=0)


def test_its_words_stand_between_greeting_and_personal_link(conference, mailoutbox):
    registered(session(conference), "Anna")
    actions.send_mailing(mailing(conference, text="morgen <b>geht</b> es los, {name}."), expected=1)
    work()
    [mail] = mailoutbox
    assert mail.subject == "Zum Forum"
    assert mail.body.splitlines()[:5] == [
        "Guten Tag Anna,",
        "",
        "morgen <b>geht</b> es los, Anna.",
        "",
        "Ihre persönliche Seite:",
    ]
    assert "&lt;b&gt;geht" in mail.alternatives[0].content


def test_whoever_reads_another_language_gets_that_or_the_main_one(conference):
    of = session(conference)
    made = mailing(conference)
    made.text = {"de": "Deutsch", "en": "English"}
    made.save()
    for name in ("Anna", "Ben"):
        registered(of, name, language="en")
    actions.send_mailing(made, expected=2)
    assert "English" in written(kind="mailing").text
    made.text = {"de": "Deutsch"}
    made.save()
    first = Message.objects.filter(kind="mailing").earliest("pk")
    assert "Deutsch" in written(pk=first.pk).text


def test_speakers_get_their_own_link(conference, mailoutbox):
    AppearanceFactory(session=session(conference), speaker__name="Kim", speaker__email="kim@example.org")
    actions.send_mailing(mailing(conference, to="speakers"), expected=1)
    work()
    assert "Hallo Kim" in mailoutbox[0].body
    assert "/speaker/" in mailoutbox[0].body


def test_stop_keeps_back_what_has_not_left(conference, mailoutbox):
    of = session(conference)
    for name in ("Anna", "Ben", "Carla"):
        registered(of, name)
    made = mailing(conference)
    actions.send_mailing(made, expected=3)
    mail_actions.send(emails.messages_of(made).earliest("pk").pk)
    assert actions.stop_mailing(made) == 2
    work()
    assert len(mailoutbox) == 1
    made.refresh_from_db()
    assert made.stopped_at is not None
    assert actions.stop_mailing(made) == 0


def test_stop_notes_nothing_where_all_has_left_or_nothing_was_sent(conference):
    registered(session(conference), "Anna")
    made = mailing(conference)
    with pytest.raises(MailingIsNotSent):
        actions.stop_mailing(made)
    actions.send_mailing(made, expected=1)
    work()
    assert actions.stop_mailing(made) == 0
    made.refresh_from_db()
    assert made.stopped_at is None


def test_confirmations_leave_before_it(conference):
    of = session(conference)
    registered(of, "Anna")
    actions.send_mailing(mailing(conference), expected=1)
    register_and_confirm(of, email="neu@example.org")
    priorities = dict(Message.objects.values_list("kind", "priority"))
    assert priorities["mailing"] < priorities["registered"] < priorities["confirm"]


@pytest.mark.parametrize("bad", ["{link}", "{session}", "{", "{name.x}"])
def test_unknown_placeholders_are_refused_before_saving(conference, bad):
    with pytest.raises(ValidationError):
        mailing(conference, text=bad)


def test_address_that_does_not_work_is_not_written_to(conference):
    of = session(conference)
    gone = registered(of, "Anna").attendee
    registered(of, "Ben")
    emails.tell_registered(list(gone.registrations.all()))
    Message.objects.update(status="sent", attempts=1, text="x", bounced_at=timezone.now(), bounce_code="5.1.1")
    assert names(mailing(conference)) == ["Ben"]
