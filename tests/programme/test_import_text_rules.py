"""What forms of programmes mean: sessions side by side, states, fields, ends, the day and the place of it all."""

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
