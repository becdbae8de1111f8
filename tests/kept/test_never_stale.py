"""Rows change by raw SQL while sixteen people read over HTTP from two web processes: they read what is true.

An answer has to show whatever was committed a tenth of a second before it was asked for; to organisers, whatever was
committed before. Meanwhile the connections by which the processes hear of changes are cut again and again.
"""

import http.client
import itertools
import threading
import time
from contextlib import closing, contextmanager

import psycopg
import pytest
from django.db import connection

from registration.emails import personal_link
from registration.models import Registration
from tests import factories, seed
from tests.conftest import missing, server
from tests.kept.stale import SHOWN, Reader, Writer, impossible, numbers_in, stale
from tests.mail.workers import wait_for
from tests.web_server import ask, web_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("restart"),
    pytest.mark.breaks_invariants,
]

LATEST_SECONDS = 0.1
LATEST_SECONDS_BESIDE_OTHERS = 0.5  # while other tests load the machine, a thread may wait so long for its turn
READERS = 16
LEAST_ANSWERS = 15  # of each reader
CUT_EVERY_SECONDS = 1.5
CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'womconf kept answers' AND datname = current_database()
"""


class Stage:
    """A conference whose rows carry numbers, two people who have registered, and an organiser."""

    def __init__(self):
        self.session = factories.SessionFactory(
            title={"de": "Beitrag-0", "en": "Beitrag-0"}, conference__title={"de": "Tagung-0", "en": "Tagung-0"}
        )
        conference = self.session.conference
        room = factories.RoomFactory(conference=conference, name={"de": "Saal-0", "en": "Saal-0"})
        factories.SlotFactory(session=self.session, room=room)
        speaker = factories.SpeakerFactory(conference=conference, name="Person-0")
        factories.AppearanceFactory(session=self.session, speaker=speaker)
        self.session.host = factories.OrganisationFactory(conference=conference, name="Verein-0")
        self.session.track = factories.TrackFactory(conference=conference, name={"de": "Strang-0", "en": "Strang-0"})
        self.session.save()
        rows = [conference, self.session, speaker, room, self.session.track, self.session.host]
        self.rows = {word: row.pk for word, row in zip(SHOWN, rows, strict=True)}
        self.slug = conference.slug
        self.cookies = {name: self._attendee(name) for name in ("Tilda Eins", "Tilda Zwei")}
        self.organiser = _cookies(seed.browser_of(factories.OrganiserFactory()))

    def _attendee(self, name):
        attendee = factories.AttendeeFactory(conference=self.session.conference, name=name)
        status = Registration.Status.CONFIRMED
        factories.RegistrationFactory(session=self.session, attendee=attendee, status=status)
        return _cookies(seed.browser_with(personal_link(attendee)))

    @property
    def pages(self):
        pages = ["", f"sessions/{self.session.code}/", "calendar.ics", "register/", "speakers/", "?q=Person"]
        return [f"{language}/{self.slug}/{page}" for language in ("", "/en") for page in pages]

    def readers(self, port):
        pages = itertools.cycle([(self.pages * 2)[start : start + 4] for start in range(0, len(self.pages), 3)])
        for number in range(READERS - 4):
            yield Reader(port, f"visitor {number}", next(pages), has_memory=number % 2 == 1)
        for name, cookie in self.cookies.items():
            yield Reader(port, name, ["/me/", *next(pages)], cookie=cookie)
            yield Reader(port, "organiser", next(pages), cookie=self.organiser)


def _cookies(browser):
    return "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items())


def conninfo():
    settings = connection.settings_dict
    facts = {"user": settings["USER"], "dbname": settings["NAME"], "host": settings["HOST"], "port": settings["PORT"]}
    return psycopg.conninfo.make_conninfo(**{name: value for name, value in facts.items() if value})


def cut(over):
    """Cut the connections that hear, again and again."""
    count = 0
    while not over.wait(CUT_EVERY_SECONDS):
        try:
            with psycopg.connect(conninfo(), autocommit=True) as another:
                count += len(another.execute(CUT).fetchall())
        except psycopg.OperationalError:
            continue
    return count


@contextmanager
def running(*threads):
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.over.set()
        for thread in threads:
            thread.join()
    assert [thread.fault for thread in threads if thread.fault] == []


def read_meanwhile(stage, port, seconds, *, words=tuple(SHOWN), is_cut=True, half_way=None):
    """Return (readers, writer) once they have read for so many seconds; `half_way` is done in the middle.

    The seconds begin when everybody has had an answer: the first one of a process takes longest.
    """
    writer, readers, over = Writer(conninfo(), stage.rows, words=words), list(stage.readers(port)), threading.Event()
    cutter = threading.Thread(target=cut, args=[over])
    with running(writer, *readers):
        if is_cut:
            cutter.start()
        try:
            assert wait_for(lambda: all(reader.answers for reader in readers))
            time.sleep(seconds / 2)
            if half_way:
                half_way()
            time.sleep(seconds / 2)
            assert wait_for(lambda: min(len(reader.answers) for reader in readers) >= LEAST_ANSWERS)
        finally:
            over.set()
            if is_cut:
                cutter.join()
    return readers, writer


def judge(stage, port, readers, writer, latest=LATEST_SECONDS):
    """Assert that everything that was read was true, and each reader's own; print what was seen."""
    answers = [answer for reader in readers for answer in reader.answers if answer.status in {200, 304}]
    late = stale(answers, writer.changes, after=lambda answer: 0)
    lag = sorted(seconds for seconds, _answer, _word in late)
    print(
        f"{len(answers)} answers ({sum(answer.was_304 for answer in answers)} of them 304), "
        f"{sum(reader.refused for reader in readers)} refused; {writer.count} changes; "
        f"{len(late)} answers behind, at most {max(lag, default=0) * 1000:.0f} ms"
    )
    too_late = stale(answers, writer.changes, after=lambda of: 0 if of.reader == "organiser" else latest)
    assert [(f"{seconds:.3f}", answer, word) for seconds, answer, word in too_late] == []
    assert impossible(answers, writer.changes) == []
    assert_each_has_their_own(answers)
    assert {answer.path for answer in answers} >= set(stage.pages)
    for path in stage.pages:  # in the end, all have come to rest at the newest
        with_all = numbers_in(page(port, path).replace("\r\n ", ""))
        newest = {word: {len(changes.began) - 1} for word, changes in writer.changes.items()}
        assert with_all == {word: newest[word] for word in with_all}
        assert "Beitrag" in with_all, path


def assert_each_has_their_own(answers):
    for answer in answers:
        is_personal = answer.path == "/me/" or answer.path.endswith("/register/")
        own = {answer.reader} if is_personal and answer.reader.startswith("Tilda") else set()
        assert answer.names == own, answer
    keys = [answer.key for answer in answers if answer.key]
    assert len(set(keys)) == len(keys) > 0
    assert {answer.path.split("/")[-2] for answer in answers if answer.cookie} <= {"register", "me"}


def page(port, path):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as wire:
        status, text, _headers = ask(wire, "GET", path)
    assert status == 200
    return text


@pytest.fixture
def stage():
    return Stage()


def test_nothing_stale_is_read_while_rows_change(stage):
    with web_server() as (_process, port):
        readers, writer = read_meanwhile(stage, port, 5)
        judge(stage, port, readers, writer, LATEST_SECONDS_BESIDE_OTHERS)


def test_without_the_trigger_of_one_table_the_same_judge_finds_stale_answers(stage):
    """The control: only titles change, and nobody is told of it."""
    with psycopg.connect(conninfo(), autocommit=True) as another:
        another.execute("ALTER TABLE programme_session DISABLE TRIGGER USER")
        try:
            with web_server() as (_process, port):
                readers, writer = read_meanwhile(stage, port, 2, words=["Beitrag"], is_cut=False)
                answers = [answer for reader in readers for answer in reader.answers]
        finally:
            another.execute("ALTER TABLE programme_session ENABLE TRIGGER USER")
    late = stale(answers, writer.changes, after=lambda answer: LATEST_SECONDS)
    assert {word for _seconds, _answer, word in late} == {"Beitrag"}
    assert "organiser" not in {answer.reader for _seconds, answer, _word in late}


@pytest.mark.soak
def test_nothing_stale_is_read_for_a_minute_and_across_a_restart_of_the_database(stage, request):
    if server not in request.config.stash:
        missing("A PostgreSQL of our own, to be restarted")
    with web_server() as (_process, port):
        readers, writer = read_meanwhile(stage, port, 60, half_way=request.config.stash[server].crash)
        connection.close()
        judge(stage, port, readers, writer)
