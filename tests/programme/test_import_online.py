"""How people take part, where a title says it and the text names no room."""

import pytest

from programme.imports import writer
from programme.models import Pool, Room
from tests.programme.import_texts import read

HEAD = "# Forum Teilhabe\n\nDonnerstag, 18.02.2027, Rathaus\n\n"


def only(content, answers=None, head=HEAD):
    draft, report = read(content, answers, head)
    [session] = draft.sessions
    return session, [entry.code for entry in report.entries], report


ONLINE = [
    *("Online-Sprechstunde", "Online-Sprechstunde Persönliches Budget", "Online Sprechstunde zum Budget"),
    *("Webinar: Recht im Verein", "Webtalk – Recht im Verein", "Online: Recht im Verein", "Neue Wege (Webinar)"),
    *("Zoom-Treffen der Ehrenamtlichen", "Webinar „Sprache lernen“", "Neue Wege\nFormat: online"),
]


@pytest.mark.parametrize("words", ONLINE)
def test_session_that_is_online_by_its_words_and_has_no_room_is_online_and_told(words):
    session, codes, report = only(f"10-11 Uhr {words}\n")
    assert (session.slots[0].room, session.is_hybrid, codes) == ("online", False, ["online"])
    assert session.title.strip("“").rpartition("„")[2] in str(report.entries[0].message)


@pytest.mark.parametrize("words", ["Online-Sprechstunde, Saal 2", "Webinar: Recht\nRaum: Saal 2"])
def test_room_of_the_text_goes_before_the_words_of_a_title(words):
    session, codes, _report = only(f"10-11 Uhr {words}\n")
    assert (session.slots[0].room, codes) == ("Saal 2", [])


SUBJECTS = [
    *("Online-Sucht bei Jugendlichen", "Online-Seminare planen", "Online-Seminar planen und halten"),
    *("Was unser Webinar gebracht hat", "Digitale Teilhabe", "Hybride Arbeit"),
]


@pytest.mark.parametrize("title", SUBJECTS)
def test_title_about_something_online_is_not_online(title):
    session, codes, _report = only(f"10-11 Uhr {title}\n")
    assert (session.title, session.slots[0].room, session.is_hybrid, codes) == (title, "", False, [])


def test_conference_that_is_online_needs_no_room_for_it():
    session, codes, _report = only("10-11 Uhr Online-Sprechstunde\n", head=HEAD.replace("Rathaus", "online"))
    assert (session.slots[0].room, codes) == ("", [])


def test_session_without_a_time_notes_that_it_is_online():
    draft, _report = read("vormittags Online-Sprechstunde\n\n13-14 Uhr Abschluss\n", head=HEAD)
    assert draft.sessions[0].note == "18.02.2027, vormittags\nRaum: online"


HYBRID = [
    *("Neue Wege (hybrid)", "Neue Wege – hybrid", "Neue Wege [hybrid]", "Neue Wege\nhybrid"),
    *("Neue Wege (als Hybridveranstaltung)", "Neue Wege\n(hybrid)"),
]


@pytest.mark.parametrize("words", HYBRID)
def test_hybrid_without_a_room_is_a_session_on_site_and_online_and_told(words):
    session, codes, report = only(f"10-11 Uhr {words}\n")
    assert (session.title, session.slots[0].room, session.is_hybrid) == ("Neue Wege", "", True)
    assert (session.abstract, codes, report.questions) == ("", ["hybrid_without_room"], [])


def test_hybrid_beside_a_room_is_that_room_and_online():
    session, codes, _report = only("10-11 Uhr Neue Wege (hybrid), Saal 2\n")
    assert (session.title, session.slots[0].room, session.is_hybrid, codes) == ("Neue Wege", "Saal 2", True, [])


def test_hybrid_behind_a_comma_may_be_a_part_of_the_title_and_is_asked_about():
    session, _codes, report = only("10-11 Uhr Neue Wege, hybrid\n")
    [question] = report.questions
    assert (session.title, session.is_hybrid) == ("Neue Wege", True)
    session, _codes, _report = only("10-11 Uhr Neue Wege, hybrid\n", {question.key: "title"})
    assert ("hybrid" in session.title, session.is_hybrid) == (True, False)


def test_day_that_is_hybrid_is_so_for_its_sessions():
    draft, _report = read(
        "9-10 Uhr Beginn\n\nFreitag, 19.02.2027 (hybrid)\n\n10-11 Uhr Eins\n\nSamstag, 20.02.2027\n\n10-11 Uhr Zwei\n"
    )
    assert [session.is_hybrid for session in draft.sessions] == [False, True, False]


@pytest.mark.django_db
def test_import_gives_them_places_and_rooms():
    draft, _report = read("9-10 Uhr Online-Sprechstunde\n\n10-11 Uhr Neue Wege (hybrid)\n", head=HEAD)
    writer.apply(draft)
    assert [(str(room), room.kind) for room in Room.objects.all()] == [("online", Room.Kind.ONLINE)]
    assert sorted(
        Pool.objects.values_list("session__title", "mode").distinct().values_list("mode", flat=True)
    ) == sorted([Pool.Mode.ANY, Pool.Mode.ON_SITE, Pool.Mode.ONLINE])
    assert writer.apply(draft).is_empty
