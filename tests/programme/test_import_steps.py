"""Each step of an import has an address: reloading, going back, a second tab show it; and what is kept for it ends."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from programme import actions
from programme.imports import reading
from programme.models import Conference, ImportText, Session
from programme.models.imported import MAX_CHARACTERS
from tests.factories import ConferenceFactory, OrganiserFactory, SpeakerFactory
from tests.programme.import_page import address, carried, send
from tests.traces import tables_with

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
TEXT = """# Tagung am 3. Mai 2027

## 9-10 Uhr: Neue Wege (Dr. Eva Horn, angefragt)

## 10-11 Uhr: Zimtstern
"""
IMPORTED = "Dieser Text wurde am"
LOST = "Dieser Text ist nicht mehr hier."


def titles(page):
    return [row.title for row in page.context["preview"].rows]


def test_address_of_a_step_shows_it_again_and_changes_nothing(anna):
    first = send(anna, content=TEXT)
    kept = ImportText.objects.values().get()
    for page in (anna.get(address(first)), anna.get(address(first))):
        assert (titles(page), carried(page)) == (["Neue Wege", "Zimtstern"], carried(first))
    anna.head(address(first))
    assert (ImportText.objects.values().get(), Conference.objects.count()) == (kept, 0)


def test_every_step_answers_with_a_redirect(anna):
    response = anna.post(reverse("admin:programme_import"), {"content": TEXT, "preview": "1"})
    at = response["Location"]
    form = carried(anna.get(at))
    for change in ({}, {"content": TEXT + "\nNoch ein Satz."}, {"apply": "1", "content": TEXT + "\nUnd noch einer."}):
        response = anna.post(at, form | {"preview": "1"} | change)
        assert (response.status_code, response["Location"]) == (302, at)
        form = carried(anna.get(at))
    assert form["content"].endswith("Und noch einer.")
    assert ImportText.objects.count() == 1


def test_answers_conference_and_file_are_shown_again(anna):
    conference = ConferenceFactory()
    document = SimpleUploadedFile("Tagung.md", TEXT.encode())
    answers = {"answer:end": "open", "answer:gone": "x"}
    first = send(anna, document=document, conference=conference.pk, **answers)
    again = anna.get(address(first))
    assert "Aus der Datei Tagung.md" in again.text
    assert carried(again)["conference"] == conference.pk
    assert ImportText.objects.get().answers == {"end": "open", "gone": "x"}
    assert '<input type="hidden" name="answer:gone" value="x">' in again.text
    edited = send(anna, **carried(again) | {"content": TEXT + "\nMehr."})
    assert "Aus der Datei Tagung.md" in edited.text


def test_second_tab_does_not_overwrite_what_the_first_has_sent(anna):
    tabs = [carried(send(anna, content=TEXT))] * 2
    first = send(anna, **tabs[0] | {"content": TEXT.replace("Zimtstern", "Im ersten")})
    second = send(anna, **tabs[1] | {"content": TEXT.replace("Zimtstern", "Im zweiten")})
    assert address(first) == tabs[0]["at"] != address(second)
    assert titles(anna.get(address(first)))[-1] == "Im ersten"
    assert titles(anna.get(address(second)))[-1] == "Im zweiten"


def test_page_of_before_imports_what_it_shows_and_leaves_the_newer_text(anna):
    before = carried(send(anna, content=TEXT))
    after = send(anna, **before | {"content": TEXT.replace("Zimtstern", "Danach")})
    assert send(anna, "apply", **before).status_code == 302
    assert Session.objects.filter(title__mentions="Zimtstern").exists()
    assert titles(anna.get(address(after)))[-1] == "Danach"


def test_imported_text_is_gone_and_its_address_says_when_it_was(anna):
    form = carried(send(anna, document=SimpleUploadedFile("Zimtstern.md", TEXT.encode())))
    user = anna_of(anna)
    with time_machine.travel("2027-01-05T10:00Z", tick=False):
        anna.force_login(user)
        assert send(anna, "apply", **form).status_code == 302
    assert "programme_importtext" not in {place.partition(".")[0] for place in tables_with("zimtstern")}
    page = anna.get(form["at"])
    assert "Dieser Text wurde am 5. Januar 2027 um 11:00 Uhr importiert." in page.text
    conference = Conference.objects.get()
    assert f'href="/admin/programme/session/?conference__id__exact={conference.pk}"' in page.text
    assert f'href="/admin/programme/conference/{conference.pk}/change/"' in page.text
    conference.delete()
    assert "Die Konferenz wurde inzwischen gelöscht" in anna.get(form["at"]).text


def anna_of(client):
    return client.get("/admin/").context["user"]


def test_text_edited_after_it_was_imported_is_a_new_one(anna):
    form = carried(send(anna, content=TEXT))
    send(anna, "apply", **form)
    page = send(anna, "apply", **form | {"content": TEXT + "\n## 11-12 Uhr: Noch etwas\n"})
    assert titles(page)[-1] == "Noch etwas"
    assert address(page) != form["at"]
    assert IMPORTED in anna.get(form["at"]).text
    assert send(anna, "apply", **carried(page)).status_code == 302
    assert Session.objects.count() == 3


def test_what_was_imported_is_not_imported_again_by_the_same_page(anna):
    form = carried(send(anna, content=TEXT))
    send(anna, "apply", **form)
    Session.objects.filter(title__mentions="Zimtstern").delete()
    for _again in range(2):
        assert IMPORTED in send(anna, "apply", **form).text
    assert Session.objects.count() == 1


@pytest.mark.parametrize("code", ["bcdfghjk", "nothing", "0", "x" * 300])
def test_address_without_a_text_says_so_and_takes_a_new_one(anna, code):
    at = reverse("admin:programme_import_text", args=[code])
    page = anna.get(at)
    assert (page.status_code, LOST in page.text) == (404, True)
    assert titles(send(anna, at=at, content=TEXT)) == ["Neue Wege", "Zimtstern"]


def test_organisers_do_not_see_texts_of_others(anna, bernd):
    form = carried(send(anna, content=TEXT))
    page = bernd.get(form["at"])
    assert (page.status_code, LOST in page.text) == (404, True)
    assert "Neue Wege" not in bernd.get(reverse("admin:programme_import")).text
    other = send(bernd, **form | {"content": TEXT.replace("Zimtstern", "Von Bernd")})
    assert address(other) != form["at"]
    assert titles(anna.get(form["at"]))[-1] == "Zimtstern"
    assert send(bernd, "apply", **form).status_code == 302
    assert titles(anna.get(form["at"]))[-1] == "Zimtstern"


def test_text_outlives_the_session(anna):
    user, at = anna_of(anna), address(send(anna, content=TEXT))
    anna.logout()
    response = anna.get(at)
    assert (response.status_code, at in response["Location"]) == (302, True)
    anna.force_login(user)
    assert titles(anna.get(at)) == ["Neue Wege", "Zimtstern"]
    start = anna.get(reverse("admin:programme_import"))
    assert f'href="{at}"' in start.text
    assert "Tagung am 3. Mai 2027" in start.text


# What ends


def forget():
    app.tasks["programme.tasks.forget_texts_to_import"](timestamp=0)


def test_texts_are_forgotten_two_days_after_the_last_look_and_imported_ones_are_told_of_for_a_month(anna):
    at = address(send(anna, content=TEXT))
    done = carried(send(anna, content=TEXT))
    send(anna, "apply", **done)
    now = timezone.now()
    user = anna_of(anna)
    found = []
    for days in (1.9, 2.1, 29.9, 30.1):
        with time_machine.travel(now + days * DAY):
            forget()
            anna.force_login(user)
            found.append((anna.get(at).status_code, anna.get(done["at"]).status_code))
    assert found == [(200, 200), (404, 200), (404, 200), (404, 404)]
    assert not ImportText.objects.exists()


def test_page_of_a_text_that_was_forgotten_meanwhile_loses_nothing(anna):
    form = carried(send(anna, content=TEXT))
    ImportText.objects.all().delete()
    assert titles(send(anna, **form | {"content": TEXT + "\n## 11-12 Uhr: Getippt\n"}))[-1] == "Getippt"
    assert send(anna, "apply", **form).status_code == 302


@pytest.mark.parametrize(
    ("name", "content", "is_named"),
    [
        ("Eva Horn", "(Dr. Eva Horn, angefragt)", True),
        ("Eva Horn", "EVA\n  HORN", True),
        ("Eva Horn", "Eva-Horn", True),
        ("Dr. Eva Horn (Jena)", "Dr Eva Horn, Jena", True),
        ("Eva", "Evaluation", False),
        ("Eva Horn", "Eva und Karl Horn", False),
        ("...", "Neue Wege", False),
        ("Jemand", "Anfragen an Eva@Example.org", True),
        ("Şebnem İnan", "Şebnem İnan", True),
    ],
)
def test_text_goes_with_the_person_whom_it_names(name, content, is_named):
    text = ImportText.objects.create(by=OrganiserFactory(), content=content, digest="x")
    actions.remove_speaker(SpeakerFactory(name=name, email="eva@example.org"), by=None)
    assert ImportText.objects.filter(pk=text.pk).exists() is not is_named


def test_what_tells_of_an_imported_text_stays_when_a_person_without_an_address_is_deleted():
    text = ImportText.objects.create(by=OrganiserFactory(), digest="x", imported_at=timezone.now())
    actions.remove_speaker(SpeakerFactory(email=""), by=None)
    assert ImportText.objects.filter(pk=text.pk).exists()


def test_texts_go_with_the_account_of_whoever_sent_them(anna):
    send(anna, content=TEXT)
    anna_of(anna).delete()
    assert not ImportText.objects.exists()


# What is not kept


def test_size_that_is_kept_is_the_size_that_is_read():
    assert MAX_CHARACTERS == reading.MAX_BYTES


@pytest.mark.parametrize(
    "sent",
    [
        {"content": ""},
        {"content": "x" * (reading.MAX_BYTES + 1)},
        {"document": SimpleUploadedFile("programm.docx", b"PK\x03\x04")},
        {"document": SimpleUploadedFile("programm.pdf", b"%PDF-1.7")},
        {"document": SimpleUploadedFile("big.txt", b"x" * (reading.MAX_FILE_BYTES + 1))},
    ],
    ids=["nothing", "too long", "broken", "pdf", "too large"],
)
def test_what_cannot_be_read_is_not_kept(anna, sent):
    assert send(anna, **sent).status_code in {200, 400}
    assert not ImportText.objects.exists()


@pytest.mark.parametrize("name", ["a\x00b.md", "x" * 250 + ".md", "<b>.md", "ä\u202e.md"])
def test_any_name_of_a_file_can_be_kept(anna, name):
    assert titles(send(anna, document=SimpleUploadedFile(name, TEXT.encode()))) == ["Neue Wege", "Zimtstern"]


@pytest.mark.parametrize("answers", [{"answer:a\x00": "x"}, {"answer:a": "\x00"}, {"answer:": "x" * 50_000}])
def test_any_answer_can_be_sent(anna, answers):
    assert titles(send(anna, content=TEXT, **answers)) == ["Neue Wege", "Zimtstern"]


def test_text_without_a_programme_is_shown_again_at_its_address(anna):
    page = send(anna, content="\n" * 40_000 + "x")
    again = anna.get(address(page))
    assert [remark.partition(":")[0] for remark in again.context["remarks"]] == ["Fehler"]
    assert again.context["form"]["content"].value().strip() == "x"


def test_kept_text_is_a_text_on_every_page(anna):
    evil = "# <svg/onload=alert(1)> am 3. Mai 2027\n\n## 9-10 Uhr: <img src=x onerror=alert(2)>{{7*7}}\n"
    page = send(anna, document=SimpleUploadedFile("<svg onload=alert(1)>.md", evil.encode()))
    for shown in (page, anna.get(address(page)), anna.get(reverse("admin:programme_import"))):
        assert not any(tag in shown.text for tag in ("<svg/onload", "<svg onload", "<img src=x"))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("import_text_has_a_size", {"content": "x" * (MAX_CHARACTERS + 1)}),
        ("import_text_goes_when_imported", {"content": "x", "imported_at": timezone.now()}),
        ("import_text_goes_when_imported", {"source": "x", "imported_at": timezone.now()}),
        ("import_text_goes_when_imported", {"answers": {"a": "b"}, "imported_at": timezone.now()}),
        ("import_text_goes_when_imported", {"told": [["info", "a", "b"]], "imported_at": timezone.now()}),
    ],
)
def test_database_refuses(name, values):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ImportText.objects.create(by=OrganiserFactory(), digest="x", **values)
