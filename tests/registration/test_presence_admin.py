"""What organisers do about presence: mark, take back, filter, enter who stands there, and give links to helpers."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from registration import actions, emails
from registration.models import HelperLink, Mark, Registration
from tests.browsers import Browser
from tests.factories import (
    HelperLinkFactory,
    OrganiserFactory,
    QuestionFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
)
from tests.seed import browser_with
from womconf.admin_saving import ACTION

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/registration/"
ADD = "/admin/registration/attendee/add/"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def organiser():
    return OrganiserFactory(username="olga")


@pytest.fixture
def browser(organiser):
    browser = Browser()
    browser.force_login(organiser)
    return browser


@pytest.fixture
def session():
    now = timezone.now()
    return SlotFactory(session__capacity=2, starts_at=now, ends_at=now + HOUR).session


def act(browser, action, *registrations):
    keys = [registration.pk for registration in registrations]
    return browser.post(LIST, {"action": action, "_selected_action": keys, "sure": "True"}, follow=True).text


def test_organisers_mark_on_the_list_and_take_it_back(browser, session, organiser):
    people = RegistrationFactory.create_batch(2, session=session)
    assert "2 Personen sind als anwesend vermerkt." in act(browser, "mark_present", *people)
    page = browser.get(LIST, {"session": session.pk}).text
    assert "2 von 2 da." in page
    assert "auf der Liste · olga" in page
    assert "1 Vermerk ist zurückgenommen." in act(browser, "unmark_present", people[0])
    assert [Registration.objects.get(pk=each.pk).attended_at is None for each in people] == [True, False]
    assert people[0].marks.filter(by=organiser).count() == 2


def test_nobody_is_present_before_the_day(browser):
    session = SlotFactory(session__capacity=1).session
    RegistrationFactory(session=session)
    waiting = RegistrationFactory(session=session, status="waiting")
    day = date_format(timezone.localdate(waiting.session.main_slot.starts_at, waiting.session.conference.zone))
    said = act(browser, "mark_present", waiting)
    assert f"{waiting.attendee} kann noch nicht da sein: Das findet am {day} statt." in said
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attended_at) == ("waiting", None)


def test_mark_of_somebody_who_cancelled_is_refused_in_words(browser, session):
    registration = RegistrationFactory(session=session)
    actions.cancel(registration)
    assert "ist hier nicht mehr angemeldet" in act(browser, "mark_present", registration)


def test_filter_shows_who_is_here_and_who_is_not(browser, session):
    here, absent = RegistrationFactory.create_batch(2, session=session)
    actions.mark_present(here, how="list")
    for value, found, other in [("present", here, absent), ("absent", absent, here)]:
        page = browser.get(LIST, {"session": session.pk, "presence": value}).text
        assert found.attendee.name in page
        assert other.attendee.name not in page


def test_page_of_a_registration_tells_every_mark(browser, session):
    registration = RegistrationFactory(session=session)
    link = HelperLinkFactory(conference=session.conference, name="Hanna")
    actions.mark_present(registration, how="code", link=link)
    actions.unmark_present(registration, link=link)
    page = browser.get(f"{LIST}{registration.pk}/change/").text
    assert "da · mit dem Code · Hanna" in page
    assert "zurückgenommen · auf der Liste · Hanna" in page


# Somebody telephones


def test_who_telephones_is_entered_within_three_clicks_from_the_first_page(browser, session):
    """Open the form; save. What may stay empty is folded, and no question that may stay open leads to a third page."""
    QuestionFactory(conference=session.conference)
    assert f'href="{ADD}?conference={session.conference_id}"' in browser.get("/admin/").text
    form = {"name": "Frau Telefon", "email": "", "phone": "0361 1", "pools": [session.pool.pk]}
    form |= {"conference": session.conference_id, "language": "de"}
    response = browser.post(ADD, form, follow=True)
    assert [address for address, _status in response.redirect_chain] == ["/admin/registration/attendee/"]
    assert session.registrations.get().attendee.phone == "0361 1"


def test_form_from_the_list_of_a_session_has_it_ticked_and_leads_back(browser, session):
    SlotFactory(session__conference=session.conference)
    address = f"{ADD}?session={session.pk}"
    assert address in browser.get(LIST, {"session": session.pk}).text
    page = browser.get(address).text
    assert f'value="{session.pool.pk}" id="id_pools_0" checked' in page
    form = {"name": "Frau Telefon", "pools": [session.pool.pk], "conference": session.conference_id, "language": "de"}
    response = browser.post(address, form)
    assert response["Location"] == f"{LIST}?session__conference__id__exact={session.conference_id}&session={session.pk}"


def test_who_stands_there_is_entered_and_marked_also_once_the_session_is_over(browser, session):
    session.slots.update(starts_at=timezone.now() - 2 * HOUR, ends_at=timezone.now() - HOUR)
    address = f"{ADD}?session={session.pk}&here=1"
    assert 'name="is_here" id="id_is_here" checked' in browser.get(address).text.replace(
        'aria-describedby="id_is_here_helptext" ', ""
    )
    form = {"name": "Eva", "pools": [session.pool.pk], "conference": session.conference_id, "language": "de"}
    browser.post(address, {**form, "is_here": "on"})
    assert Mark.objects.get().how == "walk_in"


def test_full_session_asks_whether_there_is_room_for_one_more(browser):
    session = SlotFactory(session__capacity=0).session
    form = {"name": "Eva", "pools": [session.pool.pk], "conference": session.conference_id, "language": "de"}
    form["is_here"] = "on"
    page = browser.post(ADD, form).text
    assert "Eva hat keinen Platz" in page
    assert 'name="one_more"' in page
    assert not session.registrations.exists()
    assert browser.post(ADD, {**form, "one_more": "on"}).status_code == 302
    assert session.registrations.get().status == "confirmed"
    assert session.pools.get().capacity == 1


# Links for helpers


def test_new_link_is_shown_with_its_code_opens_a_phone_and_is_revoked(browser, session, organiser):
    today = timezone.localdate()
    form = {"conference": session.conference_id, "name": "Hanna", "day": f"{today:%d.%m.%Y}", "session": session.pk}
    page = browser.post("/admin/registration/helperlink/add/", form, follow=True).text
    link = HelperLink.objects.get()
    assert (link.created_by, link.session) == (organiser, session)
    assert emails.helper_link(link).url in page
    assert 'aria-label="QR-Code des Links"' in page
    phone = browser_with(emails.helper_link(link))
    assert phone.get("/helper/").status_code == 200
    address, chosen = (
        f"/admin/registration/helperlink/{link.pk}/change/",
        {"_selected_action": link.pk, ACTION: "revoke"},
    )
    assert "kann damit niemanden mehr" in browser.post(address, chosen).text
    assert phone.get("/helper/").status_code == 200
    browser.post(address, chosen | {"sure": "True"})
    assert phone.get("/helper/").status_code == 410
    assert emails.helper_link(link).token not in browser.get(f"/admin/registration/helperlink/{link.pk}/change/").text


def test_link_for_a_session_of_another_conference_is_refused(browser, session):
    other = SessionFactory()
    form = {"conference": session.conference_id, "name": "Hanna", "day": "01.05.2027", "session": other.pk}
    assert browser.post("/admin/registration/helperlink/add/", form).status_code == 200
    assert not HelperLink.objects.exists()


def test_first_page_of_the_admin_leads_to_the_links(browser):
    assert reverse("admin:registration_helperlink_changelist") in browser.get("/admin/").text


def test_page_of_a_link_has_a_button_to_copy_it_and_none_to_save(browser, session):
    link = HelperLinkFactory(conference=session.conference)
    page = browser.get(f"/admin/registration/helperlink/{link.pk}/change/").text
    assert "<h1>Link für Helfende</h1>" in page
    assert f'id="helper-link">{emails.helper_link(link).url}</p>' in page
    assert 'data-copy="helper-link" data-copied="Kopiert" hidden>Kopieren</button>' in page
    assert "js/copy" in page
    for name in ("_save", "_addanother", "_continue"):
        assert f'name="{name}"' not in page
