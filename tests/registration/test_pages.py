import datetime
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from registration import tasks
from registration.actions.people import SEND_LINKS_TASK
from registration.models import Attendee, Registration
from tests.factories import AttendeeFactory, ConferenceFactory, RegistrationFactory, SessionFactory, SlotFactory
from tests.mail.writing import written
from tests.registration.steps import filled, page
from womconf.limits.models import Count
from womconf.links import PersonalLink
from womconf.mail.models import Message
from womconf.mail.rendering import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SlotFactory().session


def open_link(client, attendee):
    link = PersonalLink("attendee", attendee.code, attendee.link_version, reverse("registration:me"))
    return client.get(f"{link.path}?key={link.token}")


def link_in_mail():
    address = re.search(r"http\S+key=\S+", build(written()).body)[0]
    return address.removeprefix(settings.BASE_URL)


def boxes(html):
    """Return {code: HTML of its checkbox}."""
    found = re.findall(r'<input[^>]*name="sessions"[^>]*>', html)
    return {re.search(r'value="(\w+)"', box)[1]: box for box in found}


# The form


def test_form_offers_what_can_be_booked_and_shows_what_cannot(client, session):
    cancelled = SlotFactory(session__conference=session.conference, session__status="cancelled").session
    over = SlotFactory(
        session__conference=session.conference, starts_at=timezone.now() - datetime.timedelta(days=1)
    ).session
    draft = SlotFactory(session__conference=session.conference, session__status="draft").session
    html = client.get(page(session)).content.decode()
    disabled = {code: "disabled" in box for code, box in boxes(html).items()}
    assert disabled == {session.code: False, cancelled.code: True, over.code: True}
    assert draft.code not in html


def test_link_from_the_programme_ticks_its_sessions(client, session):
    other = SlotFactory(session__conference=session.conference).session
    SlotFactory(session__conference=session.conference)
    html = client.get(page(session), {"session": [session.code, other.code]}).content.decode()
    assert {code for code, box in boxes(html).items() if "checked" in box} == {session.code, other.code}


def test_whole_way_from_form_to_cancellation(client, session):
    other = SessionFactory(conference=session.conference)
    response = client.post(page(session), filled(session, other))
    assert response.status_code == 302
    assert client.get(response.url).status_code == 200
    response = client.get(link_in_mail())
    assert (response.status_code, response.url) == (302, "/me/")
    assert set(Registration.objects.values_list("status", flat=True)) == {"pending"}
    assert "me/confirm/" in client.get("/me/").content.decode()
    client.post("/me/confirm/")
    assert set(Registration.objects.values_list("status", flat=True)) == {"confirmed"}
    assert "me/confirm/" not in client.get("/me/").content.decode()
    client.post("/me/cancel/", {"session": session.code})
    assert Registration.objects.get(session=session).status == "cancelled"
    assert Registration.objects.get(session=other).status == "confirmed"


def test_form_sent_twice_registers_once(client, session):
    form = filled(session)
    assert [client.post(page(session), form).status_code for _press in range(2)] == [302, 302]
    assert (Registration.objects.count(), Message.objects.count()) == (1, 1)


BAD = {
    "no name": ({"name": ""}, "name"),
    "long name": ({"name": "x" * 121}, "name"),
    "NUL in name": ({"name": "Erika\x00"}, "name"),
    "line break in name": ({"name": "Erika\r\nBcc: all@example.org"}, "name"),
    "turned name": ({"name": "Erika \u202eretsuM"}, "name"),
    "no address": ({"email": "erika"}, "email"),
    "two addresses": ({"email": "a@example.org,b@example.org"}, "email"),
    "line break in address": ({"email": "a@example.org\nBcc: b@example.org"}, "email"),
    "NUL in address": ({"email": "a\x00@example.org"}, "email"),
    "long address": ({"email": "a" * 250 + "@example.org"}, "email"),
    "long organisation": ({"organisation": "x" * 201}, "organisation"),
    "no session": ({"sessions": []}, "sessions"),
    "unknown session": ({"sessions": ["nothing"]}, "sessions"),
    "NUL session": ({"sessions": ["\x00"]}, "sessions"),
    "hundred sessions": ({"sessions": [f"x{n}" for n in range(100)]}, "sessions"),
    "no consent": ({"privacy": ""}, "privacy"),
    "web address as a name": ({"name": "Prize at https://evil.example"}, "name"),
}


@pytest.mark.parametrize(("change", "field"), BAD.values(), ids=BAD)
def test_bad_input_is_a_message_at_its_field_and_nothing_typed_is_lost(client, session, change, field):
    form = filled(session, **{"organisation": "Verein für <Vielfalt>", **change})
    response = client.post(page(session), form)
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert not Attendee.objects.exists()
    kept = {name: response.context["form"][name].value() for name in ("name", "email", "organisation")}
    assert kept == {name: form[name] for name in kept}


UNBOOKABLE = {
    "other conference": {},
    "draft": {"session__status": "draft"},
    "cancelled": {"session__status": "cancelled"},
    "over": {"starts_at": timezone.now() - datetime.timedelta(days=1)},
}


@pytest.mark.parametrize("facts", UNBOOKABLE.values(), ids=UNBOOKABLE)
def test_sessions_that_cannot_be_booked_are_refused_with_the_others_kept(client, session, facts):
    conference = {"session__conference": session.conference} if facts else {}
    response = client.post(page(session), filled(session, SlotFactory(**conference, **facts).session))
    assert list(response.context["form"].errors) == ["sessions"]
    assert session.code in response.context["form"].chosen_codes
    assert not Attendee.objects.exists()


@pytest.mark.parametrize(
    "closed",
    [
        {"registration_opens_at": timezone.now() + datetime.timedelta(days=1)},
        {"registration_closes_at": timezone.now() - datetime.timedelta(days=1)},
    ],
    ids=["not yet", "no more"],
)
def test_closed_registration_is_a_page_that_says_so(client, closed):
    session = SlotFactory(session__conference=ConferenceFactory(**closed)).session
    assert "<form" not in client.get(page(session)).content.decode()
    response = client.post(page(session), filled(session))
    assert response.status_code == 200
    assert not Attendee.objects.exists()


def test_hidden_conference_has_no_form(client):
    session = SessionFactory(conference__published_at=None)
    assert client.get(page(session)).status_code == 404
    assert client.post(page(session), filled(session)).status_code == 404


def anonymised(response, email=""):
    """Return the text without what differs by itself: one-time keys, the time of day, the address that was typed."""
    return re.sub(r'value="[\w-]{20,}"|\d\d:\d\d Uhr', "", response.text.replace(email, ""))


def test_known_and_unknown_addresses_get_the_same_answer(client, session):
    known = AttendeeFactory(conference=session.conference)
    answers = []
    for email in (known.email, "unknown@example.org"):
        response = client.post(page(session), filled(session, email=email), follow=True)
        answers.append((response.redirect_chain, anonymised(response, email)))
    assert answers[0] == answers[1]
    answers = []
    for email in (known.email, "nobody@example.org"):
        response = client.post("/me/link/", {"email": email}, follow=True)
        answers.append((response.redirect_chain, anonymised(response)))
    assert answers[0] == answers[1]


def test_fifty_people_behind_one_address_pass_and_a_flood_does_not(client, session):
    answers = [client.post(page(session), filled(session, email=f"p{n}@example.org")).status_code for n in range(50)]
    assert answers == [302] * 50
    Count.objects.filter(name="register-network").update(count=settings.FORMS_PER_NETWORK - 3)
    answers = [
        client.post(
            page(session), filled(session, email=f"q{n}@example.org"), headers={"x-forwarded-for": f"1.2.3.{n}"}
        )
        for n in range(6)
    ]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429] * 3
    assert answers[-1].context["form"]["name"].value() == "Erika Muster"


@given(
    texts=st.fixed_dictionaries(
        {"name": st.text(max_size=200), "email": st.text(max_size=100), "organisation": st.text(max_size=300)}
    ),
    code=st.text(max_size=20),
)
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_no_text_of_the_world_breaks_the_form(client, session, texts, code):
    form = filled(**texts, sessions=[session.code, code])
    assert client.post(page(session), form).status_code in {200, 302, 429}


# The personal page


@pytest.mark.parametrize(
    "address", ["/me/", "/me/link/", "/me/confirm/", "/me/cancel/", "/me/cancel-all/", "/me/calendar.ics"]
)
def test_personal_pages_are_kept_by_no_cache_and_tell_no_other_site(client, address):
    attendee = RegistrationFactory().attendee
    assert open_link(client, attendee)["Referrer-Policy"] == "no-referrer"
    for response in (client.get(address), client.post(address)):
        if response.status_code != 405:
            is_sent_back = response.request["REQUEST_METHOD"] == "POST" and response.status_code == 200
            kept = "private, no-cache" if is_sent_back else "no-store"  # by the reader's browser alone, for Back
            assert (response["Cache-Control"], response["Referrer-Policy"]) == (kept, "same-origin")
            assert not is_sent_back or "Cookie" in response["Vary"]


def test_opening_links_changes_nothing_however_often(client, session):
    client.post(page(session), filled(session))
    address = link_in_mail()
    before = list(Registration.objects.values()), list(Attendee.objects.values())
    for _scan in range(3):
        client.head(address)
        client.get(address, follow=True)
    assert (list(Registration.objects.values()), list(Attendee.objects.values())) == before


@pytest.mark.parametrize("action", ["confirm", "cancel", "cancel-all"])
def test_get_never_acts(client, action):
    registration = RegistrationFactory()
    open_link(client, registration.attendee)
    assert client.get(reverse(f"registration:me-{action}")).status_code == 405


@pytest.mark.parametrize("key", ["", "x", "a.1~b", "\x00", "ä" * 5000])
def test_broken_link_is_a_page_that_helps(client, key):
    response = client.get("/me/", {"key": key or "~"})
    assert response.status_code == 403
    assert reverse("registration:me-link") in response.content.decode()


def test_revoked_link_opens_nothing(client):
    attendee = AttendeeFactory()
    open_link(client, attendee)
    assert client.get("/me/").status_code == 200
    Attendee.objects.update(link_version=2)
    assert client.get("/me/").status_code == 403


def test_nobody_cancels_for_somebody_else(client):
    mine, theirs = RegistrationFactory(), RegistrationFactory()
    open_link(client, mine.attendee)
    client.post("/me/cancel/", {"session": theirs.session.code})
    assert set(Registration.objects.values_list("status", flat=True)) == {"confirmed"}


@pytest.mark.parametrize("code", ["", "\x00", "x" * 5000])
def test_cancelling_nonsense_leads_back_to_the_page(client, code):
    open_link(client, RegistrationFactory().attendee)
    assert client.post("/me/cancel/", {"session": code}).status_code == 302


def test_page_shows_the_place_on_the_waiting_list(client):
    session = SessionFactory(capacity=0)
    RegistrationFactory(session=session, status="waiting")
    registration = RegistrationFactory(session=session, status="waiting")
    open_link(client, registration.attendee)
    assert "Number 2 on the waiting list" in client.get("/en/me/").content.decode()


def test_lost_link_is_sent_to_the_address_only(client):
    attendee = AttendeeFactory()
    client.post("/me/link/", {"email": attendee.email.upper()})
    client.post("/me/link/", {"email": "nobody@example.org"})
    jobs = ProcrastinateJob.objects.filter(task_name=SEND_LINKS_TASK).order_by("id")
    assert [job.args["attendees"] for job in jobs] == [[attendee.pk], []]
    for job in jobs:
        tasks.send_links(**job.args)
    assert [(mail.kind, mail.to) for mail in Message.objects.all()] == [("link", attendee.email)]
    assert client.get(link_in_mail()).status_code == 302


def test_calendar_holds_what_is_confirmed(client):
    registration = RegistrationFactory(session=SlotFactory().session)
    RegistrationFactory(
        attendee=registration.attendee,
        session=SlotFactory(session__conference=registration.session.conference, session__capacity=0).session,
        status="waiting",
    )
    open_link(client, registration.attendee)
    calendar = client.get("/me/calendar.ics").content.decode()
    assert re.findall(r"BEGIN:VEVENT.*?UID:(\w+)-\w+@", calendar, re.DOTALL) == [registration.session.code]
