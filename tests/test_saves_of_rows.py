"""Rows of an inline that another organiser has changed, added or deleted while the page was open."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from programme.models import Slot
from registration.models import Attendee, Option
from tests.browsers import Browser, change_page, form_data, opened, stored
from tests.factories import (
    AttendeeFactory,
    OptionFactory,
    OrganiserFactory,
    QuestionFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db


def test_row_changed_by_another_organiser_is_not_written_over(anna, bernd):
    slot = SlotFactory(ends_at=None)
    page = change_page(slot.session)
    typed = {**opened(anna, page), "slots-0-title_0": "Von Anna"}
    bernd.post(page, {**opened(bernd, page), "slots-0-starts_at_1": "12:34"})
    refused = anna.post(page, typed)
    again = form_data(refused.text)
    assert (again["slots-0-title_0"], again["slots-0-starts_at_1"]) == ("Von Anna", "12:34")
    assert anna.post(page, {**again, "_save": "1"}).status_code == 302
    slot = stored(slot)
    assert (str(slot.title), f"{slot.starts_at.astimezone(slot.conference.zone):%H:%M}") == ("Von Anna", "12:34")


def test_row_added_by_another_organiser_is_shown_and_stays(anna, bernd):
    question = QuestionFactory(kind="choice")
    first, second = OptionFactory.create_batch(2, question=question)
    page = change_page(question)
    mine = {"options-2-text_0": "Von Anna", "options-2-position": "0", "options-2-id": "", "options-2-question": ""}
    typed = {**opened(anna, page), **mine, "options-TOTAL_FORMS": "3"}
    theirs = {"options-2-text_0": "Von Bernd", "options-2-position": "0", "options-TOTAL_FORMS": "3"}
    assert bernd.post(page, {**opened(bernd, page), **theirs}).status_code == 302
    refused = anna.post(page, typed)
    assert "Inzwischen kam hier etwas dazu: Von Bernd." in refused.text
    assert [form_data(refused.text)[f"options-{n}-text_0"] for n in (2, 3)] == ["Von Bernd", "Von Anna"]
    assert anna.post(page, {**form_data(refused.text), "_save": "1"}).status_code == 302
    names = {str(option.text) for option in question.options.all()}
    assert names == {str(first.text), str(second.text), "Von Bernd", "Von Anna"}


def test_row_deleted_by_another_organiser_stays_gone_where_it_was_not_touched(anna, bernd):
    question = QuestionFactory(kind="choice")
    options = OptionFactory.create_batch(3, question=question)
    page = change_page(question)
    typed = {**opened(anna, page), "options-2-text_0": "Von Anna"}
    bernd.post(page, {**opened(bernd, page), "options-0-DELETE": "on"})
    refused = anna.post(page, typed)
    assert f"Inzwischen gelöscht: {options[0].text}" in refused.text
    assert anna.post(page, {**form_data(refused.text), "_save": "1"}).status_code == 302
    assert [str(option.text) for option in question.options.all()] == [str(options[1].text), "Von Anna"]


def test_row_deleted_by_another_organiser_stays_as_a_new_one_where_it_was_touched(anna, bernd):
    question = QuestionFactory(kind="choice")
    OptionFactory.create_batch(3, question=question)
    page = change_page(question)
    typed = {**opened(anna, page), "options-1-text_0": "Von Anna"}
    bernd.post(page, {**opened(bernd, page), "options-1-DELETE": "on"})
    refused = anna.post(page, typed)
    assert "steht am Ende als neue Zeile" in refused.text
    again = form_data(refused.text)
    assert (again["options-INITIAL_FORMS"], again["options-2-text_0"], again["options-2-id"]) == ("2", "Von Anna", "")
    assert anna.post(page, {**again, "_save": "1"}).status_code == 302
    assert "Von Anna" in {str(option.text) for option in question.options.all()}


def test_row_that_both_delete_is_gone_without_a_word(anna, bernd):
    question = QuestionFactory(kind="choice")
    OptionFactory.create_batch(3, question=question)
    page = change_page(question)
    typed = {**opened(anna, page), "options-1-DELETE": "on", "options-0-text_0": "Von Anna"}
    bernd.post(page, {**opened(bernd, page), "options-1-DELETE": "on"})
    assert anna.post(page, typed).status_code == 302
    assert "Von Anna" in {str(option.text) for option in question.options.all()}
    assert Option.objects.count() == 2


def test_row_is_not_deleted_that_another_organiser_has_just_changed(anna, bernd):
    question = QuestionFactory(kind="choice")
    option, *_others = OptionFactory.create_batch(3, question=question)
    page = change_page(question)
    typed = {**opened(anna, page), "options-0-DELETE": "on"}
    bernd.post(page, {**opened(bernd, page), "options-0-text_0": "Von Bernd"})
    refused = anna.post(page, typed)
    assert form_data(refused.text)["options-0-DELETE"] == "on"
    assert stored(option)
    assert anna.post(page, {**form_data(refused.text), "_save": "1"}).status_code == 302
    assert Option.objects.count() == 2


def test_rows_that_stand_in_another_order_now_are_not_mixed_up(anna):
    session = SessionFactory()
    first, second = (SlotFactory(session=session, ends_at=None, title={"de": name}) for name in "AB")
    page = change_page(session)
    typed = {**opened(anna, page), "slots-0-title_0": "Neu"}
    Slot.objects.filter(pk=second.pk).update(starts_at=first.starts_at - timezone.timedelta(hours=1))
    refused = anna.post(page, typed)
    assert refused.status_code == 200
    assert anna.post(page, {**form_data(refused.text), "_save": "1"}).status_code == 302
    assert [str(stored(slot).title) for slot in (first, second)] == ["Neu", "B"]


def test_registrations_that_come_meanwhile_do_not_hinder_a_corrected_name(anna):
    attendee = RegistrationFactory().attendee
    page = change_page(attendee)
    typed = {**opened(anna, page), "name": "Neu"}
    RegistrationFactory(attendee=attendee, session__conference=attendee.conference)
    assert anna.post(page, typed).status_code == 302
    assert stored(attendee).name == "Neu"


def test_name_that_the_person_corrected_meanwhile_is_not_written_over(anna):
    attendee = AttendeeFactory(name="Lea")
    page = change_page(attendee)
    typed = {**opened(anna, page), "name": "Lea Muster"}
    Attendee.objects.filter(pk=attendee.pk).update(name="Lea Beispiel")
    refused = anna.post(page, typed)
    assert 'other-text">Lea Beispiel<' in refused.text
    assert stored(attendee).name == "Lea Beispiel"


def test_organiser_who_may_only_look_at_the_rows_saves_the_rest(anna):
    slot = SlotFactory(ends_at=None)
    browser = Browser()
    user = OrganiserFactory(is_superuser=False)
    rights = ["change_session", "view_session", "view_slot"]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights, content_type__app_label="programme"))
    browser.force_login(user)
    page = change_page(slot.session)
    typed = {**opened(browser, page), "title_0": "Neu"}
    SlotFactory(session=slot.session)
    assert browser.post(page, typed).status_code == 302
    assert str(stored(slot.session).title) == "Neu"
    assert slot.session.slots.count() == 2
