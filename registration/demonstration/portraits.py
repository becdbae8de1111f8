"""Portraits of people who do not exist: head and shoulders in calm colours, drawn and not photographed."""

from colorsys import hls_to_rgb

from PIL import Image, ImageDraw

from programme.pictures import MAX_SIDE as SIDE
from programme.pictures import draw

SMOOTH = 2  # drawn larger, then made smaller, so that edges are smooth
GROUNDS = [0.58, 0.42, 0.09, 0.93, 0.52, 0.12, 0.7, 0.33]  # hues
CLOTHES = [
    (0.6, 0.3, 0.45),
    (0.02, 0.42, 0.45),
    (0.4, 0.3, 0.35),
    (0.1, 0.5, 0.5),
    (0.75, 0.35, 0.3),
    (0.55, 0.2, 0.25),
]
SKINS = {
    "light": "#f0cdb0",
    "fair": "#e8b998",
    "tan": "#d9a47a",
    "brown": "#b97f55",
    "dark": "#8d5a3c",
    "darker": "#5f3a28",
}
HAIRS = {
    "black": "#1f1b1a",
    "dark": "#3b2a22",
    "brown": "#7a5230",
    "red": "#9a5530",
    "blond": "#c08a4a",
    "grey": "#8e8a86",
    "white": "#b9b4ac",
}
# Some of the people of the example have a picture; the others show how it looks without one.
LOOKS = {
    "Aylin Demir": ("long", "tan", "dark"),
    "Jonas Okafor": ("short", "darker", "black"),
    "Sabine Vogt": ("bob", "light", "blond"),
    "Tarek Haddad": ("short", "brown", "black"),
    "Nadia Petrenko": ("bun", "light", "brown"),
    "Grace Mensah": ("curly", "dark", "black"),
    "Elif Yıldız": ("scarf", "fair", "dark"),
    "Friederike Hahn": ("bob", "fair", "grey"),
    "Paul Seidel": ("bald", "light", "grey"),
    "Claudia Bergmann": ("curly", "light", "red"),
    "Hannelore Brandt": ("bun", "fair", "white"),
    "Tobias Krämer": ("short", "light", "blond"),
    "Ngozi Eze": ("scarf", "darker", "black"),
    "Rosa Weinberg": ("curly", "tan", "white"),
    "Michael Thoma": ("bald", "fair", "grey"),
    "Fatou Diallo": ("bun", "dark", "black"),
    "Amara Keita": ("long", "darker", "black"),
    "Luca Romano": ("short", "tan", "dark"),
    "Yuki Tanaka": ("bob", "light", "black"),
    "Samuel Tesfay": ("short", "dark", "black"),
}


def portrait(name):
    """Return the Portrait of somebody in LOOKS, always the same."""
    number, (style, skin, hair) = list(LOOKS).index(name), LOOKS[name]
    skin, hair, size = SKINS[skin], HAIRS[hair], SIDE * SMOOTH
    ground, clothes = GROUNDS[number % len(GROUNDS)], _colour(*CLOTHES[(number * 7 + 2) % len(CLOTHES)])
    image = Image.new("RGB", (size, size), _colour(ground, 0.88, 0.35))
    pen = _Pen(ImageDraw.Draw(image), size / 100)
    pen.circle(50, 46, 44, _colour(ground, 0.8, 0.4))
    _behind(pen, style, hair, clothes)
    pen.oval(50, 108, 38, 36, clothes)
    if style != "scarf":
        pen.rounded((42.5, 56, 57.5, 78), 7, _darker(skin))
        pen.oval(50, 79, 11, 7, _darker(skin))
    _head(pen, style, skin, hair, clothes)
    return draw(image.resize((SIDE, SIDE), Image.Resampling.LANCZOS))


class _Pen:
    """Draws in hundredths of the side."""

    def __init__(self, drawing, unit):
        self.drawing, self.unit = drawing, unit

    def oval(self, x, y, wide, high, colour):
        box = [(x - wide) * self.unit, (y - high) * self.unit, (x + wide) * self.unit, (y + high) * self.unit]
        self.drawing.ellipse(box, fill=colour)

    def circle(self, x, y, radius, colour):
        self.oval(x, y, radius, radius, colour)

    def half(self, x, y, wide, high, colour):
        """The upper half of an oval."""
        box = [(x - wide) * self.unit, (y - high) * self.unit, (x + wide) * self.unit, (y + high) * self.unit]
        self.drawing.pieslice(box, 180, 360, fill=colour)

    def rounded(self, box, radius, colour):
        self.drawing.rounded_rectangle([edge * self.unit for edge in box], radius * self.unit, fill=colour)


def _behind(pen, style, hair, clothes):
    """What is seen behind the neck."""
    if style == "long":
        pen.rounded((28, 30, 72, 88), 20, hair)
    elif style == "bob":
        pen.rounded((29, 28, 71, 66), 18, hair)
    elif style == "bun":
        pen.circle(50, 19, 9, hair)
    elif style == "scarf":
        pen.rounded((27, 24, 73, 90), 22, clothes)
    elif style == "curly":
        for x, y in [(32, 36), (68, 36), (36, 26), (64, 26), (50, 21), (30, 47), (70, 47)]:
            pen.circle(x, y, 11, hair)


def _head(pen, style, skin, hair, clothes):
    if style != "scarf":
        pen.oval(32.5, 47, 3.5, 5, _darker(skin))
        pen.oval(67.5, 47, 3.5, 5, _darker(skin))
    pen.oval(50, 45, 17.5, 21, skin)
    if style == "scarf":
        pen.oval(50, 42, 20, 22, clothes)
        pen.oval(50, 72, 17, 13, _darker(clothes))
        pen.oval(50, 47, 14, 17.5, skin)
    elif style != "bald":
        pen.half(50, 42, 18.6, 20, hair)
        pen.oval(50, 44, 15.5, 8, skin) if style in {"bun", "long"} else pen.oval(54, 43, 15.5, 7, skin)


def _colour(hue, lightness, saturation):
    return tuple(round(255 * part) for part in hls_to_rgb(hue, lightness, saturation))


def _rgb(colour):
    return colour if isinstance(colour, tuple) else tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _darker(colour):
    return tuple(round(part * 0.86) for part in _rgb(colour))
