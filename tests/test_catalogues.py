"""Every text of the interface has its German."""

import ast
import os
import re
import shutil
from pathlib import Path

import django
import polib
import pytest
from django.conf import settings
from django.core.management import call_command

from tests.conftest import missing
from womconf.catalogues import compile_catalogues

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Room"
msgstr "Raum"

#, fuzzy
msgid "Track"
msgstr "Spur"
"""

WITH_MESSAGES = ("programme", "registration", "womconf", "templates")


def test_catalogue_is_compiled_when_it_is_newer_and_without_guesses(tmp_path):
    source = tmp_path / "de/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE)
    compile_catalogues(tmp_path)
    assert [entry.msgstr for entry in polib.mofile(str(source.with_suffix(".mo")))] == ["Raum"]

    source.write_text(CATALOGUE.replace("Raum", "Saal"))
    os.utime(source, (0, 0))
    compile_catalogues(tmp_path)
    assert [entry.msgstr for entry in polib.mofile(str(source.with_suffix(".mo")))] == ["Raum"]

    os.utime(source)
    compile_catalogues(tmp_path)
    assert [entry.msgstr for entry in polib.mofile(str(source.with_suffix(".mo")))] == ["Saal"]
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


@pytest.fixture
def extracted(tmp_path, monkeypatch):
    """The messages of code and templates, found by makemessages in a copy, so that our catalogue stays as it is."""
    if shutil.which("xgettext") is None:
        missing("gettext")
    for folder in WITH_MESSAGES:
        shutil.copytree(settings.BASE_DIR / folder, tmp_path / folder)
    (tmp_path / "locale" / "de").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings, "LOCALE_PATHS", [str(tmp_path / "locale")])
    call_command("makemessages", locale=["de"], verbosity=0)
    return polib.pofile(str(tmp_path / "locale/de/LC_MESSAGES/django.po"))


def test_german_catalogue_is_complete(extracted):
    catalogue = polib.mofile(str(settings.BASE_DIR / "locale/de/LC_MESSAGES/django.mo"))
    translated = {(entry.msgctxt, entry.msgid) for entry in catalogue.translated_entries()}
    assert [e.msgid for e in extracted if (e.msgctxt, e.msgid) not in translated] == []


LIBRARIES = {"django": ["conf", "contrib/admin", "contrib/auth"], "djangojs": ["contrib/admin"]}
AS_IN_GERMAN = {", "}


@pytest.mark.parametrize("domain", LIBRARIES)
def test_german_of_django_is_complete_with_ours(domain):
    """An organiser's pages are Django's: what its German lacks stands in django_words.py, and in our djangojs.po."""
    ours = polib.mofile(str(settings.BASE_DIR / f"locale/de/LC_MESSAGES/{domain}.mo"))
    known = {(entry.msgctxt, entry.msgid) for entry in ours.translated_entries()}
    lacking = set()
    for library in LIBRARIES[domain]:
        catalogues = [
            polib.pofile(str(Path(django.__file__).parent / library / f"locale/{language}/LC_MESSAGES/{domain}.po"))
            for language in ("en", "de")
        ]
        english, german = ({(e.msgctxt, e.msgid): e for e in catalogue} for catalogue in catalogues)
        lacking |= {key for key in english if key not in german or not german[key].translated()}
    assert {key for key in lacking if key[1] not in AS_IN_GERMAN} - known == set()


@pytest.mark.parametrize("domain", LIBRARIES)
def test_german_keeps_the_placeholders(domain):
    catalogue = polib.mofile(str(settings.BASE_DIR / f"locale/de/LC_MESSAGES/{domain}.mo"))
    faults = [entry.msgid for entry in catalogue if not keeps_placeholders(entry)]
    assert faults == []


def keeps_placeholders(entry):
    english = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
    if not entry.msgid_plural:
        return placeholders(entry.msgstr) == english
    return all(placeholders(german) <= english for german in entry.msgstr_plural.values())  # „ein Platz“ has no number


def placeholders(text):
    return set(re.findall(r"%\(\w+\)s|%s|%d|\{\w*\}", text))


CALLS = {"_": 0, "gettext": 0, "gettext_lazy": 0, "pgettext": 1, "pgettext_lazy": 1}  # where the text stands


def test_every_text_of_the_code_is_in_the_catalogue():
    """gettext's own tools overlook some, such as those within an f-string."""
    entries = polib.pofile(str(settings.BASE_DIR / "locale/de/LC_MESSAGES/django.po"))
    known = {(entry.msgctxt, entry.msgid) for entry in entries}
    overlooked = [
        (str(path), call.lineno, texts)
        for name in WITH_MESSAGES
        for path in (settings.BASE_DIR / name).rglob("*.py")
        for call, texts in _texts(ast.parse(path.read_text()))
        if (texts[0] if len(texts) > 1 else None, texts[-1]) not in known
    ]
    assert overlooked == []


def _texts(tree):
    """Yield each call that translates a text, with the text, after its context if it has one."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        texts = [getattr(argument, "value", None) for argument in call.args[: CALLS.get(name, -1) + 1]]
        if texts and all(isinstance(text, str) for text in texts):
            yield call, texts
