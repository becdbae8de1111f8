"""Pictures of people who do not exist: head and shoulders in a few calm colours, each of them another."""

import random

from PIL import Image, ImageDraw

from programme.pictures import draw

GROUNDS = ["#d9e8e6", "#f1e2c6", "#e8d3c8", "#d7dfe8", "#e2e4d3", "#ecdfe4", "#c9dcd9", "#efe6d8"]
CLOTHES = ["#0b5560", "#b3532c", "#c8892b", "#31486b", "#5a6b3b", "#7a3f5a", "#2f3a3b", "#8a6d4f"]
SKINS = ["#f0cfb4", "#e0b08c", "#c68e66", "#a66f4a", "#7f5236", "#5d3b28"]
HAIRS = ["#2a211d", "#4b3325", "#7c5433", "#b98b52", "#8d8a85", "#d8d2c6", "#6e2f22"]
DARK_AND_GREY = ["#1d1714", "#2a211d", "#8d8a85", "#d8d2c6"]  # what stands out against dark skin
SIDE = 320
UNIT = 2 * SIDE  # drawn at twice the size, so that edges are smooth


def portrait(number):
    """Return the picture with this number, always the same."""
    chance = random.Random(number)  # noqa: S311 # nothing depends on it that anybody could guess at
    image = Image.new("RGB", (UNIT, UNIT), GROUNDS[number % len(GROUNDS)])
    pen = ImageDraw.Draw(image)
    skin, clothes = SKINS[number * 5 % len(SKINS)], CLOTHES[number * 3 % len(CLOTHES)]
    hair = chance.choice(HAIRS if skin in SKINS[:4] else DARK_AND_GREY)
    width, style = chance.uniform(0.155, 0.18), number % 5
    if style in {1, 3}:  # long hair, behind the shoulders
        end = 0.74 if style == 1 else 0.62
        pen.rounded_rectangle(scaled(0.5 - width - 0.055, 0.2, 0.5 + width + 0.055, end), 0.2 * UNIT, fill=hair)
    if style == 4:
        pen.ellipse(scaled(0.415, 0.09, 0.585, 0.26), fill=hair)
    pen.rounded_rectangle(scaled(0.17, 0.745, 0.83, 1.4), 0.2 * UNIT, fill=clothes)
    pen.rounded_rectangle(scaled(0.43, 0.55, 0.57, 0.8), 0.07 * UNIT, fill=shaded(skin))
    pen.pieslice(scaled(0.4, 0.66, 0.6, 0.84), 0, 180, fill=shaded(skin))
    pen.ellipse(scaled(0.5 - width, 0.23, 0.5 + width, 0.66), fill=skin)
    fringe(pen, width, hair, style)
    if chance.random() < 0.35:
        glasses(pen)
    return draw(image.resize((SIDE, SIDE), Image.Resampling.LANCZOS))


def fringe(pen, width, hair, style):
    """Draw the hair in front: a cap that ends above the brows, combed to one side or straight."""
    left, right = 0.5 - width - 0.02, 0.5 + width + 0.02
    if style == 2:
        pen.chord(scaled(left, 0.19, right, 0.62), 192, 348, fill=hair)
    elif style == 0:
        pen.chord(scaled(left, 0.19, right, 0.66), 168, 325, fill=hair)
        pen.chord(scaled(left, 0.19, right, 0.66), 250, 372, fill=hair)
    else:
        pen.chord(scaled(left, 0.19, right, 0.68), 180, 335, fill=hair)
        pen.chord(scaled(left, 0.19, right, 0.68), 215, 360, fill=hair)


def glasses(pen):
    for middle in (0.43, 0.57):
        pen.ellipse(scaled(middle - 0.055, 0.41, middle + 0.055, 0.52), outline="#2f3a3b", width=UNIT // 110)
    pen.line(scaled(0.485, 0.455, 0.515, 0.455), fill="#2f3a3b", width=UNIT // 110)


def shaded(colour):
    return "#" + "".join(f"{int(int(colour[place : place + 2], 16) * 0.88):02x}" for place in (1, 3, 5))


def scaled(*parts):
    return [part * UNIT for part in parts]
