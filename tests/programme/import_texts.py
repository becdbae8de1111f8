"""Texts of an office below one title and one day, as the import reads them."""

from datetime import date

from programme.imports import text

HEAD = "# Forum Teilhabe\n\nDonnerstag, 18.02.2027\n\n"


def read(content, answers=None, head=HEAD):
    """Return (draft, report)."""
    return text.read((head + content).encode(), today=date(2026, 11, 1), answers=answers)
