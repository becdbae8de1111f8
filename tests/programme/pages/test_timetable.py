"""The programme as a table: rooms side by side, hours to scale, breaks across; and what goes on now."""

import datetime

import pytest
import time_machine

from programme import grid as grids
from programme import published, timetable
from programme.models import Session
from tests.factories import RoomFactory, SlotFactory, TrackFactory
from tests.programme.pages.reading import DAY, at, get, place, programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def rooms(conference):
    return [RoomFactory(conference=conference, name={"de": f"Raum {n}"}, kind="on_site", position=n) for n in range(4)]


@pytest.fixture
def parallel(conference, rooms):
    """Four sessions at once, and one at noon."""
    sessions = [place(conference, 10, 90, title={"de": f"Um zehn {n}"}, room=room) for n, room in enumerate(rooms)]
    return [*sessions, place(conference, 13, 60, title={"de": "Am Mittag"}, room=rooms[2])]


def pause(conference, hour, minutes, room=None):
    start = at(hour, conference=conference)
    end = start + datetime.timedelta(minutes=minutes)
    return SlotFactory(
        session=None,
        kind="break",
        conference=conference,
        title={"de": "Kaffee"},
        starts_at=start,
        ends_at=end,
        room=room,
    )


def table(conference):
    """Return the Grid of the first day."""
    found = published.read(conference)
    [day, *_later] = timetable.days(found.sessions, found.breaks, conference.zone)
    return grids.grid(day, conference.zone)


def drawn(table):
    """Return each row as {column: what stands there}; a cell stands in all rows and columns that it takes."""
    places = [[None] * len(table.columns) for _row in table.rows]
    for number, row in enumerate(table.rows):
        free = iter([column for column, place in enumerate(places[number]) if place is None])
        for cell in row.cells:
            column = next(free)
            for below in range(cell.rows):
                for beside in range(cell.columns):
                    assert places[number + below][column + beside] is None, "two cells overlap"
                    places[number + below][column + beside] = [
                        str(entry.session or entry.slot.title) for entry in cell.entries
                    ]
            for _skipped in range(cell.columns - 1):
                next(free)
        assert next(free, None) is None, "a row is too short"
    return places


def test_four_at_once_make_a_table_and_three_a_list(client, conference, parallel):
    assert programme(client).all("table", class_="grid")
    Session.objects.filter(pk=parallel[0].pk).update(status="draft", was_announced=False)
    assert programme(client).all("table", class_="grid") == []


@pytest.mark.parametrize(("view", "tables"), [("list", 0), ("grid", 1), ("banana", 1)])
def test_each_view_has_an_address(client, parallel, view, tables):
    page = programme(client, view=view)
    assert len(page.all("table", class_="grid")) == tables
    assert len(page.all("article")) == len(parallel)


def test_a_few_sessions_can_be_a_table_too(client, conference):
    place(conference, 9)
    assert programme(client, view="grid").all("table", class_="grid")


def test_a_room_has_the_same_column_all_day(conference, rooms, parallel):
    assert drawn(table(conference)) == [
        [["Um zehn 0"], ["Um zehn 1"], ["Um zehn 2"], ["Um zehn 3"]],
        [[], [], [], []],
        [[], [], ["Am Mittag"], []],
    ]


def test_columns_and_rows_have_headers(client, parallel):
    page = programme(client).one("table")
    assert [cell.text for cell in page.all("th", scope="col")] == ["Zeit", "Raum 0", "Raum 1", "Raum 2", "Raum 3"]
    assert [cell.text for cell in page.all("th", scope="row")] == ["10:00", "11:30", "13:00"]
    assert page.one("caption").text == "Montag, 3. Mai 2027"


def test_hours_are_to_scale(conference, parallel):
    assert [row.minutes for row in table(conference).rows] == [90, grids.GAP, 60]


def test_a_break_stands_across_all_rooms(conference, parallel):
    pause(conference, 12, 60)
    assert drawn(table(conference))[2] == [["Kaffee"]] * 4


def test_a_break_leaves_the_room_to_what_goes_on_in_it(conference, rooms, parallel):
    """A workshop from eleven to two in the second room."""
    SlotFactory(
        session__conference=conference,
        session__title={"de": "Werkstatt"},
        room=rooms[1],
        starts_at=at(11, 30, conference=conference),
        ends_at=at(14, conference=conference),
    )
    pause(conference, 12, 60)
    [row] = [row for row in table(conference).rows if row.starts_at == at(12, conference=conference)]
    assert [(cell.columns, cell.is_repeated) for cell in row.cells if cell.is_break] == [(1, False), (2, True)]


def test_a_break_that_has_room_nowhere_stands_above(client, conference, parallel):
    pause(conference, 10, 30)
    assert [str(entry.slot.title) for entry in table(conference).above] == ["Kaffee"]
    assert programme(client).text.count("Kaffee") == 1


def test_what_overlaps_in_one_room_stands_in_one_place(conference, rooms, parallel):
    """A cancelled session does not hold its room."""
    place(conference, 10, 120, title={"de": "Abgesagt"}, status="cancelled", room=rooms[0])
    assert drawn(table(conference))[0][0] == ["Um zehn 0", "Abgesagt"]


def test_what_has_no_room_has_a_column_of_its_own(client, conference, parallel):
    place(conference, 10, 45, title={"de": "Irgendwo"})
    assert drawn(table(conference))[0][4] == ["Irgendwo"]
    assert [cell.text for cell in programme(client).all("th", scope="col")][-1] == "Ohne Raum"


def test_tracks_are_the_columns_where_there_are_no_rooms(client, conference):
    for n in range(4):
        place(conference, 10, track=TrackFactory(conference=conference, name={"de": f"Strang {n}"}, position=4 - n))
    heads = [cell.text for cell in programme(client).all("th", scope="col")]
    assert heads == ["Zeit", "Strang 3", "Strang 2", "Strang 1", "Strang 0"]


def test_many_at_once_without_rooms_and_tracks_stay_a_list(client, conference):
    for _ in range(6):
        place(conference, 10)
    assert programme(client).all("table") == []


@pytest.mark.parametrize(("minutes", "height"), [(None, 30), (7, 5), (24 * 60 - 1, 60), (600, 240)])
def test_odd_lengths_have_a_height(conference, minutes, height):
    place(conference, 9, minutes)
    assert [row.minutes for row in table(conference).rows] == [height]


def test_more_than_eight_rooms_scroll_in_a_frame_that_the_keyboard_reaches(client, conference):
    for n in range(9):
        place(conference, 10, room=RoomFactory(conference=conference, position=n))
    frame = programme(client).one(class_="grid-frame")
    assert (frame["tabindex"], frame["role"]) == ("0", "region")


def test_day_alone_has_its_breaks_and_no_other_day(client, conference, parallel):
    pause(conference, 12, 60)
    place(conference, 10, day=DAY + datetime.timedelta(days=1), title={"de": "Morgen"})
    page = programme(client, day="2027-05-03")
    assert [heading.text for heading in page.all("h2")] == ["Montag, 3. Mai 2027"]
    assert "Kaffee" in page.text
    links = page.one(class_="day-nav").all("a")
    assert [link.text for link in links if link.get("aria-current")] == ["Mo, 3. Mai"]


def test_view_and_filters_are_kept_by_the_links_of_the_page(client, conference, parallel):
    place(conference, 10, day=DAY + datetime.timedelta(days=1))
    page = programme(client, view="list", room="Raum 1")
    assert page.one(class_="day-nav").all("a")[1]["href"] == "/forum/?room=Raum+1&view=list&day=2027-05-03"
    assert page.one(class_="views").all("a")[0]["href"] == "/forum/?room=Raum+1&view=grid"


# On the day itself


def now_section(client):
    return [section.text for section in programme(client).all("section", class_="now")]


def test_on_the_day_it_says_what_goes_on_and_what_comes_next(client, conference, parallel):
    with time_machine.travel(at(10, 30, conference=conference)):
        [section] = now_section(client)
    assert section.startswith("Heute Jetzt Um zehn 0")
    assert section.endswith("Als Nächstes, 13:00 Am Mittag Raum 2")


@pytest.mark.parametrize("hours", [-24, 24])
def test_on_other_days_it_says_nothing_of_now(client, conference, parallel, hours):
    with time_machine.travel(at(10, 30, conference=conference) + datetime.timedelta(hours=hours)):
        assert now_section(client) == []


def test_what_is_cancelled_goes_on_never(client, conference, parallel):
    Session.objects.filter(pk=parallel[4].pk).update(status="cancelled")
    with time_machine.travel(at(12, conference=conference)):
        assert now_section(client) == []


def test_it_says_nothing_of_now_where_filters_are_set(client, conference, parallel):
    with time_machine.travel(at(10, 30, conference=conference)):
        assert get(client, "/forum/", room="Raum 1").all("section", class_="now") == []
