"""Read a picture that somebody sends, and draw from it the small square that pages show.

Nothing of the file itself is kept: its pixels are written anew, so where it was taken, who took it and whatever hangs
on its end are gone.
"""

import io
import struct
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from programme.models.pictures import MAX_SIDE
from womconf.refusals import Refusal

MAX_BYTES = 3_000_000
MAX_PIXELS = 30_000_000  # what a PNG of 3 MB may unfold to
MIN_SIDE = 120
FORMATS = ("JPEG", "PNG", "WEBP")
ABOVE_THE_MIDDLE = (0.5, 0.35)  # faces are rather there
QUALITY = 82
WHITE = (255, 255, 255, 255)
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, struct.error, OverflowError, MemoryError)


class PictureRefused(Refusal):
    """A file from which no picture is drawn."""


class TooManyBytes(PictureRefused):
    message = _("This file is too large. Please choose a picture of at most 3 MB.")


class TooManyPixels(PictureRefused):
    message = _("This picture has too many pixels. Please save it smaller, for example 1000 pixels wide.")


class TooFewPixels(PictureRefused):
    message = _("This picture is too small. Please choose one of at least 120 by 120 pixels.")


class Moves(PictureRefused):
    message = _("This picture moves. Please choose one that stands still.")


class NoPicture(PictureRefused):
    message = _("This is no picture that we can read. Please choose one that is saved as JPEG, PNG or WebP.")


class Broken(PictureRefused):
    message = _("This picture is damaged or incomplete. Please save it anew, or choose another one.")


@dataclass(frozen=True)
class Portrait:
    """A square picture without anything that tells of its origin, as WebP."""

    content: bytes
    width: int
    height: int


def read(upload):
    """Return the Portrait that is drawn from a file. Raises PictureRefused."""
    upload.seek(0)
    sent = upload.read(MAX_BYTES + 1)
    if len(sent) > MAX_BYTES:
        raise TooManyBytes
    try:
        image = Image.open(io.BytesIO(sent), formats=FORMATS)
    except Image.DecompressionBombError:
        raise TooManyPixels from None
    except UNREADABLE:
        raise NoPicture from None
    with image:
        _judge(image)
        try:
            return draw(_square(image))
        except Image.DecompressionBombError:
            raise TooManyPixels from None
        except UNREADABLE:
            raise Broken from None


def draw(image):
    """Write an image of mode RGB as a Portrait; what is known of it beside its pixels is left behind."""
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    written = io.BytesIO()
    bare.save(written, "WEBP", quality=QUALITY, method=4)
    return Portrait(written.getvalue(), *bare.size)


def _judge(image):
    """Refuse what is known from the first bytes, before anything is unfolded."""
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise TooManyPixels
    if min(width, height) < MIN_SIDE:
        raise TooFewPixels
    # A photo of a telephone may hold a second one in a JPEG file; it does not move.
    if image.format in {"PNG", "WEBP"} and getattr(image, "is_animated", False):
        raise Moves


def _square(image):
    profile = image.info.get("icc_profile")
    image.draft(None, (2 * MAX_SIDE, 2 * MAX_SIDE))  # a JPEG file unfolds to what is needed of it
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bit
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in {"L", "RGB", "CMYK"}:
        image = image.convert("RGB")
    side = min(MAX_SIDE, *image.size)
    image = ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS, centering=ABOVE_THE_MIDDLE)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, WHITE), image).convert("RGB")
    return _in_srgb(image, profile)


def _in_srgb(image, profile):
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):  # a profile for other colours than those of the file
            pass
    return image.convert("RGB")
