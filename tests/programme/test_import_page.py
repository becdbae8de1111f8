import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from programme.imports import text
from programme.imports.draft import Choice, DraftAppearance, Question
from programme.models import Conference, Session, Slot, Speaker
from tests.factories import ConferenceFactory, OrganiserFactory
from tests.programme import word_documents
from tests.programme.import_page import carried, send

pytestmark = pytest.mark.django_db

TEXT = (settings.BASE_DIR / "programme/demo/programme.de.md").read_text()


@pytest.fixture
def organiser(client):
    user = OrganiserFactory()
    client.force_login(user)
    return user


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


@pytest.mark.parametrize("written", ["", "   ", "just a letter", "\x00\x00", "\ud800"])
def test_text_that_is_no_programme_is_a_sentence_and_stays_in_the_form(client, organiser, written):
    data = {"content": written.encode("utf-8", "surrogatepass")}
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


# Questions, with a reader of the test that asks two, so that the page is tested whatever the real one finds unclear

PERSON = "person:wie man anderen hilft"
WORDS = "wie man anderen hilft"
QUESTIONED = f"# Tagung am 3. Mai 2027\n\n## 9-10 Uhr: Wege\n\n{WORDS}\n\n## 10-11 Uhr: Wege zwei\n\n{WORDS}\n"


@pytest.fixture
def asking(monkeypatch):
    """A reader that asks whether „wie man anderen hilft“ is a person, in both sessions, and leaves a line unused."""
    read = text.read

    def read_and_ask(data, *, answers=None, **more):
        draft, report = read(data, **more)
        choices = (Choice("person", "eine Person"), Choice("text", "Teil der Beschreibung"))
        for line, session in ((5, 3), (9, 7)):
            report.questions.append(
                Question(
                    PERSON,
                    "person",
                    "Ist „wie man anderen hilft“ eine Person?",
                    "wie man anderen hilft",
                    choices,
                    "text",
                    line,
                    session,
                )
            )
        report.unused.append((9, "wie man anderen hilft"))
        if (answers or {}).get(PERSON) == "person":
            for session in draft.sessions:
                session.appearances.append(DraftAppearance("wie man anderen hilft", line=session.line))
        return draft, report

    monkeypatch.setattr("programme.imports.text.read", read_and_ask)


def test_question_stands_once_beside_its_row_with_its_guess_chosen(client, organiser, asking):
    page = send(client, content=QUESTIONED)
    preview = page.context["preview"]
    assert [(row.title, len(row.questions)) for row in preview.rows] == [("Wege", 1), ("Wege zwei", 0)]
    assert page.text.count(f'name="answer:{PERSON}"') == 2  # its two choices
    assert f'name="answer:{PERSON}" value="text" checked' in page.text
    assert "vermutet" in page.text
    assert "Zeilen 5, 9" in page.text
    assert "1 Frage" in page.context["sums"]
    assert "Nicht verwendet" in page.text


def test_answer_is_read_with_the_text_and_imported(client, organiser, asking):
    form = carried(send(client, content=QUESTIONED))
    page = send(client, **form, **{f"answer:{PERSON}": "person"})
    assert f'name="answer:{PERSON}" value="person" checked' in page.text
    assert "1 Frage, beantwortet" in page.context["sums"]
    assert send(client, "apply", **carried(page), **{f"answer:{PERSON}": "person"}).status_code == 302
    assert list(Speaker.objects.values_list("name", flat=True)) == ["wie man anderen hilft"]


def test_what_the_page_shows_as_chosen_is_imported(client, organiser, asking):
    """The browser sends every chosen radio button, the guesses too: that is no change since the preview."""
    form = carried(send(client, content=QUESTIONED))
    assert send(client, "apply", **form, **{f"answer:{PERSON}": "text"}).status_code == 302
    assert not Speaker.objects.exists()


def test_answer_changed_since_the_preview_is_previewed_first(client, organiser, asking):
    form = carried(send(client, content=QUESTIONED))
    page = send(client, "apply", **form, **{f"answer:{PERSON}": "person"})
    assert (page.status_code, EDITED in page.text, Session.objects.count()) == (200, True, 0)
    assert send(client, "apply", **carried(page), **{f"answer:{PERSON}": "person"}).status_code == 302


@pytest.mark.parametrize("value", ["", "nonsense", "person\x00", '"><script>'])
def test_answer_that_the_question_does_not_offer_counts_as_none(client, organiser, asking, value):
    page = send(client, content=QUESTIONED, **{f"answer:{PERSON}": value})
    assert f'name="answer:{PERSON}" value="text" checked' in page.text


def test_answer_outlives_the_question_as_a_hidden_field(client, organiser, asking):
    page = send(client, content=QUESTIONED, **{"answer:host:verein": "host"})
    assert '<input type="hidden" name="answer:host:verein" value="host">' in page.text


# The coming programme


COMING = """# Tagung

Montag, 3. Mai 2027

## 9-10 Uhr: Neue Wege (Dr. Eva Horn, angefragt)

Raum: Saal 1

max. 20 Personen

## 10-11 Uhr: Kaffeepause

Dienstag, 4. Mai 2027

## 9-10 Uhr: Altes – entfällt
"""


def test_preview_shows_the_programme_by_day(client, organiser):
    preview = send(client, content=COMING).context["preview"]
    assert [(str(day), [row.title for row in rows]) for day, rows in preview.days] == [
        ("2027-05-03", ["Neue Wege", "Kaffeepause"]),
        ("2027-05-04", ["Altes"]),
    ]
    first, pause, last = preview.rows
    assert (first.time, first.room, first.capacity, first.status) == ("09:00–10:00", "Saal 1", 20, "requested")
    assert [(person.name, person.status) for person in first.people] == [("Dr. Eva Horn", "angefragt")]
    assert (pause.is_break, last.status) == (True, "cancelled")
    assert (preview.sessions, preview.breaks, preview.dated_days, preview.people) == (2, 1, 2, 1)


def test_second_preview_says_of_each_row_what_becomes_of_it(client, organiser):
    send(client, "apply", **carried(send(client, content=COMING)))
    conference = Conference.objects.get().pk
    changed = COMING.replace("max. 20", "max. 30") + "\n## 11-12 Uhr: Neu dazu\n"
    page = send(client, content=changed, conference=conference)
    assert {row.title: row.action for row in page.context["preview"].rows} == {
        "Neue Wege": "changed",
        "Kaffeepause": None,
        "Altes": None,
        "Neu dazu": "created",
    }
    assert "20 → 30" in page.text


def test_session_that_the_text_has_no_longer_is_named(client, organiser):
    send(client, "apply", **carried(send(client, content=COMING)))
    page = send(client, content=COMING.split("## 10-11", maxsplit=1)[0], conference=Conference.objects.get().pk)
    assert "Nicht mehr im Text; bleibt hier:" in page.text


def test_equal_remarks_are_said_once_with_all_their_lines(client, organiser):
    lines = "\n".join(f"## Vortrag {n}\n\n11 – 9 Uhr\n" for n in range(12))
    page = send(client, content=f"# Tagung am 3. Mai 2027\n\n## 8 Uhr: Auftakt\n\n{lines}")
    repeated = [remark for remark in page.context["preview"].repeated if remark.count == 12]
    assert repeated
    assert "12 × " in page.text


def test_remark_stands_beside_its_row_with_the_line_quoted(client, organiser):
    page = send(client, content="# Tagung am 3. Mai 2027\n\n## 8 Uhr: Auftakt\n\n## 11 – 9 Uhr: Rückwärts\n")
    row = page.context["preview"].rows[-1]
    assert ("end_before_start", "11 – 9 Uhr: Rückwärts") in [(one.entry.code, one.quote) for one in row.remarks]


def test_word_document_is_previewed_and_its_text_imported(client, organiser):
    page = send(client, document=SimpleUploadedFile("programm.txt", word_documents.workshop_days()))
    assert page.context["preview"].sessions == 6
    assert send(client, "apply", **carried(page)).status_code == 302
    assert Session.objects.count() == 6


def test_html_pasted_into_the_box_is_read(client, organiser):
    page = send(client, content="<h1>Tagung am 3. Mai 2027</h1><h2>9-10 Uhr: Neue Wege</h2><p>Ein Satz.</p>")
    assert carried(page)["content"] == "# Tagung am 3. Mai 2027\n\n## 9-10 Uhr: Neue Wege\n\nEin Satz.\n"


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7"])
def test_document_that_cannot_be_read_is_a_sentence(client, organiser, data):
    page = send(client, document=SimpleUploadedFile("programm.docx", data))
    assert [remark.partition(":")[0] for remark in page.context["remarks"]] == ["Fehler"]


def test_document_beyond_the_limit_is_not_kept_while_it_comes(client, organiser, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    page = send(client, document=SimpleUploadedFile("programm.docx", b"PK\x03\x04" + b"x" * 50_000_000))
    assert list(page.context["form"].errors) == ["document"]
    assert list(tmp_path.iterdir()) == []


def test_import_pressed_twice_or_by_two_organisers_is_made_once(anna, bernd):
    forms = [carried(send(browser, content=COMING)) for browser in (anna, bernd)]
    assert send(anna, "apply", **forms[0]).status_code == 302
    assert "Dieser Text wurde am" in send(anna, "apply", **forms[0]).text
    again = send(bernd, "apply", **forms[1])
    assert (again.status_code, "inzwischen geändert" in again.text) == (200, True)
    assert Session.objects.count() == 2


def test_preview_shows_theme_days_and_place_of_it_all(client, organiser):
    text = "# Fachtag\n\n4.–5. Oktober 2027, Volkshochschule Jena und online\n\n## 4. Oktober\n\n### 9–10 Uhr: Lesen\n"
    page = send(client, content=text).text
    assert '<p class="frame">4. Oktober 2027 – 5. Oktober 2027 · Volkshochschule Jena, vor Ort und online</p>' in page


def told(response):
    preview = response.context["preview"]
    return [remark.entry.code for remark in preview.general]


def test_what_was_said_of_a_document_is_said_in_every_preview(client, organiser):
    macros = {"word/vbaProject.bin": "x"}
    hidden = word_documents.paragraph(word_documents.run("Intern", "<w:vanish/>"))
    data = word_documents.document(
        word_documents.paragraph("Tagung am 3. Mai 2027", style="Titel"),
        hidden,
        word_documents.paragraph("9-10 Uhr: Neue Wege", style="berschrift1"),
        parts=macros,
    )
    first = send(client, document=SimpleUploadedFile("programm.docx", data))
    second = send(client, **carried(first))
    third = send(client, **carried(second))
    assert {"macros", "hidden"} <= set(told(first)) == set(told(second)) == set(told(third))
    assert "macros" not in told(send(client, **carried(third), document=SimpleUploadedFile("a.txt", TEXT.encode())))


@pytest.mark.parametrize(
    ("line", "venue"),
    [
        ("3. Mai 2027, Volkshochschule und online", "Volkshochschule und online"),
        ("3. Mai 2027, hybrid", "vor Ort und online"),
        ("3. Mai 2027, online", ""),
        ("3. Mai 2027, Rathaus", "Rathaus"),
        ("3. Mai 2027, vor Ort", "vor Ort"),
    ],
)
def test_place_and_mode_of_the_preview_are_stored(client, organiser, line, venue):
    content = f"# Tagung\n\n{line}\n\n## 9-10 Uhr: Neue Wege\n\nDas ist der Text für die Tagung.\n"
    send(client, "apply", **carried(send(client, content=content)))
    assert str(Conference.objects.get().venue) == venue


@pytest.mark.parametrize(("answer", "is_open"), [("next", False), ("open", True), ("", False)])
def test_end_that_was_accepted_is_stored(client, organiser, answer, is_open):
    content = "# Tagung\n\n3. Mai 2027\n\n## 9 Uhr: Neue Wege\n\n## 10 Uhr: Kaffeepause\n\n## 11 Uhr: Ziele\n"
    answers = {"answer:end": answer} if answer else {}
    response = send(client, content=content, **answers)
    send(client, "apply", **carried(response), **answers)
    slots = Slot.objects.order_by("starts_at")[:2]
    assert [slot.ends_at is None for slot in slots] == [is_open, is_open]


@pytest.mark.parametrize(
    ("first", "sentence"),
    [
        ("15:00 – 15:50 Uhr", "kommt ohne Raum ins Programm: Saal 2 ist bis 15:50 belegt (Zeile 5)."),
        ("ab 15:30 Uhr", "kommt ohne Raum ins Programm: Saal 2 ist zu dieser Zeit belegt (Zeile 5)."),
    ],
)
def test_room_that_is_taken_is_told_beside_the_row(client, organiser, first, sentence):
    content = f"# Tagung\n\n3. Mai 2027\n\n## {first}: Wege\n\nSaal 2\n\n## 15:30 – 16 Uhr: Ziele\n\nSaal 2\n"
    with override("de"):
        preview = send(client, content=content, **{"answer:end": "open"}).context["preview"]
        [row] = [row for row in preview.rows if row.title == "Ziele"]
        [remark] = [remark for remark in row.remarks if remark.entry.code == "room_taken"]
        assert str(remark.entry.message).startswith("„Ziele, ")
        assert str(remark.entry.message).endswith(sentence)


def test_remark_about_a_group_stands_at_its_first_session_and_quotes_it_once(client, organiser):
    content = (
        "# Tagung\n\n3. Mai 2027\n\n9-10 Uhr Wege\n\n10-11 Uhr Thementische\n\n- Klima (Eva Horn)\n- Erde (Can Yıl)\n"
    )
    preview = send(client, content=content).context["preview"]
    [row] = [row for row in preview.rows if any(remark.entry.code == "group" for remark in row.remarks)]
    assert (row.title, row.remarks[0].quote) == ("Klima", "")


def test_cell_over_several_columns_is_quoted_once(anna):
    """It stands in each of the columns, since a room of each may be meant."""
    rows = "| Zeit | Saal 1 | Saal 2 |\n| --- | --- | --- |\n| 9 Uhr | Auftakt | Auftakt |\n| 11 Uhr | Wege | Ziele |"
    page = send(anna, content=f"# Tagung am 3. Mai 2027\n\n{rows}\n").text
    assert "9 Uhr | Auftakt" in page.partition("<textarea")[0]
    assert "Auftakt | Auftakt" not in page.partition("<textarea")[0]


def test_what_is_new_in_a_public_conference_is_said_to_be_public_at_once(client, organiser):
    send(client, "apply", **carried(send(client, content=TEXT)))
    conference = Conference.objects.get()
    more = TEXT + "\n\n18:00 - 19:00 Uhr\n\n### Ausklang\n\nmit Eva Horn\n"
    for published_at, is_said in ((None, False), (timezone.now(), True)):
        Conference.objects.update(published_at=published_at)
        preview = send(client, content=more, conference=conference.pk).text
        assert ("1 neue Veranstaltung ist sofort zu sehen" in preview) == is_said
    assert "zu sehen" not in send(client, content=TEXT, conference=conference.pk).text


def test_who_has_agreed_is_said_of_new_people_only(client, organiser):
    preview = send(client, content=TEXT)
    assert "als zugesagt" in preview.text
    send(client, "apply", **carried(preview))
    client.get(reverse("admin:index"))  # which says it once more
    again = send(client, content=TEXT, conference=Conference.objects.get().pk).text
    assert "als zugesagt" not in again
