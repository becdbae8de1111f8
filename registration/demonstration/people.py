"""Names of people who do not exist."""

from itertools import islice

FIRST = [
    "Anke", "Baran", "Carla", "Dilek", "Emeka", "Farida", "Gerd", "Hanna", "Ibrahim", "Jana", "Kofi", "Lena", "Milan",
    "Nesrin", "Olaf", "Petra", "Quirin", "Rania", "Stefan", "Thi", "Ulla", "Viktor", "Wiebke", "Xenia", "Yusuf",
    "Zoé",
]  # fmt: skip
LAST = [
    "Adler", "Bakary", "Conrad", "Doğan", "Ehlers", "Farsi", "Graf", "Hoang", "Iwanow", "Jäger", "Kaya", "Lorenz",
    "Maurer", "Nowak", "Osei", "Pfeiffer", "Rossi", "Schäfer", "Tran", "Ünal", "Vogel", "Weiß", "Yılmaz",
    "Zimmermann", "Öztürk",
]  # fmt: skip


def names(count):
    """Return so many different names. The lengths of the two lists (26, 25) have no common divisor: pairs differ."""
    pairs = (f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}" for number in range(len(FIRST) * len(LAST)))
    return list(islice(pairs, count))
