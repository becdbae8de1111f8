"""Pictures of speakers: what is read, what is kept of it, and who is shown it."""

import hashlib
import io

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from programme import actions, pictures
from programme.models import Picture, Speaker
from tests.factories import AppearanceFactory, OrganiserFactory, PictureFactory
from tests.programme.pictures import bomb, moving, photo, saved, sent, with_metadata

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><script>alert(1)</script></svg>'
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)


def stored(content, name="portrait.jpg"):
    return Image.open(io.BytesIO(pictures.read(sent(content, name)).content))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (SVG, pictures.NoPicture),
        (b"<html><body><img src=x onerror=alert(1)>", pictures.NoPicture),
        (saved(photo(), "GIF"), pictures.NoPicture),
        (saved(photo(), "BMP"), pictures.NoPicture),
        (saved(photo(), "TIFF"), pictures.NoPicture),
        (HEIC, pictures.NoPicture),
        (b"%PDF-1.7\n" + bytes(300), pictures.NoPicture),
        (b"", pictures.NoPicture),
        (b"\xff\xd8\xff", pictures.NoPicture),
        (b"<html>" + saved(photo()), pictures.NoPicture),
        (b"GIF89a/*" + saved(photo()), pictures.NoPicture),
        (saved(photo())[:2000], pictures.Broken),
        (saved(photo(), "PNG")[:900], pictures.Broken),
        (saved(photo(), "WEBP")[:400], (pictures.Broken, pictures.NoPicture)),
        (bomb(), pictures.TooManyPixels),
        (bomb(6000, 6000), pictures.TooManyPixels),
        (saved(photo(size=(1, 1)), "PNG"), pictures.TooFewPixels),
        (saved(photo(size=(2000, 100)), "PNG"), pictures.TooFewPixels),
        (moving("PNG"), pictures.Moves),
        (moving("WEBP"), pictures.Moves),
        (saved(photo()) + bytes(3_000_000), pictures.TooManyBytes),
    ],
)
def test_what_is_no_still_picture_is_refused_with_a_sentence(content, refusal):
    with pytest.raises(refusal) as refused:
        pictures.read(sent(content))
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_stored_holds_nothing_but_pixels(kind):
    content = with_metadata(kind)
    assert b"SECRETNAME" in content  # the control
    portrait = pictures.read(sent(content, "holiday.exe"))
    image = Image.open(io.BytesIO(portrait.content))
    assert (image.format, image.size, image.mode, dict(image.getexif())) == ("WEBP", (480, 480), "RGB", {})
    assert {"exif", "xmp", "icc_profile", "comment"}.isdisjoint(image.info)
    for word in (b"SECRET", b"EXIF", b"XMP", b"ICCP", b"script"):
        assert word not in portrait.content
    assert len(portrait.content) < 50_000


def test_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees to the right: what is left stands above
    image = photo(size=(800, 600)).transpose(Image.Transpose.ROTATE_90)
    upright = stored(saved(image, exif=exif))
    top, bottom = upright.getpixel((240, 20)), upright.getpixel((240, 470))
    assert (top[0] > 200 > bottom[0], bottom[2] > 200 > top[2]) == (True, True)


@pytest.mark.parametrize(
    ("size", "side"), [((600, 800), 480), ((300, 200), 200), ((120, 5000), 120), ((480, 480), 480)]
)
def test_picture_is_a_square_and_never_enlarged(size, side):
    assert stored(saved(photo(size=size), "PNG")).size == (side, side)


def test_square_lies_a_little_above_the_middle():
    image = stored(saved(photo(size=(500, 1000)), "PNG"))
    assert image.getpixel((240, 250))[0] > 200  # in the middle of the file red ends


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("1", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")]
)
def test_every_kind_of_colours_becomes_rgb(mode, kind):
    assert stored(saved(photo(mode), kind)).mode == "RGB"


def test_sixteen_bits_keep_their_brightness():
    image = stored(saved(Image.new("I;16", (300, 300), 32768), "PNG"))
    assert 120 < image.getpixel((100, 100))[0] < 136


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode):
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0)).convert(mode)
    options = {"transparency": image.getpixel((0, 0))} if mode == "P" else {}
    assert min(stored(saved(image, "PNG", **options)).getpixel((100, 100))) > 250


def test_profile_for_other_colours_than_those_of_the_file_is_left_out():
    assert stored(saved(photo("L"), icc_profile=b"no profile")).mode == "RGB"


# Rows


@pytest.fixture
def speaker(db):
    return AppearanceFactory().speaker


@pytest.mark.django_db
def test_second_picture_takes_the_place_of_the_first(speaker):
    organiser = OrganiserFactory()
    actions.set_picture(speaker, pictures.read(sent(saved(photo()))), by=organiser, credit="Kim Licht")
    first = Picture.objects.get()
    actions.set_picture(speaker, pictures.read(sent(saved(photo("L")))), by=organiser)
    second = Picture.objects.get()
    assert (first.pk, first.credit, second.credit) == (second.pk, "Kim Licht", "")
    assert first.digest != second.digest
    assert second.digest == hashlib.sha256(bytes(second.content)).hexdigest()[:16]
    actions.remove_picture(speaker, by=organiser)
    actions.remove_picture(speaker, by=organiser)
    assert not Picture.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"width": 481, "height": 481}, {"height": 100}, {"content": bytes(500_001)}])
def test_database_holds_small_squares_only(speaker, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        PictureFactory(speaker=speaker, **values)


@pytest.mark.django_db
def test_bytes_are_loaded_by_their_own_address_alone(client, speaker, django_assert_max_num_queries):
    picture = PictureFactory(speaker=speaker)
    session, conference = speaker.appearances.get().session, speaker.conference
    pages = [f"/{conference.slug}/{page}" for page in ("", "speakers/", f"sessions/{session.code}/")]
    with django_assert_max_num_queries(64) as found:
        for page in [*pages, speaker.get_absolute_url()]:
            assert client.get(page).status_code == 200
        assert Speaker.objects.get(pk=speaker.pk).picture.digest == picture.digest
    assert not [query for query in found if '"content"' in query["sql"]]


@pytest.mark.django_db
def test_picture_is_sent_as_what_it_is_for_a_day(client, speaker):
    picture = PictureFactory(speaker=speaker)
    response = client.get(picture.get_absolute_url())
    assert (response.status_code, response.content) == (200, bytes(picture.content))
    assert response["Cache-Control"] == "public, max-age=86400"
    said = [response[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Disposition")]
    assert said == ["image/webp", "nosniff", "inline"]


@pytest.mark.django_db
def test_picture_is_shown_while_its_speaker_is(client, speaker):
    address = PictureFactory(speaker=speaker).get_absolute_url()
    assert client.get(address.replace(".webp", "0.webp")).status_code == 404
    speaker.appearances.update(status="withdrawn")
    assert client.get(address).status_code == 404
    speaker.appearances.update(status="confirmed")
    assert client.get(address).status_code == 200
    speaker.conference.published_at = None
    speaker.conference.save()
    assert client.get(address).status_code == 404
