"""Whatever kind of mail organisers add words to, the words stand in it, around what we say."""

import pytest

from tests.mail.test_texts import TO_PEOPLE, conference, letter, session  # noqa: F401 – fixtures of every kind
from womconf.mail import writing
from womconf.mail.writing import OwnWords, placeholders_of

pytestmark = pytest.mark.django_db
WORDS = OwnWords("{conference}: {subject}", "wie schön, {conference}!", "Bis bald in {conference}.")


@pytest.mark.parametrize("write_mail", TO_PEOPLE)
@pytest.mark.parametrize("language", ["de", "en"])
def test_own_words_stand_in_every_kind_of_mail(session, write_mail, language, monkeypatch):  # noqa: F811
    monkeypatch.setattr(writing, "_own_words", [lambda _conference, _kind, _language: WORDS])
    mail = letter(write_mail, session, language)
    assert placeholders_of(mail.kind), f"{mail.kind}: organisers cannot add words to it"
    title = str(session.conference.title.localize(language))
    assert mail.subject.startswith(f"{title}: ")
    assert len(mail.subject) > len(f"{title}: ")
    for text in (mail.text, mail.html):
        assert f"wie schön, {title}!" in text
        assert f"Bis bald in {title}." in text
