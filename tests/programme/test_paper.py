"""Papers about the programme: signs beside doors and the booklet, and what every paper has in common."""

import datetime
import json
import sys

import pytest
from django.conf import settings

from programme.exceptions import PaperTooLarge
from programme.models import Session
from programme.paper import booklet, process, room_signs, texts, together, typesetting
from programme.published import read_for_organisers
from tests import papers
from tests.factories import AppearanceFactory, ConferenceFactory, RoomFactory, SessionFactory, SlotFactory

NASTY = [
    '#import "/etc/passwd"',
    "$x^2$",
    "*fett*",
    "@ref",
    "<b>Anna</b>",
    "#sys.inputs",
    "= Titel",
    "\\u{41}",
    "/* */ //",
]
SCRIPTS = ["Zoë Öztürk-Łąka", "Олена Шевченко", "فاطمة", "Ελένη Παπαδοπούλου", "Nguyễn Thị Ánh"]


@pytest.fixture
def template(tmp_path):
    found = tmp_path / "names.typ"
    found.write_text("#heading(level: 1, own(data.title))\n#for name in data.names { par(own(name)) }")
    return found


def set_names(template, names, **more):
    return typesetting.pdf(template, {"names": names}, language="de", title="Namen", **more)


# What every paper has in common


def test_paper_can_be_read_aloud(template):
    reader = papers.opened(set_names(template, ["Anna"]))
    assert (papers.language(reader), reader.metadata.title) == ("de", "Namen")
    assert {"H1", "P"} <= set(papers.tags(reader))


def test_names_in_several_scripts_stand_as_they_were_written(template):
    found = papers.text(set_names(template, SCRIPTS))
    assert all(name in found for name in SCRIPTS if name != "فاطمة")
    assert set("فاطمة") <= set(found)  # a reader of words puts them together in its own order


@pytest.mark.parametrize("name", NASTY)
def test_code_in_a_name_is_a_name(template, name):
    assert name in papers.text(set_names(template, [name]))


def test_paper_reads_no_file_beside_its_fonts(template):
    template.write_text('#read("/../../../../etc/hostname")')
    with pytest.raises(process.Refused):
        set_names(template, [])


def test_paper_asks_no_other_host_for_a_package(template):
    """The control of the rule that none of ours does: packages are fetched when a document is set."""
    ours = [*typesetting.HERE.rglob("*.typ"), *(typesetting.HERE.parent.parent / "registration").rglob("*.typ")]
    assert len(ours) == 6
    assert not [path for path in ours if "@preview" in path.read_text()]


def test_letters_that_no_font_has_are_question_marks_and_the_rest_stands(template):
    found = papers.text(set_names(template, ["李 Lee 😀", "ሰላም Abebe"]))
    assert "? Lee ?" in found
    assert "??? Abebe" in found


def test_characters_that_no_paper_may_hold_are_left_out(template):
    assert "AnnaB" in papers.text(set_names(template, ["Anna\x00\ufeff\u202eB"]))


def test_word_of_300_letters_stays_on_the_page(template):
    found = papers.opened(set_names(template, ["x" * 300]))
    assert papers.words(found.pages[0].extract_text()).replace(" ", "").count("x") == 300


def test_addresses_stay_as_they_are_on_paper_and_as_links(tmp_path):
    (template := tmp_path / "link.typ").write_text("#heading(own(data.title))\n#link(data.address, own(data.address))")
    address = (
        "https://conference.association-for-welcome-culture.example.org/netzwerktag-2027/certificates/w6nm6nxzx5j5/"
    )
    content = typesetting.pdf(template, {"address": address}, language="de", title="Link")
    assert papers.links(content) == [address]
    raw = "".join(page.extract_text() for page in papers.opened(content).pages)
    assert address in raw.replace("\n", "")


def test_long_mail_address_can_be_copied_from_paper(template):
    address = "geschaeftsstelle@landesverband-der-elternvereine.example.org"
    [page] = papers.opened(set_names(template, [address])).pages
    assert address in page.extract_text()


def test_equal_data_makes_equal_papers(template):
    assert set_names(template, ["Anna"])[:2000] == set_names(template, ["Anna"])[:2000]


def test_folder_for_fonts_of_the_operator_is_read(template, monkeypatch, tmp_path):
    """Without a font in it, nothing changes."""
    monkeypatch.setattr(settings, "WOMCONF_VAR", tmp_path)
    (tmp_path / "fonts").mkdir()
    assert process.folders() == [process.FONTS, tmp_path / "fonts"]
    assert "Anna" in papers.text(set_names(template, ["Anna"]))


def test_many_papers_share_a_process_and_leave_none_behind(template, monkeypatch):
    started = []
    start = process.subprocess.Popen

    def noting(*args, **kwargs):
        started.append(start(*args, **kwargs))
        return started[-1]

    monkeypatch.setattr(process.subprocess, "Popen", noting)
    with together():
        assert len({set_names(template, [name]) for name in SCRIPTS}) == len(SCRIPTS)
    set_names(template, ["Anna"])
    assert len(started) == 2
    assert all(popen.poll() is not None for popen in started)


def test_paper_that_takes_too_long_is_given_up(template, monkeypatch):
    monkeypatch.setattr(process, "MOST_SECONDS", 0)
    template.write_text("#for number in range(1000000) [ #number ]")
    with pytest.raises(PaperTooLarge):
        set_names(template, [])


def test_typst_takes_no_memory_of_the_program(template):
    set_names(template, ["Anna"])
    assert "typst" not in sys.modules


# Texts


def test_markdown_reaches_a_paper_as_data():
    found = texts.blocks(
        "# Über uns\n\nEin *Wort*, **zwei** und <b>drei</b>: [hier](https://a.example)\n\n- eins\n- zwei\n"
    )
    assert [block["kind"] for block in found] == ["strong", "par", "list"]
    assert [run.get("text") for run in found[1]["runs"]][:4] == ["Ein ", "Wort", ", ", "zwei"]
    assert {"text": "hier", "link": "https://a.example"} in found[1]["runs"]
    assert [item[0]["runs"][0]["text"] for item in found[2]["items"]] == ["eins", "zwei"]
    assert "<b>drei</b>" in "".join(run["text"] for run in found[1]["runs"])
    assert json.dumps(found)


@pytest.mark.parametrize(
    "text", ["", "| a | b |\n|--|--|\n| 1 | 2 |", "> Zitat\n> > tiefer", "- a\n  - b\n    - c", "`code`"]
)
def test_every_word_of_a_markdown_text_stands_on_paper(text):
    said = json.dumps(texts.blocks(text))
    assert all(word in said for word in ["a", "b", "c", "1", "2", "Zitat", "tiefer", "code"] if word in text)


# Signs and booklet


@pytest.fixture
def forum(db):
    conference = ConferenceFactory(
        title={"de": "Forum", "ar": "منتدى"},
        languages=["de", "ar", "uk"],
        theme={"de": "Vielfalt"},
        imprint={"de": "Verein **Muster**"},
        description={"de": "Zwei Tage."},
    )
    room = RoomFactory(conference=conference, name={"de": "Großer Saal"}, kind="on_site")
    session = SessionFactory(conference=conference, title={"de": "Öffnung #1"}, abstract={"de": "Mit *Mut*\n\n- eins"})
    SlotFactory(session=session, room=room)
    AppearanceFactory(session=session, speaker__name="Олена Шевченко")
    AppearanceFactory(session=session, speaker__name="Anna <b>", status="requested", role="moderation")
    return conference


def test_signs_of_a_day_say_what_takes_place_in_each_room(forum):
    other = RoomFactory(conference=forum, name={"de": "Werkstatt"}, kind="on_site")
    SlotFactory(session__conference=forum, session__title={"de": "Nachmittags"}, room=other)
    cancelled = SlotFactory(
        session__conference=forum,
        session__title={"de": "Abgesagtes"},
        room=other,
        starts_at=datetime.datetime.combine(forum.starts_on, datetime.time(16), forum.zone),
    )
    Session.objects.filter(pk=cancelled.session_id).update(status="cancelled")
    published = read_for_organisers(forum)
    assert room_signs.days(published) == [forum.starts_on]
    content = room_signs.signs(published, forum.starts_on, language="de")
    first, second = (papers.words(page.extract_text()) for page in papers.opened(content).pages)
    assert "Großer Saal" in first
    assert "10:00 – 11:00 Uhr" in first
    assert "Öffnung #1" in first
    assert "Moderation: Anna <b> (angefragt)" in first
    assert "Nachmittags" in second
    assert "Abgesagtes" not in first + second


def test_there_are_no_signs_for_online_rooms(forum):
    room = RoomFactory(conference=forum, kind="online")
    day = forum.ends_on
    start = datetime.datetime.combine(day, datetime.time(10), forum.zone)
    SlotFactory(session__conference=forum, room=room, starts_at=start)
    published = read_for_organisers(forum)
    assert room_signs.days(published) == [forum.starts_on]
    assert len(papers.opened(room_signs.signs(published, day, language="de")).pages) == 1


def test_booklet_has_everything_by_day(forum):
    SessionFactory(conference=forum, title={"de": "Ohne Zeit"})
    SessionFactory(conference=forum, title={"de": "Nur ein Entwurf"}, status="draft")
    content = booklet.booklet(read_for_organisers(forum), language="de")
    reader, said = papers.opened(content), papers.text(content)
    assert papers.language(reader) == "de"
    assert {"Title", "TOC", "H1", "H2", "L"} <= set(papers.tags(reader))
    for words in ["Vielfalt", "Öffnung #1", "Mit Mut", "Олена Шевченко", "Großer Saal", "Verein Muster", "Ohne Zeit"]:
        assert words in said
    assert "Nur ein Entwurf" not in said


@pytest.mark.parametrize("language", ["ar", "uk", "de"])
@pytest.mark.parametrize("size", ["a4", "a5"])
def test_booklet_comes_in_each_language_of_the_conference(forum, language, size):
    reader = papers.opened(booklet.booklet(read_for_organisers(forum), language=language, size=size))
    assert papers.language(reader) == language
    assert round(float(reader.pages[0].mediabox.width)) == {"a4": 595, "a5": 420}[size]


def test_booklet_of_an_empty_conference_is_a_cover(db):
    content = booklet.booklet(read_for_organisers(ConferenceFactory()), language="de")
    assert papers.opened(content).pages
