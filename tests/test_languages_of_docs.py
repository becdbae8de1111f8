"""Pages in two languages say the same: the same headings in the same order, the same commands, pictures and links."""

import re

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
PAIRS = {"README": ("README.md", "README.de.md"), "tour": ("docs/tour.md", "docs/tour.de.md")}
pages = pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)


def both(pair):
    return [(ROOT / name).read_text() for name in pair]


def without_quoted(text):
    return re.sub(r"^```\n.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def levels(text):
    return [len(marks) for marks in re.findall(r"^(#+) ", without_quoted(text), re.MULTILINE)]


def commands(text):
    return re.findall(r"^    ((?:make |\.venv/|git ).*)$", text, re.MULTILINE)


def links(text, of_language):
    """Return where links and pictures lead, by the name that both languages have in common."""
    found = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", without_quoted(text))
    return [name.replace(".de.md", ".md").replace(f"img/{of_language}/", "img/") for name in found]


def anchor(heading):
    """Return how GitHub and others call a heading: small letters, no punctuation, bars for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pages
def test_both_languages_have_the_same_headings_and_lists(pair):
    english, german = both(pair)
    assert levels(english) == levels(german)
    items = [len(re.findall(r"^(?:- |\d\. |\| )", text, re.MULTILINE)) for text in (english, german)]
    assert items[0] == items[1]


@pages
def test_both_languages_have_the_same_commands(pair):
    english, german = both(pair)
    assert commands(english) == commands(german)


@pages
def test_both_languages_show_the_same_pictures_and_lead_to_the_same_pages(pair):
    english, german = both(pair)
    assert links(english, "en") == links(german, "de")


@pages
def test_every_link_leads_somewhere(pair):
    broken = []
    for name in pair:
        page = ROOT / name
        for target, _, heading in re.findall(r"\]\(([^)#]+)(#([^)]*))?\)", without_quoted(page.read_text())):
            path = page.parent / target
            headings = (
                {anchor(found) for found in re.findall(r"^#+ (.+)$", path.read_text(), re.M)} if heading else {""}
            )
            if not path.exists() or heading not in headings:
                broken.append(f"{name}: {target} {heading}")
    assert broken == []


def test_make_knows_every_command_of_the_readme():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = re.findall(r"\bmake ([a-z]+)", (ROOT / "README.md").read_text())
    assert set(named) - set(targets) == set()


def test_another_heading_command_or_picture_would_be_noticed():
    """The control."""
    text = "# A\n\n    make run\n\n![B](docs/img/en/b.png)\n"
    assert levels(text) != levels(text + "## C\n")
    assert commands(text) != commands(text.replace("make run", "make test"))
    assert links(text, "en") == links(text.replace("/en/", "/de/"), "de") != links(text.replace("b.png", "c.png"), "en")
