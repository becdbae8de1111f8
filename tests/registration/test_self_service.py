"""A calendar to subscribe to, another address: what people do for themselves."""

import datetime
import re

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from programme.actions import cancel_session
from registration import actions
from registration.emails import address_link, feed_link, personal_link
from registration.models import Attendee
from tests.factories import AttendeeFactory, OrganiserFactory, RegistrationFactory, SlotFactory
from tests.mail.writing import written
from tests.markup import parse
from tests.registration.steps import mails, open_own_page
from tests.visitor import Visitor
from womconf.links import PersonalLink
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def erika():
    return RegistrationFactory(
        session=SlotFactory().session, attendee__email="erika@example.org", attendee__name="Erika Muster"
    ).attendee


def path(link):
    return link.url.removeprefix(settings.BASE_URL)


def events(response):
    return [str(event["summary"]) for event in Calendar.from_ical(response.content).events]


def test_feed_shows_what_is_confirmed_and_needs_no_cookie(erika):
    full = SlotFactory(session__conference=erika.conference, session__capacity=0).session
    RegistrationFactory(session=full, attendee=erika, status="waiting")
    other = RegistrationFactory(session=SlotFactory(session__conference=erika.conference).session)
    response = Visitor().get(path(feed_link(erika)))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert events(response) == [erika.registrations.confirmed().get().session.title.localize("de")]
    assert (response["Cache-Control"], response.cookies) == ("no-store", {})
    assert other.attendee.name not in response.text
    actions.cancel(erika.registrations.confirmed().get())
    assert events(Visitor().get(path(feed_link(erika)))) == []


def test_feed_opens_nothing_else(erika):
    token = feed_link(erika).token
    assert Visitor().get("/me/", {"key": token}).status_code == 403
    assert Visitor().get("/me/address/", {"key": token}).status_code == 403
    assert Visitor().get("/me/feed.ics", {"key": personal_link(erika).token}).status_code == 404
    assert Visitor().post(path(feed_link(erika))).status_code == 405
    for bad in ("", "x", token[:-1], token + "x", "\x00"):
        assert Visitor().get("/me/feed.ics", {"key": bad}).status_code == 404


def test_feed_that_was_revoked_is_gone_and_the_page_shows_another(client, erika):
    old = feed_link(erika)
    open_own_page(client, erika)
    assert old.token in client.get("/me/").text
    client.post("/me/feed/")
    assert (Visitor().get(path(old)).status_code, old.token in client.get("/me/").text) == (404, False)
    erika.refresh_from_db()
    assert Visitor().get(path(feed_link(erika))).status_code == 200
    assert client.get("/me/").status_code == 200  # the personal link is another thing


def test_feed_of_somebody_who_deleted_themselves_is_gone(erika):
    link = feed_link(erika)
    actions.erase(erika)
    assert Visitor().get(path(link)).status_code == 404


def test_feed_costs_the_same_for_one_session_and_for_many(erika, django_assert_num_queries):
    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as statements:
            Visitor().get(path(feed_link(erika)))
        return len(statements)

    few = count()
    for hour in range(20):
        begins = timezone.now() + datetime.timedelta(days=40, hours=hour)
        slot = SlotFactory(session__conference=erika.conference, starts_at=begins, ends_at=None)
        RegistrationFactory(session=slot.session, attendee=erika)
    assert count() == few


def ask(client, attendee, email="neu@example.org"):
    open_own_page(client, attendee)
    return client.post("/me/new-address/", {"new_email": email})


def test_new_address_counts_from_the_button_in_its_own_mailbox(client, erika):
    assert ask(client, erika).status_code == 302
    assert "neu@example.org" in client.get("/me/").text
    assert mails() == [("new-address", "neu@example.org")]
    mail = written(kind="new-address")
    assert "Erika" not in mail.subject + mail.text + mail.html  # it may be a stranger's mailbox
    [link] = [PersonalLink(**link) for link in mail.links]
    mailbox = Visitor()
    page = mailbox.get(path(link))
    assert (page.status_code, page.url) == (302, "/me/address/")
    assert "neu@example.org" in mailbox.get("/me/address/").text
    assert Attendee.objects.get().email == "erika@example.org"
    old = personal_link(erika)
    assert mailbox.post("/me/address/").url == "/me/"
    assert (Attendee.objects.get().email, Attendee.objects.get().new_email) == ("neu@example.org", "")
    assert mailbox.get("/me/").status_code == 200
    assert Visitor().get(path(old), follow=True).status_code == 403
    assert mails()[1:] == [("address-changed", "erika@example.org"), ("everything", "neu@example.org")]
    told = written(kind="address-changed")
    assert ("neu@example.org" in told.text, told.links) == (False, [])
    assert Visitor().get(path(link), follow=True).status_code == 403  # used


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "erika",
        "a@example.org\nBcc: b@example.org",
        "a\x00@example.org",
        "x" * 250 + "@x.de",
        "erika@exam\u200bple.org",
    ],
)
def test_bad_address_is_said_at_its_field(client, erika, bad):
    response = ask(client, erika, bad)
    assert (response.status_code, list(response.context["address_form"].errors)) == (200, ["new_email"])
    assert mails() == []


def test_address_of_somebody_else_is_refused_only_after_it_was_proven(client, erika):
    AttendeeFactory(conference=erika.conference, email="neu@example.org")
    assert ask(client, erika).status_code == 302
    mailbox = Visitor()
    mailbox.get(path(PersonalLink(**written(kind="new-address").links[0])))
    response = mailbox.post("/me/address/")
    assert (response.status_code, "schon jemand angemeldet" in response.text) == (200, True)
    assert Attendee.objects.get(pk=erika.pk).email == "erika@example.org"


def test_later_wish_ends_the_link_of_the_earlier_one(client, erika):
    ask(client, erika, "one@example.org")
    first = PersonalLink(**written(kind="new-address").links[0])
    ask(client, erika, "two@example.org")
    assert Visitor().get(path(first), follow=True).status_code == 403


def test_nobody_is_written_to_without_end(client, erika):
    for _press in range(5):
        ask(client, erika)
    assert len(mails()) == 1


def test_wish_that_nobody_confirmed_is_forgotten_in_a_week(client, erika):
    ask(client, erika)
    link = path(PersonalLink(**written(kind="new-address").links[0]))
    Attendee.objects.update(new_email_asked_at=timezone.now() - datetime.timedelta(days=8))
    actions.forget_unconfirmed()
    assert (Attendee.objects.get().new_email, Visitor().get(link, follow=True).status_code) == ("", 403)


def test_mail_for_a_wish_that_was_forgotten_is_not_written(client, erika):
    ask(client, erika)
    Attendee.objects.update(new_email="", new_email_asked_at=None)
    assert not written(kind="new-address").is_written


def test_address_without_a_time_is_refused_by_the_database(erika):
    with pytest.raises(IntegrityError, match="attendee_new_email_with_at"), transaction.atomic():
        Attendee.objects.update(new_email="x@example.org")


def test_new_address_goes_with_the_person(client, erika):
    ask(client, erika)
    assert client.get("/me/data.json").json()["new_email"] == "neu@example.org"
    actions.erase(Attendee.objects.get())
    assert not Message.objects.exists()


def test_link_to_a_new_address_is_in_no_log(client, erika, caplog):
    ask(client, erika)
    erika.refresh_from_db()
    for link in (address_link(erika), feed_link(erika)):
        client.get(path(link) + "x")
        assert re.search(r"key=[^…&\s]", path(link))
    from womconf.logs import LineFormatter

    lines = [LineFormatter("{message}", style="{").format(record) for record in caplog.records]
    assert [line for line in lines if address_link(erika).token in line or feed_link(erika).token in line] == []


@pytest.mark.parametrize(
    ("button", "given", "news"),
    [
        ("confirm", {}, "Vielen Dank."),
        ("cancel", {"session": "the only one"}, "Danke, dass Sie Bescheid geben."),
        ("cancel-all", {}, "Danke, dass Sie Bescheid geben."),
        ("name", {"name": "Erika Neu"}, "Ihre Änderung ist gespeichert."),
        ("new-address", {"new_email": "neu@example.org"}, "Bitte sehen Sie im Postfach von neu@example.org nach"),
        ("needs", {}, "Diese Angaben sind gelöscht."),
        ("resend", {}, "Wir schicken Ihnen die E-Mail jetzt."),
        ("feed", {}, "Ihr Kalender hat eine neue Adresse"),
    ],
)
def test_page_says_what_a_button_has_done(client, erika, button, given, news):
    open_own_page(client, erika)
    if "session" in given:
        given = {"session": erika.registrations.get().session.code}
    page = client.post(f"/me/{button}/", given, follow=True)
    assert '<p class="notice success" role="status">' + news in page.text
    assert 'role="status"' not in client.get("/me/?said=<b>").text


@pytest.mark.parametrize("button", ["name", "new-address", "erase"])
def test_page_lists_its_errors_first_and_its_title_tells(client, erika, button):
    open_own_page(client, erika)
    page = client.post(f"/me/{button}/", {}).text
    assert "<title>Fehler: Meine Anmeldungen" in page
    assert page.index('id="error-summary"') < page.index("<h1>")
    assert page.count("autofocus") == 1


@pytest.mark.parametrize(
    ("gives_up", "is_cancelled", "words"),
    [(True, False, "abgemeldet"), (False, True, "fällt aus"), (True, True, "fällt aus"), (False, False, "angemeldet")],
)
def test_who_gave_a_place_up_is_told_from_a_session_that_does_not_take_place(
    client, erika, gives_up, is_cancelled, words
):
    registration = erika.registrations.get()
    if gives_up:
        actions.cancel(registration)
    if is_cancelled:
        cancel_session(registration.session, by=OrganiserFactory())
    open_own_page(client, erika)
    card = parse(client.get("/me/").text).one("li", class_="card")
    assert card.one(class_="status").text == words
