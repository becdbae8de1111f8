"""Where people can register is one rule, asked by every page; and what nobody has seen stays unseen."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from programme import actions as programme_actions
from programme.models import Session, Speaker
from registration.exceptions import RegistrationError
from tests.factories import AppearanceFactory, ConferenceFactory, SessionFactory, SlotFactory
from tests.registration.steps import filled, page, register

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def case(
    *, works, starts_in=24, conference=(None, None), own=(None, None), status="confirmed", public=True, full=False
):
    return works, starts_in, conference, own, status, public, full


CASES = {
    "ahead": case(works=True),
    "without a time": case(works=True, starts_in=None),
    "requested": case(works=True, status="requested"),
    "running": case(works=True, starts_in=-0.5),
    "running and full": case(works=False, starts_in=-0.5, full=True),
    "full": case(works=True, full=True),
    "full without a time": case(works=True, starts_in=None, full=True),
    "over": case(works=False, starts_in=-2),
    "cancelled": case(works=False, status="cancelled"),
    "draft": case(works=False, status="draft"),
    "conference hidden": case(works=False, public=False),
    "conference not yet open": case(works=False, conference=(1, None)),
    "conference closed": case(works=False, conference=(None, -1)),
    "not yet open": case(works=False, own=(1, 2)),
    "closed": case(works=False, own=(-2, -1)),
    "both open": case(works=True, conference=(-1, 1), own=(-1, 1)),
}


@pytest.mark.parametrize("given", CASES.values(), ids=CASES)
def test_every_page_offers_what_the_action_takes(client, given):
    works, starts_in, conference, own, status, public, full = given
    now = timezone.now()
    moments = [[hours and now + hours * HOUR for hours in limits] for limits in (conference, own)]
    published_at = {} if public else {"conference__published_at": None}
    session = SessionFactory(
        conference__registration_opens_at=moments[0][0],
        conference__registration_closes_at=moments[0][1],
        registration_opens_at=moments[1][0],
        registration_closes_at=moments[1][1],
        status=status,
        capacity=0 if full else None,
        **published_at,
    )
    if starts_in is not None:
        start = now + starts_in * HOUR
        SlotFactory(session=session, conference=session.conference, starts_at=start, ends_at=start + HOUR)
    session = Session.objects.with_programme().get(pk=session.pk)
    assert session.takes_registrations() == works
    assert Session.objects.taking_registrations().filter(pk=session.pk).exists() == works
    link = f"?session={session.code}"
    offered = {
        "programme": link in client.get(reverse("programme:programme", args=[session.conference.slug])).text,
        "session": link in client.get(session.get_absolute_url()).text,
        "form": re.search(rf'value="{session.code}"[^>]*(?<! disabled)>', client.get(page(session)).text) is not None,
    }
    assert offered == dict.fromkeys(offered, works)
    client.post(page(session), filled(session))
    assert (session.registrations.count() == 1) == works
    if status != "draft" and public:
        try:
            register(session, email="second@example.org")
        except RegistrationError:
            assert not works
        else:
            assert works


def test_conference_where_nothing_can_be_chosen_any_more_leads_to_no_form(client):
    slot = SlotFactory(starts_at=timezone.now() - 3 * HOUR)
    address = reverse("programme:programme", args=[slot.conference.slug])
    assert "Zur Anmeldung" not in client.get(address).text
    SessionFactory(conference=slot.conference)
    assert "Zur Anmeldung" in client.get(address).text


# What nobody has seen


def test_cancelled_draft_stays_unseen(client):
    session = SlotFactory(session__status="draft").session
    speaker = AppearanceFactory(session=session).speaker
    programme_actions.cancel_session(session)
    assert client.get(session.get_absolute_url()).status_code == 404
    conference = reverse("programme:programme", args=[session.conference.slug])
    calendar = reverse("programme:conference-calendar", args=[session.conference.slug])
    assert [str(session.title) in client.get(shown).text for shown in (conference, calendar)] == [False, False]
    assert not Speaker.objects.public().filter(pk=speaker.pk).exists()
    programme_actions.reinstate_session(session)
    session.refresh_from_db()
    assert session.status == "draft"
    programme_actions.announce_session(session)
    programme_actions.cancel_session(session)
    assert [str(session.title) in client.get(shown).text for shown in (conference, calendar)] == [True, True]


def test_speaker_of_a_draft_and_of_a_public_session_is_public():
    speaker = AppearanceFactory(session__status="draft").speaker
    assert not Speaker.objects.public().exists()
    AppearanceFactory(speaker=speaker, session__conference=speaker.conference)
    assert list(Speaker.objects.public()) == [speaker]


@pytest.mark.parametrize(
    ("steps", "was_announced"),
    [
        (["draft"], False),
        (["draft", "cancelled"], False),
        (["draft", "cancelled", "draft"], False),
        (["draft", "cancelled", "confirmed", "cancelled"], True),
        (["draft", "requested"], True),
        (["confirmed", "cancelled"], True),
        (["confirmed", "draft", "cancelled"], False),
        (["cancelled"], True),
    ],
)
def test_database_remembers_what_was_announced_whoever_writes(steps, was_announced):
    session = SessionFactory(status=steps[0])
    for status in steps[1:]:
        Session.objects.filter(pk=session.pk).update(status=status)
    Session.objects.filter(pk=session.pk).update(was_announced=not was_announced)
    assert Session.objects.get().was_announced == was_announced


def test_rehearsal_is_never_over(client):
    past = datetime.date(2020, 9, 15)
    conference = ConferenceFactory(starts_on=past, ends_on=past)
    slot = SlotFactory(session__conference=conference, starts_at=timezone.now() - 48 * HOUR)
    assert slot.session.takes_registrations()
    assert f"?session={slot.session.code}" in client.get(slot.session.get_absolute_url()).text
