"""Organisers add their own words to mails, with a closed list of placeholders, and never take ours away."""

import html

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from programme.models import MailText
from programme.request_letters import Request, ask_speaker
from registration import actions, emails
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    SlotFactory,
)
from tests.mail.writing import work, written
from tests.test_rights import staff
from womconf.mail import placeholders
from womconf.mail.models import Message
from womconf.mail.writing import kinds_with_own_words, placeholders_of

pytestmark = pytest.mark.django_db
NAMES = ("name", "conference")


@pytest.fixture
def conference():
    return ConferenceFactory(slug="forum", title={"de": "Forum", "en": "Forum"}, contact_email="office@example.org")


def registered(conference, language="de", name="Petra Beispiel"):
    slot = SlotFactory(session__conference=conference, session__title={"de": "Sitzung"})
    attendee = AttendeeFactory(conference=conference, language=language, name=name)
    emails.tell_registered([RegistrationFactory(session=slot.session, attendee=attendee)])
    return written(kind="registered")


def text(conference, kind="registered", **words):
    words = {name: {"de": words_} if isinstance(words_, str) else words_ for name, words_ in words.items()}
    made = MailText(conference=conference, kind=kind, **words)
    made.full_clean()
    made.save()
    return made


def test_own_words_stand_below_the_greeting_and_above_the_end(conference):
    text(conference, opening="schön, dass Sie kommen, {name}!", closing="Bringen Sie Tee mit.\nUnd Zeit.")
    message = registered(conference)
    lines = message.text.splitlines()
    assert lines[:5] == [
        "Guten Tag Petra Beispiel,",
        "",
        "schön, dass Sie kommen, Petra Beispiel!",
        "",
        "Vielen Dank, Sie sind angemeldet für:",
    ]
    assert "* Sitzung" in lines
    at = lines.index("Bringen Sie Tee mit.")
    assert lines[at + 1] == "Und Zeit."
    assert at > lines.index("* Sitzung")
    assert "<p>schön, dass Sie kommen, Petra Beispiel!</p>" in message.html
    assert "<p>Bringen Sie Tee mit.<br>Und Zeit.</p>" in message.html


def test_without_own_words_mails_are_as_ever(conference):
    before = registered(conference)
    text(conference)
    after = registered(conference)
    assert (before.subject, before.text) == (after.subject, after.text)


def test_own_subject_stands_around_ours(conference):
    text(conference, subject="[{conference}] {subject}")
    assert registered(conference).subject == "[Forum] Angemeldet: „Sitzung“"


def test_own_subject_without_ours_is_refused(conference):
    """A mail that says that somebody waits must not be called a confirmation."""
    with pytest.raises(ValidationError, match=r"\{subject\}"):
        text(conference, subject="Sie sind dabei!")


@pytest.mark.parametrize("field", ["opening", "closing"])
def test_our_subject_stands_nowhere_else(conference, field):
    with pytest.raises(ValidationError):
        text(conference, **{field: "{subject}"})


def test_words_are_for_mails_in_their_language_alone(conference):
    text(conference, opening={"de": "Willkommen"})
    assert "Willkommen" not in registered(conference, language="en").text


def test_words_are_for_mails_of_their_conference_and_kind_alone(conference):
    text(conference, opening="Willkommen", kind="cancelled")
    text(ConferenceFactory(), opening="Willkommen")
    assert "Willkommen" not in registered(conference).text


def test_no_html_and_no_placeholder_comes_with_a_name(conference):
    text(conference, opening="<b>{name}</b>")
    message = registered(conference, name="{conference} <i>")
    assert "<b>{conference} <i></b>" in message.text
    assert html.escape("<b>{conference} <i></b>") in message.html


@pytest.mark.parametrize("kind", [kind for kind, _words in kinds_with_own_words()])
def test_every_kind_has_its_placeholders_and_words_for_them(client, conference, kind):
    names = placeholders_of(kind)
    made = text(conference, kind=kind, closing=" ".join(f"{{{name}}}" for name in names))
    client.force_login(OrganiserFactory())
    page = client.get(f"/admin/programme/mailtext/{made.pk}/change/").text
    assert [f"<code>{{{name}}}</code>" in page for name in names] == [True] * len(names)


@pytest.mark.parametrize("kind", ["confirm", "new-address", "link"])
def test_mails_that_anybody_can_have_sent_name_nobody(conference, kind):
    with pytest.raises(ValidationError, match="name"):
        text(conference, kind=kind, opening="{name}")


@pytest.mark.parametrize(
    "bad",
    [
        *("{nobody}", "{name.email}", "{0}", "{}", "{name!r}", "{name:>10}", "{ name }", "{NAME}", "{name[0]}"),
        *("{{name}}", "{name", "name}", "}{", "{%if%}", "{{", "{name\n}", "{link}"),
    ],
)
def test_unknown_placeholders_and_loose_braces_are_refused_before_saving(conference, bad):
    with pytest.raises(ValidationError):
        text(conference, opening=f"Guten Tag {bad}")


@given(st.text(), st.text(), st.text())
def test_what_is_accepted_is_filled_and_nothing_else_changes(before, name, after):
    template = before.replace("{", "").replace("}", "") + "{name}" + after.replace("{", "").replace("}", "")
    placeholders.check(template, NAMES)
    filled = placeholders.fill(template, {"name": name, "conference": "x"})
    assert filled == template.replace("{name}", name, 1)


@given(st.text(alphabet="{}namecofr.![] \n"))
def test_whatever_is_typed_is_accepted_or_refused_in_words(typed):
    if set(placeholders.BRACES.findall(typed)) <= {*NAMES} and not set("{}") & set(placeholders.BRACES.sub("", typed)):
        placeholders.check(typed, NAMES)
    else:
        with pytest.raises(ValidationError):
            placeholders.check(typed, NAMES)


# In the admin


def page_of(client, made):
    client.force_login(OrganiserFactory())
    return client.get(f"/admin/programme/mailtext/{made.pk}/change/").text


def test_preview_is_written_for_the_person_written_to_last(client, conference):
    registered(conference, name="Petra Beispiel")
    page = page_of(client, text(conference, opening="Willkommen, {name}"))
    assert "Willkommen, Petra Beispiel" in page
    assert "* Sitzung" in page
    assert "[persönlicher Link]" in page


def test_preview_shows_the_frame_while_nobody_was_written_to(client, conference):
    page = page_of(client, text(conference, opening="Willkommen, {name}"))
    assert "Willkommen, Vorname und Nachname" in page


def test_preview_names_nobody_to_whom_may_not_see_people(client, conference):
    registered(conference, name="Petra Beispiel")
    made = text(conference, opening="Willkommen, {name}")
    client.force_login(staff("programme.view_mailtext"))
    assert "Petra" not in client.get(f"/admin/programme/mailtext/{made.pk}/change/").text


def test_preview_changes_and_sends_nothing(client, conference):
    message = registered(conference)
    page_of(client, text(conference, opening="Willkommen"))
    assert list(Message.objects.values_list("pk", "text")) == [(message.pk, message.text)]


def test_trial_goes_to_the_organiser_alone_in_each_language(conference):
    registered(conference, name="Petra Beispiel")
    Message.objects.all().update(status="cancelled")
    made = text(conference, opening={"de": "Willkommen", "en": "Welcome"})
    client = Client()
    client.force_login(OrganiserFactory(email="me@example.org"))
    address = "/admin/programme/mailtext/"
    answer = client.post(address, {"action": "send_trial", "_selected_action": made.pk}, follow=True)
    assert "Die Probe geht an me@example.org. 2 E-Mails sind unterwegs." in answer.text
    work()
    assert [sent.to for sent in mail.outbox] == [["me@example.org"]] * len(settings.LANGUAGES)
    assert ["Willkommen" in mail.outbox[0].body, "Welcome" in mail.outbox[1].body] == [True, True]
    assert ["persönlicher Link" in mail.outbox[0].body, "personal link" in mail.outbox[1].body] == [True, True]


def test_trial_without_an_address_says_where_one_is_entered(client, conference):
    made = text(conference, opening="Willkommen")
    organiser, helper = OrganiserFactory(email=""), staff("programme.view_mailtext", "programme.change_mailtext")
    helper.email = ""
    helper.save()
    pressed = {"action": "send_trial", "_selected_action": made.pk}
    link = f'<a href="/admin/auth/user/{organiser.pk}/change/">Eintragen</a>'
    for user, is_led in ((organiser, True), (helper, False)):
        client.force_login(user)
        answer = client.post("/admin/programme/mailtext/", pressed, follow=True)
        assert "keine E-Mail-Adresse" in answer.text
        assert (link in answer.text, "Bitte lassen Sie eine eintragen" in answer.text) == (is_led, not is_led)


def test_list_says_what_it_is_for_and_the_first_page_where_the_words_are_written(client, conference):
    client.force_login(OrganiserFactory())
    assert "um eigene Worte" in client.get("/admin/programme/mailtext/").text
    page = client.get("/admin/programme/mailtext/add/")
    assert "auf der nächsten Seite" in page.text
    assert 'name="_addanother"' not in page.text


def test_trial_that_shows_a_persons_mail_goes_with_them(conference):
    person = registered(conference, name="Petra Beispiel").attendee
    made = text(conference, opening="Willkommen, {name}")
    client = Client()
    client.force_login(OrganiserFactory(email="me@example.org"))
    client.post("/admin/programme/mailtext/", {"action": "send_trial", "_selected_action": made.pk})
    work()
    assert "Willkommen, Petra Beispiel" in written(kind="text-trial", language="de").text
    actions.erase(person)
    assert not Message.objects.filter(text__contains="Petra").exists()


def test_trial_names_nobody_to_whom_may_not_see_people(conference):
    registered(conference, name="Petra Beispiel")
    made = text(conference, opening="Willkommen, {name}")
    client = Client()
    client.force_login(staff("programme.view_mailtext", "programme.change_mailtext"))
    client.post("/admin/programme/mailtext/", {"action": "send_trial", "_selected_action": made.pk})
    work()
    assert "Willkommen, Vorname und Nachname" in written(kind="text-trial", language="de").text


def test_text_is_made_in_two_steps_and_once_for_each_kind(client, conference):
    client.force_login(OrganiserFactory())
    typed = {"conference": conference.pk, "kind": "registered"}
    made = client.post("/admin/programme/mailtext/add/", typed)
    assert made["Location"] == f"/admin/programme/mailtext/{MailText.objects.get().pk}/change/"
    again = client.post("/admin/programme/mailtext/add/", typed)
    assert "Die Texte dieser E-Mails gibt es schon." in html.unescape(again.text)


def test_speakers_read_own_words_too(conference):
    text(conference, kind="ask-speaker", closing="Zu „{session}“ freuen wir uns auf Sie.")
    appearance = AppearanceFactory(
        session__conference=conference,
        session__title={"de": "Sitzung"},
        speaker__email="x@example.org",
        status="requested",
        asked_at=timezone.now(),
    )
    ask_speaker([Request(appearance)], appearance.asked_at)
    assert "Zu „Sitzung“ freuen wir uns auf Sie." in written(kind="ask-speaker").text
