"""What a draft says of an object, and what it leaves out: this is the one place that knows the rule.

A text that does not speak of something says nothing about it: whose organisation is missing in a second text still has
it, and so does a session its room, its places, its description. Only a file of this program, in which every fact has a
place of its own, says by an empty place that there is nothing.
"""

from programme.imports.writer.comparison import is_nothing

# The import itself writes the note, of what has no other place; when it has one, the note goes.
ALWAYS_SAID = frozenset({"internal_note"})


class Silence:
    """Knows of one draft what it can leave out."""

    def __init__(self, draft):
        self.is_complete = draft.is_complete
        # Places stand in the files of organisers only, so a file without any says nothing of them.
        self.names_places = any(session.capacity is not None for session in draft.sessions)

    def said(self, wanted):
        """Return {field: value} without what the draft leaves out."""
        return {name: value for name, value in wanted.items() if not is_nothing(value) or self._is_said(name)}

    def says_end(self, slot):
        """Whether it gives a slot an end or says that this is open: „ab 14 Uhr“, but not „14 Uhr“."""
        return slot.ends_at is not None or slot.is_open or self.is_complete

    def _is_said(self, name):
        if name in ALWAYS_SAID:
            return True
        return self.is_complete and (name != "capacity" or self.names_places)
