"""Mails that the worker writes from facts."""

import re
import uuid
from dataclasses import replace

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from programme import actions as programme_actions
from programme.models import Slot, Speaker
from programme.request_letters import Request, ask_speaker
from registration import actions as registration_actions
from registration import emails
from registration.invariants import INVARIANTS
from registration.models import Registration
from tests.factories import (
    AppearanceFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.mail.writing import written
from tests.registration.steps import HOLD, after, register
from womconf.mail import actions, writing
from womconf.mail.models import Message
from womconf.mail.writing import kinds, preview

pytestmark = pytest.mark.django_db

MAIL_WRITERS = [settings.BASE_DIR / "programme/emails.py", *(settings.BASE_DIR / "registration/emails").glob("*.py")]


@pytest.fixture
def noted():
    """A mail that nobody has written yet."""
    emails.tell_registered([RegistrationFactory()])
    return Message.objects.get()


def test_noted_mail_has_no_words_and_nobody_s_name_in_it(noted):
    assert (noted.subject, noted.text, noted.html, noted.attachments) == ("", "", "", [])
    registration = Registration.objects.get()
    assert (noted.attendee, noted.speaker, noted.conference) == (
        registration.attendee,
        None,
        registration.session.conference,
    )
    assert noted.facts == {"registrations": [registration.pk]}


def job():
    """Return the one job there is, but for its number."""
    (found,) = ProcrastinateJob.objects.values()
    return {name: value for name, value in found.items() if name != "id"}


def test_its_job_is_the_one_that_the_queue_would_make_itself(noted):
    ours = job()
    connection.cursor().execute("DELETE FROM procrastinate_jobs")
    assert actions.recover() == 1
    assert ours == job()


def test_same_occasion_gets_no_second_job(noted):
    emails.tell_registered([Registration.objects.get()])
    assert ProcrastinateJob.objects.count() == Message.objects.count() == 1


def test_noted_mail_is_held_without_a_job_while_all_mail_is_stopped():
    actions.hold_all(by=None)
    emails.tell_registered([RegistrationFactory()])
    assert Message.objects.get().status == "held"
    assert not ProcrastinateJob.objects.exists()
    actions.release_all(by=None)
    assert job()["args"] == {"pk": Message.objects.get().pk}


def test_worker_writes_and_sends_it(noted, mailoutbox):
    sent = actions.send(noted.pk)
    assert (sent.status, sent.subject) == ("sent", mailoutbox[0].subject)
    assert sent.text.startswith("Guten Tag")


def test_words_are_frozen_at_the_first_attempt(noted, monkeypatch, mailoutbox):
    def out_of_reach(message):
        raise ConnectionResetError

    with monkeypatch.context() as patch:
        patch.setattr(actions, "build", out_of_reach)
        first = actions.send(noted.pk)
    assert (first.status, first.is_written) == ("queued", True)
    Registration.objects.get().session.conference.__class__.objects.update(title={"de": "Umbenannt"})
    Message.objects.update(not_before=first.created_at)
    second = actions.send(noted.pk)
    assert (second.status, second.text) == ("sent", first.text)
    assert "Umbenannt" not in second.text


def test_mail_with_nothing_left_to_say_is_cancelled(noted, mailoutbox):
    registration_actions.cancel(Registration.objects.get())
    message = actions.send(noted.pk)
    assert (message.status, message.text, len(mailoutbox)) == ("cancelled", "", 0)


@pytest.mark.parametrize("tell", [emails.tell_registered, emails.tell_cancelled, emails.tell_session_cancelled])
def test_mail_about_what_was_deleted_meanwhile_is_cancelled(tell, mailoutbox):
    """All e-mail may be stopped for days, and a registration be deleted in psql."""
    registration = RegistrationFactory(status="cancelled")
    tell([registration])
    Registration.objects.all().delete()
    assert actions.send(Message.objects.get().pk).status == "cancelled"
    assert mailoutbox == []


def test_fault_of_the_database_while_writing_is_tried_again(noted, monkeypatch):
    def fault(message):
        raise DatabaseError

    monkeypatch.setattr(actions, "write", fault)
    message = actions.send(noted.pk)
    assert (message.status, message.last_error) == ("queued", "DatabaseError")


def test_fault_of_ours_while_writing_is_shown_and_not_repeated(noted, monkeypatch):
    monkeypatch.setattr(actions, "write", lambda message: 1 / 0)
    message = actions.send(noted.pk)
    assert (message.status, message.last_error) == ("failed", "ZeroDivisionError")


def test_same_occasion_is_noted_once(noted):
    emails.tell_registered([Registration.objects.get()])
    assert Message.objects.get() == noted


def test_mails_to_many_are_noted_in_as_many_statements_as_one(django_assert_max_num_queries):
    session = RegistrationFactory().session
    RegistrationFactory.create_batch(30, session=session)
    everybody = list(Registration.objects.select_related("attendee"))
    with django_assert_max_num_queries(4):  # with the savepoint around them
        emails.tell_moved_up(everybody)
    assert Message.objects.count() == 31


def test_whoever_writes_a_mail_while_all_is_held_holds_it():
    actions.hold_all(by=OrganiserFactory())
    emails.tell_registered([RegistrationFactory()])
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM mail_message")
        assert cursor.fetchall() == [("held",)]


def test_organiser_reads_what_a_mail_would_say_before_it_is_written(noted, client):
    client.force_login(OrganiserFactory())
    page = client.get(f"/en/admin/mail/message/{noted.pk}/change/").text
    assert str(Registration.objects.get().session.title.localize("de")) in page
    noted.refresh_from_db()
    assert (noted.is_written, preview(noted).subject) == (False, written().subject)


def test_database_refuses_a_sent_mail_without_words(noted):
    with pytest.raises(IntegrityError, match="message_sent_in_words"), transaction.atomic():
        Message.objects.update(status="sent", attempts=1)


def test_late_mail_still_asks_whoever_lost_the_place_to_confirm():
    session = SessionFactory(title={"de": "Die Sitzung"})
    register(session)
    after(2 * HOLD)
    registration_actions.promote(session)
    text = written().text
    assert ("* Die Sitzung" in text, "Möchten Sie teilnehmen?" in text, "Minuten" in text) == (True, True, False)


def test_every_kind_of_mail_has_words_for_organisers():
    """The list and its filter show no code, and what is noted there is also written."""
    known = dict(kinds())
    queued = re.findall(r'\bkind="([\w-]+)"', "".join(path.read_text() for path in MAIL_WRITERS))
    assert {*queued} <= known.keys() == writing._writers.keys()
    assert [words for kind, words in known.items() if kind == words] == []


@pytest.mark.parametrize("kind", ["moved-up", "everything", "unknown"])
def test_list_of_mails_says_its_kind_and_language_in_words(client, kind):
    emails.tell_registered([RegistrationFactory()])
    Message.objects.update(kind=kind, language="de", text="x")
    client.force_login(OrganiserFactory(is_superuser=True))
    page = client.get("/admin/mail/message/", {"language": "de"}).text
    words = dict(kinds()).get(kind, kind)
    assert f'<td class="field-kind_in_words">{words}</td>' in page
    assert [name in page for name in ("Anfrage an Referent:in", "?language=de", ">Deutsch<")] == [True] * 3


# What follows from a mail's saying it


def write_with(monkeypatch, on_written):
    """Let the mails of the fixture carry something that is done when they are written."""
    writer = writing._writers["registered"]

    def write(**facts):
        return replace(writer(**facts), on_written=on_written)

    monkeypatch.setitem(writing._writers, "registered", write)


def test_what_follows_from_a_mail_is_done_once_when_it_is_written(noted, monkeypatch, mailoutbox):
    seen = []
    write_with(monkeypatch, lambda message: seen.append((message.pk, written().text == message.text != "")))
    preview(noted)
    assert seen == []

    def out_of_reach(message):
        raise ConnectionResetError

    with monkeypatch.context() as patch:
        patch.setattr(actions, "build", out_of_reach)
        actions.send(noted.pk)
    Message.objects.update(not_before=noted.created_at)
    assert actions.send(noted.pk).status == "sent"
    assert seen == [(noted.pk, True)]


def test_what_follows_from_a_mail_and_its_words_are_stored_both_or_neither(noted, monkeypatch, mailoutbox):
    def store_then_fail(message):
        OrganiserFactory()
        raise DatabaseError

    write_with(monkeypatch, store_then_fail)
    message = actions.send(noted.pk)
    message.refresh_from_db()
    assert (message.status, message.text, User.objects.count(), mailoutbox) == ("queued", "", 0, [])


@pytest.mark.parametrize(
    "lose",
    [
        lambda message: Message.objects.filter(pk=message.pk).update(lease=uuid.uuid4()),
        lambda message: Message.objects.filter(pk=message.pk).update(status="held", lease=None, leased_until=None),
        lambda message: Message.objects.filter(pk=message.pk).delete(),
        lambda message: registration_actions.erase(message.attendee),
    ],
    ids=["passed on", "held", "deleted", "person deleted"],
)
def test_worker_that_lost_its_lease_while_it_wrote_stores_and_sends_nothing(noted, monkeypatch, mailoutbox, lose):
    seen = []
    write_with(monkeypatch, seen.append)
    write = actions.write

    def write_then_lose(message):
        letter = write(message)
        lose(message)
        return letter

    monkeypatch.setattr(actions, "write", write_then_lose)
    assert actions.send(noted.pk) is None
    assert (seen, mailoutbox, {message.text for message in Message.objects.all()} <= {""}) == ([], [], True)


# What is settled before it is written


@pytest.fixture
def asked():
    slot = SlotFactory(session__status="requested", session__conference__contact_email="team@example.org")
    return AppearanceFactory(session=slot.session, status="requested")


@pytest.mark.parametrize(
    "settle",
    [
        programme_actions.confirm_appearance,
        lambda asked: programme_actions.decline_appearance(asked, by=None, reason="krank"),
        lambda asked: programme_actions.withdraw_appearance(asked, by=None),
        lambda asked: programme_actions.record_answer(asked, status="confirmed", note="Brief"),
        lambda asked: programme_actions.cancel_session(asked.session),
        lambda asked: asked.delete(),
        lambda asked: Speaker.objects.update(email=""),
        lambda asked: Slot.objects.update(starts_at=timezone.now(), ends_at=None),
    ],
    ids=["confirmed", "declined", "withdrawn", "entered", "cancelled", "removed", "no address", "begun"],
)
@pytest.mark.parametrize("asked_before", [None, timezone.now()], ids=["request", "reminder"])
def test_request_that_is_settled_before_it_is_written_is_not_sent(asked, settle, asked_before, mailoutbox):
    asked.asked_at = timezone.now()
    ask_speaker([Request(asked, asked_before)], asked.asked_at)
    request = Message.objects.get()
    settle(asked)
    assert (actions.send(request.pk).status, mailoutbox) == ("cancelled", [])


def test_request_that_is_still_open_is_sent(asked, mailoutbox):
    """The control."""
    programme_actions.request_speaker(asked, by=None)
    assert actions.send(Message.objects.get().pk).status == "sent"


def test_answer_is_told_as_it_is_and_not_as_it_was(asked, mailoutbox):
    programme_actions.confirm_appearance(asked)
    programme_actions.decline_appearance(asked, reason="Doch nicht.")
    answers = Message.objects.filter(kind="speaker-answer").order_by("pk")
    sent = [actions.send(message.pk).status for message in answers]
    assert (sent, [mail.to for mail in mailoutbox]) == (["cancelled", "sent"], [["team@example.org"]])
    assert "Doch nicht." in mailoutbox[0].body


def test_nothing_noted_names_anybody(asked):
    programme_actions.request_speaker(asked, by=None)
    programme_actions.send_speaker_link(asked.speaker)
    programme_actions.confirm_appearance(asked)
    noted = {message.kind: message for message in Message.objects.all()}
    asked.refresh_from_db()
    assert {kind: message.facts for kind, message in noted.items()} == {
        "ask-speaker": {"appearance": asked.pk},
        "speaker-link": {},
        "speaker-answer": {
            "appearance": asked.pk,
            "answered_at": asked.status_at.isoformat(),
            "session_became": "confirmed",
        },
        "speaker-receipt": {"appearance": asked.pk},
    }
    whose = {(message.speaker, message.attendee, message.conference) for message in noted.values()}
    assert whose == {(asked.speaker, None, asked.session.conference)}


def test_list_of_mails_is_narrowed_to_one_conference(client, noted):
    client.force_login(OrganiserFactory(is_superuser=True))
    emails.tell_registered([RegistrationFactory()])
    page = client.get("/admin/mail/message/", {"conference__id__exact": noted.conference_id})
    assert list(page.context["cl"].queryset) == [noted]
    page = client.get(f"/admin/mail/message/{noted.pk}/change/").text
    assert str(noted.conference) in page


def test_page_that_deletes_a_speaker_names_their_mails_in_words(client, asked):
    client.force_login(OrganiserFactory())
    programme_actions.request_speaker(asked, by=None)
    page = client.get(f"/admin/programme/speaker/{asked.speaker_id}/delete/").text
    assert ("Anfrage an Referent:in" in page, "ask-speaker" in page, 'name="post"' in page) == (True, False, True)


def test_report_of_broken_rules_is_noted_in_english_and_written_in_the_language_of_its_reader():
    rule = next(iter(INVARIANTS))
    emails.tell_broken_rules(OrganiserFactory(), {rule: [7]})
    assert Message.objects.get().facts == {"found": [[rule, ["7"]]]}
    with translation.override("en"):
        text = written().text
    assert (f"* {rule}: 7\n" in text, f"* {translation.gettext(rule)}: 7\n" in text) == (False, True)


def test_mail_belongs_to_one_person(noted):
    with pytest.raises(IntegrityError, match="message_of_one_person"), transaction.atomic():
        Message.objects.update(speaker=SpeakerFactory())
