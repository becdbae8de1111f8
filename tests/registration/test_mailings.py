"""An e-mail to many reaches those whom the organiser saw it reach, once, and stops by one click."""

import datetime
import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from programme.actions import cancel_session, make_hybrid
from programme.models import Session
from registration import actions, emails
from registration.exceptions import MailingIsNotSent, MailingIsSent, MailingReachesNobody, MailingReachesOthers
from registration.mailings import Criteria, people
from registration.models import Mailing, Registration
from tests.browsers import form_data
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SlotFactory,
    TrackFactory,
)
from tests.mail.writing import work, written
from tests.registration.steps import register_and_confirm
from tests.test_rights import staff
from womconf.mail import actions as mail_actions
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return ConferenceFactory(slug="forum", title={"de": "Forum", "en": "Forum"})


def session(conference, title="Sitzung", **facts):
    slot = {name: facts.pop(name) for name in ("room", "starts_at", "ends_at") if name in facts}
    return SlotFactory(
        session__conference=conference,
        session__title={"de": title},
        **slot,
        **{f"session__{k}": v for k, v in facts.items()},
    ).session


def registered(of, name, **facts):
    person = {name_: facts.pop(name_) for name_ in ("language", "email", "email_confirmed_at") if name_ in facts}
    attendee = AttendeeFactory(conference=of.conference, name=name, **person)
    return RegistrationFactory(session=of, attendee=attendee, **facts)


def mailing(conference, to="attendees", text="Hallo {name}", **criteria):
    made = Mailing(
        conference=conference, to=to, subject={"de": "Zum {conference}"}, text={"de": text}, criteria=criteria
    )
    made.full_clean()
    made.save()
    return made


def names(of):
    return [person.name for person in people(of)]


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


# In the admin


@pytest.fixture
def admin(client):
    client.force_login(OrganiserFactory())
    return client


def page_of(made):
    return f"/admin/registration/mailing/{made.pk}/change/"


def test_page_says_how_many_it_reaches_and_shows_three(admin, conference):
    of = session(conference)
    for name in ("Anna", "Ben", "Carla", "Dora"):
        registered(of, name)
    page = admin.get(page_of(mailing(conference))).text
    assert "4 Personen" in page
    assert [f"Hallo {name}" in page for name in ("Anna", "Ben", "Carla", "Dora")] == [True, True, True, False]
    assert not Message.objects.filter(kind="mailing").exists()


def test_what_is_chosen_is_stored_and_counts(admin, conference):
    one, two = session(conference, "Eins"), session(conference, "Zwei")
    registered(one, "Anna")
    registered(two, "Ben")
    made = mailing(conference)
    typed = {**form_data(admin.get(page_of(made)).text), "sessions": [str(two.pk)], "place": "place"}
    assert admin.post(page_of(made), {**typed, "_save": "1"}).status_code == 302
    made.refresh_from_db()
    assert made.criteria == Criteria(sessions=[two.pk], place="place").stored()
    assert names(made) == ["Ben"]
    again = form_data(admin.get(page_of(made)).text)
    assert (again["sessions"], again["place"]) == (str(two.pk), "place")


def test_it_asks_before_it_sends_and_sends_to_no_more_than_were_seen(admin, conference):
    of = session(conference)
    registered(of, "Anna")
    made = mailing(conference)
    sent = {"action": "send", "_selected_action": made.pk}
    asked = admin.post("/admin/registration/mailing/", sent)
    assert "An 1 Person senden" in asked.text
    registered(of, "Ben")
    later = admin.post("/admin/registration/mailing/", {**sent, "expected": "1"}, follow=True)
    assert "Inzwischen erreicht sie 2 Personen" in later.text
    assert not Message.objects.filter(kind="mailing").exists()
    admin.post("/admin/registration/mailing/", {**sent, "expected": "2"})
    assert Message.objects.filter(kind="mailing").count() == 2


def test_what_was_sent_cannot_be_changed_or_deleted_and_says_how_far_it_is(admin, conference):
    registered(session(conference), "Anna")
    made = mailing(conference)
    actions.send_mailing(made, expected=1)
    page = admin.get(page_of(made)).text
    assert "0 von 1 gesendet" in page
    assert 'name="text_0"' not in page
    assert admin.post(f"/admin/registration/mailing/{made.pk}/delete/").status_code == 403
    work()
    assert "1 von 1 gesendet" in admin.get(page_of(made)).text


def test_what_was_sent_goes_on_saying_to_whom_and_offers_no_saving(admin, conference):
    one = session(conference, "Eins")
    registered(one, "Anna", language="en")
    gone = session(conference, "Zwei")
    made = mailing(conference, sessions=[one.pk, gone.pk], language="en", place="place")
    actions.send_mailing(made, expected=1)
    gone.delete()
    page = admin.get(page_of(made)).text
    for said in ("Veranstaltungen: Eins, gelöscht", "Sprache der E-Mails: Englisch", "Platz: mit Platz"):
        assert f"<p>{said}</p>" in page
    assert 'name="_save"' not in page
    assert "Rundmail ansehen" in page
    assert admin.post(page_of(made), {"subject_0": "Anders", "_save": "1"}).status_code == 403


def test_new_one_leads_to_its_page_where_buttons_send_and_stop_it(admin, conference):
    registered(session(conference), "Anna")
    typed = {"conference": conference.pk, "to": "attendees", "subject_0": "Neues", "text_0": "Hallo {name}"}
    answer = admin.post("/admin/registration/mailing/add/", {**typed, "_save": "1"}, follow=True)
    made = Mailing.objects.get()
    assert answer.redirect_chain == [(page_of(made), 302)]
    assert "noch nicht gesendet" in answer.text
    assert "Hallo Anna" in answer.text
    pressed = {**form_data(answer.text), "_selected_action": made.pk, "CHANGE_FORM-action": "send"}
    pressed.pop("_save", None)
    asked = admin.post(page_of(made), pressed)
    assert "An 1 Person senden" in asked.text
    act = {"CHANGE_FORM-action": "send", "_selected_action": made.pk}
    page = admin.post(page_of(made), {**act, "expected": "1"}, follow=True)
    assert "0 von 1 gesendet" in page.text
    assert re.findall(r'name="CHANGE_FORM-action" value="(\w+)"', page.text) == ["stop"]
    stop = {"CHANGE_FORM-action": "stop", "_selected_action": made.pk}
    assert "1 E-Mail ist zurückgehalten." in admin.post(page_of(made), stop, follow=True).text


def test_stop_after_everything_has_left_says_so(admin, conference):
    registered(session(conference), "Anna")
    made = mailing(conference)
    actions.send_mailing(made, expected=1)
    work()
    stop = {"CHANGE_FORM-action": "stop", "_selected_action": made.pk}
    page = admin.post(page_of(made), stop, follow=True)
    assert "Es war schon alles gesendet." in page.text
    assert 'name="CHANGE_FORM-action"' not in page.text


def test_all_languages_of_mails_can_be_written_whatever_those_of_the_conference_are(admin):
    made = mailing(ConferenceFactory(languages=["de"]))
    assert 'name="text_1"' in admin.get(page_of(made)).text


def test_samples_are_for_those_who_may_see_messages(client, conference):
    registered(session(conference), "Anna")
    made = mailing(conference)
    client.force_login(staff("registration.view_mailing", "registration.change_mailing"))
    page = client.get(page_of(made)).text
    assert "Anna" not in page
    assert "1 Person" in page


def test_registrations_are_as_they_were(conference):
    row = registered(session(conference), "Anna")
    actions.send_mailing(mailing(conference), expected=1)
    assert Registration.objects.get(pk=row.pk).status == row.status


def test_page_stays_open_after_a_save_until_the_email_is_sent(admin, conference):
    made = mailing(conference)
    typed = {**form_data(admin.get(page_of(made)).text), "subject_0": "Noch einmal"}
    saved = admin.post(page_of(made), {**typed, "_save": "1"})
    assert saved["Location"] == page_of(made)
    assert "Gespeichert, und noch nicht verschickt." in admin.get(page_of(made)).text
