"""The picture that messengers show beside the address of a page, drawn from a Card of programme.share_pictures.

It is drawn in our colours, and in the font that comes with Pillow, equal on every machine. It lacks umlauts, which get
their dots from us. What has another letter that it lacks is left out rather than shown as boxes, and our sign stands
there instead; messengers write the title below the picture anyway.
"""

import io
import unicodedata
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from programme.share_pictures import HEIGHT, WIDTH

MARGIN = 80
BAND, WEAVE, INK, SOFT, OCHRE = "#0a434c", "#11545f", "#fdf9ef", "#c3dadb", "#d9a04a"  # of static/css/site.css
CELL = 42
COLOURS = 32  # between those above, for smooth edges
TITLE_SIZES = (76, 64, 54, 46)
MOST_LINES = 4
SMALL = 34
# What is written as well in another way.
SPELLINGS = str.maketrans(
    {"–": "-", "—": "-", "„": '"', "“": '"', "”": '"', "‚": "'", "‘": "'", "’": "'", "\u00a0": " "}
)
DOTS = "\N{COMBINING DIAERESIS}"


def draw(card):
    """Return a card as the bytes of a PNG file."""
    image = _background().copy()
    pen = ImageDraw.Draw(image)
    room = WIDTH - 2 * MARGIN
    size, lines = _set(card.title, room)
    if lines:
        image.paste(INK, (MARGIN - 12, MARGIN - 6), _sign(72))
        _write(pen, (MARGIN + 90, MARGIN + 42), _line(card.above, SMALL, room - 90), SOFT, SMALL)
    else:
        image.paste(INK, (MARGIN - 30, HEIGHT // 2 - 190), _sign(360))
    y = HEIGHT // 2 + 10 + size * 0.8 - len(lines) * size * 0.6
    for line in lines:
        _write(pen, (MARGIN, y), line, INK, size)
        y += size * 1.2
    _write(pen, (MARGIN, HEIGHT - MARGIN), _line(card.below, SMALL, room), OCHRE, SMALL)
    written = io.BytesIO()
    image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def _write(pen, start, text, colour, size):
    """Write a text whose first letter stands at `start`, on the line; dots go above the letters before them."""
    font = _font(size)
    x, y = start
    pen.text(start, text.replace(DOTS, ""), colour, font, anchor="ls")
    for place, letter in enumerate(text):
        if letter == DOTS:
            before = text[: place - 1].replace(DOTS, "")
            left, top, right, _bottom = font.getbbox(text[place - 1], anchor="ls")
            middle = x + font.getlength(before) + (left + right) / 2
            for side in (-0.13, 0.13):
                centre, radius = (middle + side * size, y + top - 0.11 * size), 0.055 * size
                pen.circle(centre, radius, colour)


def _sign(side):
    """Return our sign (static/img/icon.svg) as a mask."""
    mask = Image.new("L", (4 * side, 4 * side))
    points = [(x * side / 8, y * side / 8) for x, y in [(6, 9), (11, 23), (16, 12), (21, 23), (26, 9)]]
    ImageDraw.Draw(mask).line(points, 255, round(side * 3 / 8), joint="curve")
    return mask.resize((side, side), Image.Resampling.LANCZOS)


@lru_cache(maxsize=1)
def _background():
    """The band of the front page, with squares on its right."""
    image = Image.new("RGB", (WIDTH, HEIGHT), BAND)
    pen = ImageDraw.Draw(image)
    for column in range(20, WIDTH // CELL + 1):
        for row in range(HEIGHT // CELL + 1):
            if (column + row) % 2:
                x, y = column * CELL, row * CELL
                pen.rectangle((x, y, x + CELL - 1, y + CELL - 1), WEAVE)
    return image


@lru_cache(maxsize=8)
def _font(size):
    return ImageFont.load_default(size)


@lru_cache(maxsize=4096)
def _has(character):
    """Whether the font has a letter, and does not draw a box in its place."""
    font = _font(SMALL)
    return character == " " or bytes(font.getmask(character)) != bytes(font.getmask("\U0010fffd"))


def _drawable(text):
    """Return a text as it can be drawn, umlauts as a letter and its dots; nothing if the font lacks a letter of it."""
    text = unicodedata.normalize("NFC", text).translate(SPELLINGS)
    letters = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        letters.append(parts if parts[1:] == DOTS and parts[0] not in "iIjJ" else letter)
    drawn = "".join(letters)
    return drawn if all(_has(letter) for letter in drawn if letter != DOTS) else ""


def _line(text, size, room):
    """Return as much of a text as fits into one line."""
    return next(iter(_lines(_drawable(text), _font(size), room, 1)), "")


def _set(title, room):
    """Return (size, lines) in which a title fits: as large as possible, cut at the smallest size."""
    title = _drawable(title)
    for size in TITLE_SIZES:
        lines = _lines(title, _font(size), room, MOST_LINES)
        if not (lines and lines[-1].endswith("…")):
            break
    return size, lines


def _lines(text, font, room, most):
    """Break a text into lines, where need be within a word; what is left after the last line becomes an ellipsis."""

    def width(words):
        return font.getlength(words.replace(DOTS, ""))

    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer) <= room:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if width(lines[-1] + letter) > room:
                lines.append("")
            lines[-1] += letter
        if len(lines) > most:
            break
    if len(lines) > most:
        last = lines[most - 1]
        while width(f"{last}…") > room:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last}…"]
    return [line for line in lines if line]
