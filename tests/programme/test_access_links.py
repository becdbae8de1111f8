"""The link of a video conference: entered by organisers, and read by nobody else."""

import datetime
import logging
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programme import actions
from programme.models import AccessLink, Appearance, Room, Session
from programme.speaker_letters import join_link, speaker_link
from programme.validators import secure_address
from registration import actions as registration_actions
from registration.emails import feed_link
from registration.emails import join_link as join_link_of_attendee
from tests import seed
from tests.browsers import change_page, opened
from tests.factories import AppearanceFactory, OrganiserFactory, RoomFactory, SessionFactory, SlotFactory
from tests.kept.test_announced import public_pages
from tests.mail.databases import back_up
from tests.registration.steps import register
from tests.traces import files_with, send_all, tables_with
from tests.visitor import Visitor
from womconf.mail.transport import mailers_from_url

pytestmark = pytest.mark.django_db

LINK = "https://meet.example.org/b/geheimer-raum?pwd=xyz"
SECRET = "geheimer-raum"
MINUTE = datetime.timedelta(minutes=1)


def stored(**its):
    link = AccessLink.objects.filter(**its).first()
    return link and link.address.open()


# What an organiser enters


def test_organiser_enters_changes_and_deletes_a_link(anna):
    session = SlotFactory().session
    for typed in (LINK, "https://zoom.us/j/1", ""):
        assert anna.post(change_page(session), {"access_link": typed}).status_code == 302
        assert stored(session=session) == (typed or None)
        assert f'value="{typed}"' in anna.get(change_page(session)).text


def test_other_changes_leave_the_link_alone(anna):
    session = SlotFactory().session
    actions.set_access_link(session, LINK)
    assert anna.post(change_page(session), {"target_group_0": "Alle"}).status_code == 302
    assert stored(session=session) == LINK


def test_link_of_a_room(anna):
    room = RoomFactory()
    assert anna.post(change_page(room), {"access_link": LINK}).status_code == 302
    assert stored(room=room) == LINK
    refused = anna.post(change_page(room), {"kind": Room.Kind.ON_SITE})
    assert (refused.status_code, "Dieser Raum ist nur vor Ort" in refused.text) == (200, True)


def test_two_organisers_at_once_see_both_links(anna, bernd):
    session = SlotFactory().session
    actions.set_access_link(session, "https://zoom.us/j/0")
    shown = opened(bernd, change_page(session))
    anna.post(change_page(session), {"access_link": LINK})
    answer = bernd.post(change_page(session), {**shown, "access_link": "https://zoom.us/j/1"})
    assert (answer.status_code, SECRET in answer.text) == (200, True)
    assert stored(session=session) == LINK


GOOD = {
    LINK: LINK,
    f"  {LINK} \n": LINK,
    "https://zoom.us/j/123?pwd=a%20b#success": "https://zoom.us/j/123?pwd=a%20b#success",
    "HTTPS://Meet.Example.org/Ab": "https://meet.example.org/Ab",
    "https://MÜLLER.example/täglich": "https://xn--mller-kva.example/t%C3%A4glich",
    "https://meet.example.org:8443/x": "https://meet.example.org:8443/x",
    "https://192.0.2.7/x": "https://192.0.2.7/x",
    "https://[2001:db8::1]/x": "https://[2001:db8::1]/x",
    "https://meet.example.org/" + "x" * 1900: "https://meet.example.org/" + "x" * 1900,
}
BAD = [
    "http://meet.example.org/a",
    "javascript:alert(1)",
    "data:text/html,x",
    "//meet.example.org/a",
    "https://",
    "https:///a",
    "https://meet.example.org/a\r\nSet-Cookie: a=b",
    "https://meet.example.org/a\nb",
    "https://meet.example.org/a b",
    "https://meet.example.org/\u202egro",
    "https://bank.example@evil.example/",
    "https://evil.example\\@bank.example/",
    "https://ｅxample.org/",
    "https://-.example/",
    "ftp://meet.example.org/a",
    "https://meet.example.org:99999/a",
]


@pytest.mark.parametrize("typed", GOOD)
def test_web_addresses_are_spelled_as_a_redirect_names_them(typed):
    assert secure_address(typed) == GOOD[typed]


@pytest.mark.parametrize("typed", [*BAD, "meet.example.org/a"])
def test_everything_else_is_refused(typed):
    with pytest.raises(ValidationError):
        secure_address(typed)


@pytest.mark.parametrize("typed", [*BAD, "https://meet.example.org/" + "x" * 2000])
def test_page_says_what_is_wrong_and_keeps_what_was_typed(anna, typed):
    session = SlotFactory().session
    answer = anna.post(change_page(session), {"access_link": typed})
    assert (answer.status_code, list(answer.context["adminform"].errors)) == (200, ["access_link"])
    assert AccessLink.objects.count() == 0


def test_link_typed_without_its_scheme_is_one_of_https(anna):
    session = SlotFactory().session
    assert anna.post(change_page(session), {"access_link": "zoom.us/j/4711"}).status_code == 302
    assert stored(session=session) == "https://zoom.us/j/4711"


def test_link_that_nobody_gets_is_named(anna):
    session = SlotFactory().session
    slot = session.slots.get()
    slot.room = RoomFactory(conference=session.conference, kind=Room.Kind.ON_SITE)
    slot.save()
    answer = anna.post(change_page(session), {"access_link": LINK}, follow=True)
    assert "Den Zugangslink bekommt niemand" in answer.text
    slot.room = RoomFactory(conference=session.conference, kind=Room.Kind.ONLINE)
    slot.save()
    answer = anna.post(change_page(session), {"access_link": f"{LINK}2"}, follow=True)
    assert "Den Zugangslink bekommt niemand" not in answer.text


def test_link_belongs_to_a_session_or_a_room():
    session = SessionFactory()
    room = RoomFactory(conference=session.conference)
    for its in ({}, {"session": session, "room": room}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccessLink.objects.create(address=LINK, **its)


@pytest.mark.parametrize("make", [SessionFactory, RoomFactory])
def test_link_is_deleted_with_its_session_or_room(make):
    row = make()
    actions.set_access_link(row, LINK)
    row.delete()
    assert AccessLink.objects.count() == 0


# Who sees it


def staff(*rights):
    user = OrganiserFactory(is_superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    browser = Visitor()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize("kind", ["session", "room"])
def test_only_who_may_change_the_page_sees_the_link(kind):
    row = SlotFactory().session if kind == "session" else RoomFactory()
    actions.set_access_link(row, LINK)
    rights = {f"view_{kind}", f"change_{kind}", f"add_{kind}", f"delete_{kind}"}
    assert SECRET in staff(*rights).get(change_page(row)).text
    page = staff(*rights - {f"change_{kind}"}).get(change_page(row))
    assert (page.status_code, SECRET in page.text) == (200, False)


def test_nobody_asks_the_list_for_a_link():
    actions.set_access_link(SessionFactory(), LINK)
    for lookup in ("access_link__address__startswith", "access_link__address", "access_link__isnull"):
        answer = staff("view_session").get("/admin/programme/session/", {lookup: "g"})
        assert answer.status_code == 400


def test_lost_key_is_said_to_organisers_in_words_and_the_value_stays(anna, settings):
    session = SlotFactory().session
    actions.set_access_link(session, LINK)
    browser = Visitor()
    key = settings.SECRET_KEY
    settings.SECRET_KEY = "another key"
    browser.force_login(OrganiserFactory())
    page = browser.get(change_page(session))
    assert (page.status_code, "SECRET_KEY geändert" in page.text) == (200, True)
    assert browser.post(change_page(session), {"target_group_0": "Alle"}).status_code == 302
    settings.SECRET_KEY = key
    assert stored(session=session) == LINK


def test_lost_key_is_a_sentence_for_visitors(settings):
    appearance = speaking(minutes=5)
    settings.SECRET_KEY = "another key"  # their links are signed anew, too
    browser, page = come(appearance)
    assert (page.status_code, page.context["way"].state) == (200, "unreadable")
    assert "lässt sich zurzeit nicht öffnen" in page.text
    assert press(appearance, browser, page).status_code == 409


# Speakers


def speaking(*, minutes, **facts):
    starts_at = timezone.now() + minutes * MINUTE
    slot = SlotFactory(starts_at=starts_at, ends_at=starts_at + 60 * MINUTE)
    actions.set_access_link(slot.session, LINK)
    return AppearanceFactory(session=slot.session, **facts)


def come(appearance):
    browser = Visitor()
    where = urlsplit(join_link(appearance.speaker, appearance.session).url)
    return browser, browser.get(f"{where.path}?{where.query}", follow=True)


def press(appearance, browser, page):
    return browser.post(join_link(appearance.speaker, appearance.session).path, {"key": page.context["key"]})


@pytest.mark.parametrize("role", Appearance.Role)
@pytest.mark.parametrize(("minutes", "status"), [(31, 409), (29, 303)])
def test_speakers_and_chairs_come_half_an_hour_before(role, minutes, status):
    appearance = speaking(minutes=minutes, role=role)
    browser, page = come(appearance)
    answer = press(appearance, browser, page)
    assert (page.status_code, answer.status_code, SECRET in page.text) == (200, status, False)
    assert (answer.get("Location") == LINK) == (status == 303)


@pytest.mark.parametrize(
    ("status", "state"), [("requested", "unanswered"), ("declined", "no_part"), ("withdrawn", "no_part")]
)
def test_only_who_takes_part_gets_in(status, state):
    appearance = speaking(minutes=5, status=status)
    browser, page = come(appearance)
    assert (page.context["way"].state, press(appearance, browser, page).status_code) == (state, 409)


def test_speaker_of_another_session_does_not_get_in():
    appearance = speaking(minutes=5)
    other = speaking(minutes=5)
    key = join_link(other.speaker, other.session).token
    path = join_link(appearance.speaker, appearance.session).path
    assert (Visitor().get(path, {"key": key}).status_code, Visitor().post(path, {"key": key}).status_code) == (403, 403)


def test_revoked_link_of_a_speaker_opens_nothing():
    appearance = speaking(minutes=5)
    browser, page = come(appearance)
    actions.revoke_speaker_link(appearance.speaker, by=OrganiserFactory())
    assert press(appearance, browser, page).status_code == 403


def test_page_of_a_speaker_leads_to_the_session():
    appearance = speaking(minutes=60)
    home = seed.browser_with(speaker_link(appearance.speaker)).get("/speaker/").text
    assert join_link(appearance.speaker, appearance.session).url in home
    assert SECRET not in home


# Where it must not stand


@pytest.fixture
def folder(settings, tmp_path):
    settings.WOMCONF_VAR = tmp_path
    settings.MAILERS = mailers_from_url((tmp_path / "mail").as_uri())
    return tmp_path


def live_through(link, anna):
    """Enter a link at a session and its room, change the session, register, write every mail; look at all pages."""
    alpha = seed.side("alpha")
    seed.side("beta")
    starts_at = timezone.now() + 5 * MINUTE
    alpha.session.slots.update(starts_at=starts_at, ends_at=starts_at + 60 * MINUTE)
    alpha.conference.contact_email = "office@example.org"
    alpha.conference.save()
    alpha.session.refresh_from_db()
    for row in (alpha.session, alpha.room):
        assert anna.post(change_page(row), {"access_link": link}).status_code == 302
    attendee = register(alpha.session).attendee
    registration_actions.confirm(attendee)
    attendee.refresh_from_db()
    anna.post(change_page(alpha.session), {"title_0": "Anderer Titel"})
    actions.tell_changes(alpha.conference)
    send_all()
    texts = {address: Visitor().get(address).content.decode("latin-1") for address in public_pages(alpha)}
    links = [alpha.attendee_link, alpha.speaker_link, feed_link(attendee), join_link(alpha.speaker, alpha.session)]
    links.append(join_link_of_attendee(attendee, alpha.session))
    for each in links:
        browser = Visitor()
        texts[each.path] = browser.get(each.path, {"key": each.token}, follow=True).text
        for page in ("/me/calendar.ics", "/me/data.json") if each.path == "/me/" else ():
            texts[page] = browser.get(page).text
    for page in ("/admin/programme/session/", f"/admin/programme/session/{alpha.session.pk}/history/", "/admin/"):
        texts[page] = anna.get(page).text
    browser = Visitor()
    way = join_link_of_attendee(attendee, alpha.session)
    shown = browser.get(way.path, {"key": way.token}, follow=True)
    assert browser.post(way.path, {"key": shown.context["key"]})["Location"] == link
    return texts


def test_link_is_in_no_table_mail_page_feed_export_history_or_log(anna, folder, caplog):
    caplog.set_level(logging.DEBUG)
    texts = live_through(LINK, anna)
    assert len(texts) > 40
    assert [page for page, text in texts.items() if SECRET in text or "meet.example" in text] == []
    assert (tables_with(SECRET), tables_with("meet.example"), files_with(SECRET, folder)) == (set(), set(), set())
    assert SECRET not in caplog.text
    assert "/me/join/" in texts["/me/"]
    assert list((folder / "mail").glob("*.eml"))


def test_it_would_be_found(anna, folder):
    """The control: the same link where it does not belong."""
    session = SlotFactory().session
    Session.objects.filter(pk=session.pk).update(materials_url=LINK)
    assert "programme_session.materials_url" in tables_with(SECRET)
    assert SECRET in Visitor().get(session.get_absolute_url()).text


@pytest.mark.django_db(transaction=True)
def test_link_is_in_no_backup():
    """What pg_dump writes of the whole database."""
    for row in (SlotFactory().session, RoomFactory(name={"de": "Saal Kontrolle"})):
        actions.set_access_link(row, LINK)
    written = back_up(form="plain")
    assert [word in written for word in (b"programme_accesslink", b"Saal Kontrolle")] == [True, True]
    assert [word for word in (SECRET, "meet.example") if word.encode() in written] == []


def test_public_pages_do_not_ask_for_it_and_stay_as_they_are():
    alpha = seed.side("alpha")
    seed.side("beta")
    actions.set_access_link(alpha.session, LINK)
    with CaptureQueriesContext(connection) as statements:
        for address in public_pages(alpha):
            Visitor().get(address)
    assert [each["sql"] for each in statements if "accesslink" in each["sql"]] == []


def test_another_link_changes_no_row_of_a_session():
    """So no page is made anew, no revision rises, and nobody is told."""
    slot = SlotFactory()
    actions.set_access_link(slot.session, LINK)

    def rows():
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin, ctid FROM programme_session UNION ALL SELECT xmin, ctid FROM programme_slot")
            return cursor.fetchall(), slot.session.events.count()

    before = rows()
    actions.set_access_link(slot.session, "https://zoom.us/j/1")
    assert rows() == before
