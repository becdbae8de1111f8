"""Somebody who changes rows by raw SQL, people who read pages meanwhile, and a judge: was what they read still true?

Each row that a page shows carries a number, raised with each change. A change counts from the end of its COMMIT; an
answer, from the moment before it was asked for.
"""

import http.client
import random
import re
import threading
import time
from bisect import bisect_right
from contextlib import closing, suppress
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from tests.web_server import ask

BOTH = '{{"de": "{0}", "en": "{0}"}}'
# What stands on pages: {word before the number: (table, column, how it is stored)}.
SHOWN = {
    "Tagung": ("programme_conference", "title", BOTH),
    "Beitrag": ("programme_session", "title", BOTH),
    "Person": ("programme_speaker", "name", "{0}"),
    "Saal": ("programme_room", "name", BOTH),
    "Strang": ("programme_track", "name", BOTH),
    "Verein": ("programme_organisation", "name", "{0}"),
}
NUMBERED = re.compile(rf"\b({'|'.join(SHOWN)})-(\d+)")
FOLD_OF_CALENDARS = "\r\n "
SECRET_KEY_OF_FORM = re.compile(r'name="key" value="([^"]+)"')
PATIENCE_SECONDS = 20


@dataclass
class Changes:
    """When each number of one word came to be; the place in a list is the number."""

    began: list = field(default_factory=lambda: [float("-inf")])
    ended: list = field(default_factory=lambda: [float("-inf")])  # of its COMMIT; +inf: nobody knows

    def newest_since(self, moment):
        """Return the highest number that was there at a moment for certain."""
        known = [(ended, number) for number, ended in enumerate(self.ended) if ended <= moment]
        return max(known)[1]

    def newest_possible(self, moment):
        return bisect_right(self.began, moment) - 1


class Writer(threading.Thread):
    """Raises one number after the other in a session of its own; answers are kept in its pauses."""

    def __init__(self, conninfo, rows, *, words=tuple(SHOWN), seed=0):
        super().__init__(daemon=True)
        self.conninfo, self.rows, self.words = conninfo, rows, words
        self.changes = {word: Changes() for word in SHOWN}
        self.over, self.chance, self.count, self.fault = threading.Event(), random.Random(seed), 0, None

    def run(self):
        while not self.over.is_set():
            try:
                # With "on", a change that is acknowledged outlives a crash of the server.
                with psycopg.connect(self.conninfo, autocommit=True, options="-c synchronous_commit=on") as connection:
                    self._write(connection)
            except psycopg.OperationalError:
                self.over.wait(0.1)
            except Exception as error:  # the test asks for it
                self.fault = error
                return

    def _write(self, connection):
        while not self.over.wait(self.chance.choice([0.005, 0.02, 0.02, 1])):
            word = self.chance.choice(self.words)
            changes, (table, column, stored) = self.changes[word], SHOWN[word]
            statement = sql.SQL("UPDATE {} SET {} = %s WHERE id = %s")
            statement = statement.format(sql.Identifier(table), sql.Identifier(column))
            changes.began.append(time.monotonic())
            changes.ended.append(float("inf"))
            text = stored.format(f"{word}-{len(changes.began) - 1}")
            connection.execute(statement, [text, self.rows[word]])
            changes.ended[-1] = time.monotonic()
            self.count += 1


@dataclass
class Answer:
    """What somebody read: {word: [numbers]}, and when they asked and had it. `was_304`: it was what they had before."""

    reader: str
    path: str
    status: int
    sent: float
    had: float
    numbers: dict
    key: str = ""
    cookie: str = ""
    names: frozenset = frozenset()
    was_304: bool = False


class Reader(threading.Thread):
    """Reads some pages again and again over one connection, as a browser does, or as somebody without a memory."""

    def __init__(self, port, name, paths, *, cookie="", has_memory=False):
        super().__init__(daemon=True)
        self.port, self.paths, self.cookie, self.has_memory = port, paths, cookie, has_memory
        self.name, self.answers, self.refused, self.memory = name, [], 0, {}
        self.over, self.fault = threading.Event(), None

    def run(self):
        try:
            while not self.over.is_set():
                with suppress(OSError, http.client.HTTPException):
                    self._read()
        except Exception as error:  # the test asks for it
            self.fault = error

    def _read(self):
        """Read for a while; then another connection may lead to another process."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as wire:
            for path in self.paths * 3:
                if self.over.wait(0.005):
                    return
                self._ask(wire, path)

    def _ask(self, wire, path):
        headers = {"Cookie": self.cookie} if self.cookie else {}
        before = self.memory.get(path)
        if before:
            headers["If-None-Match"] = before[0]
        sent = time.monotonic()
        try:
            status, text, got = ask(wire, "GET", path, **headers)
        except (OSError, http.client.HTTPException):
            self.refused += 1
            raise
        had = time.monotonic()
        if status not in {200, 304}:
            self.refused += 1
        text = text.replace(FOLD_OF_CALENDARS, "")
        numbers = before[1] if status == 304 else numbers_in(text)
        if self.has_memory and status == 200 and "ETag" in got:
            self.memory[path] = got["ETag"], numbers
        key = SECRET_KEY_OF_FORM.search(text) if "register" in path else None  # a personal page has that of its link
        names = frozenset(re.findall(r"Tilda \w+", text))
        cookie = got.get("Set-Cookie", "")
        answer = Answer(
            self.name, path, status, sent, had, numbers, key[1] if key else "", cookie, names, status == 304
        )
        self.answers.append(answer)


def numbers_in(text):
    found = {}
    for word, number in NUMBERED.findall(text):
        found.setdefault(word, set()).add(int(number))
    return found


def stale(answers, changes, *, after):
    """Return (seconds, Answer, word) of each answer without what was committed so long before it was asked for."""
    found = []
    for answer in answers:
        for word, numbers in answer.numbers.items():
            if min(numbers) < changes[word].newest_since(answer.sent - after(answer)):
                next_one = changes[word].ended[min(numbers) + 1]
                found.append((answer.sent - next_one, answer, word))
    return found


def impossible(answers, changes):
    """Return the answers that show what was not there yet when they came."""
    return [
        answer
        for answer in answers
        for word, numbers in answer.numbers.items()
        if max(numbers) > changes[word].newest_possible(answer.had)
    ]
