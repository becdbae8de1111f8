from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from womconf.links import InvalidLink, PersonalLink, read_token

PURPOSES = ["attendee", "speaker", "helper", "feed", "address"]


def token(purpose="attendee", code="bcdfghjk", version=1):
    return PersonalLink(purpose, code, version, "/me/").token


def test_token_says_whom_it_is_for():
    assert read_token("attendee", token(version=7)) == ("bcdfghjk", 7)


def test_token_is_the_same_each_time_so_that_a_link_can_be_sent_again():
    assert token() == token()


@pytest.mark.parametrize(("given_for", "used_for"), list(permutations(PURPOSES, 2)))
def test_token_of_one_purpose_opens_no_other(given_for, used_for):
    with pytest.raises(InvalidLink):
        read_token(used_for, token(given_for))


@given(st.integers(0, 200), st.characters(codec="utf-8"))
def test_changed_token_opens_nothing(position, character):
    good = token()
    position %= len(good)
    changed = good[:position] + character + good[position + 1 :]
    if changed != good:
        with pytest.raises(InvalidLink):
            read_token("attendee", changed)


@given(st.text())
def test_no_text_is_a_token(text):
    with pytest.raises(InvalidLink):
        read_token("attendee", text)


def test_token_of_another_secret_opens_nothing(settings):
    good = token()
    settings.SECRET_KEY = "another"
    with pytest.raises(InvalidLink):
        read_token("attendee", good)
