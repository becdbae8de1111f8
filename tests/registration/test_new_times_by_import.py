"""An import that gives sessions new times asks first where somebody would have two at once."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from programme.exceptions import PeopleInTheWay
from programme.imports import text, writer
from programme.models import Session, Slot
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    RegistrationFactory,
)
from tests.registration.test_new_times import ASKED

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(client, organiser):
    """Two sessions of a text, one after the other; Zita has a place in both."""
    conference = ConferenceFactory(slug="imported")
    writer.apply(draft_of(conference, "11:00–12:00"), slug="imported")
    attendee = AttendeeFactory(conference=conference, name="Zita")
    for session in Session.objects.all():
        RegistrationFactory(session=session, attendee=attendee)
    return conference


def source(conference, second):
    day = f"{conference.starts_on:%d.%m.%Y}"
    return f"# {conference.title}\n\n{day}\n\n## 10:00–11:00 Lesen\n\nText.\n\n## {second} Schreiben\n\nText.\n"


def draft_of(conference, second):
    return text.read(source(conference, second).encode())[0]


def starts(conference):
    return [f"{slot.starts_at.astimezone(conference.zone):%H:%M}" for slot in Slot.objects.order_by("pk")]


def test_import_asks_in_its_preview_and_needs_the_tick(client, imported):
    address = reverse("admin:programme_import")
    form = {"content": source(imported, "10:30–11:30"), "conference": imported.pk}
    page = client.post(address, {**form, "preview": "1"}, follow=True)
    assert f"{ASKED}: Zita." in page.text
    form |= {name: page.context["form"][name].value() for name in ("expected", "previewed")}
    page = client.post(address, {**form, "apply": "1"}, follow=True)
    assert (page.status_code, f"{ASKED}: Zita." in page.text, starts(imported)) == (200, True, ["10:00", "11:00"])
    client.post(address, {**form, "apply": "1", "move_meant": "on"})
    assert starts(imported) == ["10:00", "10:30"]


def test_import_that_hurts_nobody_asks_nothing(client, imported):
    address = reverse("admin:programme_import")
    form = {"content": source(imported, "14:00–15:00"), "conference": imported.pk}
    page = client.post(address, {**form, "preview": "1"}, follow=True)
    assert ASKED not in page.text
    form |= {name: page.context["form"][name].value() for name in ("expected", "previewed")}
    assert client.post(address, {**form, "apply": "1"}).status_code == 302
    assert starts(imported) == ["10:00", "14:00"]


def test_import_that_adds_a_time_asks(imported):
    session = Session.objects.get(title__mentions="Schreiben")
    session.slots.get().delete()
    writer_memory(imported)
    with pytest.raises(PeopleInTheWay):
        writer.apply(draft_of(imported, "10:30–11:30"), slug="imported")


def writer_memory(conference):
    """Forget that the import ever wrote that time: an organiser who deletes one means it."""
    conference.imported_items.filter(kind="slot").delete()


def test_command_refuses_without_the_word_and_says_whom_it_hurt_with_it(capsys, tmp_path, imported):
    file = tmp_path / "programm.md"
    file.write_text(source(imported, "10:30–11:30"))
    words = "At the new time 1 person would have two sessions at once."
    call_command("import_programme", str(file), "--conference=imported", "--dry-run", "--language=en")
    assert words in capsys.readouterr().out
    with pytest.raises(CommandError, match="--move-all-the-same"):
        call_command("import_programme", str(file), "--conference=imported", "--language=en")
    assert starts(imported) == ["10:00", "11:00"]
    command = ["import_programme", str(file), "--conference=imported", "--language=en", "--move-all-the-same"]
    call_command(*command)
    assert words in capsys.readouterr().out
    assert starts(imported) == ["10:00", "10:30"]
