"""The feed of changes, as a feed reader reads it (RFC 4287)."""

from datetime import datetime, timedelta

import pgtrigger
import pytest
from defusedxml import ElementTree
from django.db import transaction
from django.test import Client
from django.utils import timezone

from programme import published
from programme.changes import latest
from programme.models import Appearance, Conference, Session, Slot
from tests.factories import AppearanceFactory, RoomFactory, SessionFactory, SlotFactory, SpeakerFactory
from tests.programme.exports import everything

# Each change is a transaction of its own, as it is in life: the history has the time of the transaction.
pytestmark = pytest.mark.django_db(transaction=True)

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def slot():
    """One meeting of a session in a conference that is public from now on."""
    slot = SlotFactory(session__title={"de": "Vortrag", "en": "Talk"})
    Conference.objects.update(published_at=timezone.now())
    return slot


def read(conference, prefix=""):
    return ElementTree.fromstring(Client().get(f"{prefix}/{conference.slug}/changes.atom").content)


def titles(conference, prefix=""):
    return [entry.findtext(f"{ATOM}title") for entry in read(conference, prefix).iter(f"{ATOM}entry")]


def faults(feed):
    """Return what RFC 4287 forbids in a feed."""
    found = []
    for element in (feed, *feed.iter(f"{ATOM}entry")):  # 4.1.1, 4.1.2
        names = [child.tag.removeprefix(ATOM) for child in element]
        found += [name for name in ("id", "title", "updated") if names.count(name) != 1]
        found += [
            date.text for date in element.iter(f"{ATOM}updated") if datetime.fromisoformat(date.text).tzinfo is None
        ]
        if not any(link.get("rel") == "alternate" for link in element.findall(f"{ATOM}link")):
            found.append("alternate")
        found += [id.text for id in element.findall(f"{ATOM}id") if not id.text.startswith("urn:uuid:")]
    if not feed.findtext(f"{ATOM}author/{ATOM}name"):
        found.append("author")
    if [link.get("rel") for link in feed.findall(f"{ATOM}link")].count("self") != 1:
        found.append("self")
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    return found + [id for id in ids if ids.count(id) > 1]


def test_nothing_that_was_done_before_it_was_public_is_told(slot):
    feed = read(slot.conference)
    assert (titles(slot.conference), faults(feed)) == ([], [])
    assert feed.findtext(f"{ATOM}updated")[:19] == slot.conference.__class__.objects.get().published_at.isoformat()[:19]


def change(model, **values):
    return lambda slot: model.objects.update(**values)


def room(slot):
    Slot.objects.update(room=RoomFactory(conference=slot.conference))


def later(slot):
    Slot.objects.update(starts_at=slot.starts_at + timedelta(hours=1), ends_at=slot.ends_at + timedelta(hours=1))


def room_and_time(slot):
    with transaction.atomic():
        later(slot)
        room(slot)


def speaker(slot):
    AppearanceFactory(session=slot.session)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (change(Session, title={"de": "Vortrag!", "en": "Talk!"}), ["Neuer Titel: Vortrag!"]),
        (change(Session, status="cancelled"), ["Fällt aus: Vortrag"]),
        (change(Session, status="requested"), ["Noch offen: Vortrag"]),
        (change(Session, status="draft"), []),
        (change(Session, abstract={"de": "Anders"}), []),
        (change(Session, access_code="geheim"), []),
        (later, ["Neue Zeit: Vortrag"]),
        (change(Slot, ends_at=None), ["Neue Zeit: Vortrag"]),
        (room, ["Neuer Raum: Vortrag"]),
        (room_and_time, ["Neue Zeit, Neuer Raum: Vortrag"]),
        (lambda slot: slot.delete(), ["Neue Zeit: Vortrag"]),
        (lambda slot: SlotFactory(session=slot.session, kind="follow_up"), ["Neue Zeit: Vortrag"]),
        (speaker, ["Andere Mitwirkende: Vortrag"]),
        (lambda slot: SessionFactory(conference=slot.conference, title={"de": "Neu"}), ["Neu im Programm: Neu"]),
        (lambda slot: SessionFactory(conference=slot.conference, status="draft"), []),
        (lambda slot: SpeakerFactory(conference=slot.conference), []),
        (lambda slot: slot.session.delete(), []),
        (change(Conference, title={"de": "Anders"}), []),
    ],
)
def test_what_matters_to_a_reader_is_told(slot, act, told):
    act(slot)
    assert titles(slot.conference) == told
    assert faults(read(slot.conference)) == []


def test_who_answers_or_leaves_is_not_named(slot):
    appearance = AppearanceFactory(session=slot.session, status="requested", speaker__name="Vera Verschwunden")
    Conference.objects.update(published_at=timezone.now())
    Appearance.objects.update(status="confirmed")
    assert titles(slot.conference) == []
    Appearance.objects.update(status="declined", status_note="Bin krank")
    text = Client().get(f"/{slot.conference.slug}/changes.atom").text
    assert "Andere Mitwirkende: Vortrag" in text
    assert [word for word in ("Vera", "krank", appearance.speaker.email) if word in text] == []
    appearance.speaker.delete()
    assert titles(slot.conference) == ["Andere Mitwirkende: Vortrag"]


def test_what_was_changed_in_a_draft_is_not_told(slot):
    draft = SessionFactory(conference=slot.conference, title={"de": "Geheimer Titel"}, status="draft")
    meeting = SlotFactory(session=draft)
    Session.objects.filter(pk=draft.pk).update(title={"de": "Neu"})
    Slot.objects.filter(pk=meeting.pk).update(ends_at=None)
    AppearanceFactory(session=draft)
    assert titles(slot.conference) == []
    Session.objects.filter(pk=draft.pk).update(status="confirmed")
    assert titles(slot.conference) == ["Neu im Programm: Neu"]
    assert "Geheim" not in Client().get(f"/{slot.conference.slug}/changes.atom").text


def test_former_texts_are_not_told_again(slot):
    Session.objects.update(title={"de": "Aus Versehen: 0361 12345"})
    Session.objects.update(title={"de": "Gut"})
    text = Client().get(f"/{slot.conference.slug}/changes.atom").text
    assert ("0361", titles(slot.conference)) == ("0361" if "0361" not in text else text, ["Neuer Titel: Gut"])


def test_each_kind_is_told_once_and_the_latest_first(slot):
    later(slot)
    room(slot)
    for status in ("cancelled", "confirmed"):
        Session.objects.update(status=status)
    Slot.objects.update(ends_at=None)
    found = ["Neue Zeit: Vortrag", "Findet doch statt: Vortrag", "Neuer Raum: Vortrag"]
    assert titles(slot.conference) == found
    assert titles(slot.conference, "/en")[0] == "New time: Talk"


def test_entries_keep_their_ids_and_have_others_in_another_language(slot):
    later(slot)
    (before,) = (entry.findtext(f"{ATOM}id") for entry in read(slot.conference).iter(f"{ATOM}entry"))
    room(slot)
    ids = [entry.findtext(f"{ATOM}id") for entry in read(slot.conference).iter(f"{ATOM}entry")]
    english = [entry.findtext(f"{ATOM}id") for entry in read(slot.conference, "/en").iter(f"{ATOM}entry")]
    assert (ids[1], set(ids) & set(english)) == (before, set())


def test_entry_says_how_things_stand(slot):
    room(slot)
    speaker(slot)
    (entry, _room) = read(slot.conference).iter(f"{ATOM}entry")
    moment, people = entry.findtext(f"{ATOM}summary").splitlines()
    assert "10:00 – 11:00" in moment
    assert moment.endswith(f", {Slot.objects.get().room}")
    assert people == Appearance.objects.get().speaker.full_name


def test_feed_is_bounded_in_what_it_says_and_in_what_it_reads(slot, django_assert_num_queries):
    for number in range(60):
        SessionFactory(conference=slot.conference, title={"de": str(number)})
    assert len(titles(slot.conference)) == 50
    assert titles(slot.conference)[0] == "Neu im Programm: 59"
    rows = published.read(Conference.objects.get(pk=slot.conference_id))
    with django_assert_num_queries(3):
        assert len(latest(rows, 50)) == 50


def test_feed_of_everything_is_valid():
    conference = everything.everything()
    Conference.objects.update(published_at=timezone.now() - timedelta(hours=1))
    text = Client().get(f"/{conference.slug}/changes.atom").text
    feed = read(conference)
    assert faults(feed) == []
    new = [title for title in titles(conference) if title.startswith("Neu im Programm: ")]
    assert len(new) == conference.sessions.public().count()
    assert [word for word in everything.PRIVATE if word in text] == []


def test_feed_of_an_empty_conference_is_valid():
    assert faults(read(everything.empty())) == []


def test_fault_is_seen(slot):
    """The control."""
    feed = read(slot.conference)
    feed.remove(feed.find(f"{ATOM}id"))
    assert faults(feed) == ["id"]


@pytest.mark.parametrize("model", [Session, Slot, Appearance])
def test_history_is_written_with_what_is_announced_and_by_nothing_else(model):
    """So that a feed that is kept is true as long as nothing is announced."""
    triggers = {trigger.name for owner, trigger in pgtrigger.registered() if owner is model}
    assert triggers >= {f"{model._meta.model_name}_is_announced", "insert_insert", "update_update"}
    (events,) = set(model.pgh_event_models.values())
    assert [trigger.name for owner, trigger in pgtrigger.registered() if owner is events] == []
