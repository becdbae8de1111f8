"""The style sheet, and the heads of pages."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import (
    AppearanceFactory,
    OrganisationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    TrackFactory,
)

pytestmark = pytest.mark.django_db

CSS = (settings.BASE_DIR / "static/css/site.css").read_text()


def test_style_sheet_is_small():
    assert len(CSS.encode()) < 34_000


def test_titles_of_all_pages_have_one_size_and_that_of_the_masthead_another():
    found = re.findall(r"^(?:\.masthead )?h1 \{", CSS, re.MULTILINE)
    assert sorted(found) == [".masthead h1 {", "h1 {"]


def test_cards_of_a_speakers_page_are_as_wide_as_its_forms():
    widths = re.findall(r"^(?:main form:not\(.*?\)|\.request) \{ max-inline-size: (\S+);", CSS, re.MULTILINE)
    assert (len(widths), len(set(widths))) == (2, 1)


def test_title_in_the_other_direction_begins_where_all_titles_begin():
    """As a block of its own it would be aligned to an edge that nobody sees."""
    assert "[dir]:only-child" not in CSS


def test_style_sheet_serves_both_directions_of_writing():
    """Sides are named by the text (inline-start), not by the screen (left)."""
    physical = (
        r"(?:margin|padding|border|inset)-(?:left|right)|^\s*(?:left|right)\s*:|(?:text-align|float):\s*(?:left|right)"
    )
    assert re.findall(physical, CSS, re.MULTILINE) == []


def colours(block):
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[position : position + 2], 16) / 255 for position in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_contrast(scheme):
    """WCAG 1.4.3 (text, 4.5) and 1.4.11 (edges of fields and marks, 3)."""
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", CSS, re.DOTALL)[:2]
    palette = colours(light) | (colours(dark) if scheme == "dark" else {})
    pairs = [
        (ink, ground) for ink in ("ink", "soft", "accent", "amber", "red", "green") for ground in ("paper", "card")
    ]
    pairs += [("ink", f"{wash}-wash") for wash in ("accent", "amber", "red", "green")]
    pairs += [("soft", "accent-wash"), ("amber", "amber-wash"), ("amber", "accent-wash"), ("red", "red-wash")]
    pairs += [("red", "accent-wash"), ("accent", "accent-wash"), ("accent-ink", "accent"), ("band", "band-ink")]
    pairs += [(ink, ground) for ink in ("band-ink", "band-soft") for ground in ("band", "band-weave")]
    weak = {pair: contrast(palette[pair[0]], palette[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    assert min(contrast(palette["edge"], palette[ground]) for ground in ("paper", "card")) >= 3


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_head_of_every_page_is_text_and_names_one_address(client, prefix):
    """A title takes text only: of a text in another language, too."""
    room = RoomFactory(name={"de": "Saal <2>"}, conference__title={"de": "Tag <1>"})
    things = {"conference": room.conference}
    host, track = OrganisationFactory(name="A & <b>", **things), TrackFactory(name={"ar": "<i>"}, **things)
    session = SessionFactory(title={"de": "Öffnung & mehr"}, host=host, track=track, **things)
    SlotFactory(session=session, room=room)
    speaker = AppearanceFactory(session=session).speaker
    pages = [reverse(f"programme:{name}", args=[session.conference.slug]) for name in ("programme", "speaker-list")]
    pages += [reverse(f"programme:{name}-list", args=[session.conference.slug]) for name in ("host", "room", "track")]
    pages += [session.get_absolute_url(), speaker.get_absolute_url(), host.get_absolute_url(), room.get_absolute_url()]
    pages += [track.get_absolute_url()]
    pages += [reverse("registration:register", args=[session.conference.slug])]
    for page in pages:
        head = client.get(f"{prefix}{page}?session={session.code}").text.partition("</head>")[0]
        [title] = re.findall(r"<title>(.*?)</title>", head, re.DOTALL)
        [description] = re.findall(r'<meta name="description" content="([^"]*)">', head)
        assert "<" not in title + description
        assert "&lt;span" not in title + description
        assert "Tag &lt;1&gt;" in description
        assert re.findall(r'<link rel="canonical" href="([^"]*)">', head) == [f"{settings.BASE_URL}{prefix}{page}"]


def test_page_for_one_person_names_no_address_for_search_engines(client):
    assert "canonical" not in client.get("/me/").text
