"""Day and time in the admin, in the nights in which clocks are changed."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.contrib import admin
from django.db import models
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from programme.models import Slot
from programme.moments import MomentField
from tests.factories import ConferenceFactory, OrganiserFactory, SlotFactory

BERLIN = ZoneInfo("Europe/Berlin")


class MomentForm(forms.Form):
    at = MomentField(required=False)


def clean(day, time, *which, zone="Europe/Berlin", initial=None):
    sent = {f"at_{n}": value for n, value in enumerate([day, time, *which])}
    with timezone.override(zone):
        form = MomentForm(sent, initial={"at": initial})
        form.is_valid()
        form.changed = form.changed_data
        return form, form.cleaned_data.get("at"), form.as_p()


TWICE = [
    ("31.10.2027", "02:30", "Europe/Berlin", ["2027-10-31T00:30:00+00:00", "2027-10-31T01:30:00+00:00"]),
    ("31.10.2027", "02:00", "Europe/Berlin", ["2027-10-31T00:00:00+00:00", "2027-10-31T01:00:00+00:00"]),
    ("07.11.2027", "01:30", "America/New_York", ["2027-11-07T05:30:00+00:00", "2027-11-07T06:30:00+00:00"]),
    ("04.04.2027", "01:45", "Australia/Lord_Howe", ["2027-04-03T14:45:00+00:00", "2027-04-03T15:15:00+00:00"]),
]


@pytest.mark.parametrize(("day", "time", "zone", "moments"), TWICE)
def test_time_that_comes_twice_asks_which_one(day, time, zone, moments):
    form, _moment, html = clean(day, time, zone=zone)
    assert form.errors["at"][0].startswith(f"{day} {time} gibt es zweimal")
    assert ("Sommerzeit" in html, "Winterzeit" in html) == (True, True)
    found = [clean(day, time, which, zone=zone)[1].astimezone(datetime.UTC).isoformat() for which in "01"]
    assert found == moments
    for which in ("", "2", "x"):
        assert "at" in clean(day, time, which, zone=zone)[0].errors


@pytest.mark.parametrize(("day", "time", "zone", "moments"), TWICE)
def test_page_shows_which_one_is_stored_and_unchanged_it_stays(day, time, zone, moments):
    for which, moment in enumerate(moments):
        initial = datetime.datetime.fromisoformat(moment)
        form, found, html = clean(day, time, str(which), zone=zone, initial=initial)
        assert (form.changed, found, f'value="{which}" selected' in html) == ([], initial, True)
        form, found, _html = clean(day, time, str(1 - which), zone=zone, initial=initial)
        assert (form.changed, found != initial) == (["at"], True)


@pytest.mark.parametrize(
    ("day", "time", "zone"),
    [("28.03.2027", "02:30", "Europe/Berlin"), ("14.03.2027", "02:00", "America/New_York")],
)
def test_time_that_does_not_exist_is_refused_in_words(day, time, zone):
    form, _moment, html = clean(day, time, "0", zone=zone)
    assert form.errors["at"] == [f"{day} {time} gibt es nicht: In dieser Nacht wird die Uhr vorgestellt."]
    assert "<select" not in html


@pytest.mark.parametrize(
    ("day", "time"),
    [("31.10.2027", "01:59"), ("31.10.2027", "03:00"), ("28.03.2027", "03:00"), ("03.05.2027", "10:00")],
)
def test_any_other_time_asks_nothing(day, time):
    form, moment, html = clean(day, time)
    assert (form.errors, "<select" in html) == ({}, False)
    assert f"{moment.astimezone(BERLIN):%d.%m.%Y %H:%M}" == f"{day} {time}"
    assert clean(day, time, "1")[1] == moment  # what was chosen for another time is not asked any more


@pytest.mark.parametrize(
    ("day", "time", "is_right"),
    [
        ("", "", True),
        ("03.05.2027", "", False),
        ("", "10:00", False),
        ("x", "y", False),
        ("01.01.0001", "00:30", False),
    ],
)
def test_what_is_no_time_is_said(day, time, is_right):
    form, moment, html = clean(day, time)
    assert (form.is_valid(), moment, "<select" in html) == (is_right, None, False)


def test_field_that_is_only_shown_stays_as_it_is():
    initial = datetime.datetime(2027, 10, 31, 1, 30, tzinfo=datetime.UTC)
    with timezone.override("Europe/Berlin"):
        form = MomentForm({}, initial={"at": initial})
        form.fields["at"].disabled = True
        assert (form.is_valid(), form.cleaned_data["at"], form.changed_data) == (True, initial, [])


@pytest.mark.django_db
def test_every_time_that_organisers_type_is_such_a_field():
    """Enumerated from the admin itself."""
    request = RequestFactory().get("/")
    request.user, request.conference = OrganiserFactory(), ConferenceFactory()
    fields = {}
    pages = {model: page for model, page in admin.site._registry.items() if page.has_change_permission(request)}
    for model, page in pages.items():
        for form in [page, *page.get_inline_instances(request)]:
            typed = set(form.get_fields(request, None)) - set(form.get_readonly_fields(request, None))
            for field in form.model._meta.get_fields():
                if isinstance(field, models.DateTimeField) and field.editable and flat(typed, field.name):
                    fields[f"{model.__name__}.{field.name}"] = form.formfield_for_dbfield(field, request)
    assert set(fields) == {
        *("Conference.registration_opens_at", "Conference.registration_closes_at"),
        *("Session.registration_opens_at", "Session.registration_closes_at"),
        *("Session.starts_at", "Session.ends_at", "Slot.starts_at", "Slot.ends_at"),
    }
    assert {type(field) for field in fields.values()} == {MomentField}


def flat(typed, name):
    return any(name == entry or name in entry for entry in typed)


@pytest.mark.django_db
@pytest.mark.parametrize("hour", [0, 1])
def test_session_in_the_hour_that_comes_twice_can_be_edited(client, hour):
    """Its page saves with unchanged times; an organiser chooses the other one; a script is not needed."""
    client.force_login(OrganiserFactory())
    start = datetime.datetime(2027, 10, 31, hour, 30, tzinfo=datetime.UTC)
    day = start.date()
    slot = SlotFactory(session__conference=ConferenceFactory(starts_on=day, ends_on=day), starts_at=start)
    address = reverse("admin:programme_session_change", args=[slot.session_id])
    assert f'<option value="{hour}" selected' in client.get(address).text
    end = slot.ends_at.astimezone(BERLIN)
    form = {
        "conference": slot.conference_id,
        "title_0": "Neuer Titel",
        "slots-TOTAL_FORMS": 1,
        "slots-INITIAL_FORMS": 1,
    }
    form |= {"slots-0-id": slot.pk, "slots-0-session": slot.session_id, "slots-0-kind": "main"}
    form |= {"slots-0-starts_at_0": "31.10.2027", "slots-0-starts_at_1": "02:30:00", "slots-0-starts_at_2": str(hour)}
    form |= {"slots-0-ends_at_0": f"{end:%d.%m.%Y}", "slots-0-ends_at_1": f"{end:%H:%M:%S}"}
    form |= {"slots-0-ends_at_2": str(end.fold), "appearances-TOTAL_FORMS": 0, "appearances-INITIAL_FORMS": 0}
    assert client.post(address, form).status_code == 302
    slot.refresh_from_db()
    assert (slot.starts_at, str(slot.session.title)) == (start, "Neuer Titel")
    form |= {"slots-0-starts_at_2": str(1 - hour), "slots-0-ends_at_0": "", "slots-0-ends_at_1": ""}
    assert client.post(address, form).status_code == 302
    assert abs(Slot.objects.get().starts_at - start) == datetime.timedelta(hours=1)
