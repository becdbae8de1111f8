"""The picture that messengers show beside the address of a page, read by Pillow as they do."""

import io

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from programme import share_drawing, share_pictures
from programme.models import Conference, Session
from programme.share_drawing import MARGIN, draw
from programme.share_pictures import WIDTH, Card
from tests import markup
from tests.factories import AppearanceFactory, SessionFactory, SlotFactory
from tests.programme.exports import everything


def image_of(card):
    image = Image.open(io.BytesIO(draw(card)))
    image.load()
    assert (image.format, image.size) == ("PNG", (1200, 630))
    return image.convert("RGB")


WORDLESS = Card("", "", "")


def has_words(card):
    """Whether something is drawn where the title stands, apart from what stands there without one."""
    small = (MARGIN, MARGIN, MARGIN + 60, MARGIN + 60)  # where our sign stands above a title
    return image_of(card).crop(small).getcolors(5000) != image_of(WORDLESS).crop(small).getcolors(5000)


@pytest.mark.parametrize(
    "title",
    [
        "Lernen",
        "Ein Amt für alle: Öffnung, Ärger, Übung",
        "„Heimat“ – ‚was heißt‘ das?".replace("ß", "s"),
        "Donaudampfschifffahrt" * 14,
        "viele kleine Worte " * 30,
        "</script><b>&amp;",
        "A\u0308rger",
        "i" * 300,
        "W" * 300,
    ],
)
def test_title_is_drawn_and_stays_inside(title):
    card = Card("Über uns", title, "28.01.2027, 09:00")
    assert has_words(card)
    size, lines = share_drawing._set(title, WIDTH - 2 * MARGIN)
    assert 1 <= len(lines) <= share_drawing.MOST_LINES
    font = share_drawing._font(size)
    assert max(font.getlength(line.replace(share_drawing.DOTS, "")) for line in lines) <= WIDTH - 2 * MARGIN
    assert len(draw(card)) < 60_000


@pytest.mark.parametrize(
    "title", ["", "مؤتمر الانفتاح", "Größe", "👩‍🔬 Forschung", "Łódź", "Привіт", "Ende\uffff", "naïf"]
)
def test_no_box_is_drawn(title):
    """What has a letter that the font lacks is left out as a whole."""
    assert not has_words(Card("", title, ""))
    assert draw(Card("", title, "")) == draw(WORDLESS)


def test_words_of_one_kind_are_left_out_without_the_others():
    assert draw(Card("مؤتمر", "Lernen", "28.01.2027")) == draw(Card("", "Lernen", "28.01.2027"))


def test_equal_words_give_equal_bytes_and_other_words_another_address():
    assert draw(Card("a", "b", "c")) == draw(Card("a", "b", "c"))
    assert len({card.digest for card in (Card("a", "b", "c"), Card("a", "bc", ""), Card("ab", "", "c"))}) == 3


def meta(path):
    page = markup.parse(Client().get(path).text)
    return {element["property"]: element["content"] for element in page.all("meta") if element.get("property")}


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_page_names_its_picture(prefix):
    appearance = AppearanceFactory(session=SlotFactory().session)
    session, slug = appearance.session, appearance.session.conference.slug
    pages = ["", "speakers/", f"sessions/{session.code}/", f"speakers/{appearance.speaker.code}/"]
    found = []
    for page in pages:
        of_page = meta(f"{prefix}/{slug}/{page}")
        found.append(of_page["og:image"])
        answer = Client().get(of_page["og:image"].removeprefix(settings.BASE_URL))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert answer["Cache-Control"] == "public, max-age=86400"
        image = Image.open(io.BytesIO(answer.content))
        assert (str(image.width), str(image.height)) == (of_page["og:image:width"], of_page["og:image:height"])
        assert of_page["og:image:alt"]
    assert found[0] == found[1] == found[3] != found[2]


@pytest.mark.django_db
def test_other_words_have_another_address_and_the_former_one_shows_nothing():
    session = SlotFactory().session
    path = session.get_absolute_url()
    before = meta(path)["og:image"]
    Session.objects.update(status="cancelled")
    after = meta(path)["og:image"]
    assert before != after
    assert Client().get(before.removeprefix(settings.BASE_URL)).status_code == 404
    assert meta(path)["og:image:alt"].split(", ")[1].startswith("fällt aus: ")


@pytest.mark.django_db
@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"conference__published_at": None}])
def test_what_is_not_public_has_no_picture(hidden):
    session = SessionFactory(**hidden)
    for card, path in (
        (share_pictures.of_session(session), session.get_absolute_url()),
        (share_pictures.of_conference(session.conference), f"/{session.conference.slug}/"),
    ):
        if "status" in hidden and path.count("/") == 2:
            continue  # the conference is public
        assert Client().get(f"{path}share-{card.digest}.png").status_code == 404


@pytest.mark.django_db
def test_everything_has_a_picture():
    conference = everything.everything()
    for session in conference.sessions.public():
        assert image_of(share_pictures.of_session(session))
    assert image_of(share_pictures.of_conference(Conference.objects.get()))
