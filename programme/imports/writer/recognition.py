"""By what sessions, slots, breaks and appearances are recognised when a text comes again."""

from programme.imports.writer.names import fold
from programme.imports.writer.pairing import Rule


def titles(values):
    return [fold(value) for name, value in values.items() if name.startswith("title.") and value]


def start(values):
    return values.get("period", "/").split("/")[0]


def _place(values):
    """Start and room of a slot or of a session's main slot; none while the time follows."""
    return [(start(values), values.get("room", ""))] if start(values) else []


def _place_and_people(values):
    people = tuple(sorted(values.get("people", ())))
    return [(*place, people) for place in _place(values) if people]


# A session is known by its title, whatever its time. Only what is left may have got another title: at the same time in
# the same room, if that can be only one.
RENAMED = "renamed"
SESSION_RULES = [
    Rule("title and time", lambda values: [(title, start(values)) for title in titles(values) if start(values)]),
    Rule("title", titles),
    Rule(RENAMED, _place_and_people, is_unique=True, is_safe=False),
    Rule(RENAMED, _place, is_unique=True, is_safe=False),
]
SLOT_RULES = [
    Rule("place", lambda values: [(values.get("kind"), *place) for place in _place(values)]),
    Rule("start", lambda values: [(values.get("kind"), start(values))]),
    Rule("order", lambda values: [values.get("kind")], is_safe=False),
]
BREAK_RULES = [
    Rule("title and time", lambda values: [(title, start(values)) for title in titles(values)]),
    Rule("title", titles),
    Rule(RENAMED, _place, is_unique=True, is_safe=False),
]


def _people(values):
    """Return by what a person is known: as the text names them, and the pseudonym of whom an organiser deleted."""
    return [(name, values[name]) for name in ("speaker", "pseudonym") if values.get(name)]


APPEARANCE_RULES = [
    Rule("person and role", lambda values: [(*person, values.get("role")) for person in _people(values)]),
    Rule("person", _people),
]
