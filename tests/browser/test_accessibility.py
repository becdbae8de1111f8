"""axe finds nothing on any page, light and dark, at 320 and 1280 pixels; and no page scrolls sideways."""

import pytest
from django.utils import translation

from programme import actions
from programme.speaker_letters import speaker_link
from registration.emails import personal_link
from tests.browser.looking import check, each_look
from tests.factories import (
    AppearanceFactory,
    FollowUpPoolFactory,
    HelperLinkFactory,
    OrganisationFactory,
    OrganiserFactory,
    PictureFactory,
    ProposalFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    TrackFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def conference():
    """A conference with everything that pages show: parallel, requested, cancelled, full, without time, in Arabic."""
    room = RoomFactory(directions={"de": "x" * 300}, access={"de": "Aufzug"}, kind="hybrid")
    slot = SlotFactory(
        session__conference=room.conference,
        room=room,
        session__title={"de": "Verwaltungsmodernisierungsgesetzgebungsverfahren", "ar": "عنوان"},
    )
    conference = slot.conference
    appearance = AppearanceFactory(session=slot.session, status="requested")
    PictureFactory(speaker=appearance.speaker)
    proposal = ProposalFactory(session=slot.session, speaker=appearance.speaker)
    conference.theme = {"de": "Rahmenthema"}
    conference.description = {"de": "# Überschrift\n\nEin *Text* mit [Verweis](https://example.org)."}
    conference.save()
    SlotFactory(session=SessionFactory(conference=conference, status="cancelled"))
    track = TrackFactory(conference=conference)
    full = SessionFactory(conference=conference, capacity=0, title={"ar": "ورشة عمل"}, track=track)
    SlotFactory(session=full)
    SlotFactory(conference=conference, session=None, kind="break", title={"de": "Pause"})
    SessionFactory(conference=conference, host=OrganisationFactory(conference=conference))
    FollowUpPoolFactory(session=slot.session)
    actions.make_hybrid(slot.session, on_site=1, online=None)
    RegistrationFactory(session=full, status="waiting")
    registration = RegistrationFactory(session=slot.session)
    conference.seen = {"session": slot.session, "appearance": appearance, "attendee": registration.attendee}
    conference.seen["proposal"] = proposal
    return conference


def public_pages(conference):
    """Return those that test_public_pages does not look at, and the programme with everything that is here."""
    home = f"/{conference.slug}/"
    pages = [home, conference.seen["session"].get_absolute_url(), *(f"{home}{name}/" for name in ("hosts", "rooms"))]
    return [*pages, f"{home}register/", f"{home}register/done/", "/me/", "/speaker/", "/accounts/login/"]


def admin_pages(conference):
    session = conference.seen["session"]
    pages = [
        "",
        "programme/conference/",
        "programme/conference/import/",
        "programme/session/",
        "programme/session/edit/",
        "programme/speaker/edit/",
        "programme/session/add/",
        f"programme/session/{session.pk}/delete/",
    ]
    pages += [f"programme/session/{session.pk}/change/", "programme/speaker/add/", "programme/appearance/"]
    timetable = f"programme/conference/{conference.pk}/timetable/"
    pages += [timetable, f"{timetable}slot-{session.slots.first().pk}/"]
    paper = f"programme/conference/{conference.pk}/paper/"
    pages += [paper, f"{paper}figures", "registration/export/"]
    pages += ["programme/proposal/", f"programme/proposal/{conference.seen['proposal'].pk}/change/"]
    return [f"/admin/{page}" for page in [*pages, *people_pages(conference), "mail/message/"]]


def people_pages(conference):
    session, link = conference.seen["session"], HelperLinkFactory(conference=conference)
    pages = ["registration/registration/", f"registration/registration/?session={session.pk}"]
    pages += [f"registration/attendee/add/?session={session.pk}&here=1"]
    return [*pages, "registration/helperlink/add/", f"registration/helperlink/{link.pk}/change/"]


@each_look
def test_public_and_personal_pages(page, site, conference, looks):
    addresses = public_pages(conference)
    with translation.override("de"):
        links = [personal_link(conference.seen["attendee"]), speaker_link(conference.seen["appearance"].speaker)]
    addresses += [f"{link.path}?key={link.token}" for link in links]
    addresses += ["/speaker/profile/", f"/speaker/session/{conference.seen['session'].code}/"]
    assert check(page, site, addresses, looks) == {}


@pytest.fixture
def organisers_page(page, site, client):
    client.force_login(OrganiserFactory())
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": site}])
    return page


@each_look
def test_admin_pages(organisers_page, site, conference, looks):
    wrong = check(organisers_page, site, admin_pages(conference), looks)
    sideways = [("scrolls sideways", "")]  # long tables of the admin may; its forms are for wide screens
    assert {where: found for where, found in wrong.items() if found != sideways} == {}
