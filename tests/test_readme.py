"""README.md and README.de.md say the same: equal headings, commands and links, in the same order."""

import re

import pytest
from django.conf import settings


def skeleton(text):
    """Return what does not depend on the language, but for the link to the other page."""
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("README")]
    return {
        "headings": re.findall(r"^(#+) ", text, re.MULTILINE),
        "commands": re.findall(r"`(make [^`]+)`|^    (make .*|\.venv/.*)$", text, re.MULTILINE),
        "links": links,
    }


@pytest.fixture
def pages():
    return [(settings.BASE_DIR / name).read_text() for name in ("README.md", "README.de.md")]


@pytest.mark.parametrize("part", ["headings", "commands", "links"])
def test_both_languages_have_the_same(pages, part):
    english, german = (skeleton(page)[part] for page in pages)
    assert german == english
    assert english


def test_every_link_leads_to_a_file(pages):
    for page in pages:
        for link in re.findall(r"\]\(([^)#]+)\)", page):
            assert (settings.BASE_DIR / link).exists(), link
