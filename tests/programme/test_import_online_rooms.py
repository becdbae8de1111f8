"""Ways to join online, which a text calls by several names."""

from tests.programme.import_texts import read


def _rooms(content):
    draft, _report = read(content)
    return [slot.room for session in draft.sessions for slot in session.slots]


def test_one_tool_is_one_room_whatever_stands_around_it():
    text = """9-10 Uhr Eins
Zoom

10-11 Uhr Zwei
Online, Zoom

11-12 Uhr Drei, online via Zoom

12-13 Uhr Vier (Zoom-Meeting)

13-14 Uhr Fünf
Ort: Online (Zoom)
"""
    assert _rooms(text) == ["Zoom"] * 5


def test_the_shortest_name_of_a_tool_is_its_room():
    assert _rooms("9-10 Uhr Eins, online via MS Teams\n\n10-11 Uhr Zwei, Teams\n") == ["Teams", "Teams"]


def test_two_tools_are_two_rooms():
    assert _rooms("9-10 Uhr Eins, Zoom\n\n10-11 Uhr Zwei, Webex\n\n11-12 Uhr Drei, online\n") == [
        "Zoom",
        "Webex",
        "online",
    ]


def test_sessions_at_one_time_have_a_meeting_each():
    assert _rooms("9-10 Uhr Eins, Zoom\n\n9-10 Uhr Zwei\nOnline, Zoom\n\n10-11 Uhr Drei, Zoom\n") == [
        "Zoom",
        "Zoom 2",
        "Zoom",
    ]


def test_a_meeting_with_its_number_stays_a_room_of_its_own():
    assert _rooms("9-10 Uhr Eins, Zoom\n\n10-11 Uhr Zwei, Zoom 2\n") == ["Zoom", "Zoom 2"]
