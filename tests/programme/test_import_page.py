import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programme.models import Conference, Session
from tests.factories import OrganiserFactory

pytestmark = pytest.mark.django_db

TEXT = (settings.BASE_DIR / "programme/demo/programme.de.md").read_text()


@pytest.fixture
def organiser(client):
    user = OrganiserFactory()
    client.force_login(user)
    return user


def send(client, button="preview", **data):
    return client.post(reverse("admin:programme_import"), {button: "1", **data})


def carried(response):
    """The form of the second step as a browser would send it."""
    form = response.context["form"]
    conference = form["conference"].value()
    return {
        "content": form["content"].value(),
        "expected": form["expected"].value(),
        "conference": conference.pk if conference else "",
    }


def test_preview_tells_everything_and_writes_nothing(client, organiser):
    response = send(client, content=TEXT)
    assert "Das Thüringen-Paradox" in response.content.decode()
    assert not Conference.objects.exists()


def test_what_was_previewed_is_imported_and_logged(client, organiser):
    response = send(client, "apply", **carried(send(client, content=TEXT)))
    assert response.status_code == 302
    assert Session.objects.count() == 3
    assert LogEntry.objects.get().user == organiser


def test_document_is_read_like_a_pasted_text(client, organiser):
    document = SimpleUploadedFile("programm.txt", TEXT.encode("cp1252", "replace"))
    response = send(client, document=document)
    assert carried(response)["content"].startswith("## WOM-Online Konferenz")


def test_programme_that_changed_since_the_preview_is_shown_again(client, organiser):
    form = carried(send(client, content=TEXT))
    send(client, "apply", **form)
    session = Session.objects.get(appearances__speaker__name="M. Behr")
    form = carried(send(client, content=TEXT.replace("Paradox", "Rätsel")))
    session.title = {"de": "Von Hand"}
    session.save()
    response = send(client, "apply", **form)
    assert response.status_code == 200
    session.refresh_from_db()
    assert str(session.title) == "Von Hand"


@pytest.mark.parametrize("text", ["", "   ", "just a letter", "\x00\x00", "\ud800"])
def test_text_that_is_no_programme_is_a_sentence_and_stays_in_the_form(client, organiser, text):
    data = {"content": text.encode("utf-8", "surrogatepass")}
    response = send(client, **data)
    assert response.status_code == 200
    assert not Conference.objects.exists()


def test_document_of_50_mb_is_a_sentence_at_the_field(client, organiser):
    response = send(client, document=SimpleUploadedFile("big.txt", b"x" * 50_000_000))
    assert list(response.context["form"].errors) == ["document"]


def test_import_is_for_organisers_only(client):
    page = reverse("admin:programme_import")
    assert client.get(page).status_code == 302
    client.force_login(OrganiserFactory(is_superuser=False))
    assert client.get(page).status_code == 403
