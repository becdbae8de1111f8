import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programme.models import Conference, Session
from tests.factories import ConferenceFactory, OrganiserFactory

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
        "previewed": form["previewed"].value(),
        "conference": getattr(conference, "pk", conference) or "",
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


EDITED = "Es wurde noch nichts importiert: Sie haben seit der Vorschau etwas geändert."


@pytest.mark.parametrize(
    "edit",
    [
        lambda form: {"content": form["content"].replace("Paradox", "Rätsel")},
        lambda form: {"content": form["content"] + "\nNoch ein Satz."},
        lambda form: {"document": SimpleUploadedFile("neu.md", form["content"].replace("Paradox", "Rätsel").encode())},
        lambda form: {"conference": ConferenceFactory().pk},
    ],
    ids=["text", "line", "document", "conference"],
)
def test_what_was_edited_in_the_preview_is_previewed_before_it_is_imported(client, organiser, edit):
    form = carried(send(client, content=TEXT))
    response = send(client, "apply", **{**form, **edit(form)})
    assert (response.status_code, EDITED in response.text, Session.objects.count()) == (200, True, 0)
    assert "inzwischen geändert" not in response.text
    assert send(client, "apply", **carried(response)).status_code == 302
    assert Session.objects.count() == 3


def test_line_breaks_of_the_browser_are_no_edit(client, organiser):
    form = carried(send(client, content=TEXT))
    form["content"] = form["content"].replace("\r\n", "\n").replace("\n", "\r\n")
    assert send(client, "apply", **form).status_code == 302


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
