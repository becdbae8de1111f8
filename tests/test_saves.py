"""Two organisers with the same page open: a save writes what was changed there, or refuses and loses nothing."""

import datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import models
from django.urls import reverse
from django.utils import timezone

from programme import actions
from programme.models import Appearance, Conference, Organisation, Room, Session, Slot, Speaker, Track
from registration.models import Attendee, Option, Question
from tests import seed
from tests.browsers import Browser, form_data, opened
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    OptionFactory,
    OrganisationFactory,
    OrganiserFactory,
    QuestionFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
    TrackFactory,
)
from womconf.admin_saving import SavingAdmin
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


def organiser(name):
    browser = Browser()
    browser.force_login(OrganiserFactory(username=name))
    return browser


@pytest.fixture
def anna():
    return organiser("anna")


@pytest.fixture
def bernd():
    return organiser("bernd")


def change_page(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def stored(row):
    return type(row)._base_manager.get(pk=row.pk)


def break_slot():
    room = RoomFactory()
    return Slot.objects.create(
        conference=room.conference, kind="break", title={"de": "Pause"}, starts_at=timezone.now()
    )


# What each page shows, and how a second organiser changes another field of it meanwhile.
PAGES = [
    (ConferenceFactory, {"host_name": "Verein"}, {"contact_email": "buero@example.org"}),
    (SessionFactory, {"title_0": "Mein Titel"}, {"capacity": "50", "abstract_0": "Neuer Text"}),
    (break_slot, {"title_0": "Mittag"}, {"starts_at_1": "13:00"}),
    (RoomFactory, {"position": "7"}, {"capacity": "90"}),
    (TrackFactory, {"position": "7"}, {"name_0": "Vielfalt"}),
    (OrganisationFactory, {"name": "Amt"}, {"website": "https://example.org"}),
    (SpeakerFactory, {"phone": "0361"}, {"biography_0": "Ein Leben"}),
    (AppearanceFactory, {"position": "7"}, {"role": "panel"}),
    (AttendeeFactory, {"name": "Mein Name"}, {"organisation": "Amt"}),
    (QuestionFactory, {"position": "7"}, {"text_0": "Was?"}),
    (lambda: User.objects.create_user("carla"), {"first_name": "Carla"}, {"email": "carla@example.org"}),
    (lambda: Group.objects.create(name="Presse"), {"name": "Presseteam"}, {"permissions": ["1"]}),
]


def test_every_model_of_the_admin_has_the_base_that_refuses_to_write_over_others():
    without = [model._meta.label for model, owner in admin.site._registry.items() if not isinstance(owner, SavingAdmin)]
    assert without == []


def test_every_page_that_can_be_saved_is_tried_here():
    read_only = {"mail.Message", "mfa.Authenticator", "registration.Registration", "registration.AccessNeeds"}
    tried = {Conference, Session, Slot, Room, Track, Organisation, Speaker, Appearance, Attendee, Question, User, Group}
    assert {model._meta.label for model in admin.site._registry} - read_only == {model._meta.label for model in tried}
    assert len(PAGES) == len(tried)


@pytest.mark.parametrize(("factory", "mine", "theirs"), PAGES)
def test_older_page_is_refused_once_keeps_what_was_typed_and_then_saves_both(anna, bernd, factory, mine, theirs):
    row = factory()
    page = change_page(row)
    typed = {**opened(anna, page), **mine}
    assert bernd.post(page, {**opened(bernd, page), **theirs}).status_code == 302
    row_of_bernd = _columns(row)
    refused = anna.post(page, typed)
    assert refused.status_code == 200
    assert "Es wurde noch nichts gespeichert" in refused.text
    assert _columns(row) == row_of_bernd
    again = form_data(refused.text)
    expected = {**mine, **theirs}
    assert {name: again[name] for name in expected} == {
        name: value[0] if isinstance(value, list) else value for name, value in expected.items()
    }
    assert anna.post(page, {**again, "_save": "1"}).status_code == 302
    saved = opened(anna, page)
    assert {name: saved[name] for name in expected} == {name: again[name] for name in expected}


def _columns(row):
    return type(row)._base_manager.filter(pk=row.pk).values().get()


@pytest.fixture
def written(monkeypatch):
    """Which columns were written of rows that were there: [(model, set of columns)]; None stands for all of them."""
    found = []
    save_base = models.Model.save_base

    def spy(self, *args, update_fields=None, **kwargs):
        if not self._state.adding and update_fields != frozenset():
            found.append((type(self), update_fields and set(update_fields)))
        return save_base(self, *args, update_fields=update_fields, **kwargs)

    monkeypatch.setattr(models.Model, "save_base", spy)
    return found


@pytest.mark.parametrize(("factory", "mine", "theirs"), PAGES)
def test_save_writes_the_touched_columns_only(anna, written, factory, mine, theirs):
    row = factory()
    typed = {**opened(anna, change_page(row)), **mine}
    written.clear()
    assert anna.post(change_page(row), typed).status_code == 302
    expected = {name.removesuffix("_0") for name in mine}
    assert [columns for model, columns in written if isinstance(row, model)] == [expected]


def test_save_writes_the_touched_columns_of_rows_of_inlines_only(anna, written):
    appearance = AppearanceFactory()
    option, _other = OptionFactory.create_batch(2, question=QuestionFactory(kind="choice"))
    slot = SlotFactory(ends_at=None)
    for row, page, change, expected in [
        (appearance, change_page(appearance.speaker), {"appearances-0-role": "panel"}, {"role"}),
        (appearance, change_page(appearance.session), {"appearances-0-position": "3"}, {"position"}),
        (option, change_page(option.question), {"options-0-position": "3"}, {"position"}),
        (slot, change_page(slot.session), {"slots-0-title_0": "Neu"}, {"title"}),
    ]:
        typed = {**opened(anna, page), **change}
        written.clear()
        assert anna.post(page, typed).status_code == 302
        assert [columns for model, columns in written if isinstance(row, model)] == [expected]


def test_saving_a_page_on_which_nothing_was_touched_writes_nothing(anna, django_assert_num_queries):
    row = SlotFactory(room=None).session
    revision = stored(row).revision
    changed_at = stored(row).changed_at
    assert anna.post(change_page(row), opened(anna, change_page(row))).status_code == 302
    assert (stored(row).revision, stored(row).changed_at) == (revision, changed_at)


def test_both_versions_of_a_field_stand_side_by_side_with_who_and_when(anna, bernd):
    session = SessionFactory()
    page = change_page(session)
    typed = {**opened(anna, page), "title_0": "Von Anna"}
    bernd.post(page, {**opened(bernd, page), "title_0": "Von Bernd <b>"})
    refused = anna.post(page, typed).text
    assert 'value="Von Anna"' in refused
    assert '<span class="theirs">bernd hat dies inzwischen geändert (' in refused
    assert '<span class="theirs-text">Deutsch: Von Bernd &lt;b&gt;</span>' in refused
    assert str(stored(session).title) == "Von Bernd <b>"
    assert anna.post(page, {**form_data(refused), "_save": "1"}).status_code == 302
    assert str(stored(session).title) == "Von Anna"


def test_third_save_in_between_is_refused_again(anna, bernd):
    room = RoomFactory(capacity=1)
    page = change_page(room)
    typed = {**opened(anna, page), "capacity": "10"}
    for places in ("20", "30"):
        bernd.post(page, {**opened(bernd, page), "capacity": places})
        refused = anna.post(page, typed)
        assert f'<span class="theirs-text">{places}</span>' in refused.text
        typed = {**form_data(refused.text), "_save": "1"}
    assert anna.post(page, typed).status_code == 302
    assert stored(room).capacity == 10


def test_who_changed_a_row_without_history_comes_from_the_log(anna, bernd):
    room = RoomFactory()
    page = change_page(room)
    typed = {**opened(anna, page), "capacity": "10"}
    bernd.post(page, {**opened(bernd, page), "capacity": "20"})
    assert "bernd hat dies inzwischen geändert (" in anna.post(page, typed).text


def test_two_languages_of_one_text_are_two_texts(anna, bernd):
    session = SessionFactory(title={"de": "Titel", "en": "Title"})
    page = change_page(session)
    typed = {**opened(anna, page), "title_0": "Mein Titel"}
    bernd.post(page, {**opened(bernd, page), "title_1": "My title"})
    refused = anna.post(page, typed).text
    assert "theirs-text" not in refused
    assert anna.post(page, {**form_data(refused), "_save": "1"}).status_code == 302
    assert stored(session).title.data == {"de": "Mein Titel", "en": "My title"}


def test_what_both_changed_to_the_same_is_no_clash(anna, bernd):
    room = RoomFactory(capacity=1)
    page = change_page(room)
    typed = {**opened(anna, page), "capacity": "10"}
    bernd.post(page, {**opened(bernd, page), "capacity": "10"})
    refused = anna.post(page, typed).text
    assert "Es wurde noch nichts gespeichert" in refused
    assert "theirs-text" not in refused


def test_statuses_and_seats_that_changed_meanwhile_are_no_reason_to_refuse(anna):
    """They are read on the page, not written; a save leaves them alone."""
    session = RegistrationFactory(session__capacity=5).session
    page = change_page(session)
    typed = {**opened(anna, page), "title_0": "Neuer Titel"}
    actions.cancel_session(session)
    assert anna.post(page, typed).status_code == 302
    session = stored(session)
    assert (session.status, str(session.title), session.seats.taken) == ("cancelled", "Neuer Titel", 0)


@pytest.mark.parametrize(
    ("factory", "column", "typed"),
    [
        (AttendeeFactory, "link_version", {"name": "Neu"}),
        (AttendeeFactory, "email", {"organisation": "Amt"}),
        (SpeakerFactory, "link_version", {"name": "Neu"}),
        (SpeakerFactory, "code", {"internal_note": "Neu"}),
        (ConferenceFactory, "published_at", {"host_name": "Neu"}),
        (SessionFactory, "revision", {"access_code": "Neu"}),
    ],
)
def test_columns_that_no_form_shows_are_never_written(anna, factory, column, typed):
    row = factory()
    page = change_page(row)
    typed = {**opened(anna, page), **typed}
    value = {"link_version": 9, "revision": 99, "email": "x@example.org", "code": "abcdefgh", "published_at": None}[
        column
    ]
    type(row).objects.filter(pk=row.pk).update(**{column: value})
    assert anna.post(page, typed).status_code == 302
    assert getattr(stored(row), column) == value


@pytest.mark.parametrize(
    "text", [" Leerraum ", "Zeile 1\nZeile 2", "Zeile 1\r\nZeile 2", "\nmit leerer Zeile", "  ", "<&>\"'", "😀 عربي"]
)
def test_texts_as_others_wrote_them_are_no_false_alarm(anna, text):
    speaker = SpeakerFactory(internal_note=text, biography={"de": text})
    page = change_page(speaker)
    assert anna.post(page, {**opened(anna, page), "name": "Neu"}).status_code == 302
    assert (stored(speaker).internal_note, stored(speaker).biography.data["de"]) == (text, text)


@pytest.mark.parametrize("microsecond", [0, 1, 999_999])
def test_times_with_fractions_of_a_second_are_no_false_alarm(anna, microsecond):
    slot = SlotFactory(ends_at=None)
    exact = slot.starts_at.replace(second=7, microsecond=microsecond)
    Slot.objects.filter(pk=slot.pk).update(starts_at=exact)
    page = change_page(slot.session)
    assert anna.post(page, {**opened(anna, page), "title_0": "Neu"}).status_code == 302
    assert stored(slot).starts_at == exact


@pytest.mark.parametrize("moment", ["2027-10-31T00:30Z", "2027-10-31T01:30Z"])
def test_hour_that_comes_twice_stays_where_it_was_not_touched(anna, moment):
    """Both are half past two in Berlin, which nobody could type: the page is saved all the same."""
    slot = SlotFactory(starts_at=datetime.datetime.fromisoformat(moment), ends_at=None)
    page = change_page(slot.session)
    typed = {**opened(anna, page), "title_0": "Neu", "slots-0-title_0": "Nachts"}
    assert anna.post(page, typed).status_code == 302
    slot = stored(slot)
    assert (slot.starts_at, str(slot.title)) == (datetime.datetime.fromisoformat(moment), "Nachts")


def test_zone_that_changed_meanwhile_moves_nothing(anna, bernd):
    slot = SlotFactory(ends_at=None)
    starts_at = slot.starts_at
    page = change_page(slot.session)
    typed = {**opened(anna, page), "slots-0-title_0": "Neu"}
    Conference.objects.update(time_zone="Asia/Tokyo")
    refused = anna.post(page, typed)
    assert "Beginn" in refused.text
    assert anna.post(page, {**form_data(refused.text), "_save": "1"}).status_code == 302
    assert stored(slot).starts_at == starts_at


def test_page_that_does_not_say_what_it_showed_writes_over_nothing(anna):
    """A page from before an update of the program, or a form made by hand."""
    room = RoomFactory(capacity=30)
    page = change_page(room)
    typed = {name: value for name, value in opened(anna, page).items() if not name.startswith("initial-")}
    refused = super(Browser, anna).post(page, {**typed, "capacity": "7"})
    assert refused.status_code == 200
    assert 'theirs-text">30<' in refused.text
    assert stored(room).capacity == 30
    assert anna.post(page, {**form_data(refused.text), "_save": "1"}).status_code == 302
    assert stored(room).capacity == 7


def test_validation_error_does_not_forget_what_the_page_had_shown(anna, bernd):
    room = RoomFactory(capacity=30)
    page = change_page(room)
    wrong = anna.post(page, {**opened(anna, page), "position": "-1"})
    assert wrong.status_code == 200
    bernd.post(page, {**opened(bernd, page), "capacity": "50"})
    refused = anna.post(page, {**form_data(wrong.text), "position": "4", "_save": "1"})
    assert form_data(refused.text)["capacity"] == "50"
    assert stored(room).position == 0


# Rows of inlines


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
    assert 'theirs-text">Lea Beispiel<' in refused.text
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


# Deleted


def test_page_of_something_deleted_shows_what_was_typed(anna, bernd):
    slot = SlotFactory(room=None, ends_at=None)
    page = change_page(slot.session)
    typed = {**opened(anna, page), "abstract_0": "Ein langer Text.", "slots-0-title_0": "Nachgespräch"}
    slot.session.delete()
    answer = anna.post(page, typed)
    assert answer.status_code == 410
    for text in ("inzwischen gelöscht", "Ein langer Text.", "Nachgespräch", "Beschreibung"):
        assert text in answer.text
    assert not Session.objects.exists()


def test_message_page_writes_nothing_back(anna):
    """A save there could let a mail leave twice: it would write an older status."""
    seed.side("alpha")
    message = Message.objects.earliest("pk")
    page = change_page(message)
    typed = opened(anna, page)
    Message.objects.filter(pk=message.pk).update(attempts=7)
    anna.post(page, typed)
    assert stored(message).attempts == 7


# Actions and Enter


def test_action_on_a_page_with_changes_is_refused_and_nothing_typed_is_lost(anna):
    session = SessionFactory(status="draft")
    page = change_page(session)
    typed = opened(anna, page)
    del typed["_save"]
    chosen = {"CHANGE_FORM-action": "confirm", "index": "0"}
    answer = anna.post(page, {**typed, **chosen, "title_0": "Neuer Titel"})
    assert "Bitte speichern Sie sie zuerst" in answer.text
    assert form_data(answer.text)["title_0"] == "Neuer Titel"
    assert stored(session).status == "draft"
    assert anna.post(page, {**typed, **chosen}).status_code == 302
    assert stored(session).status == "confirmed"


@pytest.mark.parametrize(
    "change", [{"slots-0-title_0": "Neu"}, {"slots-0-DELETE": "on"}, {"slots-TOTAL_FORMS": "2", "slots-1-title_0": "x"}]
)
def test_action_is_refused_for_changed_rows_as_well(anna, change):
    slot = SlotFactory(session__status="draft", ends_at=None)
    page = change_page(slot.session)
    typed = opened(anna, page)
    del typed["_save"]
    answer = anna.post(page, {**typed, **change, "CHANGE_FORM-action": "confirm", "index": "0"})
    assert "Bitte speichern Sie sie zuerst" in answer.text
    assert stored(slot.session).status == "draft"


def test_action_that_asks_first_goes_on_from_its_own_page(anna):
    session = SessionFactory()
    page = change_page(session)
    typed = {**opened(anna, page), "CHANGE_FORM-action": "cancel", "index": "0"}
    del typed["_save"]
    asked = anna.post(page, typed)
    assert "Absagen" in asked.text
    sent = {"CHANGE_FORM-action": "cancel", "select_across": "0", "_selected_action": str(session.pk), "sure": "True"}
    assert anna.post(page, sent).status_code == 302
    assert stored(session).status == "cancelled"


def test_first_button_of_each_change_page_saves(anna, bernd):
    """Enter in a field presses the first button of a form."""
    for factory, _mine, _theirs in PAGES:
        page = change_page(factory())
        html = anna.get(page).text.partition("_form")[2]
        buttons = [part.partition(">")[0] for part in html.split("<input") if 'type="submit"' in part.partition(">")[0]]
        first_button, first_input = html.find("<button"), html.find('name="_save"')
        assert 'name="_save"' in buttons[0], page
        assert first_button == -1 or first_input < html.find('name="index"') or 'name="index"' not in html, page


# Codes


def test_public_code_that_was_drawn_twice_is_drawn_again(anna, monkeypatch):
    there = SessionFactory()
    codes = iter([there.code, there.code, "abcdefgh", "abcdefgi", "abcdefgk"])
    monkeypatch.setattr(Session._meta.get_field("code"), "default", lambda: next(codes))
    page = reverse("admin:programme_session_add")
    answer = anna.post(page, {**opened(anna, page), "conference": str(there.conference_id), "title_0": "Neu"})
    assert answer.status_code == 302
    assert Session.objects.count() == 2
