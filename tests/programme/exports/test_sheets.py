"""CSV and XLSX, read back with parsers that are not ours."""

import csv
import datetime
import io
import time
import zipfile

import openpyxl
import pytest
from django.test import override_settings
from django.utils import translation

from programme.exports import sheets, tables
from programme.models import Session
from programme.published import read_for_organisers
from tests.factories import ConferenceFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address():
    with override_settings(BASE_URL="https://events.example.org"):
        yield


def csv_rows(conference, language="de"):
    with translation.override(language):
        content = sheets.as_csv(read_for_organisers(conference))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def workbook(conference, language="de"):
    with translation.override(language):
        content = sheets.as_xlsx(read_for_organisers(conference))
    return openpyxl.load_workbook(io.BytesIO(content))


def titled(text, **more):
    return SlotFactory(session__title={"de": text}, **more).session.conference


def test_each_slot_is_a_row_and_what_has_no_time_is_one_at_the_end(forum):
    rows = csv_rows(forum)
    assert [(row["Beginn"], row["Ende"], row["Art"], row["Titel"][:20]) for row in rows] == [
        ("2027-05-03 09:00", "2027-05-03 10:00", "Veranstaltung", "10:00 Uhr"),
        ("2027-05-03 11:00", "", "Veranstaltung", "'@نص عربي"),
        ("2027-05-03 15:00", "2027-05-03 15:20", "Gespräch", "10:00 Uhr"),
        ("2027-05-03 16:00", "2027-05-03 17:00", "Veranstaltung", "Doppelt"),
        ("2027-05-03 17:00", "2027-05-03 18:00", "Veranstaltung", "Doppelt"),
        ("2027-05-03 22:00", "2027-05-04 03:00", "Veranstaltung", "A" * 20),
        ("2027-05-04 09:00", "2027-05-04 10:00", "Veranstaltung", "10:00 Uhr"),
        ("", "", "Veranstaltung", "'+49 Zeit folgt"),
    ]


def test_row_holds_what_the_programme_says(forum):
    code = forum.sessions.order_by("pk").first().code
    assert csv_rows(forum)[0] == {
        "Beginn": "2027-05-03 09:00",
        "Ende": "2027-05-03 10:00",
        "Zeitzone": "Europe/Berlin",
        "Art": "Veranstaltung",
        "Titel": "10:00 Uhr",
        "Status": "bestätigt",
        "Raum": "Großer Saal: 1",
        "Referent:innen": "Prof. Dr. Moderation: Anna",
        "Podium": "",
        "Moderation": "S. Huber",
        "Dolmetscher:innen": "",
        "Trägerorganisation": "Stadt | Jena",
        "Themenstrang": "Strang",
        "Format": "Vortrag",
        "Sprache": "Englisch",
        **dict.fromkeys(["Dolmetschung", "Barrierefreiheit", "Zielgruppe", "Materialien", "Aufzeichnung"], ""),
        "Beschreibung": '# Überschrift\n\n- Raum: Aula\n"Anführung", | und <b>HTML</b> 🙂\n10:00 Uhr',
        "Adresse": f"https://events.example.org/forum/sessions/{code}/",
    }


def test_csv_follows_rfc_4180(forum):
    with translation.override("de"):
        content = sheets.as_csv(read_for_organisers(forum))
    assert content.startswith('\ufeff"Beginn","Ende",'.encode())
    assert content.endswith(b'"\r\n')
    assert b'""Anf\xc3\xbchrung"", | und <b>HTML</b>' in content
    lengths = {len(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))}
    assert lengths == {len(sheets.COLUMNS)}


def test_who_has_not_agreed_yet_is_said_so_and_nobody_is_named_who_declined(forum):
    rows = csv_rows(forum, "en")
    assert rows[5]["Panel"] == "S. Huber (invited, not yet confirmed)"
    assert "X. Nein" not in str(rows)
    assert "Geheimer Entwurf" not in str(rows)
    assert "@example.org" not in str(rows)


FORMULAS = [
    "=1+1",
    '=HYPERLINK("https://evil.example","klick")',
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "=cmd|'/c calc'!A1",
    '","=1+1',
    "=",
    "- Minus am Anfang",
    "{=1+1}",
    "%0A=1",
    "#N/A",
    "#REF!",
    "TRUE",
    "007",
    "1/2",
    "'=1",
    '"=1+1"',
    ";=1+1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_people_is_a_formula(text):
    conference = titled(text)
    [row] = csv_rows(conference)
    assert row["Titel"] in {text, f"'{text}"}
    assert row["Titel"][0] not in "=+-@＝＋－＠\t\r"
    sheet = workbook(conference).active
    cell = sheet.cell(2, 5)
    assert (cell.data_type, cell.value) == ("s", text)
    assert all(found.data_type in "snd" for line in sheet.iter_rows() for found in line)


@pytest.mark.parametrize("text", ["\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "\u00a0=1+1"])
def test_white_space_before_a_formula_hides_none(text):
    """No form takes such a title, but not every row comes through a form."""
    assert tables._csv_value(text) == f"'{text}"


def test_characters_that_no_workbook_may_hold_break_nothing():
    conference = titled("x")
    Session.objects.filter(conference=conference).update(title={"de": "a\x0bb\x1fc\ufffed"})
    assert csv_rows(conference)[0]["Titel"] == "abcd"
    assert workbook(conference).active.cell(2, 5).value == "abcd"


def test_workbook_has_real_times_a_header_that_stays_and_widths(forum):
    sheet = workbook(forum).active
    assert sheet.title == "Programm"
    assert [cell.value for cell in sheet[1]][:5] == ["Beginn", "Ende", "Zeitzone", "Art", "Titel"]
    assert sheet["A2"].value == datetime.datetime.fromisoformat("2027-05-03 09:00")
    assert (sheet["A2"].number_format, sheet["A2"].is_date) == ("yyyy-mm-dd hh:mm", True)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:V9")
    assert sheet["A1"].font.bold
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["E"].width) == (17, 60)
    assert not sheet.sheet_view.rightToLeft


def test_sheet_runs_from_right_to_left_in_arabic(forum):
    assert workbook(forum, "ar").active.sheet_view.rightToLeft


def test_words_are_those_of_the_page(forum):
    assert list(csv_rows(forum, "en")[0])[:5] == ["Start", "End", "Time zone", "Kind", "Title"]
    assert csv_rows(forum, "en")[0]["Title"] == "'=1+1"
    assert csv_rows(forum, "en")[0]["Track"] == "Strand"


def test_equal_rows_give_equal_bytes_at_any_time(forum):
    found = [sheets.as_xlsx(read_for_organisers(forum))]
    time.sleep(2.1)  # times in an archive are counted in two seconds
    found.append(sheets.as_xlsx(read_for_organisers(forum)))
    assert found[0] == found[1]
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(found[0])).infolist()} == {tables.EARLIEST}


def test_conference_without_sessions_has_a_header_alone():
    conference = ConferenceFactory()
    assert csv_rows(conference) == []
    assert workbook(conference).active.max_row == 1


def test_conference_without_rooms_and_two_conferences():
    first, second = titled("Hier"), titled("Dort")
    assert [(row["Titel"], row["Raum"]) for row in csv_rows(first)] == [("Hier", "")]
    assert [(row["Titel"], row["Raum"]) for row in csv_rows(second)] == [("Dort", "")]
