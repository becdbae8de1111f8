"""What is different between two texts."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from womconf.diffs import compare


def joined(parts, *kinds):
    return "".join(part.text for part in parts if part.kind in kinds)


@given(st.text(), st.text())
def test_both_texts_can_be_read_off(before, after):
    parts = compare(before, after)
    assert (joined(parts, "same", "removed"), joined(parts, "same", "added")) == (before, after)


def test_words_that_stay_are_the_same():
    assert compare("Eine alte Geschichte", "Eine neue Geschichte") == [
        ("same", "Eine "),
        ("removed", "alte "),
        ("added", "neue "),
        ("same", "Geschichte"),
    ]


@pytest.mark.parametrize("after", ["", "ganz neu"])
def test_what_is_all_new_or_all_gone_is_one_part(after):
    assert [part.kind for part in compare("", after)] == (["added"] if after else [])
    assert [part.kind for part in compare(after, "")] == (["removed"] if after else [])


@pytest.mark.parametrize(
    "before", ["a " * 5000, "a b " * 5000, "a\n" * 10_000, "".join(f"{n % 90} " for n in range(7000))]
)
def test_no_text_takes_long(before):
    start = time.perf_counter()
    compare(before, "a " + before[:-2][::-1])
    assert time.perf_counter() - start < 3
