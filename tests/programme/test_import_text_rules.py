"""What forms of programmes mean: sessions side by side, states, breaks, ends, words for times, days and places."""

from datetime import date

import pytest

from programme.imports import text

HEAD = "# Konferenz\n\n3. Mai 2027\n\n"


def read(content, answers=None, head=HEAD):
    return text.read((head + content).encode(), today=date(2027, 1, 10), answers=answers)


def times(session):
    return [
        f"{slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}" if slot.ends_at else f"{slot.starts_at:%H:%M}–"
        for slot in session.slots
    ]


def rows(draft):
    """Return (title, times, people) of each session."""
    return [(one.title, times(one), [person.name for person in one.appearances]) for one in draft.sessions]


# Side by side

THREE = [
    ("Eins", ["09:00–10:00"], ["Eva Horn"]),
    ("Zwei", ["09:00–10:00"], []),
    ("Drei", ["09:00–10:00"], ["Ben Akın"]),
]
LAYOUTS = {
    "headings": "9-10 Uhr\n\n#### Eins (Eva Horn)\n\nText.\n\n#### Zwei\n\n#### Drei (Ben Akın)\n",
    "headings below the heading of a time": "## 9-10 Uhr\n\n### Eins (Eva Horn)\n\n### Zwei\n\n### Drei (Ben Akın)\n",
    "bold time": "**9-10 Uhr**\n\n### Eins (Eva Horn)\n\n### Zwei\n\n### Drei (Ben Akın)\n\n10 Uhr\n\n### Ende\n",
    "list": "9-10 Uhr\n- Eins (Eva Horn)\n- Zwei, Raum 2\n- Drei (Ben Akın)\n",
    "lines": "9-10 Uhr\nEins (Eva Horn)\nZwei, Raum 2\nDrei (Ben Akın)\n\n10-11 Uhr\nSchluss\n",
}


@pytest.mark.parametrize("content", LAYOUTS.values(), ids=LAYOUTS)
def test_time_that_stands_alone_holds_for_all_titles_until_the_next(content):
    draft, report = read(content)
    assert rows(draft)[:3] == THREE
    assert "no_time" not in {entry.code for entry in report.entries}


def test_time_that_stands_alone_does_not_reach_into_the_next_day():
    draft, report = read("9-10 Uhr\n\n### Eins\n\n### Zwei\n\nDienstag, 4. Mai 2027\n\n### Drei\n")
    assert [times(session) for session in draft.sessions] == [["09:00–10:00"], ["09:00–10:00"], []]
    assert "no_time" in {entry.code for entry in report.entries}


def test_each_session_side_by_side_has_its_own_room():
    draft, _report = read("9-10 Uhr\n\n### Eins\n\nRaum: Seminarraum\n\n### Zwei\n\nRaum: Clubraum\n")
    assert [session.slots[0].room for session in draft.sessions] == ["Seminarraum", "Clubraum"]


def test_list_of_which_only_some_are_titles_is_asked_about():
    content = "9-10 Uhr\n- Eins (Eva Horn)\n- Zwei\n- Drei (Ben Akın)\n"
    draft, report = read(content)
    assert [question.code for question in report.questions] == ["split"]
    assert len(draft.sessions) == 3
    draft, _report = read(content, {report.questions[0].key: "text"})
    assert len(draft.sessions) == 1
    assert "Zwei" in draft.sessions[0].abstract


# States

STATES = {
    "angefragt": "requested",
    "noch nicht bestätigt": "requested",
    "tbc": "requested",
    "unter Vorbehalt": "requested",
    "fällt aus": "cancelled",
    "fällt leider aus": "cancelled",
    "entfällt": "cancelled",
    "abgesagt": "cancelled",
    "cancelled": "cancelled",
    "findet nicht statt": "cancelled",
}
STATE_PLACES = [
    "## 9-10 Uhr: Neue Wege {}",
    "## 9-10 Uhr: Neue Wege ({})",
    "## 9-10 Uhr: Neue Wege – {}",
    "## 9-10 Uhr: Neue Wege, {}",
    "## 9-10 Uhr: Neue Wege; {}",
    "## 9-10 Uhr: Neue Wege [{}]",
    "## 9-10 Uhr: {}: Neue Wege",
    "## 9-10 Uhr: ({}) Neue Wege",
    "## {}: 9-10 Uhr Neue Wege",
    "## Neue Wege {}, 9-10 Uhr",
    "**9-10 Uhr Neue Wege {}**",
    "9-10 Uhr Neue Wege {}",
    "9-10 Uhr {}: Neue Wege",
    "9-10 Uhr\n\n## Neue Wege {}",
    "9-10 Uhr\n\n## {}: Neue Wege",
    "## 9-10 Uhr: Neue Wege\n\n{}",
    "## 9-10 Uhr: Neue Wege\n\n({})",
    "## 9-10 Uhr: Neue Wege\n\nStatus: {}",
    "| Zeit | Titel |\n| --- | --- |\n| 9-10 Uhr | Neue Wege {} |",
    "| Zeit | Titel |\n| --- | --- |\n| 9-10 Uhr | {}: Neue Wege |",
]


@pytest.mark.parametrize("place", STATE_PLACES)
@pytest.mark.parametrize("shape", [str, str.capitalize, str.upper], ids=["small", "capital", "shouted"])
@pytest.mark.parametrize(("word", "state"), STATES.items(), ids=STATES)
def test_state_is_a_state_wherever_it_stands_and_never_in_the_title(word, state, shape, place):
    draft, _report = read(place.format(shape(word)))
    [session] = draft.sessions
    assert session.title == "Neue Wege"
    assert (session.is_cancelled, session.is_requested) == (state == "cancelled", state == "requested")


def test_state_before_a_title_leaves_its_people():
    draft, _report = read(
        "## 9-10 Uhr: Cancelled: Open data (Li An, City of Jena)\n\n## 10-11 Uhr: Neue Wege (Eva Horn) angefragt\n"
    )
    assert rows(draft) == [("Open data", ["09:00–10:00"], ["Li An"]), ("Neue Wege", ["10:00–11:00"], ["Eva Horn"])]
    assert draft.sessions[0].is_cancelled
    assert draft.sessions[1].appearances[0].status == "requested"


def test_session_with_a_request_in_its_text_is_not_confirmed():
    draft, report = read("## 9-10 Uhr: Neue Wege\n\nEin Gespräch. Der Minister ist angefragt, mehr bald.\n")
    assert draft.sessions[0].is_requested
    assert "requested" in {entry.code for entry in report.entries}


def test_title_that_asks_about_a_state_has_none():
    draft, _report = read("## 9-10 Uhr: Was tun, wenn alles entfällt\n")
    assert (draft.sessions[0].title, draft.sessions[0].is_cancelled) == ("Was tun, wenn alles entfällt", False)


# Fields

SEPARATORS = {"bar": " | ", "semicolon": "; ", "tab": "\t", "gap": "   ", "narrow bar": "|"}


@pytest.mark.parametrize("lead", ["9-10 Uhr{}", "## 9-10 Uhr{}", "**9-10 Uhr{}"])
@pytest.mark.parametrize("separator", SEPARATORS.values(), ids=SEPARATORS)
def test_fields_are_title_room_and_people(separator, lead):
    fields = ["Lesen lernen", "Raum 7", "Rosa Stein und Ben Akın"]
    end = "**" if lead.startswith("**") else ""
    draft, report = read(lead.format(separator) + separator.join(fields) + end)
    assert rows(draft) == [("Lesen lernen", ["09:00–10:00"], ["Rosa Stein", "Ben Akın"])]
    assert (draft.sessions[0].slots[0].room, report.questions) == ("Raum 7", [])


@pytest.mark.parametrize("separator", SEPARATORS.values(), ids=SEPARATORS)
def test_organisation_as_the_only_name_of_a_row_is_the_host(separator):
    draft, _report = read(separator.join(["9-10 Uhr", "Vorfälle melden", "Raum 9", "Beratungsstelle Gotha"]))
    assert (draft.sessions[0].title, draft.sessions[0].host) == ("Vorfälle melden", "Beratungsstelle Gotha")


def test_unknown_field_is_what_the_other_rows_have_there_and_is_asked_about():
    second = "WS 2: Rechnen | Alte Post | Bürger für Gotha"
    content = f"10-12 Uhr Workshops\n\nWS 1: Lesen | Raum 7 | Eva Horn\n{second}\nWS 3: Singen | Aula | Ben Akın\n"
    draft, report = read(content)
    assert [(one.slots[0].room, one.host) for one in draft.sessions][1] == ("Alte Post", "Bürger für Gotha")
    assert [question.quote for question in report.questions] == [second] * 2


@pytest.mark.parametrize("title", ["Demokratie; Vielfalt und Macht", "Wer, wie, was", "Lesen – lernen – leben"])
def test_marks_within_a_title_make_no_fields(title):
    draft, _report = read(f"## 9-10 Uhr: {title}\n")
    assert draft.sessions[0].title == title


# Ends

NO_ENDS = "\n\n".join(
    [
        "09:30 Uhr Begrüßung",
        "10:00 Uhr Neue Wege",
        "11:00 Uhr Kaffeepause",
        "11:15–12:00 Uhr Gespräch",
        "12 Uhr Ausklang",
    ]
)


def test_next_start_is_assumed_as_the_end_with_one_question_for_all():
    draft, report = read(NO_ENDS)
    found = [times(session) for session in draft.sessions]
    assert found == [["09:30–10:00"], ["10:00–11:00"], ["11:15–12:00"], ["12:00–"]]
    assert draft.breaks[0].ends_at.hour == 11
    assert draft.breaks[0].ends_at.minute == 15
    assert [(question.key, question.guess) for question in report.questions] == [("end", "next")]
    said = [(entry.line, entry.code) for entry in report.entries]
    assert said == [(5, "end_assumed"), (7, "end_assumed"), (9, "end_assumed"), (13, "no_end")]


def test_end_stays_open_if_the_organiser_says_so_and_is_said_once():
    draft, report = read(NO_ENDS, {"end": "open"})
    assert times(draft.sessions[0]) == ["09:30–"]
    said = [(entry.line, entry.code) for entry in report.entries]
    assert said == [(5, "no_end"), (7, "no_end"), (13, "no_end")]


@pytest.mark.parametrize("time", ["ab 9 Uhr", "9 Uhr – open end"])
def test_end_that_the_text_leaves_open_stays_open(time):
    draft, report = read(f"{time}: Empfang\n\n11-12 Uhr: Neue Wege\n")
    assert (times(draft.sessions[0]), report.questions) == (["09:00–"], [])


def test_sessions_side_by_side_end_with_the_next_start_not_with_each_other():
    draft, _report = read("9 Uhr\n\n### Eins\n\n### Zwei\n\n10 Uhr\n\n### Drei\n")
    assert [times(session) for session in draft.sessions] == [["09:00–10:00"], ["09:00–10:00"], ["10:00–"]]


def test_talk_in_the_morning_does_not_last_until_the_concert():
    draft, _report = read("9 Uhr: Vortrag\n\n20 Uhr: Konzert\n")
    assert times(draft.sessions[0]) == ["09:00–"]


# The day and the place of it all

FRAMES = {
    "Freitag, 5. März 2027, Ort: Rathaus, Saal 1": ("Rathaus, Saal 1", "on_site"),
    "Freitag, 5. März 2027, Volkshochschule und online": ("Volkshochschule", "hybrid"),
    "5. März 2027 im Rathaus Jena": ("Rathaus Jena", "on_site"),
    "5. März 2027 | Stadthalle, Markt 1 | hybrid": ("Stadthalle, Markt 1", "hybrid"),
    "5. März 2027, 9–16 Uhr, Rathaus": ("Rathaus", "on_site"),
    "5. März 2027, online": ("", "online"),
    "5. März 2027, online (Zoom)": ("Zoom", "online"),
    "5. März 2027, vor Ort": ("", "on_site"),
    "Rathaus Jena, 5. März 2027": ("Rathaus Jena", "on_site"),
    "5 March 2027, City Hall, Leeds": ("City Hall, Leeds", "on_site"),
    "5. März 2027\n\nOrt: Rathaus und Zoom": ("Rathaus und Zoom", "hybrid"),
    "5. März 2027\nVeranstaltungsort: Kulturhaus": ("Kulturhaus", "on_site"),
}


@pytest.mark.parametrize(("written", "place"), FRAMES.items(), ids=FRAMES)
@pytest.mark.parametrize("title", ["# Fachtag\n\n", "Fachtag Vielfalt\n\n"], ids=["heading", "plain"])
def test_line_below_the_title_is_day_place_and_mode_and_stands_nowhere_else(written, place, title):
    draft, report = read("9-10 Uhr: Begrüßung\n\n10-11 Uhr: Neue Wege\n", head=f"{title}{written}\n\n")
    assert draft.starts_on == draft.ends_on == date(2027, 3, 5)
    assert (draft.venue, draft.mode, report.questions) == (*place, [])
    assert [session.title for session in draft.sessions] == ["Begrüßung", "Neue Wege"]
    assert draft.description in {"", "9–16 Uhr"}


def test_words_beside_the_day_that_may_be_no_place_are_asked_about():
    head = "# Fachtag\n\n5. März 2027, Kleine Synagoge\n\n"
    draft, report = read("9-10 Uhr: Begrüßung\n", head=head)
    assert (draft.venue, [question.key for question in report.questions]) == (
        "Kleine Synagoge",
        ["venue:kleine synagoge"],
    )
    draft, _report = read("9-10 Uhr: Begrüßung\n", {"venue:kleine synagoge": "text"}, head=head)
    assert (draft.venue, draft.description) == ("", "5. März 2027, Kleine Synagoge")


def test_day_time_and_place_below_the_title_of_one_event_are_no_session_of_their_own():
    draft, _report = read("Ein Abend über alles.\n", head="# Lesung\n\nFreitag, 7.5.2027, 18 Uhr, Rathaus\n\n")
    assert rows(draft) == [("Lesung", ["18:00–"], [])]
    assert draft.venue == "Rathaus"


# Words for times, and breaks

WORDS = {
    "9am-noon": "09:00–12:00",
    "9 am – 12 noon": "09:00–12:00",
    "12 noon – 2 pm": "12:00–14:00",
    "noon to 2 pm": "12:00–14:00",
    "10 Uhr bis Mittag": "10:00–12:00",
    "20 Uhr bis Mitternacht": "20:00–00:00",
    "8 pm to midnight": "20:00–00:00",
    "8 Uhr abends": "20:00–",
    "12 Uhr mittags": "12:00–",
    "12 noon": "12:00–",
}


@pytest.mark.parametrize("layout", ["{} ", "{}: ", "## {} ", "- {}: "])
@pytest.mark.parametrize(("written", "meant"), WORDS.items(), ids=WORDS)
def test_words_are_times(written, meant, layout):
    draft, _report = read(layout.format(written) + "Data protection (Raj Rao)")
    assert rows(draft) == [("Data protection", [meant], ["Raj Rao"])]


BREAKS = ["Mittag", "Pause", "Kaffeepause", "Mittagessen", "Lunch", "Imbiss", "Brunch", "Kaffee und Kuchen"]
READERS = {
    "table": "| Zeit | Titel |\n| --- | --- |\n| 9–10 Uhr | Eins |\n| 10–11 Uhr | {} |\n",
    "grid": "| Zeit | Raum 1 | Raum 2 |\n| --- | --- | --- |\n| 9–10 Uhr | Eins | |\n| 10–11 Uhr | {0} | {0} |\n",
    "first column": "| Zeit | Saal 1 | Saal 2 |\n| --- | --- | --- |\n| 9–10 Uhr | Eins | |\n| 10–11 Uhr | {} | |\n",
    "list": "- 9–10 Uhr: Eins\n- 10–11 Uhr: {}\n",
    "text": "9–10 Uhr Eins\n\n10–11 Uhr {}\n",
    "headings": "## 9–10 Uhr: Eins\n\n## 10–11 Uhr: {}\n",
    "time above": "9–10 Uhr\n\n## Eins\n\n10–11 Uhr\n\n## {}\n",
    "fields": "9–10 Uhr | Eins\n10–11 Uhr | {}\n",
    "next": "9–10 Uhr: Eins\n\nanschließend {}\n\n11–12 Uhr: Zwei\n",
    "next, with a colon": "9–10 Uhr: Eins\n\nDanach: {}\n\n11–12 Uhr: Zwei\n",
    "alone": "9–10 Uhr: Eins\n\n{}\n\n11–12 Uhr: Zwei\n",
    "heading without a time": "9–10 Uhr\n\n## Eins\n\n## {}\n\n11–12 Uhr\n\n## Zwei\n",
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("title", BREAKS)
def test_break_is_one_break_for_all_rooms_in_every_form(title, reader):
    draft, _report = read(reader.format(title))
    [pause] = draft.breaks
    assert (pause.title, pause.room, pause.starts_at.hour, pause.ends_at.hour) == (title, "", 10, 11)
    assert [session.title for session in draft.sessions] in (["Eins"], ["Eins", "Zwei"])
    assert all("anschließend" not in session.abstract for session in draft.sessions)


# People in a sentence

PANEL = ["panel Lena Graf", "panel Jon Öz", "panel Mai Lê", "moderation Kurt Roß"]
SENTENCES = [
    "9-10 Uhr Podium mit Lena Graf, Jon Öz und Mai Lê; Moderation: Kurt Roß",
    "9-10 Uhr Podium mit Lena Graf, Jon Öz und Mai Lê, Moderation: Kurt Roß",
    "9-10 Uhr Podium: Wie weiter? Mit Lena Graf, Jon Öz und Mai Lê. Moderation: Kurt Roß",
    "## 9-10 Uhr: Wie weiter?\n\nPodium mit Lena Graf, Jon Öz und Mai Lê; Moderation: Kurt Roß",
    "## 9-10 Uhr: Wie weiter?\n\nEs diskutieren Lena Graf, Jon Öz und Mai Lê. Moderation: Kurt Roß.",
    "## 9-10 Uhr: Wie weiter?\n\nAuf dem Podium: Lena Graf, Jon Öz und Mai Lê\n\nmoderiert von Kurt Roß",
]


@pytest.mark.parametrize("content", SENTENCES)
def test_people_of_a_sentence_have_the_parts_that_it_gives_them(content):
    draft, report = read(content)
    [session] = draft.sessions
    assert sorted(f"{one.role} {one.name}" for one in session.appearances) == sorted(PANEL)
    assert "Graf" not in session.title + session.abstract
    assert report.questions == []


@pytest.mark.parametrize(
    "title",
    ["Kochen mit Kindern", "Leben mit Grüner Energie", "Die Bilder von Anna Müller", "Arbeiten mit Best Practice"],
)
def test_title_with_words_like_people_keeps_them(title):
    draft, _report = read(f"9-10 Uhr {title}")
    assert rows(draft) == [(title, ["09:00–10:00"], [])]


# Several sessions in one line

TWO = [("Anträge", ["15:00–16:00"], ["Eva Horn"]), ("Ehrenamt", ["15:00–16:00"], ["Can Yıl"])]
ENUMERATIONS = [
    "15–16 Uhr A) Anträge (Eva Horn, Verein Weg) B) Ehrenamt (Can Yıl)",
    "15–16 Uhr: a) Anträge (Eva Horn); b) Ehrenamt (Can Yıl)",
    "15–16 Uhr 1) Anträge (Eva Horn), 2) Ehrenamt (Can Yıl)",
    "15–16 Uhr 1. Anträge (Eva Horn) 2. Ehrenamt (Can Yıl)",
    "15–16 Uhr Workshops: A) Anträge (Eva Horn) B) Ehrenamt (Can Yıl)",
    "15–16 Uhr\nA) Anträge (Eva Horn)\nB) Ehrenamt (Can Yıl)",
    "15–16 Uhr parallele Workshops:\nA) Anträge (Eva Horn)\nB) Ehrenamt (Can Yıl)",
    "15–16 Uhr\n\nA) Anträge (Eva Horn); B) Ehrenamt (Can Yıl)",
    "## 15–16 Uhr: A) Anträge (Eva Horn) B) Ehrenamt (Can Yıl)",
    "| Zeit | Titel |\n| --- | --- |\n| 15–16 Uhr | A) Anträge (Eva Horn) B) Ehrenamt (Can Yıl) |",
]


@pytest.mark.parametrize("content", ENUMERATIONS)
def test_line_that_enumerates_sessions_is_several_with_their_people(content):
    draft, report = read(content)
    assert rows(draft) == TWO
    assert [entry.code for entry in report.entries if entry.code != "group"] == []


def test_numbers_with_a_dot_are_asked_about():
    content = "15–16 Uhr 1. Anträge 2. Ehrenamt"
    draft, report = read(content)
    assert [question.code for question in report.questions] == ["split"]
    assert len(draft.sessions) == 2
    draft, _report = read(content, {report.questions[0].key: "text"})
    assert [session.title for session in draft.sessions] == ["1. Anträge 2. Ehrenamt"]


@pytest.mark.parametrize("title", ["Neue Wege, 1. Teil", "Plan B) und mehr", "Die 3. Tagung", "A) Anträge"])
def test_lone_number_or_letter_enumerates_nothing(title):
    draft, _report = read(f"15–16 Uhr {title}")
    assert len(draft.sessions) == 1


# Turns

TURNS = [
    "## 9–10 Uhr und 14–15 Uhr: Löten lernen (Eva Horn)\n",
    "## Löten lernen (Eva Horn)\n\nZeit: 9–10 Uhr, 14–15 Uhr\n",
    "9–10 Uhr\n14–15 Uhr\n\n## Löten lernen (Eva Horn)\n",
    "9–10 Uhr / 14–15 Uhr Löten lernen (Eva Horn)\n",
    "| Zeit | Titel |\n| --- | --- |\n| 9–10 Uhr, 14–15 Uhr | Löten lernen (Eva Horn) |\n",
]


@pytest.mark.parametrize("content", TURNS)
def test_session_offered_at_two_times_is_two_that_can_be_booked_alone(content):
    draft, report = read(content)
    assert rows(draft) == [("Löten lernen", [time], ["Eva Horn"]) for time in ("09:00–10:00", "14:00–15:00")]
    assert [question.key for question in report.questions] == ["turns:löten lernen"]
    draft, _report = read(content, {"turns:löten lernen": "follow_up"})
    assert rows(draft) == [("Löten lernen", ["09:00–10:00", "14:00–15:00"], ["Eva Horn"])]


@pytest.mark.parametrize(
    "content",
    ["## 9–10 Uhr und 10–10:20 Uhr: Löten\n", "## 9–10 Uhr: Löten\n\nIm Anschluss (14–15 Uhr) Gespräch.\n"],
)
def test_short_talk_right_after_and_what_follows_by_its_words_are_follow_ups(content):
    draft, _report = read(content)
    assert [[slot.kind for slot in session.slots] for session in draft.sessions] == [["main", "follow_up"]]


# Days within the text of a session

DAY_LINES = [
    "18. September Nachtreffen",
    "1. September 2027 Anmeldeschluss",
    "* 18. September 2027 Nachtreffen in Jena",
    "- 18.09.2027: Nachtreffen",
    "18.09.2027 Abgabe der Berichte",
    "Stand: 1. September 2027",
]


@pytest.mark.parametrize("line", DAY_LINES)
@pytest.mark.parametrize("layout", ["Text.\n\n{}\n\nMehr Text.", "Text.\n{}\nMehr Text.", "{}", "Text.\n\n{}"])
def test_line_with_a_day_in_the_text_of_a_session_moves_no_session(line, layout):
    content = f"## 9–10 Uhr: Eins\n\n{layout.format(line)}\n\n## 10–11 Uhr: Zwei\n"
    draft, report = read(content, head="# Konferenz\n\n15.–16. September 2027\n\n15. September\n\n")
    assert [session.slots[0].starts_at.day for session in draft.sessions] == [15, 15]
    assert line.strip("*- ") in draft.sessions[0].abstract
    assert (draft.ends_on, draft.description) == (date(2027, 9, 16), "")
    assert {question.code for question in report.questions} <= {"day"}


def test_day_with_other_words_before_a_session_is_asked_about():
    content = "## 9–10 Uhr: Eins\n\n4. Mai 2027 Praxistag\n\n## 10–11 Uhr: Zwei\n"
    draft, report = read(content)
    assert [session.slots[0].starts_at.day for session in draft.sessions] == [3, 4]
    [question] = report.questions
    assert (question.key, question.guess) == ("day:4. mai 2027 praxistag", "day")
    draft, _report = read(content, {question.key: "text"})
    assert [session.slots[0].starts_at.day for session in draft.sessions] == [3, 3]


@pytest.mark.parametrize(
    "line", ["Dienstag, 4. Mai 2027: Praxistag", "## 4. Mai 2027: Praxistag", "4. Mai 2027", "Dienstag, 4.5."]
)
def test_line_that_is_clearly_a_day_moves_what_follows_without_a_question(line):
    draft, report = read(f"## 9–10 Uhr: Eins\n\n{line}\n\n## 10–11 Uhr: Zwei\n")
    assert [session.slots[0].starts_at.day for session in draft.sessions] == [3, 4]
    assert report.questions == []


@pytest.mark.parametrize("length", [290, 301, 399, 440, 501, 900])
@pytest.mark.parametrize("layout", ["## 9–10 Uhr: {}\n\n({})\n\n", "9–10 Uhr\n\n## {}\n\n({})\n\n"])
def test_long_title_stays_that_of_its_session_and_leaves_its_people(length, layout):
    titles = ["Wort " * (length // 5) + end for end in ("eins", "zwei")]
    people = ["Eva Horn", "Kim Weber"]
    draft, _report = read("".join(layout.format(title, name) for title, name in zip(titles, people, strict=True)))
    assert [names for _title, _times, names in rows(draft)] == [["Eva Horn"], ["Kim Weber"]]
    for session, title in zip(draft.sessions, titles, strict=True):
        assert title in (session.title, session.abstract)
