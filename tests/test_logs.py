"""[ASVS 16.2.5, 16.4.1] What a log line shows, and what it does not."""

import logging
import time

import pytest

from womconf.logs import LineFormatter

FORMAT = "{asctime} {levelname} {name} {message}"


def line(message, *arguments, exception=None):
    record = logging.LogRecord("womconf", logging.WARNING, __file__, 1, message, arguments, exception)
    record.created, record.msecs = 1_800_000_000.5, 500.0
    return LineFormatter(FORMAT, style="{").format(record)


def test_a_line_begins_with_its_moment_in_utc():
    assert line("Room %s is taken", 4) == "2027-01-15T08:00:00.500Z WARNING womconf Room 4 is taken"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("GET /me/?key=abc~def&x=1 200", "GET /me/?key=…&x=1 200"),
        ('"GET /en/speaker/?a=b&KEY=abc.1~d HTTP/1.1"', '"GET /en/speaker/?a=b&KEY=… HTTP/1.1"'),
        ("to tilda@post.example, renate.x+y@mail.example: 550", "to …@…, …@…: 550"),
        ("postgresql://user:secret@db.example/x", "postgresql://user:…@…/x"),
        ("password1=geheim&password2=geheim", "password1=…&password2=…"),
        ("a monkey=1 is no key", "a monkey=1 is no key"),
    ],
)
def test_addresses_and_links_are_left_out(said, written):
    assert line(said).split(" womconf ", 1)[1] == written


def test_the_detail_of_a_database_error_shows_no_address():
    error = ValueError("duplicate key\nDETAIL:  Key (lower(email))=(tilda@post.example) already exists.")
    text = line("Internal Server Error: %s", "/x/", exception=(ValueError, error, None))
    assert "tilda" not in text
    assert "DETAIL:  Key (lower(email))=" in text


@pytest.mark.parametrize("sign", ["\n", "\r", "\r\n", "\x0b", "\x85", "\u2028", "\x1b[2J"])
def test_nobody_can_write_a_line_of_their_own(sign):
    text = line("Not Found: %s", f"/x{sign}2027-01-15T08:00:00.500Z ERROR forged")
    assert len(text.splitlines()) == 1
    assert "\x1b" not in text


def test_a_forged_line_in_an_error_is_indented():
    error = ValueError("x\n2027-01-15T08:00:00.500Z ERROR forged")
    text = line("oh", exception=(ValueError, error, None))
    assert [row for row in text.splitlines() if row.startswith("2027")] == [text.splitlines()[0]]


@pytest.mark.parametrize("text", ["a" * 200_000, "key=" * 50_000, "a.b-" * 50_000, "@" * 200_000, "a@" * 100_000])
def test_long_lines_are_written_quickly(text):
    start = time.monotonic()
    line(text)
    assert time.monotonic() - start < 1
