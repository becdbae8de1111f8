"""Files that people send as a picture of somebody, made on the spot."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageDraw


def photo(mode="RGB", size=(600, 800)):
    """Two halves, red above blue."""
    image = Image.new("RGB", size, "blue")
    ImageDraw.Draw(image).rectangle([0, 0, size[0], size[1] // 2], fill="red")
    return image.convert(mode)


def saved(image, kind="JPEG", **options):
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def sent(content, name="portrait.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def with_metadata(kind):
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif[0x8825] = {1: "N", 2: (50.0, 58.0, 41.0)}
    exif[0x013B] = "SECRETNAME"
    options = {"exif": exif, "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()}
    options |= {"comment": b"SECRETWORDS"} if kind == "JPEG" else {"xmp": b"<x>SECRETXMP</x>"} if kind == "WEBP" else {}
    return saved(photo(), kind, **options) + b"SECRETTAIL<script>alert(1)</script>"


def bomb(width=30_000, height=30_000):
    """A PNG that says how large it is, and is small."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def moving(kind):
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "green", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
