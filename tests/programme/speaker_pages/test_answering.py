"""What a speaker sees and does by a personal link, without an account."""

import datetime
import re

import pytest
from django.urls import reverse

from programme import actions
from programme.models import Appearance
from programme.speaker_letters import speaker_link
from tests.factories import (
    AppearanceFactory,
    OrganisationFactory,
    RoomFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.mail.writing import written
from tests.programme.speaker_pages.visiting import answer, home, open_link, without_tags
from womconf.limits.models import Count
from womconf.links import PersonalLink
from womconf.mail.models import Message
from womconf.mail.rendering import build

pytestmark = pytest.mark.django_db


def status(row):
    return type(row).objects.get(pk=row.pk).status


# Where it is


@pytest.mark.parametrize("has_room", [False, True])
def test_page_and_mails_name_the_house_as_long_as_no_room_is_known(client, asked, has_room):
    conference = asked.session.conference
    type(conference).objects.update(venue={"de": "Stadthalle & Markt"})
    if has_room:
        asked.session.slots.update(room=RoomFactory(conference=conference, kind="on_site", name={"de": "Saal"}))
    actions.request_speaker(asked, by=None)
    request = written(kind="ask-speaker")
    open_link(client, asked.speaker)
    page = home(client)
    actions.confirm_appearance(asked)
    place = "Saal" if has_room else "Stadthalle & Markt"
    for text in (request.text, written(kind="speaker-receipt").text):
        assert f"Montag, 3. Mai 2027, 10:00 – 11:00 Uhr, {place}" in text
    assert f"10:00 – 11:00 Uhr · {place.replace('&', '&amp;')} · 60 Minuten" in without_tags(page)


def test_page_of_a_session_without_a_time_names_the_house(client, asked):
    type(asked.session.conference).objects.update(venue={"de": "Stadthalle"})
    asked.session.slots.all().delete()
    open_link(client, asked.speaker)
    assert "Zeit folgt · Stadthalle" in without_tags(home(client))


def test_page_of_an_online_session_names_no_house(client, asked):
    online = RoomFactory(conference=asked.session.conference, kind="online", name={"de": "Zoom 1"})
    type(asked.session.conference).objects.update(venue={"de": "Stadthalle"})
    asked.session.slots.update(room=online)
    open_link(client, asked.speaker)
    assert ("Zoom 1" in home(client), "Stadthalle" in home(client)) == (True, False)


# The link


def test_link_of_the_mail_leads_to_the_page_and_its_address_becomes_clean(client, asked):
    actions.request_speaker(asked, by=None)
    address = re.search(r"http\S+key=\S+", build(written()).body)[0]
    response = client.get(address.split("8000", 1)[1])
    assert (response.status_code, response["Location"]) == (302, "/speaker/")
    assert response["Referrer-Policy"] == "no-referrer"
    cookie = response.cookies["womconf-speaker"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        True,
        "Lax",
        "",
    )
    response = client.get("/speaker/")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert asked.session.title.localize("de") in response.content.decode()


def test_cookie_is_bound_to_the_host_where_the_site_has_https(client, asked, settings):
    settings.IS_HTTPS = True
    cookie = open_link(client, asked.speaker).cookies["__Host-speaker"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_link_scanners_change_nothing(client, asked):
    open_link(client, asked.speaker)
    before = Appearance.objects.values().get()
    link = speaker_link(asked.speaker)
    for path in [f"{link.path}?key={link.token}", "/speaker/", "/speaker/profile/"]:
        assert client.get(path).status_code == client.head(path).status_code < 400
    assert client.get("/speaker/answer/", {"session": asked.session.code, "answer": "yes"}).status_code == 405
    assert Appearance.objects.values().get() == before


def test_page_without_a_link_says_how_to_get_on(client):
    response = client.get("/en/speaker/")
    assert (response.status_code, response["Cache-Control"]) == (403, "no-store")
    page = response.content.decode()
    assert "simply reply to that e-mail" in page
    assert reverse("registration:me-link") in page


def broken_tokens(speaker):
    token = speaker_link(speaker).token
    other = PersonalLink("attendee", speaker.code, speaker.link_version, "/me/").token
    return [token[:-1] + ("A" if token[-1] != "A" else "B"), token.replace(".1~", ".2~"), other, "x", "\x00"]


def test_damaged_or_foreign_links_open_nothing(client, asked):
    for token in broken_tokens(asked.speaker):
        response = client.get("/en/speaker/", {"key": token})
        assert response.status_code == 403
        assert "damaged or no longer valid" in response.content.decode()
        assert not response.cookies
    assert client.get("/speaker/").status_code == 403


def test_revoked_link_is_gone_and_says_whom_to_write_to(client, asked):
    open_link(client, asked.speaker)
    actions.revoke_speaker_link(asked.speaker, by=None)
    for response in [client.get("/speaker/"), answer(client, asked, "yes"), client.post("/speaker/profile/")]:
        assert response.status_code == 410
        assert "mailto:team@example.org" in response.content.decode()
    assert status(asked) == "requested"


def test_link_of_somebody_who_was_deleted_opens_nothing(client, asked):
    open_link(client, asked.speaker)
    actions.remove_speaker(asked.speaker, by=None)
    assert client.get("/speaker/").status_code == 403


def test_page_closes_after_two_hours(client, asked, before_the_conference):
    open_link(client, asked.speaker)
    before_the_conference.shift(7199)
    assert client.get("/speaker/").status_code == 200
    before_the_conference.shift(2)
    assert client.get("/speaker/").status_code == 403


# What the page says


def test_page_says_all_that_a_speaker_needs_to_decide(client, asked):
    session = asked.session
    session.title, session.abstract = {"en": "Opening <up>"}, {"en": "Some **bold** words."}
    session.host = OrganisationFactory(conference=session.conference, name="City of Jena")
    session.save()
    session.slots.update(room=RoomFactory(conference=session.conference, name={"en": "Hall"}))
    AppearanceFactory(session=session, speaker=SpeakerFactory(conference=session.conference, name="Ada Berg"))
    AppearanceFactory(
        session=session, speaker=SpeakerFactory(conference=session.conference, name="Carl Nein"), status="declined"
    )
    asked.answer_by = datetime.date(2027, 3, 15)
    asked.role = "moderation"
    asked.save()
    open_link(client, asked.speaker)
    page = home(client, "/en")
    article = without_tags(re.search(r"<article.*?</article>", page, re.DOTALL)[0])
    for fact in [
        "requested",
        "chair",
        "Opening &lt;up&gt;",
        "Monday, 3 May 2027, 10:00 – 11:00 · Hall",
        "Central European Summer Time (Europe/Berlin, UTC+2)",
        "10:00 – 11:00 · Hall · 60 minutes",
        "Takes place online",
        "Together with Ada Berg",
        "Held by City of Jena",
        "Please answer by Monday, 15 March 2027",
        "Some bold words.",
    ]:
        assert fact in article
    assert "Carl Nein" not in page


def test_page_shows_what_was_asked_before_it_is_public(client, asked):
    draft = AppearanceFactory(
        session__conference=asked.session.conference,
        session__status="draft",
        speaker=asked.speaker,
        status="requested",
    )
    open_link(client, asked.speaker)
    assert draft.session.code not in home(client)
    actions.request_speaker(draft, by=None)
    assert draft.session.code in home(client)
    answer(client, draft, "yes")
    assert (status(draft), status(draft.session)) == ("confirmed", "draft")
    assert reverse("programme:session-calendar", args=[draft.session.conference.slug, draft.session.code]) not in home(
        client
    )


def test_page_shows_no_request_that_was_withdrawn(client, asked):
    open_link(client, asked.speaker)
    actions.withdraw_appearance(asked, by=None)
    assert asked.session.code not in home(client)
    page = answer(client, asked, "yes").content.decode()
    assert 'role="alert"' in page
    assert status(asked) == "withdrawn"


def test_several_sessions_stand_on_one_page_the_open_ones_first(client, asked):
    conference = asked.session.conference
    early = AppearanceFactory(session__conference=conference, speaker=asked.speaker, status="confirmed")
    SlotFactory(session=early.session, starts_at=datetime.datetime(2027, 5, 3, 5, tzinfo=datetime.UTC))
    late = AppearanceFactory(session__conference=conference, speaker=asked.speaker, status="requested")
    open_link(client, asked.speaker)
    codes = re.findall(r'<article[^>]* data-session="(\w+)"', home(client))
    assert codes == [appearance.session.code for appearance in (asked, late, early)]


def test_page_takes_as_many_queries_for_ten_sessions_as_for_one(
    client, asked, django_assert_num_queries, django_assert_max_num_queries
):
    open_link(client, asked.speaker)
    with django_assert_max_num_queries(13) as one:  # four of them: this test's read-only transaction
        client.get("/speaker/")
    for _session in range(9):
        slot = SlotFactory(session__conference=asked.session.conference)
        AppearanceFactory(session=slot.session, speaker=asked.speaker)
        AppearanceFactory(session=slot.session)
    with django_assert_num_queries(len(one)):
        client.get("/speaker/")


# Answers


def test_yes_settles_the_session_and_thanks(client, asked):
    open_link(client, asked.speaker)
    response = answer(client, asked, "yes")
    assert (response.status_code, response["Location"]) == (302, f"/speaker/#{asked.session.code}")
    assert (status(asked), status(asked.session)) == ("confirmed", "confirmed")
    page = home(client, "/en")
    assert "Thank you" in page
    assert reverse("programme:session-calendar", args=[asked.session.conference.slug, asked.session.code]) in page
    assert "Yes, I will take part" not in page


def test_angefragt_disappears_from_public_pages_and_calendar_at_the_next_request(client, asked):
    session = asked.session
    calendar = reverse("programme:session-calendar", args=[session.conference.slug, session.code])
    pages = [f"/{session.conference.slug}/", session.get_absolute_url(), calendar]
    open_link(client, asked.speaker)
    assert ["angefragt" in client.get(page).content.decode() for page in pages] == [True] * 3
    answer(client, asked, "yes")
    assert ["angefragt" in client.get(page).content.decode() for page in pages] == [False] * 3


def test_name_of_who_declined_disappears_at_the_next_request(client, asked):
    session, speaker = asked.session, asked.speaker
    conference = session.conference
    pages = [
        f"/{conference.slug}/",
        session.get_absolute_url(),
        f"/{conference.slug}/speakers/",
        reverse("programme:session-calendar", args=[conference.slug, session.code]),
    ]
    open_link(client, speaker)
    assert [speaker.name in client.get(page).content.decode() for page in pages] == [True] * 4
    answer(client, asked, "no", reason="Leider im Urlaub.")
    assert [speaker.name in client.get(page).content.decode() for page in pages] == [False] * 4
    assert client.get(speaker.get_absolute_url()).status_code == 404
    asked.refresh_from_db()
    assert asked.status_note == "Leider im Urlaub."
    assert not any("Urlaub" in client.get(page).content.decode() for page in pages)


def test_mind_can_be_changed_until_the_session_begins(client, asked, before_the_conference):
    open_link(client, asked.speaker)
    for word, expected in [("yes", "confirmed"), ("no", "declined"), ("yes", "confirmed")]:
        answer(client, asked, word)
        assert status(asked) == expected
    before_the_conference.move_to("2027-05-03T07:59Z")
    open_link(client, asked.speaker)
    answer(client, asked, "no")
    assert status(asked) == "declined"
    before_the_conference.move_to("2027-05-03T08:00Z")
    assert "/speaker/answer/" not in home(client)
    page = answer(client, asked, "yes").content.decode()
    assert status(asked) == "declined"
    assert 'role="alert"' in page


def test_nothing_is_asked_about_a_session_that_is_cancelled(client, asked):
    actions.cancel_session(asked.session)
    open_link(client, asked.speaker)
    page = home(client, "/en")
    assert '<span class="status cancelled">cancelled</span>' in page
    assert "/speaker/answer/" not in page
    assert (
        "This session is cancelled."
        in client.post(
            "/en/speaker/answer/", {"session": asked.session.code, "role": asked.role, "answer": "yes"}
        ).content.decode()
    )
    assert status(asked) == "requested"


def test_same_answer_twice_tells_the_organisers_once(client, asked):
    open_link(client, asked.speaker)
    answer(client, asked, "yes")
    answer(client, asked, "yes")
    assert list(Message.objects.filter(kind="speaker-answer").values_list("to", flat=True)) == ["team@example.org"]


def test_each_role_in_a_session_has_its_own_answer(client, asked):
    moderation = AppearanceFactory(session=asked.session, speaker=asked.speaker, role="moderation", status="requested")
    open_link(client, asked.speaker)
    answer(client, moderation, "no")
    assert (status(asked), status(moderation)) == ("requested", "declined")


def test_role_need_not_be_named_where_there_is_only_one(client, asked):
    open_link(client, asked.speaker)
    answer(client, asked, "yes", role="")
    assert status(asked) == "confirmed"
    asked.session.refresh_from_db()
    AppearanceFactory(session=asked.session, speaker=asked.speaker, role="panel", status="requested")
    answer(client, asked, "no", role="")
    assert status(asked) == "confirmed"


BAD_ANSWERS = {
    "no session": {"session": ""},
    "unknown session": {"session": "nothing"},
    "NUL session": {"session": "\x00"},
    "long session": {"session": "x" * 5000},
    "role of somebody else": {"role": "panel"},
    "unknown role": {"role": "king"},
    "no answer": {"answer": ""},
    "third answer": {"answer": "maybe"},
    "long reason": {"answer": "no", "reason": "x" * 2001},
    "NUL reason": {"answer": "no", "reason": "krank\x00"},
    "turned reason": {"answer": "no", "reason": "krank \u202e"},
}


@pytest.mark.parametrize("changes", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_bad_answer_changes_nothing_and_is_no_error_page(client, asked, changes):
    open_link(client, asked.speaker)
    response = answer(client, asked, "yes", **changes)
    assert response.status_code == 200
    assert status(asked) == "requested"


def test_reason_that_is_not_accepted_is_not_lost(client, asked):
    open_link(client, asked.speaker)
    page = answer(client, asked, "no", reason="Bin <krank>" + "!" * 2000).content.decode()
    assert "Bin &lt;krank&gt;!!!" in page
    assert "<details open>" in page
    assert 'class="errorlist"' in page


def test_nobody_answers_for_somebody_else(client, asked):
    other = AppearanceFactory(session=asked.session, status="requested", role="panel")
    open_link(client, asked.speaker)
    answer(client, other, "yes")
    assert status(other) == "requested"


def test_answers_need_the_page_they_come_from(client, asked):
    strict = type(client)(enforce_csrf_checks=True)
    open_link(strict, asked.speaker)
    assert answer(strict, asked, "yes").status_code == 403
    assert status(asked) == "requested"


def test_too_many_answers_from_one_network_have_to_wait(client, asked):
    open_link(client, asked.speaker)
    answer(client, asked, "no", reason="Leider nicht")
    Count.objects.update(count=60)
    response = answer(client, asked, "yes")
    assert response.status_code == 429
    assert status(asked) == "declined"
    assert client.post("/speaker/profile/", {"position": "Referentin"}).status_code == 429
