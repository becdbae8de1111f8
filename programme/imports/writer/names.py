"""Organisations, rooms, tracks and people: what the text calls by name, and which stored row each name means."""

import re

from programme import letters
from programme.imports.writer.pairing import Rule, recognise

INITIAL = re.compile(r"\w\.?")


def fold(name):
    """Return the letters of the name without regard to spaces, as the key under which it is compared."""
    return " ".join(letters.fold(name).split())


class Names:
    """The rows of one kind by what the text calls them.

    `rows` are the stored ones, each with all names that it has, first the one that the last import knew (`names_of`).
    `item_for(name, row)` makes the import's item of a name; its row is None if nobody has the name yet. Such a row is
    written only if something refers to it: naming it is not enough.
    """

    def __init__(self, rows, names_of, item_for):
        self.rows = list(rows)
        self.names_of = names_of
        self.item_for = item_for
        self.items = {}
        self._key_by_row = {}
        self._row_by_name = {}
        all_names = [(row, names_of(row)) for row in self.rows]
        for row, (first, *_rest) in all_names:
            self._row_by_name.setdefault(fold(first), row)
        for row, (_first, *rest) in all_names:
            for name in rest:
                self._row_by_name.setdefault(fold(name), row)

    def add(self, name):
        """Take in a name of the text; return its key. Several names of one row have one key."""
        key = fold(name)
        if not key or key in self.items:
            return key
        row = self._row_by_name.get(key)
        if row and self._key_by_row.setdefault(row.pk, key) != key:
            return self._key_by_row[row.pk]
        self.items[key] = self.item_for(name.strip(), row)
        return key

    def key_of(self, row):
        """Return what the text calls a row, or would call it."""
        return self._key_by_row.get(row.pk) or fold(self.names_of(row)[0])

    def need(self, key):
        """Return the row that a key means, to be written if it is new."""
        item = self.items[key]
        item.need()
        return item.row

    def show(self, key):
        if key in self.items:
            return self.items[key].name
        return next((str(row) for row in self.rows if self.key_of(row) == key), key)


class People(Names):
    """People, who are also known by an initial: „S. Huber“ of the last text is „Sabine Huber“ of this one."""

    def add_all(self, names, imported):
        """Take in all names of the text at once: only then is it clear whom of the `imported` (ids) it leaves out."""
        unknown = {}
        for name in names:
            if fold(name) in self._row_by_name:
                self.add(name)
            else:
                unknown.setdefault(fold(name), name)
        candidates = list(unknown.values())
        left = [
            (row, [{"names": self.names_of(row)}])
            for row in self.rows
            if row.pk in imported and row.pk not in self._key_by_row
        ]
        pairs = recognise([{"names": [name]} for name in candidates], left, [], [SAME_INITIAL])
        for index, row in pairs.stored.items():
            if any(_is_abbreviation(known, candidates[index]) for known in self.names_of(row)):
                self._row_by_name[fold(candidates[index])] = row
        for name in names:
            self.add(name)


def _initial_and_family(name):
    words = fold(name).split()
    return (words[0][0], words[-1]) if len(words) > 1 else ("", fold(name))


def _is_abbreviation(first, second):
    """Whether both may name one person, because one of them gives initials only."""
    (*first_given, first_family), (*second_given, second_family) = fold(first).split(), fold(second).split()
    if first_family != second_family or not first_given or not second_given:
        return False
    return any(all(INITIAL.fullmatch(word) for word in given) for given in (first_given, second_given))


SAME_INITIAL = Rule("initial", lambda values: map(_initial_and_family, values["names"]), is_unique=True)
