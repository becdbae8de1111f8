from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from programme import actions
from programme.imports import text
from programme.imports.draft import Choice, Question
from programme.models import Appearance, Conference, Session, Slot
from tests.factories import OrganiserFactory
from tests.programme import word_documents

pytestmark = pytest.mark.django_db

DEMONSTRATION = settings.BASE_DIR / "programme/demo/programme.de.md"
SHARED = settings.BASE_DIR.parent / "shared/programme/wom-2020.md"


def run(capsys, file, *options):
    call_command("import_programme", str(file), *options)
    return capsys.readouterr().out


def times(slot):
    start, end = (moment.astimezone(slot.conference.zone) for moment in (slot.starts_at, slot.ends_at))
    return f"{slot.kind} {start:%d.%m.%Y %H:%M}–{end:%H:%M}"


def facts():
    """All that the first conference is about, as people would say it."""
    return {
        str(session.title): (
            session.status,
            [times(slot) for slot in session.slots.all()],
            [f"{appearance.speaker.name} {appearance.status}" for appearance in session.appearances.all()],
            session.host.name if session.host else "",
            str(session.format),
        )
        for session in Session.objects.with_programme()
    }


WOM = {
    "Das Thüringen-Paradox": ("requested", ["main 15.09.2020 09:00–10:00"], ["M. Behr requested"], "", ""),
    "Interkulturelle Öffnung und Willkommenskultur in Thüringer Kommunen am Beispiel ThILIK": (
        "confirmed",
        ["main 15.09.2020 10:00–12:00"],
        ["S. Huber confirmed", "A. Strahlendorf confirmed"],
        "",
        "",
    ),
    "Verwaltungen neu denken - Webtalk zu Veränderungsprozessen in öffentlichen Verwaltungseinrichtungen": (
        "confirmed",
        ["main 15.09.2020 13:00–15:00", "follow_up 15.09.2020 15:00–15:20"],
        [],
        "IQ / Thüringer Zentrum für Interkulturelle Öffnung",
        "Webtalk",
    ),
}


@pytest.mark.parametrize("file", [DEMONSTRATION, SHARED], ids=["demonstration", "real text"])
def test_text_of_the_first_conference_becomes_its_programme(capsys, file):
    if not file.exists():
        pytest.skip("the organiser's own text lies beside the project, not in it")
    run(capsys, file, "--publish")
    conference = Conference.objects.get()
    assert (str(conference.title), str(conference.theme), str(conference.starts_on), conference.time_zone) == (
        "WOM-Online Konferenz",
        "Interkulturelle Öffnung ganzheitlich denken",
        "2020-09-15",
        "Europe/Berlin",
    )
    assert conference.is_public
    assert facts() == WOM


def test_second_import_changes_nothing_and_says_so(capsys):
    run(capsys, DEMONSTRATION, "--publish")
    before = list(Session.objects.values()), list(Slot.objects.values()), list(Appearance.objects.values())
    assert "Nothing has changed." in run(capsys, DEMONSTRATION, "--publish", "--language=en")
    assert (list(Session.objects.values()), list(Slot.objects.values()), list(Appearance.objects.values())) == before


def test_conference_is_not_public_unless_told(capsys):
    run(capsys, DEMONSTRATION)
    assert not Conference.objects.get().is_public


def test_dry_run_writes_nothing(capsys):
    assert "Das Thüringen-Paradox" in run(capsys, DEMONSTRATION, "--dry-run")
    assert not Conference.objects.exists()


def changed(tmp_path, *replacements):
    text = DEMONSTRATION.read_text()
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "changed.md"
    file.write_text(text)
    return file


def test_changed_text_changes_what_it_changes_and_nothing_else(capsys, tmp_path):
    run(capsys, DEMONSTRATION)
    run(capsys, changed(tmp_path, ("13-15 Uhr", "13-14.30 Uhr"), ("M. Behr – angefragt", "M. Behr")))
    expected = dict(WOM)
    expected["Das Thüringen-Paradox"] = ("confirmed", ["main 15.09.2020 09:00–10:00"], ["M. Behr confirmed"], "", "")
    title = list(WOM)[-1]
    status, slots, *rest = WOM[title]
    expected[title] = (status, ["main 15.09.2020 13:00–14:30", slots[1]], *rest)
    assert facts() == expected


def test_what_an_organiser_edited_since_stays_and_is_told(capsys, tmp_path):
    run(capsys, DEMONSTRATION)
    session = Session.objects.get(appearances__speaker__name="M. Behr")
    session.title = {"de": "Das Paradox, neu gefasst"}
    session.save()
    output = run(capsys, changed(tmp_path, ("Thüringen-Paradox", "Thüringer Paradox")), "--language=en")
    session.refresh_from_db()
    assert str(session.title) == "Das Paradox, neu gefasst"
    assert "what stands here stays" in output


def test_answer_of_a_speaker_is_stronger_than_an_old_text(capsys):
    from programme import actions

    run(capsys, DEMONSTRATION)
    actions.confirm_appearance(Appearance.objects.get(speaker__name="M. Behr"), by=OrganiserFactory(), note="Telefon")
    run(capsys, DEMONSTRATION)
    assert Appearance.objects.get(speaker__name="M. Behr").status == "confirmed"


UNUSABLE = {
    "empty": b"",
    "blank": b"   \n\n",
    "letter": b"Hello, this is a letter.\n",
    "binary": b"\x00\x01\x02" * 100,
    "zip": b"PK\x03\x04zip",
    "encoding": b"\xff\xfe\x00",
    "50 MB": b"x" * 50_000_000,
}


@pytest.mark.parametrize("content", UNUSABLE.values(), ids=UNUSABLE)
def test_file_that_cannot_be_used_is_a_sentence_and_writes_nothing(capsys, tmp_path, content):
    file = tmp_path / "file.md"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="Nothing in this file can be imported"):
        run(capsys, file, "--language=en")
    assert "Error" in capsys.readouterr().out
    assert not Conference.objects.exists()


@pytest.mark.parametrize("name", ["missing.md", "."])
def test_file_that_cannot_be_opened_is_a_sentence(capsys, tmp_path, name):
    with pytest.raises(CommandError, match="cannot be read"):
        run(capsys, tmp_path / name, "--language=en")


def test_three_hundred_sessions_in_one_room_at_one_time_are_a_report_and_no_crash(capsys, tmp_path):
    file = tmp_path / "crowd.md"
    sessions = "\n\n".join(f"## 9:00 – 10:00 Uhr: Vortrag Nummer {n} (Raum 1)" for n in range(300))
    file.write_text(f"# Gedränge\n\n3. Mai 2027\n\n{sessions}\n")
    output = run(capsys, file, "--language=en")
    assert Session.objects.count() == 300
    assert Slot.objects.filter(room__isnull=False).count() == 1
    assert "Please check" in output


def test_windows_text_is_read(capsys, tmp_path):
    file = tmp_path / "windows.txt"
    file.write_bytes("Fachtag Öffnung\n\n3. Mai 2027\n\n9-10 Uhr\nBegrüßung für alle Gäste\n".encode("cp1252"))
    run(capsys, file)
    assert str(Session.objects.get().title) == "Begrüßung für alle Gäste"


def test_nothing_is_left_of_an_import_that_breaks_in_the_middle(capsys, monkeypatch):
    from programme.imports.writer import writing

    monkeypatch.setattr(writing, "_remember", lambda found: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(capsys, DEMONSTRATION)
    assert not Conference.objects.exists()


def test_samples_of_other_habits_are_imported_twice_without_change(capsys):
    for file in sorted(Path(settings.BASE_DIR, "tests/data/programmes").iterdir()):
        run(capsys, file)
        assert "Nothing has changed." in run(capsys, file, "--language=en"), file.name


def test_follow_up_with_places_of_its_own_stays_one_whatever_a_later_text_says(capsys, tmp_path):
    file = tmp_path / "programme.md"
    file.write_text(
        "# Tagung am 3. Mai 2027\n\n## 13:00 – 15:00 Uhr: Wege\n\n"
        "Im Anschluss (15:00 – 15:20 Uhr) ist Zeit für ein Gespräch.\n"
    )
    run(capsys, file)
    follow_up = Slot.objects.get(kind="follow_up")
    actions.set_follow_up_capacity(follow_up, capacity=3)
    file.write_text("# Tagung am 3. Mai 2027\n\n## 15:00 – 15:20 Uhr: Wege\n")
    assert "Nicht mehr im Text; bleibt hier:" in run(capsys, file)
    follow_up.refresh_from_db()
    assert follow_up.kind == "follow_up"


def test_command_shows_the_programme_by_day_and_says_equal_remarks_once(capsys, tmp_path):
    file = tmp_path / "programm.docx"
    file.write_bytes(word_documents.workshop_days())
    output = run(capsys, file, "--dry-run")
    assert "6 Veranstaltungen, 2 Tage, 4 Personen, 2 Pausen, 0 Fragen" in output
    first, second = output.index("Donnerstag, 4. März 2027"), output.index("Freitag, 5. März 2027")
    line = "  + 09:00–10:30 [Raum 8] Rechnen im Alltag · Lena Graf (angefragt) · angefragt"
    assert first < second < output.index(line)
    remarked = tmp_path / "text.md"
    talks = "".join(f"## Vortrag {n}\n\n11 – 9 Uhr\n\n" for n in range(12))
    remarked.write_text(f"# Tagung am 3. Mai 2027\n\n## 8 Uhr: Auftakt\n\n{talks}")
    assert "12 × Zeilen" in run(capsys, remarked, "--dry-run")


@pytest.mark.parametrize("answer", ["person", "=person", "person:nobody=host"])
def test_answer_that_nobody_asked_for_is_refused_with_a_sentence(capsys, answer):
    with pytest.raises(CommandError, match=r"KEY=VALUE|There is no question"):
        run(capsys, DEMONSTRATION, "--language=en", f"--answer={answer}")
    assert not Conference.objects.exists()


def test_answer_of_the_command_reaches_the_reader(capsys, monkeypatch):
    read = text.read

    def read_and_ask(data, *, answers=None, **more):
        draft, report = read(data, **more)
        choices = (Choice("a", "so"), Choice("c", "anders"))
        report.questions.append(Question("place:saal 1", "place", "Ist „Saal 1“ ein Ort?", "Saal 1", choices, "c", 3))
        return draft, report

    monkeypatch.setattr("programme.imports.text.read", read_and_ask)
    output = run(capsys, DEMONSTRATION, "--dry-run")
    assert "? Ist „Saal 1“ ein Ort?\n      3: Saal 1\n      vermutet: anders\n" in output
    assert "beantwortet: anders" in run(capsys, DEMONSTRATION, "--dry-run", "--answer", "place:saal 1=c")
