"""The page of an e-mail to many: whom it reaches, what it will be, how far it is."""

import re

import pytest

from registration import actions
from registration.mailings import Criteria
from registration.models import Mailing, Registration
from tests.browsers import form_data
from tests.factories import (
    ConferenceFactory,
    OrganiserFactory,
)
from tests.mail.writing import work
from tests.registration.mailing import mailing, names, registered, session
from tests.test_rights import staff
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return ConferenceFactory(slug="forum", title={"de": "Forum", "en": "Forum"})


@pytest.fixture
def admin(client):
    client.force_login(OrganiserFactory())
    return client


def page_of(made):
    return f"/admin/registration/mailing/{made.pk}/change/"


def test_page_says_how_many_it_reaches_and_shows_three(admin, conference):
    of = session(conference)
    for name in ("Anna", "Ben", "Carla", "Dora"):
        registered(of, name)
    page = admin.get(page_of(mailing(conference))).text
    assert "4 Personen" in page
    assert [f"Hallo {name}" in page for name in ("Anna", "Ben", "Carla", "Dora")] == [True, True, True, False]
    assert not Message.objects.filter(kind="mailing").exists()


def test_what_is_chosen_is_stored_and_counts(admin, conference):
    one, two = session(conference, "Eins"), session(conference, "Zwei")
    registered(one, "Anna")
    registered(two, "Ben")
    made = mailing(conference)
    typed = {**form_data(admin.get(page_of(made)).text), "sessions": [str(two.pk)], "place": "place"}
    assert admin.post(page_of(made), {**typed, "_save": "1"}).status_code == 302
    made.refresh_from_db()
    assert made.criteria == Criteria(sessions=[two.pk], place="place").stored()
    assert names(made) == ["Ben"]
    again = form_data(admin.get(page_of(made)).text)
    assert (again["sessions"], again["place"]) == (str(two.pk), "place")


def test_it_asks_before_it_sends_and_sends_to_no_more_than_were_seen(admin, conference):
    of = session(conference)
    registered(of, "Anna")
    made = mailing(conference)
    sent = {"action": "send", "_selected_action": made.pk}
    asked = admin.post("/admin/registration/mailing/", sent)
    assert "An 1 Person senden" in asked.text
    registered(of, "Ben")
    later = admin.post("/admin/registration/mailing/", {**sent, "expected": "1"}, follow=True)
    assert "Inzwischen erreicht sie 2 Personen" in later.text
    assert not Message.objects.filter(kind="mailing").exists()
    admin.post("/admin/registration/mailing/", {**sent, "expected": "2"})
    assert Message.objects.filter(kind="mailing").count() == 2


def test_what_was_sent_cannot_be_changed_or_deleted_and_says_how_far_it_is(admin, conference):
    registered(session(conference), "Anna")
    made = mailing(conference)
    actions.send_mailing(made, expected=1)
    page = admin.get(page_of(made)).text
    assert "0 von 1 gesendet" in page
    assert 'name="text_0"' not in page
    assert admin.post(f"/admin/registration/mailing/{made.pk}/delete/").status_code == 403
    work()
    assert "1 von 1 gesendet" in admin.get(page_of(made)).text


def test_what_was_sent_goes_on_saying_to_whom_and_offers_no_saving(admin, conference):
    one = session(conference, "Eins")
    registered(one, "Anna", language="en")
    gone = session(conference, "Zwei")
    made = mailing(conference, sessions=[one.pk, gone.pk], language="en", place="place")
    actions.send_mailing(made, expected=1)
    gone.delete()
    page = admin.get(page_of(made)).text
    for said in ("Veranstaltungen: Eins, gelöscht", "Sprache der E-Mails: Englisch", "Platz: mit Platz"):
        assert f"<p>{said}</p>" in page
    assert 'name="_save"' not in page
    assert "Rundmail ansehen" in page
    assert admin.post(page_of(made), {"subject_0": "Anders", "_save": "1"}).status_code == 403


def test_new_one_leads_to_its_page_where_buttons_send_and_stop_it(admin, conference):
    registered(session(conference), "Anna")
    typed = {"conference": conference.pk, "to": "attendees", "subject_0": "Neues", "text_0": "Hallo {name}"}
    answer = admin.post("/admin/registration/mailing/add/", {**typed, "_save": "1"}, follow=True)
    made = Mailing.objects.get()
    assert answer.redirect_chain == [(page_of(made), 302)]
    assert "noch nicht gesendet" in answer.text
    assert "Hallo Anna" in answer.text
    pressed = {**form_data(answer.text), "_selected_action": made.pk, "CHANGE_FORM-action": "send"}
    pressed.pop("_save", None)
    asked = admin.post(page_of(made), pressed)
    assert "An 1 Person senden" in asked.text
    act = {"CHANGE_FORM-action": "send", "_selected_action": made.pk}
    page = admin.post(page_of(made), {**act, "expected": "1"}, follow=True)
    assert "0 von 1 gesendet" in page.text
    assert re.findall(r'name="CHANGE_FORM-action" value="(\w+)"', page.text) == ["stop"]
    stop = {"CHANGE_FORM-action": "stop", "_selected_action": made.pk}
    assert "1 E-Mail ist zurückgehalten." in admin.post(page_of(made), stop, follow=True).text


def test_stop_after_everything_has_left_says_so(admin, conference):
    registered(session(conference), "Anna")
    made = mailing(conference)
    actions.send_mailing(made, expected=1)
    work()
    stop = {"CHANGE_FORM-action": "stop", "_selected_action": made.pk}
    page = admin.post(page_of(made), stop, follow=True)
    assert "Es war schon alles gesendet." in page.text
    assert 'name="CHANGE_FORM-action"' not in page.text


def test_all_languages_of_mails_can_be_written_whatever_those_of_the_conference_are(admin):
    made = mailing(ConferenceFactory(languages=["de"]))
    assert 'name="text_1"' in admin.get(page_of(made)).text


def test_samples_are_for_those_who_may_see_messages(client, conference):
    registered(session(conference), "Anna")
    made = mailing(conference)
    client.force_login(staff("registration.view_mailing", "registration.change_mailing"))
    page = client.get(page_of(made)).text
    assert "Anna" not in page
    assert "1 Person" in page


def test_registrations_are_as_they_were(conference):
    row = registered(session(conference), "Anna")
    actions.send_mailing(mailing(conference), expected=1)
    assert Registration.objects.get(pk=row.pk).status == row.status


def test_page_stays_open_after_a_save_until_the_email_is_sent(admin, conference):
    made = mailing(conference)
    typed = {**form_data(admin.get(page_of(made)).text), "subject_0": "Noch einmal"}
    saved = admin.post(page_of(made), {**typed, "_save": "1"})
    assert saved["Location"] == page_of(made)
    assert "Gespeichert, und noch nicht verschickt." in admin.get(page_of(made)).text
