"""What people mistype in an e-mail address: each kind of mistake has a sentence that says what to do."""

import pytest
from django.core.exceptions import ValidationError

from womconf.addresses import canonical


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("anna", "Das @ fehlt."),
        ("anna@", "nach dem @"),
        ("@web.de", "vor dem @"),
        ("@", "vor dem @"),
        ("anna@web.de@", "mehr als ein @"),
        ("anna@web.de, bernd@web.de", "mehr als ein @"),
        ("anna @web.de", "ein Leerzeichen"),
        ("an na@web.de", "ein Leerzeichen"),
        ("anna@web. de", "ein Leerzeichen"),
        ("anna@web,de", "einen Punkt"),
        ("anna@web.de,", "Satzzeichen am Ende"),
        ("anna@web.de.", "Satzzeichen am Ende"),
        ("anna@web", "die Endung"),
        ("anna@web..de", "zwei Punkte"),
        ("anna.@web.de", "kein Punkt"),
        (".anna@web.de", "kein Punkt"),
        ("anna@.web.de", "kein Punkt"),
        ("jürgen@web.de", "„ue“"),
        ("an(na@web.de", "„(“"),
        ("anna@w_eb.de", "„w_eb.de“"),
        ("Anna Muster <anna@web.de>", "nur die Adresse selbst"),
        ("mailto:anna@web.de", "nur die Adresse selbst"),
    ],
)
def test_each_kind_of_mistake_has_a_sentence_that_says_what_to_do(typed, words):
    with pytest.raises(ValidationError) as refusal:
        canonical(typed)
    [sentence] = refusal.value.messages
    assert words in sentence
    assert "„ “" not in sentence
