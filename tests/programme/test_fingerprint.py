"""Whatever changes in a conference changes its fingerprint, and nothing else does."""

import pytest
from django.apps import apps
from django.db import connection

from programme.fingerprint import OF_CONFERENCE, OF_SESSION, OF_SPEAKER, fingerprint
from programme.models import Conference, FormerSlug, ImportedItem, ImportText, Pool
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganisationFactory,
    PictureFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    TrackFactory,
)
from womconf import prepared

pytestmark = pytest.mark.django_db
MODELS = [Conference, *OF_CONFERENCE, *OF_SESSION, *OF_SPEAKER]


@pytest.fixture
def conference():
    slot = SlotFactory(session__capacity=20)
    conference = slot.conference
    for factory in (OrganisationFactory, RoomFactory, TrackFactory):
        factory(conference=conference)
    PictureFactory(speaker=AppearanceFactory(session=slot.session).speaker)
    return conference


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount > 0


SHOWN_NOWHERE = {ImportedItem, ImportText, FormerSlug}


def test_every_table_of_the_programme_counts():
    models = apps.get_app_config("programme").get_models()
    assert {model for model in models if not hasattr(model, "pgh_tracked_model")} == {*MODELS, *SHOWN_NOWHERE}


@pytest.mark.parametrize("model", [model for model in MODELS if model is not Pool])
def test_a_row_written_past_the_program_changes_it(conference, model):
    before = fingerprint(conference.pk)
    execute(f"UPDATE {model._meta.db_table} SET id = id")  # noqa: S608
    assert fingerprint(conference.pk) != before


@pytest.mark.breaks_invariants
@pytest.mark.parametrize("model", [*OF_CONFERENCE, *OF_SESSION, *OF_SPEAKER])
def test_a_row_deleted_changes_it(conference, model):
    if model.__name__ in {"Session", "Speaker"}:
        conference.sessions.first().appearances.all().delete()
    before = fingerprint(conference.pk)
    model.objects.all().delete()
    assert fingerprint(conference.pk) != before


def test_only_places_that_make_another_word_change_it(conference):
    session = conference.sessions.get()
    before = fingerprint(conference.pk)
    RegistrationFactory.create_batch(3, session=session)
    assert fingerprint(conference.pk) == before
    RegistrationFactory.create_batch(14, session=session)  # three are left
    assert fingerprint(conference.pk) != before


def test_another_conference_does_not_change_it(conference):
    before = fingerprint(conference.pk)
    AppearanceFactory(session=SessionFactory(conference=ConferenceFactory()))
    assert fingerprint(conference.pk) == before


def test_it_takes_one_statement_whatever_the_size(conference, django_assert_num_queries, monkeypatch):
    SessionFactory.create_batch(5, conference=conference)
    fetch, statements = prepared.fetch, []
    monkeypatch.setattr(prepared, "fetch", lambda *args: statements.append(args) or fetch(*args))
    with django_assert_num_queries(0):  # but for those that are prepared, which Django does not see
        fingerprint(conference.pk)
    assert len(statements) == 1
