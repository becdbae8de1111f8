"""A sentence of ours that quotes a title keeps its own quotation marks apart from those in the title."""

import re
import time

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from programme import schedule_checks
from programme.fields import LazyI18nString
from tests.factories import SessionFactory
from womconf.quotes import in_quotes, in_quotes_lazy, quoted

MARKS = {"de": ("„“", "‚‘"), "en": ("“”", "‘’")}


def opened_within_itself(text, language):
    """Return the opening marks that stand directly within a quotation in the same marks, or in one never closed."""
    pairs = dict(MARKS[language])
    opened, found = [], []
    for index, character in enumerate(text):
        is_apostrophe = index > 0 and text[index - 1].isalnum() and text[index + 1 : index + 2].isalnum()
        if opened and character == pairs[opened[-1]] and not is_apostrophe:
            opened.pop()
        elif character in pairs:
            found += [character] if opened[-1:] == [character] else []
            opened.append(character)
    return found


@pytest.mark.parametrize(
    ("title", "german", "english"),
    [
        ("Heimat", "„Heimat“", "“Heimat”"),
        ("Was heißt „Heimat“?", "„Was heißt ‚Heimat‘?“", "“Was heißt ‘Heimat’?”"),
        ("What is “home”?", "„What is ‚home‘?“", "“What is ‘home’?”"),
        ('Was heißt "Heimat"?', "„Was heißt ‚Heimat‘?“", "“Was heißt ‘Heimat’?”"),
        ("Was heißt »Heimat«?", "„Was heißt ‚Heimat‘?“", "“Was heißt ‘Heimat’?”"),
        ("Qu’est-ce que « chez soi » ?", "„Qu’est-ce que ‚chez soi‘ ?“", "“Qu’est-ce que ‘chez soi’ ?”"),
        ("ما هو «الوطن»؟", "„ما هو ‚الوطن‘؟“", "“ما هو ‘الوطن’؟”"),
        ("Vad är ”hem”?", "„Vad är ‚hem‘?“", "“Vad är ‘hem’?”"),
        ("Der ‚Faust‘ heute", "„Der ‚Faust‘ heute“", "“Der ‘Faust’ heute”"),
        ("Über „Der ‚Faust‘ heute“", "„Über ‚Der „Faust“ heute‘“", "“Über ‘Der “Faust” heute’”"),
        ("„A“ und „B“", "„‚A‘ und ‚B‘“", "“‘A’ und ‘B’”"),
        ("„Offen", "„‚Offen“", "“„Offen”"),
        ("“Open", "„“Open“", "“‘Open”"),
        ("Women’s ‘rights’ today", "„Women’s ‚rights‘ today“", "“Women’s ‘rights’ today”"),
        ("Rock 'n' Roll, it's 19\" wide", "„Rock 'n' Roll, it's 19\" wide“", "“Rock 'n' Roll, it's 19\" wide”"),
        ("", "„“", "“”"),
    ],
)
def test_marks_within_a_title_become_the_inner_ones_of_the_reader(title, german, english):
    with translation.override("de"):
        assert quoted(title) == german
    with translation.override("en"):
        assert quoted(title) == english


WORDS = st.sampled_from(["Heimat", "it's", "Women’s rights", "(so)", "ما هو"])
PAIRS = st.sampled_from(["„“", "“”", '""', "«»", "»«", "””", "‚‘", "‘’", "‹›"])
QUOTATIONS = st.recursive(
    WORDS,
    lambda inner: st.tuples(PAIRS, st.lists(inner, min_size=1, max_size=3)).map(
        lambda found: f"{found[0][0]}{' '.join(found[1])}{found[0][1]}"
    ),
    max_leaves=4,
)
NEVER_CLOSED = st.tuples(st.sampled_from("„“"), WORDS).map("".join)
TITLES = st.one_of(st.lists(QUOTATIONS, max_size=3).map(" ".join), NEVER_CLOSED)


@pytest.mark.parametrize("language", MARKS)
@given(title=TITLES)
def test_no_mark_opens_within_itself(language, title):
    with translation.override(language):
        assert opened_within_itself(quoted(title), language) == [], title


@given(title=TITLES)
def test_words_of_a_title_stay(title):
    assert re.findall(r"\w+", in_quotes(title)) == re.findall(r"\w+", title)


def test_marks_of_a_remark_are_those_of_its_reader_not_of_its_writer():
    remark = in_quotes_lazy("Was heißt „Heimat“?")
    with translation.override("en"):
        assert str(remark) == "Was heißt ‘Heimat’?"
    with translation.override("de"):
        assert str(remark) == "Was heißt ‚Heimat‘?"


@pytest.mark.parametrize("mark", ["„", '"a" ', "«”", "„a“", "‚‘ "])
def test_long_text_of_marks_takes_no_time(mark):
    began = time.monotonic()
    in_quotes(mark * 10_000)
    assert time.monotonic() - began < 5


def test_title_in_several_languages_is_quoted_in_that_of_the_reader():
    title = LazyI18nString({"de": "Was heißt „Heimat“?", "en": "What is “home”?"})
    with translation.override("en"):
        assert quoted(title) == "“What is ‘home’?”"


@pytest.mark.django_db
def test_warning_about_a_session_quotes_its_title_once():
    session = SessionFactory(title={"de": "Was heißt „Heimat“?"})
    with translation.override("de"):
        sentences = [warning.sentence for warning in schedule_checks.check([session])]
    assert "„Was heißt ‚Heimat‘?“ hat noch keine Zeit." in sentences
    assert [opened_within_itself(sentence, "de") for sentence in sentences] == [[]] * len(sentences)


def sources(pattern, *folders):
    for folder in folders:
        yield from sorted((settings.BASE_DIR / folder).rglob(pattern))


def test_every_template_that_quotes_a_text_asks_for_the_inner_marks():
    faults = []
    for path in [*sources("*.html", "templates"), *sources("*.txt", "templates")]:
        for head, sentence in re.findall(
            r"{% blocktranslate(.*?)%}(.*?){% endblocktranslate %}", path.read_text(), re.DOTALL
        ):
            names = re.findall(r"“{{ (\w+) }}”", sentence)
            faults += [f"{path}: {name}" for name in names if not re.search(rf"\b{name}=\S+\|in_quotes\s", head)]
    assert faults == []


FROM_A_LIBRARY = {"django_words.py"}  # sentences whose titles Django fills in


def test_every_sentence_of_the_code_that_quotes_a_text_asks_for_the_inner_marks():
    faults = []
    for path in sources("*.py", "programme", "registration", "womconf"):
        code = path.read_text()
        for names in re.findall(r"“(?:%\((\w+)\)s|{(\w+)}|%s)”", code):
            name = "".join(names)
            filled = rf"\b{name}\W{{1,4}}in_quotes" if name else r"% in_quotes"
            if path.name not in FROM_A_LIBRARY and not re.search(filled, code):
                faults.append(f"{path}: {name}")
    assert faults == []
