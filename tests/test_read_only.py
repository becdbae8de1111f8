"""GET and HEAD change nothing: mail scanners open every link. Tests run with tests.read_only.ReadOnlyGets."""

import pytest
from django.db import InternalError, connection
from django.http import HttpResponse
from django.urls import path

from programme.models import Organisation
from tests.factories import ConferenceFactory, OrganisationFactory
from womconf import urls


def rename(request):
    """A view that writes, whatever the method."""
    Organisation.objects.update(name="renamed")
    return HttpResponse("done")


def lock(request):
    list(Organisation.objects.select_for_update())
    return HttpResponse("done")


def swallow(request):
    try:
        Organisation.objects.update(name="renamed")
    except InternalError:
        return HttpResponse("as if nothing were")


urlpatterns = [path("rename/", rename), path("lock/", lock), path("swallow/", swallow), *urls.urlpatterns]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Verein")


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("address", ["/rename/", "/lock/"])
def test_a_view_that_writes_or_locks_on_get_fails(client, organisation, method, address):
    """The control: without the middleware these views answer."""
    with pytest.raises(InternalError, match="read-only transaction"):
        getattr(client, method)(address)
    organisation.refresh_from_db()
    assert organisation.name == "Verein"


def test_the_same_view_answers_without_the_middleware(client, organisation, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("ReadOnlyGets")]
    assert client.get("/rename/").text == "done"


def test_a_refused_write_is_not_kept_when_the_view_hides_it(client, organisation):
    assert client.get("/swallow/").status_code == 200
    organisation.refresh_from_db()
    assert organisation.name == "Verein"


def test_post_writes(client, organisation):
    assert client.post("/rename/").text == "done"
    organisation.refresh_from_db()
    assert organisation.name == "renamed"


def test_the_transaction_after_a_get_can_write_again(client):
    client.get("/nothing-here/")
    ConferenceFactory()
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("off",)


@pytest.mark.django_db(transaction=True)
def test_it_holds_outside_of_a_transaction_of_the_test(client, organisation):
    with pytest.raises(InternalError, match="read-only transaction"):
        client.get("/rename/")
    organisation.refresh_from_db()
    assert organisation.name == "Verein"
    organisation.delete()
