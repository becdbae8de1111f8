"""What the office of a conference writes: rough times, answers, follow-ups, days with remarks; nothing is lost."""

from datetime import date

import pytest
from django.contrib.messages import get_messages

from programme.imports import documents, text, writer
from programme.imports.preview import Preview, count_statuses
from programme.models import Conference, Pool, Session
from tests.factories import ConferenceFactory, OrganiserFactory
from tests.programme.import_page import carried, send

HEAD = "# Forum Teilhabe\n\nDonnerstag, 18.02.2027\n\n"


def read(content, answers=None, head=HEAD):
    return text.read((head + content).encode(), today=date(2026, 11, 1), answers=answers)


def codes(report):
    return {entry.code for entry in report.entries}


# Rough times

ROUGH = [
    "vormittags: Online-Sprechstunde Persönliches Budget",
    "Vormittags – Online-Sprechstunde Persönliches Budget",
    "nachmittags - Online-Sprechstunde Persönliches Budget",
    "am Nachmittag: Online-Sprechstunde Persönliches Budget",
    "abends:\tOnline-Sprechstunde Persönliches Budget",
    "ganztägig    Online-Sprechstunde Persönliches Budget",
    "**ganztags:** Online-Sprechstunde Persönliches Budget",
    "In the evening: Online-Sprechstunde Persönliches Budget",
]


@pytest.mark.parametrize("line", ROUGH)
def test_rough_time_begins_a_session_of_the_day_without_a_time(line):
    content = f"9-10 Uhr Eröffnung\n\nFreitag, 19.02.2027\n\n{line}\nmit Kemal Arslan\n\n13-14 Uhr Abschluss\n"
    draft, report = read(content)
    session = draft.sessions[1]
    assert [one.title for one in draft.sessions] == [
        "Eröffnung",
        "Online-Sprechstunde Persönliches Budget",
        "Abschluss",
    ]
    assert (session.slots, [person.name for person in session.appearances]) == ([], ["Kemal Arslan"])
    assert (session.note.startswith("19.02.2027, "), session.abstract) == (True, "")
    assert "rough_time" in codes(report)
    assert "no_time" not in codes(report)


@pytest.mark.parametrize(
    "line", ["Vormittags sind wir im Garten.", "Nachmittags: offen.", "am Abend: die Bar ist offen", "abends"]
)
def test_sentence_with_a_rough_time_stays_text(line):
    draft, _report = read(f"9-10 Uhr Eröffnung\n\nEin langer Tag beginnt.\n\n{line}\n")
    assert [session.title for session in draft.sessions] == ["Eröffnung"]
    assert line in draft.sessions[0].abstract


def test_rough_time_with_a_time_beside_it_is_that_time():
    draft, _report = read("vormittags, 10-12 Uhr: Sprechstunde\n\n10-12 Uhr Zwei\n")
    assert draft.sessions[-1].slots[0].starts_at.hour == 10
    assert "10-12" not in draft.sessions[-1].abstract


# Who has agreed

AGREED = [
    ("Referent: Jonas Brandt (Mieterverein) - zugesagt", "confirmed"),
    ("Referent: Jonas Brandt (Mieterverein) – hat zugesagt", "confirmed"),
    ("Referent: Jonas Brandt (Mieterverein), sagt zu", "confirmed"),
    ("Referent: Jonas Brandt (Mieterverein, zugesagt)", "confirmed"),
    ("Referent: Jonas Brandt (Mieterverein) [zugesagt]", "confirmed"),
    ("Referent: Jonas Brandt (Mieterverein) / fest zugesagt", "confirmed"),
    ("Referent: Jonas Brandt (Mieterverein) - angefragt", "requested"),
    ("Referent: Jonas Brandt (Mieterverein) – noch nicht zugesagt", "requested"),
    ("Referent: Jonas Brandt (Mieterverein) - hat abgesagt", "declined"),
    ("Referent: Jonas Brandt (Mieterverein) - abgesagt?", "requested"),
    ("mit Jonas Brandt (Mieterverein) - zugesagt", "confirmed"),
]


@pytest.mark.parametrize(("line", "status"), AGREED, ids=[line for line, _status in AGREED])
def test_answer_behind_a_person_is_read_and_so_are_the_lines_below(line, status):
    draft, _report = read(f"10-12 Uhr   Workshop 2: Assistenz finden\n{line}\nRaum 2, 20 Plätze\n")
    [session] = draft.sessions
    [person] = session.appearances
    assert (person.name, person.affiliation, person.status) == ("Jonas Brandt", "Mieterverein", status)
    assert (session.slots[0].room, session.capacity, session.abstract) == ("Raum 2", 20, "")


def test_everybody_is_counted_once_by_what_the_text_says():
    content = (
        "9-10 Uhr Eins (Eva Horn, Ben Akın – angefragt)\n\n10-11 Uhr Zwei (Eva Horn)\n\n11-12 Uhr Drei (Can Yıl)\n"
    )
    draft, _report = read(content)
    assert count_statuses(draft.sessions) == {"confirmed": 2, "requested": 1}


def test_somebody_still_open_is_shown():
    draft, report = read("13.30 - 15.00 Podium: Wer entscheidet?\nmit Sabine Oltmanns, N.N.\n")
    [session] = draft.sessions
    assert (session.has_nobody, session.is_requested, "nobody" in codes(report)) == (True, True, True)


# Follow-ups

PODIUM = (
    "13.30 - 15.00 Podium: Wer entscheidet im Stadtteil?\nmit Sabine Oltmanns (Stadt Hannover), Jonas Brandt\nSaal\n"
)
FOLLOW_UPS = [
    "15.00-15.20 persönliches Gespräch mit Frau Oltmanns, 4 Plätze",
    "15.00 - 15.20 Uhr persönliches Gespräch mit Sabine Oltmanns, 4 Plätze",
    "15:00–15:20 Uhr: Persönliche Gespräche mit Sabine Oltmanns (4 Plätze)",
    "15-15.20 Uhr   Einzelgespräche mit Frau Oltmanns, max. 4 Personen",
    "15.00 bis 15.20 Uhr Im Anschluss persönliches Gespräch, 4 Plätze",
    "Im Anschluss (15:00-15:20 Uhr) persönliches Gespräch mit Frau Oltmanns, 4 Plätze",
]


@pytest.mark.parametrize("line", FOLLOW_UPS)
def test_short_talk_right_below_a_session_is_its_follow_up_with_its_places(line):
    draft, _report = read(f"{PODIUM}{line}\n\n16-17 Uhr Abschluss\n")
    podium, _last = draft.sessions
    assert [(slot.kind, f"{slot.starts_at:%H:%M}", f"{slot.ends_at:%H:%M}") for slot in podium.slots] == [
        ("main", "13:30", "15:00"),
        ("follow_up", "15:00", "15:20"),
    ]
    assert (podium.capacity, podium.slots[1].capacity, podium.slots[1].room) == (None, 4, "Saal")
    assert [person.name for person in podium.appearances] == ["Sabine Oltmanns", "Jonas Brandt"]


def test_follow_up_is_asked_about_and_can_be_a_session():
    line = FOLLOW_UPS[0]
    _draft, report = read(f"{PODIUM}{line}\n")
    [key] = [question.key for question in report.questions if question.code == "follow"]
    draft, _report = read(f"{PODIUM}{line}\n", {key: "sessions"})
    assert [session.title for session in draft.sessions] == ["Wer entscheidet im Stadtteil?", "persönliches Gespräch"]
    assert draft.sessions[1].capacity == 4


OTHERS = [
    "15.30-15.50 persönliches Gespräch mit Frau Oltmanns",  # not when it ends
    "15.00-16.00 persönliches Gespräch mit Frau Oltmanns",  # as long as a session
    "15.00-15.20 Kaffeepause",
    "15.00-15.20 Impuls: Teilhabe im Alter",
]


@pytest.mark.parametrize("line", OTHERS)
def test_what_does_not_follow_at_once_or_says_nothing_of_it_is_no_follow_up(line):
    draft, _report = read(f"{PODIUM}{line}\n\n16-17 Uhr Abschluss\n")
    assert len(draft.sessions[0].slots) == 1


@pytest.mark.django_db
def test_places_of_a_follow_up_are_written_and_followed():
    def imported(content):
        draft, _report, _source = documents.read((HEAD + content).encode())
        return writer.apply(draft)

    imported(f"{PODIUM}{FOLLOW_UPS[0]}\n")
    assert imported(f"{PODIUM}{FOLLOW_UPS[0]}\n").is_empty
    pools = Pool.objects.filter(session=Session.objects.get())
    assert sorted((pool.slot is not None, pool.capacity) for pool in pools) == [(False, None), (True, 4)]
    imported(f"{PODIUM}{FOLLOW_UPS[0].replace('4 Pl', '6 Pl')}\n")
    assert Pool.objects.get(slot__isnull=False).capacity == 6


# One person


@pytest.mark.parametrize("name", ["Frau Oltmanns", "Fr. Oltmanns", "Dr. Oltmanns"])
def test_family_name_alone_is_the_one_person_of_that_name_and_is_asked_about(name):
    content = f"9-10 Uhr Eins\nmit Sabine Oltmanns (Stadt Hannover)\n\n10-11 Uhr Zwei\nReferentin: {name}\n"
    draft, report = read(content)
    assert [person.name for session in draft.sessions for person in session.appearances] == ["Sabine Oltmanns"] * 2
    [question] = [question for question in report.questions if question.code == "same"]
    draft, _report = read(content, {question.key: "another"})
    assert draft.sessions[1].appearances[0].name != "Sabine Oltmanns"


def test_family_name_of_two_people_is_neither():
    content = "9-10 Uhr Eins\nmit Sabine Oltmanns und Kai Oltmanns\n\n10-11 Uhr Zwei\nReferentin: Frau Oltmanns\n"
    draft, _report = read(content)
    assert draft.sessions[1].appearances[0].name == "Frau Oltmanns"


# Days

DAYS = [
    "Freitag, 19.02.2027 (nur online, Zoom)",
    "Freitag, 19.02.2027 [nur online]",
    "Fr., 19.2.2027 (online)",
    "Freitag, 19. Februar 2027 – nur online",
    "Freitag, den 19.02.2027 (mit Kinderbetreuung)",
    "Freitag, 19.02.2027 (Anmeldung bis 1. Februar)",
    "Freitag, 19. Februar 2027, nur online per Zoom",
]


@pytest.mark.parametrize(
    "below", ["11-12 Uhr Digital dabei", "vormittags: Digital dabei", "Ein Tag für alle.\n\n11 Uhr Digital dabei"]
)
@pytest.mark.parametrize("line", DAYS)
def test_day_with_a_remark_is_a_day_whatever_stands_below(line, below):
    draft, report = read(f"9-10 Uhr Eröffnung\n\n{line}\n\n{below}\n")
    assert (draft.starts_on, draft.ends_on) == (date(2027, 2, 18), date(2027, 2, 19))
    assert [question.code for question in report.questions if question.code == "day"] == []
    assert all(slot.starts_at.date() == date(2027, 2, 19) for slot in draft.sessions[-1].slots)
    assert draft.sessions[0].abstract == ""


@pytest.mark.parametrize("line", DAYS[:4])
def test_day_that_is_online_only_has_a_room_online(line):
    draft, _report = read(f"9-10 Uhr Eröffnung\n\n{line}\n\n11-12 Uhr Digital dabei\n")
    assert draft.sessions[0].slots[0].room == ""
    assert draft.sessions[1].slots[0].room in {"online", "Zoom"}


# Nothing is lost

LOST = """# Forum Teilhabe

Donnerstag, 18.02.2027

Bitte bringen Sie Ihren Ausweis mit.

Es gibt Kinderbetreuung.

9-10 Uhr Eröffnung (Eva Horn)

10-11 Uhr Podium (Ben Akın – angefragt; N.N.)
"""


@pytest.fixture
def organiser(client, db):
    user = OrganiserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def described(organiser):
    return ConferenceFactory(
        title={"de": "Forum Teilhabe"}, description={"de": "Es gibt Kinderbetreuung.\n\nKommen Sie!"}
    )


def test_lines_that_would_stand_nowhere_are_named_at_the_top_and_counted(client, described):
    page = send(client, content=LOST, conference=described.pk)
    preview = page.context["preview"]
    assert preview.homeless == [(5, "Bitte bringen Sie Ihren Ausweis mit.")]
    assert preview.to_check >= 1
    sentence = "1 Zeile des Textes steht dann nirgends"
    assert page.text.index(sentence) < page.text.index('<ol class="coming">')
    done = send(client, "apply", **carried(page))
    said = [str(message) for message in get_messages(done.wsgi_request)]
    assert any(sentence in words and "Bitte bringen Sie Ihren Ausweis mit." in words for words in said)
    described.refresh_from_db()
    assert "Ausweis" not in str(described.description)


def test_lines_of_a_new_description_are_shown_and_not_lost(client, organiser):
    page = send(client, content=LOST)
    preview = page.context["preview"]
    assert (preview.homeless, [number for number, _words in preview.described]) == ([], [5, 7])
    assert "2 Zeilen stehen in der Beschreibung der Konferenz" in page.text


@pytest.mark.django_db
def test_second_import_of_a_description_that_was_edited_here_loses_nothing_new():
    draft, report, source = documents.read(LOST.encode())
    writer.apply(draft)
    conference = Conference.objects.get()
    conference.description = {"de": "Von Hand."}
    conference.save()
    draft, report, source = documents.read(LOST.encode())
    assert Preview(draft, report, writer.plan(draft), source=source).homeless == []
    draft, report, source = documents.read(LOST.replace("Ausweis", "Pass").encode())
    homeless = Preview(draft, report, writer.plan(draft), source=source).homeless
    assert homeless == [(5, "Bitte bringen Sie Ihren Pass mit."), (7, "Es gibt Kinderbetreuung.")]


def test_page_says_how_many_count_as_having_agreed_and_who_is_open(client, organiser):
    page = send(client, content=LOST)
    sentence = "1 Person gilt als zugesagt, 1 als angefragt."
    assert sentence in page.text
    podium = next(row for row in page.context["preview"].rows if row.title.startswith("Podium"))
    assert [(person.name, str(person.status)) for person in podium.people][-1] == ("N.N.", "noch offen")
    done = send(client, "apply", **carried(page))
    assert any(sentence in str(message) for message in get_messages(done.wsgi_request))
