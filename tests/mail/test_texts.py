"""Every mail of the project, written for real, in both languages and both forms."""

import datetime
import html
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone, translation

from programme import emails as programme_emails
from programme.actions import tell_changes
from programme.models import Appearance, Part
from programme.telling import SPEAKERS, Said
from registration import emails as registration_emails
from registration.models import Registration
from registration.telling import ATTENDEES
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
    SubmissionFactory,
)
from tests.mail import handed_in
from tests.mail.asked import ask, ask_for_several, remind, remind_of_several
from tests.mail.declining import calendar_answer, declined, speaker_declined
from tests.mail.reminded import evening, soon, speaker_evening
from tests.mail.writing import written
from tests.test_quotes import opened_within_itself
from womconf import links
from womconf.mail.rendering import PLACEHOLDER, build

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
NINE = datetime.datetime(2027, 9, 15, 9, tzinfo=BERLIN)
LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])

TITLE = {"de": "Sprache & Amt", "en": "Language & Office"}
WHEN = {
    "de": "Mittwoch, 15. September 2027, 09:00 – 10:00 Uhr",
    "en": "Wednesday, 15 September 2027, 09:00 – 10:00",
}
ZONE = {
    "de": "Zeitzone: Mitteleuropäische Sommerzeit (Europe/Berlin, UTC+2)",
    "en": "Time zone: Central European Summer Time (Europe/Berlin, UTC+2)",
}
REPLY = {"de": "Fragen? Antworten Sie einfach auf diese E-Mail.", "en": "Questions? Simply reply to this e-mail."}


@pytest.fixture
def conference():
    return ConferenceFactory(
        title={"de": "Woche der Öffnung", "en": "Week of Openness"},
        starts_on=NINE.date(),
        ends_on=NINE.date(),
        time_zone="Europe/Berlin",
        contact_email="office@example.org",
    )


@pytest.fixture
def session(conference):
    session = SessionFactory(conference=conference, title=TITLE)
    room = RoomFactory(conference=conference, name={"de": "Saal <1>", "en": "Hall <1>"})
    SlotFactory(session=session, room=room, starts_at=NINE, ends_at=NINE + datetime.timedelta(hours=1))
    return session


def attendee_of(conference, language, **changes):
    return AttendeeFactory(conference=conference, language=language, name="Erika Müßig", **changes)


def confirm(session, language):
    attendee = attendee_of(session.conference, language, email_confirmed_at=None)
    submission = SubmissionFactory(attendee=attendee)
    RegistrationFactory(
        session=session,
        attendee=attendee,
        submission=submission,
        status=Registration.Status.PENDING,
        held_until=timezone.now() + datetime.timedelta(hours=1),
    )
    registration_emails.ask_to_confirm(attendee, submission.key)


def registered(session, language):
    registration = RegistrationFactory(session=session, attendee=attendee_of(session.conference, language))
    registration_emails.tell_registered([registration])


def waits(session, language):
    session.pools.update(capacity=0)
    attendee = attendee_of(session.conference, language)
    registration = RegistrationFactory(session=session, attendee=attendee, status=Registration.Status.WAITING)
    registration_emails.tell_registered([registration])


def moved_up(session, language):
    registration = RegistrationFactory(session=session, attendee=attendee_of(session.conference, language))
    registration_emails.tell_moved_up([registration])


def cancelled(session, language):
    attendee = attendee_of(session.conference, language)
    registration = RegistrationFactory(session=session, attendee=attendee, status=Registration.Status.CANCELLED)
    registration_emails.tell_cancelled([registration])


def session_cancelled(session, language):
    attendee = attendee_of(session.conference, language)
    registration = RegistrationFactory(session=session, attendee=attendee, status=Registration.Status.CANCELLED)
    registration_emails.tell_session_cancelled([registration])


EIGHT = NINE - datetime.timedelta(hours=1)


def changed(session, language):
    """Tell somebody who knows of eight o'clock, and has another session at nine."""
    other = SlotFactory(session__conference=session.conference, starts_at=NINE, session__title={"de": "A", "en": "B"})
    attendee = attendee_of(session.conference, language)
    for what in (other.session, session):
        RegistrationFactory(session=what, attendee=attendee)
        known(ATTENDEES, attendee, what, Part.ATTENDING)
    tell_changes(session.conference)


def speaker_changed(session, language):
    speaker = SpeakerFactory(conference=session.conference, language=language, name="Erika Müßig")
    AppearanceFactory(session=session, speaker=speaker)
    known(SPEAKERS, speaker, session, Part.SPEAKING)
    tell_changes(session.conference)


def known(audience, person, session, part):
    """Note that a person was told of a session: what is true, but for one that began at eight."""
    slot = session.slots.select_related("session", "room").get()
    with translation.override(person.language):
        said = Said.of(slot, part)
    if slot.room:
        said = replace(said, revision=slot.revision + 1, facts=replace(said.facts, starts_at=EIGHT))
    audience.note(person.pk, [said])


def receipt(session, language, status=Appearance.Status.CONFIRMED):
    speaker = SpeakerFactory(conference=session.conference, language=language, name="Erika Müßig")
    programme_emails.tell_answer_received(AppearanceFactory(session=session, speaker=speaker, status=status))


def receipt_of_a_no(session, language):
    receipt(session, language, Appearance.Status.DECLINED)


def everything(session, language):
    registration = RegistrationFactory(session=session, attendee=attendee_of(session.conference, language))
    registration_emails.tell_everything(registration.attendee)


def new_address(session, language):
    wish = {"new_email": "neu@example.org", "new_email_asked_at": timezone.now()}
    registration_emails.ask_new_address(attendee_of(session.conference, language, **wish))


def address_changed(session, language):
    registration_emails.tell_address_changed(attendee_of(session.conference, language))


def attendee_link(session, language):
    registration_emails.send_link(attendee_of(session.conference, language))


def speaker_link(session, language):
    speaker = SpeakerFactory(conference=session.conference, language=language, name="Erika Müßig")
    return programme_emails.send_link(speaker)


def answer(session, language):
    session.conference.languages = [language]
    session.conference.save()
    speaker = SpeakerFactory(conference=session.conference, name="Erika Müßig")
    appearance = AppearanceFactory(session=session, speaker=speaker, status_note="Gern & mit Freude.")
    return programme_emails.tell_organisers_of_answer(appearance, changes_session=True)


ABOUT_SESSION = [
    declined,
    speaker_declined,
    confirm,
    registered,
    waits,
    moved_up,
    cancelled,
    session_cancelled,
    changed,
    speaker_changed,
    receipt,
    everything,
    ask,
    remind,
    ask_for_several,
    remind_of_several,
    evening,
    soon,
    speaker_evening,
]
TO_ORGANISERS = [answer, calendar_answer]
ALL = [*ABOUT_SESSION, receipt_of_a_no, attendee_link, new_address, address_changed, speaker_link, *TO_ORGANISERS]
ALL += handed_in.ALL
TO_ORGANISERS += handed_in.TO_ORGANISERS
TO_PEOPLE = [write for write in ALL if write not in TO_ORGANISERS]


def letter(write, session, language):
    """Have a mail noted, and written as the worker does."""
    kind = write(session, language)
    return written(**({"kind": kind} if isinstance(kind, str) else {}))


def words(text):
    return re.findall(r"[^\W_]+", text)


def words_of_html(page):
    """Return what is read aloud of the body; a button stands for the address that the plain text spells out."""
    body = page[page.index("<main>") : page.index("</main>")]
    body = re.sub(r'<a class="button"[^>]*>[^<]*</a>', "", body)
    return words(html.unescape(re.sub(r"<[^>]+>", " ", body)))


@LANGUAGES
@pytest.mark.parametrize("write", ALL)
def test_plain_text_and_html_say_the_same(session, write, language):
    message = letter(write, session, language)
    assert words(PLACEHOLDER.sub("", message.text)) == words_of_html(message.html)
    in_text, in_html = (PLACEHOLDER.findall(text) for text in (message.text, message.html))
    in_files = {found for file in message.attachments for found in PLACEHOLDER.findall(file["content"])}
    assert sorted(in_text) == sorted(in_html)
    assert {*in_text, *in_files} == {str(index) for index in range(len(message.links))}


@LANGUAGES
@pytest.mark.parametrize("write", ABOUT_SESSION)
def test_mail_about_a_session_names_it_with_day_time_zone_and_room(session, write, language):
    text = letter(write, session, language).text
    room = {"de": "Saal <1>", "en": "Hall <1>"}[language]
    assert TITLE[language] in text
    assert f"{WHEN[language]}, {room}" in text
    assert text.count(ZONE[language]) == 1


@LANGUAGES
@pytest.mark.parametrize("write", [write for write in TO_PEOPLE if write != address_changed])
def test_mail_to_people_has_a_link_an_address_for_questions_and_a_name_below(session, write, language):
    conference = session.conference
    conference.host_name = "Amt für Öffnung"
    conference.save()
    message = letter(write, session, language)
    others = (links.JOIN, links.JOIN_SPEAKER, links.REMINDERS, links.REMINDERS_SPEAKER)
    assert len([link for link in message.links if not link["purpose"].startswith(others)]) == 1
    assert message.reply_to == "office@example.org"
    assert REPLY[language] in message.text
    assert message.text.splitlines()[-1] == "Amt für Öffnung"
    assert message.sender == {"de": "Woche der Öffnung", "en": "Week of Openness"}[language]


@LANGUAGES
@pytest.mark.parametrize("write", TO_PEOPLE)
def test_mail_to_people_says_below_who_answers_for_it(session, write, language, settings):
    """By the pages of a public conference, or those of the operator."""
    conference = session.conference
    conference.imprint, conference.contact = {"de": "Amt, Markt 1"}, {"de": "Telefon 1"}
    conference.privacy_notice = ""
    conference.save()
    settings.ABOUT_URLS = {"privacy": "https://amt.example/privacy"}
    ending = letter(write, session, language).text.splitlines()[-3:]
    prefix = {"de": "", "en": "/en"}[language]
    ours = f"{settings.BASE_URL}{prefix}/{conference.slug}"
    assert [line.split(": ")[1] for line in ending] == [
        f"{ours}/imprint/",
        f"{ours}/contact/",
        "https://amt.example/privacy",
    ]


def test_mail_names_no_page_that_nobody_can_open_yet(session):
    conference = session.conference
    conference.imprint, conference.published_at = {"de": "Amt, Markt 1"}, None
    conference.save()
    assert "/imprint/" not in letter(ask, session, "de").text


@LANGUAGES
def test_request_to_a_speaker_has_the_abstract_and_a_way_to_reach_somebody(session, language):
    session.abstract = {"de": "Wie Ämter *verständlich* schreiben.", "en": "How offices write *plainly*."}
    session.save()
    session.conference.contact = {"de": "Frau Schmidt, Telefon 1", "en": "Ms Schmidt, telephone 1"}
    session.conference.save()
    text = letter(ask, session, language).text
    assert [str(words) in text for words in (session.abstract.localize(language), "Schmidt, ")] == [True, True]


@LANGUAGES
def test_question_about_a_form_says_until_when_the_places_are_kept(session, language):
    message = letter(confirm, session, language)
    until = Registration.objects.get().held_until.astimezone(BERLIN)
    assert f", {until:%H:%M}" in message.text
    assert {"de": ">Anmeldung bestätigen</a>", "en": ">Confirm registration</a>"}[language] in message.html


@LANGUAGES
@pytest.mark.parametrize("write", [changed, speaker_changed])
def test_change_says_in_its_subject_what_is_new_and_in_its_text_what_was(session, write, language):
    message = letter(write, session, language)
    subject = {"de": "Neue Uhrzeit: „{}“, jetzt 09:00 statt 08:00", "en": "New time: “{}”, now 09:00 instead of 08:00"}
    assert message.subject == subject[language].format(TITLE[language])
    was, now = {"de": ("bisher: ", "jetzt: "), "en": ("so far: ", "now: ")}[language]
    assert f"{was}{WHEN[language].replace('09:00', '08:00')}" in message.text
    assert f"{now}{WHEN[language]}" in message.text


@pytest.mark.parametrize(
    "name", ["Woche der Öffnung", 'Amt "Eins", Jena', "a@b, c", "Zeile\r\nBcc: x@example.org", "x" * 250, "会議"]
)
def test_sender_is_the_conference_by_name_at_our_one_address(session, name):
    message = letter(registered, session, "de")
    message.sender = name
    [sender] = build(message).message()["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (" ".join(name.split()), settings.DEFAULT_FROM_EMAIL)


@LANGUAGES
@pytest.mark.parametrize("write", ALL)
def test_mail_quotes_titles_that_have_quotation_marks_of_their_own(session, write, language):
    session.title = {"de": "Was heißt „Heimat“?", "en": "What is “home”?"}
    session.conference.title = {"de": "Woche der „Öffnung“", "en": "Week of “Openness”"}
    session.save()
    session.conference.save()
    message = letter(write, session, language)
    for text in (message.subject, message.text, message.html):
        assert opened_within_itself(text, language) == []


@LANGUAGES
@pytest.mark.parametrize("write", ABOUT_SESSION)
def test_mail_is_in_the_language_of_its_reader_whoever_acts(session, write, language):
    other = {"de": "en", "en": "de"}[language]
    with translation.override(other):
        message = letter(write, session, language)
    assert TITLE[other] not in message.subject + message.text
    assert ZONE[other] not in message.text


@LANGUAGES
@pytest.mark.parametrize("write", ALL)
def test_mail_is_whole_in_its_language_and_tidy(session, write, language):
    message = letter(write, session, language)
    assert f'<html lang="{language}" dir="ltr">' in message.html
    assert (message.subject == message.subject.strip(), "\n" in message.subject) == (True, False)
    for text in (message.text, message.html):
        assert not re.search(r"None|\{\{|\{%|%\(|\[\]|\(\)", text)
    assert "&amp;" not in message.text
    assert "\n\n\n" not in message.text
    assert (message.text.startswith("\n"), message.text.endswith("\n\n")) == (False, False)


def test_report_of_broken_rules_says_the_same_in_both_forms():
    registration_emails.tell_broken_rules(OrganiserFactory(), {"pool_never_oversold": [3, 5]})
    message = written(kind="broken-rules")
    assert words(message.text) == words_of_html(message.html)
    assert "* pool_never_oversold: 3, 5\n" in message.text


@pytest.mark.parametrize("write", [answer, calendar_answer])
def test_organisers_find_the_way_to_the_session_in_the_admin(session, write):
    text = letter(write, session, "en").text
    assert f"{settings.BASE_URL}/en/admin/programme/session/{session.pk}/change/" in text
