"""Whoever is deleted is nowhere any more: in no column of any table, in no file, whichever door they went through."""

import datetime

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from programme import actions as programme
from programme.imports import text, writer
from programme.models import Appearance, Conference, Consent, Proposal, Speaker
from registration import actions
from registration.invariants import breaks
from registration.models import Attendee, Submission
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    HelperLinkFactory,
    OrganiserFactory,
    PictureFactory,
    QuestionFactory,
    SessionFactory,
    SessionFileFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.registration.steps import filled, open_own_page, page, register, register_and_confirm
from tests.traces import delete_files, files_with, send_all, tables_with
from womconf.mail import actions as mail
from womconf.mail.models import Message
from womconf.mail.rendering import build
from womconf.mail.transport import mailers_from_url

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "Zita Zwiebelfisch", "zita@zitronenhain.example"
WORDS = ["zwiebelfisch", "zitronenhain", "zimtstern"]  # name, address, whatever else they or others wrote about them
WEEK = datetime.timedelta(days=8)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Mails as files, in the folder of all that the program writes."""
    settings.WOMCONF_VAR = tmp_path
    settings.MAILERS = mailers_from_url((tmp_path / "mail").as_uri())
    return tmp_path


@pytest.fixture
def session():
    return SlotFactory(session__conference__contact_email="office@example.org").session


def traces(folder):
    """Return where any of their words stands."""
    return set().union(*(tables_with(word) | files_with(word, folder) for word in WORDS))


def assert_nothing_is_left(folder):
    delete_files()
    assert traces(folder) == set()
    assert breaks(stop_hours=12) == {}


# How somebody comes in


def by_form(client, session):
    question = QuestionFactory(conference=session.conference)
    form = {"access_needs": "Ein Zimtstern", "access_needs_agreed": "on", "organisation": "Verein Zimtstern"}
    answers = {f"question-{question.pk}": "Zimtstern"}
    assert client.post(page(session), filled(session, name=NAME, email=ADDRESS, **form, **answers)).status_code == 302
    actions.confirm(Attendee.objects.get(name=NAME))


def with_a_colleague(client, session):
    form = filled(session, colleague_name=NAME, colleague_email=ADDRESS)
    assert client.post(page(session), form).status_code == 302
    actions.confirm(Attendee.objects.get(name=NAME))


def by_telephone(client, session):
    form = {"conference": session.conference.pk, "name": NAME, "email": ADDRESS, "organisation": "Verein Zimtstern"}
    form |= {"language": "de", "pools": [session.pool.pk]}
    assert client.post(reverse("admin:registration_attendee_add"), form).status_code == 302
    assert tables_with(NAME) >= {"registration_attendee.name"}


def without_registration(client, session):
    """At the door: entered by a helper, marked, and taken back by an organiser."""
    link = HelperLinkFactory(conference=session.conference)
    walk_in = actions.add_walk_in(
        session.conference, pools=[session.pool], name=NAME, organisation="Verein Zimtstern", link=link
    )
    walk_in.attendee.email = ADDRESS  # which they say later
    walk_in.attendee.save()
    actions.unmark_present(walk_in)


def unconfirmed(client, session):
    register(session, name=NAME, email=ADDRESS, organisation="Zimtstern", access_needs="Zimtstern")


# How an attendee goes


def by_themselves(client, attendee):
    open_own_page(client, attendee)
    assert client.post("/me/erase/", {"sure": "on"}).status_code == 302


def act(client, model, action, chosen, **data):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    sent = {"action": action, "_selected_action": [row.pk for row in chosen], **data}
    return client.post(address, sent, follow=True)


def by_an_organiser(client, attendee):
    assert Attendee.objects.filter(pk=attendee.pk).exists()
    assert NAME in act(client, Attendee, "erase", [attendee]).text  # a question first
    act(client, Attendee, "erase", [attendee], sure="on")


def by_merge(client, attendee):
    kept = AttendeeFactory(conference=attendee.conference)
    act(client, Attendee, "merge", [kept, attendee], kept=kept.pk, sure="on")
    theirs = {"registration_accessneeds.text", "registration_answer.text"}  # of whoever stays: it is the same person
    assert (tables_with(NAME), tables_with(ADDRESS), tables_with("zimtstern") - theirs) == (set(), set(), set())
    actions.erase(kept)


def by_the_clock(client, attendee):
    for model, column in ((Submission, "sent_at"), (Attendee, "created_at")):
        model.objects.update(**{column: timezone.now() - WEEK})
    actions.forget_unconfirmed()


def by_psql(client, attendee):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registration_registration")
        for table in ("answer", "accessneeds", "submission", "attendee"):
            cursor.execute(f"DELETE FROM registration_{table}")  # noqa: S608


ENTRIES = [by_form, with_a_colleague, by_telephone, without_registration]
EXITS = [by_themselves, by_an_organiser, by_merge, by_psql]
WAYS = [*((entry, way_out) for entry in ENTRIES for way_out in EXITS), (unconfirmed, by_the_clock)]


@pytest.mark.usefixtures("organiser")
@pytest.mark.parametrize(("come", "go"), WAYS)
def test_attendee_is_nowhere_any_more(client, folder, session, come, go):
    come(client, session)
    attendee = Attendee.objects.get(name=NAME)
    if come is not unconfirmed:
        address = reverse("admin:registration_attendee_change", args=[attendee.pk])
        form = {"name": f"{NAME} geb. Zimtstern", "organisation": "", "language": "de", "_save": "1"}
        inline = {f"registrations-{part}_FORMS": n for part, n in (("TOTAL", 1), ("INITIAL", 1))}
        row = {"registrations-0-id": attendee.registrations.get().pk, "registrations-0-attendee": attendee.pk}
        assert client.post(address, form | inline | row).status_code == 302
        actions.correct(attendee, name=NAME, organisation="Zimtstern")
        actions.ask_for_address(attendee, email="zimtstern@example.org")
        actions.ask_for_links(ADDRESS)
        actions.send_everything(attendee)
    send_all()
    found = traces(folder)
    assert {"registration_attendee.name", "mail_message.to"} <= found
    assert any(str(path).endswith(".eml") for path in found)
    go(client, attendee)
    assert_nothing_is_left(folder)


# Speakers: how they come in


def speaker_by_form(client, session):
    """Entered and changed in the admin, where everything about them stands in fields."""
    conference = session.conference
    address = reverse("admin:programme_speaker_add")
    none = {f"appearances-{part}_FORMS": 0 for part in ("TOTAL", "INITIAL")}
    form = {"conference": conference.pk, "name": NAME, "email": ADDRESS, "phone": "0361 zimtstern", "language": "de"}
    form |= {"internal_note": "Zimtstern", "biography_0": "Zimtstern", "position": "Leitung Zimtstern"}
    assert client.post(address, form | none).status_code == 302
    speaker = Speaker.objects.get()
    address = reverse("admin:programme_speaker_change", args=[speaker.pk])
    new = {f"appearances-{part}_FORMS": n for part, n in (("TOTAL", 1), ("INITIAL", 0))}
    new |= {"appearances-0-session": session.pk, "appearances-0-role": "speaker"}
    assert client.post(address, form | {"degree": "Dr. Zimtstern"} | new).status_code == 302
    take_part(speaker.appearances.get())


def speaker_by_import(client, session):
    conference = session.conference
    draft, _report = text.read(written(conference))
    writer.apply(draft, slug=conference.slug)
    again = {"content": written(conference).decode(), "preview": "1"}  # looked at, and not imported
    assert client.post(reverse("admin:programme_import"), again).status_code == 302
    Speaker.objects.update(email=ADDRESS, phone="zimtstern")
    take_part(Appearance.objects.get(speaker__name=NAME))


def written(conference):
    day = f"{conference.starts_on:%d.%m.%Y}"
    return f"# {conference.title}\n\n{day}\n\n## 14:00–15:00 Lesen lernen\n\nReferentin: {NAME} (angefragt)\n".encode()


def take_part(appearance):
    """Be asked, be asked again with other words on one's page, answer, and be changed by hand."""
    organiser = OrganiserFactory()
    if appearance.is_requested:
        programme.request_speaker(appearance, by=organiser)
    programme.decline_appearance(appearance, reason="Zimtstern gegessen")
    programme.reopen_appearance(appearance, by=organiser, note="Zimtstern")
    programme.ask_for_another_time(appearance, when="Nach dem Zimtstern")
    programme.confirm_appearance(appearance)
    hand_in(appearance)
    programme.send_speaker_link(appearance.speaker)
    register_and_confirm(appearance.session, email="somebody@example.org")  # with a calendar entry


def hand_in(appearance):
    """Propose texts, of which one is declined, say what one needs, and agree to be photographed for a while."""
    speaker = appearance.speaker
    programme.note_technical_needs(appearance, "Ein Zimtstern")
    programme.propose_texts(speaker, appearance.session, {("abstract", "de"): "Vom Zimtstern"})
    proposal = Proposal.objects.get()
    programme.decline_proposal(proposal, by=None, shown=proposal.digest, reason="Ein Zimtstern zu viel.")
    programme.propose_texts(speaker, appearance.session, {("abstract", "de"): "Vom Zimtstern und mehr"})
    programme.give_consent(speaker, "photo")
    programme.withdraw_consent(speaker, "photo")


# How they go


def one(client, speaker):
    address = reverse("admin:programme_speaker_delete", args=[speaker.pk])
    assert client.post(address, {"post": "yes"}).status_code == 302


def many(client, speaker):
    others = SpeakerFactory.create_batch(2, conference=speaker.conference)
    act(client, Speaker, "delete_selected", [speaker, *others], post="yes")


def speaker_by_psql(client, speaker):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM programme_appearance")
        cursor.execute("DELETE FROM programme_speaker")


def with_their_conference(client, speaker):
    for attendee in Attendee.objects.all():
        actions.erase(attendee)
    address = reverse("admin:programme_conference_delete", args=[speaker.conference_id])
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not Conference.objects.exists()


SPEAKER_ENTRIES = [speaker_by_form, speaker_by_import]
SPEAKER_EXITS = [one, many, speaker_by_psql, with_their_conference]


@pytest.mark.usefixtures("organiser")
@pytest.mark.parametrize("go", SPEAKER_EXITS)
@pytest.mark.parametrize("come", SPEAKER_ENTRIES)
def test_speaker_is_nowhere_any_more(client, folder, session, come, go):
    come(client, session)
    send_all()
    speaker = Speaker.objects.get(name=NAME)
    PictureFactory(speaker=speaker, credit="Studio Zimtstern")
    file = {"name": "Zimtstern.pdf", "content": b"%PDF-1.7 Zimtstern %%EOF", "is_shown": True}
    SessionFileFactory(session=session, speaker=speaker, **file)
    found = traces(folder)
    everywhere = {"programme_speaker.name", "programme_speakerevent.name", "mail_message.to", "mail_message.subject"}
    everywhere |= {"programme_picture.credit", "programme_proposal.text", "programme_proposal.reason"}
    everywhere |= {"programme_sessionfile.name"}
    everywhere |= {"programme_appearance.technical_needs"}
    of_the_import = {"programme_importeditem.values", "programme_importtext.content", "programme_importtext.words"}
    assert found >= everywhere | (of_the_import if come is speaker_by_import else set())
    assert any(str(path).endswith(".eml") for path in found)
    go(client, speaker)
    assert_nothing_is_left(folder)
    assert (Consent.objects.count(), Proposal.objects.count()) == (0, 0)


def test_speaker_who_was_deleted_here_does_not_come_back_with_the_next_import_of_the_same_text():
    conference = ConferenceFactory()
    draft, _report = text.read(written(conference))
    writer.apply(draft, slug=conference.slug)
    programme.remove_speaker(Speaker.objects.get(), by=None)
    assert tables_with("zwiebelfisch") == set()
    changes = writer.apply(draft, slug=conference.slug)
    assert [change.name for change in changes.removed] == [f"{NAME} – Lesen lernen"]
    assert (changes.is_empty, Speaker.objects.count(), tables_with("zwiebelfisch")) == (True, 0, set())


def test_history_keeps_what_became_of_an_appearance_without_the_person():
    appearance = AppearanceFactory(status="requested")
    programme.confirm_appearance(appearance)
    programme.remove_speaker(appearance.speaker, by=None)
    events = Appearance.pgh_event_model.objects.filter(pgh_obj_id=appearance.pk).order_by("pgh_id")
    assert [event.status for event in events] == ["requested", "confirmed", "confirmed"]


# The log of the admin


def test_log_calls_things_by_their_name_and_people_by_a_number(client, organiser):
    session, appearance, attendee = SessionFactory(), AppearanceFactory(), AttendeeFactory()
    rows = [session, session.conference, appearance, appearance.speaker, attendee, organiser]
    said = [{"changed": {"name": "appearance", "object": "Zita – Titel", "fields": ["Role"]}}, {"added": {}}]
    LogEntry.objects.log_actions(organiser.pk, rows, ADDITION, said)
    LogEntry.objects.log_actions(organiser.pk, [session], ADDITION, "[no list")
    names = list(LogEntry.objects.order_by("pk").values_list("object_repr", flat=True))
    people = [f"{row._meta.model_name} {row.pk}" for row in rows[2:]]
    assert names == [str(session), str(session.conference), *people, str(session)]
    messages = {entry.get_change_message() for entry in LogEntry.objects.all()}
    assert messages == {"Rolle für Mitwirkung „…“ geändert. Hinzugefügt.", ""}


@pytest.mark.breaks_invariants
@pytest.mark.parametrize(
    ("act", "rule"),
    [
        ("UPDATE mail_message SET speaker_id = NULL", "mail that does not say whom it is to or about"),
        ("UPDATE mail_message SET facts = '{\"attendee\": 0}'", "mail that does not say whom it is to or about"),
        ("UPDATE mail_message SET facts = '{\"speaker\": 0}'", "mail that does not say whom it is to or about"),
        ("UPDATE programme_speakerevent SET pgh_obj_id = 0", "history or memory of somebody"),
        ("INSERT INTO registration_attendeechange VALUES (DEFAULT, 0, '{name}')", "history or memory of somebody"),
        (
            "SET LOCAL session_replication_role = replica; UPDATE django_admin_log SET object_repr = 'Zita'",
            "entry of the admin's log that names somebody",
        ),
    ],
)
def test_check_finds_what_is_left_of_somebody(client, organiser, act, rule):
    appearance = AppearanceFactory(status="requested")
    programme.request_speaker(appearance, by=organiser)
    LogEntry.objects.log_actions(organiser.pk, [appearance.speaker], ADDITION)
    assert breaks(stop_hours=12) == {}
    with connection.cursor() as cursor:
        cursor.execute(act)
    assert [name for name in breaks(stop_hours=12) if name.startswith(rule)] != []


def test_organiser_who_may_not_delete_people_is_not_offered_it(client):
    client.force_login(OrganiserFactory(is_superuser=False))
    attendee = AttendeeFactory()
    assert act(client, Attendee, "erase", [attendee], sure="on").status_code == 403
    assert Attendee.objects.exists()


# Files


def test_mail_that_is_being_sent_while_its_person_is_deleted_leaves_no_file(folder, session):
    attendee = register(session, name=NAME, email=ADDRESS).attendee
    message = mail._lease(Message.objects.get().pk)
    mail._write(message)
    actions.erase(attendee)
    assert ProcrastinateJob.objects.filter(scheduled_at=message.leased_until).count() == 1
    build(message).send()
    assert files_with("zitronenhain", folder) != set()
    delete_files()
    assert files_with("zitronenhain", folder) == set()


def test_mails_that_an_smtp_server_has_are_no_business_of_ours(settings):
    settings.MAILERS = mailers_from_url("smtp://127.0.0.1:1/?starttls=0")
    mail.delete_files(["<a@example.org>"])
