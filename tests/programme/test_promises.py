"""What the foot of a page promises about cookies is true of that page."""

import pytest
from django.test import Client

from programme.speaker_letters import speaker_link
from registration.emails import personal_link
from tests.factories import AppearanceFactory, RegistrationFactory, SlotFactory

pytestmark = pytest.mark.django_db

PROMISE = "Diese Seite setzt keine Cookies."
PUBLIC = ["/", "/forum/", "/forum/speakers/", "/forum/imprint/"]
OTHERS = ["/forum/register/", "/me/", "/me/link/", "/me/left/", "/speaker/", "/speaker/profile/", "/accounts/login/"]


@pytest.fixture
def client():
    """Somebody who has opened a link of each kind."""
    session = SlotFactory(session__conference__slug="forum", session__conference__imprint={"de": "Wir"}).session
    speaker = AppearanceFactory(session=session).speaker
    attendee = RegistrationFactory(session=session).attendee
    client = Client()
    for link in (personal_link(attendee), speaker_link(speaker)):
        client.get(f"{link.path}?key={link.token}")
    return client


@pytest.mark.parametrize("address", [*PUBLIC, *OTHERS])
def test_page_says_that_it_sets_no_cookie_only_where_it_sets_none(client, address):
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    assert (PROMISE in answer.text) == (address in PUBLIC)
    assert not (PROMISE in answer.text and answer.cookies)
