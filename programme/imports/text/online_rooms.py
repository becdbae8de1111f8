"""Rooms that are no place: „Zoom“, „Online, Zoom“ and „online via Zoom“ are one, and it holds one part at a time."""

import re
from dataclasses import replace

from programme.imports.text import rooms
from programme.periods import taken_until

ONLINE = re.compile(r"online|digital|virtuell|virtual", re.IGNORECASE)
NUMBER = re.compile(r"\s\d{1,2}$")


def settle_online_rooms(draft):
    """Give each way to join online one name, and each of several parts at one time a room of its own: „Zoom 2“."""
    places = [(draft.breaks, index) for index in range(len(draft.breaks))]
    places += [(session.slots, index) for session in draft.sessions for index in range(len(session.slots))]
    names = _names([slots[index].room for slots, index in places])
    ends = {}  # of the last part in each of the rooms, by the name without a number
    for slots, index in sorted(places, key=lambda place: place[0][place[1]].starts_at):
        slot = slots[index]
        key = _key(slot.room)
        if not key:
            continue
        taken = ends.setdefault(key, [])
        number = next((number for number, end in enumerate(taken) if end <= slot.starts_at), len(taken))
        taken[number : number + 1] = [taken_until(slot.starts_at, slot.ends_at)]
        name = names[key]
        slots[index] = replace(slot, room=f"{name} {number + 1}" if number else name)


def _names(written):
    """Return the name of each way to join, by its key: the shortest that the text has, as it was written first."""
    names = {}
    for name in written:
        if (key := _key(name)) and (key not in names or len(name) < len(names[key])):
            names[key] = name
    return names


def _key(room):
    """Return what tells one way to join from another: „zoom“, „online“; "" for a place, and for „Zoom 2“."""
    if ONLINE.fullmatch(room):
        return room.casefold()
    tools = {tool.casefold().removeprefix("ms ") for tool in rooms.TOOL.findall(room)}
    is_one = len(tools) == 1 and rooms.AWAY_ALONE.fullmatch(room) and not NUMBER.search(room)
    return tools.pop() if is_one else ""
