"""`manage.py export_programme`: sentences, exit codes and bytes."""

import csv
import io
import os

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from icalendar import Calendar

from programme.management.commands.export_programme import FORMATS
from programme.models import Conference
from tests.factories import ConferenceFactory

pytestmark = pytest.mark.django_db


def run(*options):
    call_command("export_programme", *options)


def written(tmp_path, *options):
    file = tmp_path / "programme"
    run("-o", str(file), *options)
    return file.read_bytes()


def test_each_format_is_a_file_of_its_kind(forum, tmp_path):
    found = {name: written(tmp_path, "--format", name) for name in FORMATS}
    assert openpyxl.load_workbook(io.BytesIO(found["xlsx"])).active.max_row == 9
    assert len(list(csv.reader(io.StringIO(found["csv"].decode("utf-8-sig"), newline="")))) == 9
    assert len(Calendar.from_ical(found["ics"]).events) == 7
    assert found["md"].startswith(b"---\nwomconf: 1\n---\n\n# Forum")


def test_standard_output_gets_the_bytes_and_nothing_else(forum, tmp_path, capfdbinary):
    for name in ("md", "csv", "xlsx"):
        run("--format", name)
        assert capfdbinary.readouterr() == (written(tmp_path, "--format", name), b"")


def test_reader_may_stop_at_any_time(forum, monkeypatch, tmp_path):
    """As `| head -1` does."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    with open(write_end, "w") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        run("--format", "csv")


def test_workbook_is_not_written_to_a_screen(forum, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    with pytest.raises(CommandError, match="-o"):
        run("--format", "xlsx")


def test_export_is_imported_again_without_a_change(forum, tmp_path, capsys):
    written(tmp_path, "--format", "md")
    call_command("import_programme", str(tmp_path / "programme"), "--conference", "forum")
    assert "Unverändert" in capsys.readouterr().out or Conference.objects.count() == 1
    call_command("import_programme", str(tmp_path / "programme"), "--conference", "copy")
    copy = written(tmp_path / "..", "--format", "md", "--conference", "copy")
    assert copy == written(tmp_path, "--format", "md", "--conference", "forum")


def test_conference_that_is_not_public_is_exported_without_its_drafts(forum, tmp_path):
    public = written(tmp_path, "--format", "csv")
    Conference.objects.update(published_at=None)
    assert written(tmp_path, "--format", "csv") == public
    assert b"Geheimer Entwurf" not in public
    assert b"X. Nein" not in public


def test_words_are_those_of_the_conference_unless_another_language_is_said(forum, tmp_path):
    assert b"- Rahmenthema: " in written(tmp_path, "--format", "md")
    assert b"- Theme: " in written(tmp_path, "--format", "md", "--language", "en")
    Conference.objects.update(languages=["en"])
    assert b"- Theme: " in written(tmp_path, "--format", "md")


def test_former_address_leads_to_the_conference(forum, tmp_path):
    Conference.objects.update(slug="moved")
    assert written(tmp_path, "--format", "md", "--conference", "forum") == written(tmp_path, "--format", "md")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--format", "md"], "Bitte sagen Sie mit --conference, welche Konferenz gemeint ist: "),
        (["--format", "md", "--conference", "none"], "Unter der Adresse none gibt es keine Konferenz."),
        (["--format", "md", "--conference", "forum", "-o", "/nowhere/x"], "/nowhere/x kann nicht geschrieben werden: "),
        (["--format", "md", "--conference", "forum", "-o", "/"], "/ kann nicht geschrieben werden: "),
        (["--format", "pdf", "--conference", "forum"], "invalid choice: 'pdf'"),
        (["--conference", "forum"], "--format"),
    ],
)
def test_what_cannot_be_done_is_said(forum, options, sentence):
    ConferenceFactory(slug="other")
    with pytest.raises(CommandError, match=sentence):
        run(*options)


def test_no_conference_at_all_is_said():
    with pytest.raises(CommandError, match="--conference"):
        run("--format", "md")
