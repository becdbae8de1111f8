"""Headers beyond ASCII, read as RFC 2047 says, without the leniency of any one program."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from womconf.mail.headers import Mail

WORDS = ["im", "Stadtteil?“", "„Wer", "–", "Kühn", "(Köln)", "_", "=", "'", '"so"', "العربية", "😀", "Ё" * 20, "a" * 80]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join).filter(lambda text: not text.isascii())
ENCODED = re.compile(r"=\?utf-8\?[bq]\?[^?\s]*\?=")


def sent(text, written_for=policy.SMTP):
    sender = str(Address(text, addr_spec="forum@example.org"))
    mail = Mail(subject=text, body="x", from_email="forum@example.org", to=["a@example.org"], headers={"From": sender})
    return mail.message(policy=written_for).as_bytes()


def headers(raw):
    """Return {name: value}, each on one line."""
    head = re.split(rb"\r?\n\r?\n", raw)[0].decode("ascii")
    lines = re.sub(r"\r?\n(?=[ \t])", "", head).splitlines()
    return dict(line.split(": ", 1) for line in lines)


def decoded(value):
    return str(make_header(decode_header(value)))


@pytest.mark.parametrize("written_for", [policy.SMTP, policy.default], ids=["server", "file"])
@given(text=TEXTS)
def test_encoded_words_stand_alone_and_say_what_was_written(text, written_for):
    found = headers(sent(text, written_for))
    name, address = found["From"].rsplit(" ", 1)
    for value in (found["Subject"], name):
        for word in ENCODED.finditer(value):
            assert value[: word.start()][-1:] in {"", " "}, value
            assert value[word.end() :][:1] in {"", " "}, value
            assert len(word.group()) <= 75
    assert decoded(found["Subject"]) == text
    assert address == "<forum@example.org>"
    assert decoded(name) == text


def test_python_alone_puts_encoded_words_side_by_side():
    """The control: as soon as this fails, headers.py can go."""
    plain = message_from_bytes(b"", policy=policy.SMTP)
    plain["Subject"] = "Sabine Oltmanns: abgesagt – „Wer entscheidet im Stadtteil?“"
    assert "?==?" in plain.as_bytes().decode()
    assert "?==?" not in sent(plain["Subject"]).decode()
