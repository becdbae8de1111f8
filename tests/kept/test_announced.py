"""Whatever a public page shows is announced when it changes, whoever writes it and how."""

import re

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programme.exports.api.answers import LISTS
from programme.models import Conference, Session
from tests import factories, seed
from womconf.kept.listening import listener


def _announcing(model):
    """Return the trigger that announces each row of a model, or None."""
    name = f"{model._meta.model_name}_is_announced"
    return next((trigger for owner, trigger in pgtrigger.registered() if owner is model and trigger.name == name), None)


MODELS = [model for app in ("programme", "registration") for model in apps.get_app_config(app).get_models()]
ANNOUNCED = [model for model in MODELS if _announcing(model)]
# Read while a page is made, but never shown: a change of them changes no page.
NOT_SHOWN = set()
# Written by triggers of tables that are announced, in the same transaction, and by nothing else.
HISTORY = {f"programme_{name}event" for name in ("session", "slot", "appearance")}


def public_pages(side):
    """Yield the address of each public page of a conference, and of the form."""
    conference, code = side.conference, {"code": side.session.code}
    yield reverse("programme:conference-list")
    yield reverse("sitemap")
    lists = ("programme", "framed-programme", "speaker-list", "host-list", "room-list", "track-list")
    files = ("conference-calendar", "schedule-xml", "schedule-json", "changes")
    for name in (*lists, *files, "imprint", "contact", "privacy", "accessibility"):
        yield reverse(f"programme:{name}", args=[conference.slug])
    for thing in (side.host, side.room, side.track):
        yield thing.get_absolute_url()
    for name in ("programme-csv", "programme-xlsx", "programme-markdown"):
        yield reverse(f"programme:{name}", args=[conference.slug])
    yield f"{reverse('programme:programme', args=[conference.slug])}?q=Beirtag"
    for name in ("session-detail", "session-calendar"):
        yield reverse(f"programme:{name}", args=[conference.slug, code["code"]])
    yield reverse("programme:choice", args=[conference.slug]) + f"?session={side.session.code}"
    for name in ("speaker-detail", "speaker-calendar"):
        yield reverse(f"programme:{name}", args=[conference.slug, side.speaker.code])
    yield reverse("registration:register", args=[conference.slug])
    for name in ("start", "openapi", "conferences"):
        yield reverse(f"api:api-v1:{name}")
    for name in ("conference", *LISTS):
        yield reverse(f"api:api-v1:{name}", args=[conference.slug])
    yield reverse("api:api-v1:session", args=[conference.slug, side.session.code])
    yield reverse("api:api-v1:speaker", args=[conference.slug, side.speaker.code])


@pytest.mark.django_db
def test_every_table_that_a_public_page_reads_is_announced():
    """So that nobody can forget a new one: the tables are taken from the statements of the pages."""
    side, other = seed.side("alpha"), seed.side("beta")
    with CaptureQueriesContext(connection) as statements:
        for address in public_pages(side):
            assert Client().get(address).status_code == 200, address
    read = {table for each in statements for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', each["sql"])}
    assert read >= HISTORY
    assert read - NOT_SHOWN - HISTORY == {model._meta.db_table for model in ANNOUNCED}
    assert other.conference.is_public


@pytest.fixture
def row(keeping):
    """One row of each announced model, and a conference beside theirs."""
    side = seed.side("alpha")
    factories.OptionFactory(question=side.objects[-2])
    seed.side("beta")
    connection.cursor().execute("UPDATE programme_pool SET capacity = 5")
    keeping()
    return side


ANOTHER = """'{"de": "' || random() || '"}'"""
CHANGES = {
    "Appearance": "role = CASE role WHEN 'speaker' THEN 'panel' ELSE 'speaker' END",
    "Conference": "host_name = random()",
    "Option": f"text = {ANOTHER}",
    "Organisation": "name = name || '.'",
    "Question": f"text = {ANOTHER}",
    "Room": "position = position + 1",
    "Picture": "credit = random()",
    "Pool": "capacity = CASE capacity WHEN 1 THEN 50 ELSE 1 END",
    "SessionFile": "name = random()",
    "Session": f"format = {ANOTHER}",
    "Slot": "starts_at = starts_at - interval '1 minute'",
    "Speaker": "biography = random()",
    "Track": "position = position + 1",
}


@pytest.fixture
def is_changed_and_heard(row, keeping, elsewhere):
    """Function that changes a model's rows, and returns whether that was heard."""

    def change(model):
        before = listener.moment()
        assert elsewhere(f"UPDATE {model._meta.db_table} SET {CHANGES[model.__name__]}") > 0  # noqa: S608
        keeping()
        return not listener.is_unchanged(row.conference.pk, before)

    return change


def test_raw_sql_of_another_process_is_heard(is_changed_and_heard):
    assert [model for model in ANNOUNCED if not is_changed_and_heard(model)] == []


def test_without_its_trigger_nothing_is_heard(is_changed_and_heard, elsewhere):
    """The control, for every table. What one trigger changes elsewhere is announced there: all others are off, too."""
    for model in ANNOUNCED:
        elsewhere(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
    try:
        assert [model for model in ANNOUNCED if is_changed_and_heard(model)] == []
        for model in ANNOUNCED:
            elsewhere(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER {_announcing(model).get_pgid(model)}")
        assert [model for model in ANNOUNCED if not is_changed_and_heard(model)] == []
    finally:
        for model in ANNOUNCED:
            elsewhere(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")


@pytest.mark.breaks_invariants
def test_a_table_that_is_emptied_is_heard(row, keeping, elsewhere):
    unheard = []
    for model in ANNOUNCED:
        before = listener.moment()
        elsewhere(f"TRUNCATE {model._meta.db_table} CASCADE")
        keeping()
        if listener.is_unchanged(row.conference.pk, before):
            unheard.append(model)
    assert unheard == []


def test_a_change_of_another_conference_leaves_what_is_kept_true(row, keeping):
    before = keeping()
    other = Conference.objects.exclude(pk=row.conference.pk).get()
    other.sessions.update(title={"de": "anders"})
    keeping()
    assert not listener.is_unchanged(other.pk, before)
    assert listener.is_unchanged(row.conference.pk, before)
    assert not listener.is_unchanged(None, before)


def test_only_places_that_make_another_word_are_announced(keeping):
    session = factories.SlotFactory(session__capacity=20).session
    before = keeping()
    factories.RegistrationFactory.create_batch(3, session=session)
    keeping()
    assert listener.is_unchanged(session.conference_id, before)
    factories.RegistrationFactory.create_batch(14, session=session)  # three are left
    keeping()
    assert not listener.is_unchanged(session.conference_id, before)


def test_what_is_written_anew_as_it_was_is_not_announced(row, keeping, elsewhere):
    before = keeping()
    assert elsewhere(f"UPDATE {Session._meta.db_table} SET id = id") > 0  # noqa: S608
    keeping()
    assert listener.is_unchanged(row.conference.pk, before)
