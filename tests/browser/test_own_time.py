"""Whoever lives in another zone reads beside each time of a personal page what it is on their own clock."""

import pytest

from programme.speaker_letters import join_link as join_link_of_speaker
from programme.speaker_letters import speaker_link
from registration.emails import join_link, personal_link
from tests.factories import AppearanceFactory, RegistrationFactory, RoomFactory, SlotFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def slot():
    """An online session in Berlin that nobody may enter yet."""
    room = RoomFactory(kind="online")
    return SlotFactory(session__conference=room.conference, room=room)


@pytest.mark.parametrize("who", ["attendee", "speaker"])
def test_time_at_which_an_online_session_opens_has_the_own_time_beside_it(browser, site, slot, who):
    if who == "attendee":
        person = RegistrationFactory(session=slot.session).attendee
        links = [personal_link(person), join_link(person, slot.session)]
    else:
        person = AppearanceFactory(session=slot.session, status="confirmed").speaker
        links = [speaker_link(person), join_link_of_speaker(person, slot.session)]
    page = browser.new_context(locale="de-DE", timezone_id="America/New_York").new_page()
    for link in links:
        page.goto(f"{site}{link.path}?key={link.token}")
        times = page.locator("main time").evaluate_all("all => all.map((time) => time.closest('.when')?.textContent)")
        assert len(times) == 3  # from, to, and when it opens
        assert all("Ihre Zeit: " in (words or "") for words in times)
        [opens] = page.locator("main p:not(.facts) > .when").all_inner_texts()
        assert opens.count("Ihre Zeit") == 1
