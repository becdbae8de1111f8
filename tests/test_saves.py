"""Two organisers with the same page open: a save writes what was changed there, or refuses and loses nothing."""

import datetime
import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import models
from django.utils import timezone

from programme import actions
from programme.models import Appearance, Conference, MailText, Organisation, Room, Session, Slot, Speaker, Track
from registration.models import Attendee, Mailing, Question
from tests.browsers import Browser, change_page, form_data, opened, stored
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    OptionFactory,
    OrganisationFactory,
    QuestionFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
    TrackFactory,
)
from womconf.admin_saving import ACTION, SavingAdmin

pytestmark = pytest.mark.django_db


def break_slot():
    room = RoomFactory()
    return Slot.objects.create(
        conference=room.conference, kind="break", title={"de": "Pause"}, starts_at=timezone.now()
    )


def mail_text():
    return MailText.objects.create(conference=ConferenceFactory(), kind="registered")


def mailing():
    return Mailing.objects.create(
        conference=ConferenceFactory(), to="attendees", subject={"de": "Morgen"}, text={"de": "Bis morgen"}
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
    (mailing, {"subject_0": "Heute"}, {"text_0": "Bis gleich"}),
    (mail_text, {"opening_0": "Willkommen"}, {"closing_0": "Auf bald"}),
    (lambda: User.objects.create_user("carla"), {"first_name": "Carla"}, {"email": "carla@example.org"}),
    (lambda: Group.objects.create(name="Presse"), {"name": "Presseteam"}, {"permissions": ["1"]}),
]


def test_every_model_of_the_admin_has_the_base_that_refuses_to_write_over_others():
    without = [model._meta.label for model, owner in admin.site._registry.items() if not isinstance(owner, SavingAdmin)]
    assert without == []


def test_every_page_that_can_be_saved_is_tried_here():
    read_only = {
        "mail.Message",
        "mfa.Authenticator",
        "registration.Registration",
        "registration.AccessNeeds",
        "womconf.SignIn",
    }
    read_only |= {"registration.HelperLink"}  # nothing of it changes once somebody has it
    read_only |= {"registration.Export"}
    read_only |= {"programme.Proposal"}  # it is decided, on a page of its own (tests/programme/test_proposal_page.py)
    tried = {Conference, Session, Slot, Room, Track, Organisation, Speaker, Appearance, Attendee, Question, MailText}
    tried |= {Mailing, User, Group}
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
    slot = SlotFactory(room=None)
    row = slot.session
    before = stored(slot).revision, stored(slot).changed_at, stored(row).changed_at
    assert anna.post(change_page(row), opened(anna, change_page(row))).status_code == 302
    assert (stored(slot).revision, stored(slot).changed_at, stored(row).changed_at) == before


def test_both_versions_of_a_field_stand_side_by_side_with_who_and_when(anna, bernd):
    session = SessionFactory()
    page = change_page(session)
    typed = {**opened(anna, page), "title_0": "Von Anna"}
    bernd.post(page, {**opened(bernd, page), "title_0": "Von Bernd <b>"})
    refused = anna.post(page, typed).text
    assert 'value="Von Anna"' in refused
    other = re.sub(r"\(.*?\)", "(WANN)", refused[refused.index('<div class="theirs">') :], count=1)
    assert other.startswith(
        '<div class="theirs"><p>bernd hat dies inzwischen geändert (WANN). Jetzt steht dort:</p>'
        '<p class="other-text">Deutsch: Von Bernd &lt;b&gt;</p></div>'
    )
    assert "Inzwischen ist etwas anderes gespeichert; es steht neben Ihrer Angabe." in refused
    assert "Bitte die unten aufgeführten Fehler" not in refused
    assert "Bitte den unten aufgeführten Fehler" not in refused
    assert str(stored(session).title) == "Von Bernd <b>"
    assert anna.post(page, {**form_data(refused), "_save": "1"}).status_code == 302
    assert str(stored(session).title) == "Von Anna"


def test_field_that_only_the_other_has_changed_is_marked_where_it_stands(anna, bernd):
    session = SessionFactory(capacity=30)
    page = change_page(session)
    typed = {**opened(anna, page), "title_0": "Von Anna"}
    bernd.post(page, {**opened(bernd, page), "capacity": "50"})
    refused = anna.post(page, typed).text
    assert refused.count('class="taken-over"') == 1
    at_field = refused[refused.index('name="capacity"') :]
    other = re.sub(r"\(.*?\)", "(WANN)", at_field[at_field.index('<div class="taken-over">') :], count=1)
    assert other.startswith(
        '<div class="taken-over"><p>bernd hat dies inzwischen geändert (WANN). Vorher stand dort:</p>'
        '<p class="other-text">30</p></div>'
    )
    assert 'class="theirs"' not in refused


def test_page_that_is_refused_is_named_after_what_is_stored(anna, bernd):
    session = SessionFactory(title={"de": "Gespeichert"})
    page = change_page(session)
    typed = {**opened(anna, page), "title_0": "Getippt"}
    bernd.post(page, {**opened(bernd, page), "capacity": "50"})
    for sent in (typed, {**opened(anna, page), "title_0": "Getippt", "capacity": "drei"}):
        refused = anna.post(page, {**sent, "_save": "1"})
        assert refused.status_code == 200
        assert 'value="Getippt"' in refused.text
        assert refused.text.count("Getippt") == 1
        assert '<li aria-current="page">Gespeichert</li>' in refused.text


def test_action_on_an_older_page_with_changes_says_that_it_was_not_done(anna, bernd):
    session = SessionFactory(status="confirmed")
    page = change_page(session)
    typed = {**opened(anna, page), "title_0": "Von Anna"}
    bernd.post(page, {**opened(bernd, page), "capacity": "50"})
    del typed["_save"]
    refused = anna.post(page, {**typed, ACTION: "cancel", "index": "0"})
    assert "Es wurde nichts ausgeführt: Auf dieser Seite stehen ungespeicherte Änderungen." in refused.text
    assert "Es wurde noch nichts gespeichert" in refused.text
    assert stored(session).status == "confirmed"


def test_third_save_in_between_is_refused_again(anna, bernd):
    room = RoomFactory(capacity=1)
    page = change_page(room)
    typed = {**opened(anna, page), "capacity": "10"}
    for places in ("20", "30"):
        bernd.post(page, {**opened(bernd, page), "capacity": places})
        refused = anna.post(page, typed)
        assert f'<p class="other-text">{places}</p>' in refused.text
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


def test_statuses_and_places_that_changed_meanwhile_are_no_reason_to_refuse(anna):
    """They are read on the page, not written; a save leaves them alone."""
    session = RegistrationFactory(session__capacity=5).session
    page = change_page(session)
    typed = {**opened(anna, page), "title_0": "Neuer Titel"}
    actions.cancel_session(session)
    assert anna.post(page, typed).status_code == 302
    session = stored(session)
    assert (session.status, str(session.title), session.pool.taken) == ("cancelled", "Neuer Titel", 0)


@pytest.mark.parametrize(
    ("factory", "column", "typed"),
    [
        (AttendeeFactory, "link_version", {"name": "Neu"}),
        (AttendeeFactory, "email", {"organisation": "Amt"}),
        (SpeakerFactory, "link_version", {"name": "Neu"}),
        (SpeakerFactory, "code", {"internal_note": "Neu"}),
        (ConferenceFactory, "published_at", {"host_name": "Neu"}),
        (SessionFactory, "code", {"access_code": "Neu"}),
    ],
)
def test_columns_that_no_form_shows_are_never_written(anna, factory, column, typed):
    row = factory()
    page = change_page(row)
    typed = {**opened(anna, page), **typed}
    value = {"link_version": 9, "email": "x@example.org", "code": "abcdefgh", "published_at": None}[column]
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
    assert 'other-text">30<' in refused.text
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
