"""Years in which no conference takes place: refused wherever somebody types one, so that no page has to show them."""

import datetime

import pytest
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from programme import years
from programme.exports import ical
from programme.imports import text
from programme.models import Appearance, Conference, PutOff, Session, Slot
from registration.models import HelperLink
from tests.browsers import change_page, stored
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    HelperLinkFactory,
    OrganiserFactory,
    SessionFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db

SENTENCE = "Bitte ein Jahr von 1900 bis 2199 angeben."
WRITTEN_BY_PEOPLE = {
    Conference: ["starts_on", "ends_on", "registration_opens_at", "registration_closes_at"],
    Session: ["registration_opens_at", "registration_closes_at"],
    Slot: ["starts_at", "ends_at"],
    Appearance: ["answer_by"],
    HelperLink: ["day"],
    PutOff: ["until"],
}
OUTSIDE = ["0001", "0027", "1027", "1899", "2200", "9999"]


def test_every_date_that_people_type_is_known():
    found = {}
    for model in Conference._meta.apps.get_models():
        if model._meta.app_label in {"programme", "registration"} and not model.__name__.endswith("Event"):
            for field in model._meta.concrete_fields:
                if isinstance(field, models.DateField) and field.editable and field.db_default is models.NOT_PROVIDED:
                    found.setdefault(model, []).append(field.name)
    assert {model: names for model, names in found.items() if model in WRITTEN_BY_PEOPLE} == WRITTEN_BY_PEOPLE
    # Of these nobody types one: the program itself notes when something happened.
    assert {
        f"{model.__name__}.{name}" for model in found if model not in WRITTEN_BY_PEOPLE for name in found[model]
    } == {
        "ImportText.imported_at",
        "Invitation.accepted_at",
        "Invitation.revoked_at",
        "Submission.confirmed_at",
        "OrderedFile.failed_at",
        "OrderedFile.finished_at",
    }


@pytest.mark.parametrize(
    ("model", "name"), [(model, name) for model, names in WRITTEN_BY_PEOPLE.items() for name in names]
)
@pytest.mark.parametrize("year", OUTSIDE)
def test_database_refuses_the_year(model, name, year):
    session = SessionFactory()
    SlotFactory(session=session)
    AppearanceFactory(session=session)
    HelperLinkFactory(conference=session.conference)
    PutOff.objects.create(conference=session.conference, key="backup", until=session.conference.starts_on)
    start = datetime.datetime(int(year), 6, 1, tzinfo=datetime.UTC)
    typed = {name: start}
    if model is Slot:
        typed = {"starts_at": start, "ends_at": start + datetime.timedelta(hours=1)}
    if name in {"starts_on", "ends_on"}:
        typed = {"starts_on": start, "ends_on": start}
    with pytest.raises(IntegrityError, match="_in_our_years"), transaction.atomic():
        model.objects.update(**typed)


@pytest.mark.parametrize("year", OUTSIDE)
def test_organisers_are_told_at_the_field(client, year):
    client.force_login(OrganiserFactory())
    slot = SlotFactory()
    conference = slot.session.conference
    before = [stored(conference).starts_on, stored(slot).starts_at]
    typed = {"starts_on": f"16.09.{year}", "ends_on": f"16.09.{year}"}
    typed |= {"registration_opens_at_0": f"16.09.{year}", "registration_opens_at_1": "00:30"}
    page = client.post(change_page(conference), typed)
    assert {field: list(errors) for field, errors in page.context["adminform"].form.errors.items()} == {
        "starts_on": [SENTENCE],
        "ends_on": [SENTENCE],
        "registration_opens_at": [SENTENCE],
    }
    typed = {"slots-0-starts_at_0": f"16.09.{year}", "slots-0-starts_at_1": "00:30"}
    typed |= {"slots-0-ends_at_0": f"16.09.{year}", "slots-0-ends_at_1": "23:30"}
    page = client.post(change_page(slot.session), typed)
    assert (page.status_code, page.text.count(SENTENCE) >= 2) == (200, True)
    assert [stored(conference).starts_on, stored(slot).starts_at] == before


@pytest.mark.parametrize(
    "written", ["1. Januar 0001", "16.09.0027", "0001-01-01", "Dienstag, 16.09.9999", "January 1, 1027", "31.12.9999"]
)
@pytest.mark.parametrize("layout", ["# K\n\n{}\n\n## 0:00 – 23:30 Uhr: T\n", "# K am {}\n\n## 9–10 Uhr: T\n"])
def test_import_says_so_and_goes_on(written, layout):
    draft, report = text.read(layout.format(written).encode(), today=datetime.date(2027, 1, 10))
    assert "no_such_day" in {entry.code for entry in report.entries}
    assert ([slot for session in draft.sessions for slot in session.slots], draft.starts_on) == ([], None)


@pytest.mark.parametrize("year", [years.FIRST, years.LAST])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_every_page_shows_the_first_and_the_last_year(client, year, zone):
    day = datetime.date(year, 1 if year == years.FIRST else 12, 1 if year == years.FIRST else 31)
    ConferenceFactory()  # a second one: the first page lists both
    conference = ConferenceFactory(starts_on=day, ends_on=day, time_zone=zone)
    start = datetime.datetime.combine(day, datetime.time(0, 30), tzinfo=conference.zone)
    slot = SlotFactory(session__conference=conference, starts_at=start, ends_at=start + datetime.timedelta(hours=22))
    client.force_login(OrganiserFactory())
    pages = [
        reverse("programme:conference-list"),
        reverse("programme:programme", args=[conference.slug]),
        slot.session.get_absolute_url(),
        change_page(slot.session),
        reverse("admin:programme_conference_changelist"),
    ]
    assert [client.get(page).status_code for page in pages] == [200] * 5
    session = Session.objects.with_programme().get()
    assert b"BEGIN:VTIMEZONE" in ical.calendar([session], conference=conference)
